"""Who could introduce whom: ways to a person or company, matches, and an introduction's next step.

The guide asks for introductions with both sides' agreement, made for others before one asks for
oneself ("Give Before You Get", "Asking for Introduction").
"""

from __future__ import annotations

import heapq
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import NamedTuple

from kithkeeper.model.practice import ME, IntroductionState
from kithkeeper.rules.phrases import day, listed

_CROWD = 40
"""How many may share an interest before not everyone is compared with everyone."""
_NEIGHBOURS = 8
MOST_HOPS = 3
"""Longest way worth trying: you, two in between, and the target."""

HEAR_AFTER_DAYS = 14
"""Days after an introduction was made in which one hears how it went."""

_CLOSENESS = {1: "an acquaintance of yours", 2: "someone you know well", 3: "close to you"}
_ORG = "\0"
"""Begins the node of an organization, so that it is never a contact's id."""


class PersonFacts(NamedTuple):
    """A person as a stop on a way.

    Attributes:
        closeness: To you: 0 not known to you in person, 1 acquainted (outer circle, or touched
            once), 2 known well (middle), 3 close (inner).
        organizations: Where they work, or worked; the present ones in `present`.
    """

    id: str
    name: str
    closeness: int
    organizations: tuple[str, ...] = ()
    present: tuple[str, ...] = ()


class RelationFacts(NamedTuple):
    """Two people know each other: 1 have met, 2 know each other, 3 trust each other."""

    a: str
    b: str
    strength: int = 2


class Way(NamedTuple):
    """Someone to ask, and how it goes on from them.

    Attributes:
        contact: Id of whom to ask; the target where you know them yourself.
        via: Ids from that contact to the target, both included.
        hops: How many people it takes, the target included; 1 where you know them yourself.
        because: In plain words who knows whom.
    """

    contact: str
    via: tuple[str, ...]
    hops: int
    because: str


class Match(NamedTuple):
    """Two contacts who would have something of each other."""

    a: str
    b: str
    because: str


class _Stop(NamedTuple):
    hops: float
    distrust: int
    trail: tuple[str, ...]


def path(
    target: str,
    people: Mapping[str, PersonFacts],
    relations: Iterable[RelationFacts],
    *,
    limit: int = 5,
) -> tuple[Way, ...]:
    """Find the shortest, then most trusted, ways to a person or a company.

    Two people are linked by a relation (`ME` for you), and, with less trust, by an organization
    they share. A way that leads through someone else whom you know is left out: you'd ask them.

    Args:
        target: Id of a person, or a company's name in any spelling of case and punctuation.
        people: All contacts by id.
    """
    known = tuple(relations)
    near = _closeness(people, known)
    start = target if target in people else _ORG + normal_organization(target)
    stops = _spread(start, _links(people, known), near)
    found = [
        (stop.hops + 1, stop.distrust + 3 - near[each], people[each].name, each, stop.trail)
        for each, stop in stops.items()
        if near.get(each)
    ]
    ways = []
    for *_, each, trail in sorted(found)[:limit]:
        because = _way_words(each, trail, target, people, near[each])
        via = tuple(node for node in trail if not node.startswith(_ORG))
        ways.append(Way(each, via, len(via), because))
    return tuple(ways)


def normal_organization(name: str) -> str:
    """An organization's name for comparing: no case, punctuation or legal form."""
    words = re.sub(r"[^\w]+", " ", name.casefold()).split()
    while len(words) > 1 and words[-1] in _LEGAL:
        words.pop()
    return " ".join(words)


_LEGAL = frozenset(("inc", "ltd", "llc", "gmbh", "ag", "se", "plc", "corp", "co", "sa", "bv", "oy"))


def matches(
    people: Iterable[tuple[str, str, Sequence[str]]],
    acquainted: Iterable[tuple[str, str]] = (),
    *,
    limit: int = 10,
) -> tuple[Match, ...]:
    """Pairs of contacts who share an interest and don't know each other, most shared first.

    Args:
        people: Id, name and interests of each.
        acquainted: Pairs of ids that need no introduction.
    """
    names: dict[str, str] = {}
    by_interest: dict[str, list[str]] = defaultdict(list)
    for id, name, interests in people:
        names[id] = name
        for interest in dict.fromkeys(each.strip().casefold() for each in interests):
            by_interest[interest].append(id)
    known = {frozenset(pair) for pair in acquainted}
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for interest, ids in sorted(by_interest.items()):
        for pair in _pairs(ids):
            if frozenset(pair) not in known:
                shared[pair].append(interest)
    best = sorted(shared.items(), key=lambda item: (-len(item[1]), item[0]))[:limit]
    return tuple(
        Match(a, b, f"{names[a]} and {names[b]} both care about {listed(interests[:3])}")
        for (a, b), interests in best
    )


YOU = "you"
"""The name of yourself as a side of an introduction."""


class IntroductionFacts(NamedTuple):
    """An introduction by its dates; the sides by name, yourself as `YOU`."""

    state: IntroductionState
    a_name: str
    b_name: str
    a_agreed_on: date | None
    b_agreed_on: date | None
    made_on: date | None = None
    asked_of: str = ""


class NextStep(NamedTuple):
    """What is to be done about an introduction, by when if it has a day, and why."""

    what: str
    by: date | None
    because: str


def may_make(facts: IntroductionFacts) -> str | None:
    """Why the introduction should not be made yet, or None when both sides have agreed."""
    waiting = [
        name
        for name, agreed in (
            (facts.a_name, facts.a_agreed_on),
            (facts.b_name, facts.b_agreed_on),
        )
        if agreed is None
    ]
    return f"{listed(waiting)} did not agree yet; ask first" if waiting else None


def next_step(facts: IntroductionFacts) -> NextStep | None:
    """The next step of an open introduction; None when it is heard of or dropped."""
    if not facts.state.is_open:
        return None
    if facts.state is IntroductionState.MADE and facts.made_on is not None:
        by = facts.made_on + timedelta(days=HEAR_AFTER_DAYS)
        return NextStep(*_hearing(facts, facts.made_on, by))
    if facts.asked_of:
        what = f"ask {facts.asked_of} for the introduction, with a blurb to forward"
        if facts.state is not IntroductionState.WANTED:
            what = f"remind {facts.asked_of}, or thank them once it is made"
        return NextStep(what, None, f"{facts.asked_of} could introduce you")
    if reason := may_make(facts):
        waiting = facts.a_name if facts.a_agreed_on is None else facts.b_name
        return NextStep(f"ask {waiting} whether they want it", None, reason)
    return NextStep(f"introduce {facts.a_name} and {facts.b_name}", None, "both agreed")


def _hearing(facts: IntroductionFacts, made_on: date, by: date) -> tuple[str, date, str]:
    """How to hear of an introduction that was made; of one's own, whoever made it is thanked."""
    maker = facts.asked_of or "you"
    if YOU in (facts.a_name, facts.b_name):
        other = facts.b_name if facts.a_name == YOU else facts.a_name
        what = f"thank {maker}, and tell how it went with {other}"
        return (what, by, f"{maker} brought you together on {day(made_on)}")
    what = f"ask how it went between {facts.a_name} and {facts.b_name}"
    return (what, by, f"{maker} brought them together on {day(made_on)}")


def _closeness(
    people: Mapping[str, PersonFacts], relations: Iterable[RelationFacts]
) -> dict[str, int]:
    near = {each.id: each.closeness for each in people.values()}
    for one in relations:
        if ME in (one.a, one.b):
            other = one.b if one.a == ME else one.a
            if other in near:
                near[other] = max(near[other], one.strength)
    return near


def _links(
    people: Mapping[str, PersonFacts], relations: Iterable[RelationFacts]
) -> dict[str, list[tuple[str, float, int]]]:
    """Neighbours with hops and distrust; an organization stands between those who share it."""
    links: dict[str, list[tuple[str, float, int]]] = defaultdict(list)
    for one in relations:
        if one.a in people and one.b in people:
            links[one.a].append((one.b, 1, 3 - one.strength))
            links[one.b].append((one.a, 1, 3 - one.strength))
    for person in people.values():
        for organization in person.organizations:
            node = _ORG + normal_organization(organization)
            links[person.id].append((node, 0.5, 2))
            links[node].append((person.id, 0.5, 0 if organization in person.present else 1))
    return links


def _spread(
    start: str, links: Mapping[str, list[tuple[str, float, int]]], near: Mapping[str, int]
) -> dict[str, _Stop]:
    """Shortest, then most trusted, way from each node to the target; not past someone known."""
    settled: dict[str, _Stop] = {}
    # An organization is the target itself: whoever is there is no further away than a person sought.
    from_here = -0.5 if start.startswith(_ORG) else 0.0
    waiting: list[tuple[float, int, tuple[str, ...]]] = [(from_here, 0, (start,))]
    while waiting:
        hops, distrust, trail = heapq.heappop(waiting)
        here = trail[0]
        if here in settled or hops > MOST_HOPS - 1:
            continue
        settled[here] = _Stop(hops, distrust, trail)
        if near.get(here) and here != start:
            continue
        for other, further, less in links.get(here, ()):
            if other not in settled:
                heapq.heappush(waiting, (hops + further, distrust + less, (other, *trail)))
    return settled


def _way_words(
    contact: str,
    trail: tuple[str, ...],
    target: str,
    people: Mapping[str, PersonFacts],
    closeness: int,
) -> str:
    if contact == target:
        return f"You know {people[contact].name} yourself: {_CLOSENESS[closeness]}"
    parts = [f"{people[contact].name} is {_CLOSENESS[closeness]}"]
    for here, there in pairwise(trail):
        if here.startswith(_ORG):
            continue
        if there.startswith(_ORG):
            parts.append(_at_words(people[here], there, trail[-1] == there))
        else:
            parts.append(f"{people[here].name} knows {people[there].name}")
    if len(trail) > 2 and trail[-2].startswith(_ORG) and not trail[-1].startswith(_ORG):
        parts[-1] += f" with {people[trail[-1]].name}"
    return "; ".join(parts)


def _at_words(person: PersonFacts, node: str, ends: bool) -> str:
    normal = node.removeprefix(_ORG)
    shown = next(each for each in person.organizations if normal_organization(each) == normal)
    if ends:
        return f"{person.name} {'is' if shown in person.present else 'was'} at {shown}"
    return f"{person.name} shares {shown}"


def _pairs(ids: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Pairs of those who share an interest: all of a few; in a crowd each with the next ones, so
    that everyone has somebody and one interest stays cheap.
    """
    crowd = sorted(set(ids))
    if len(crowd) <= _CROWD:
        yield from combinations(crowd, 2)
        return
    for place, one in enumerate(crowd):
        for step in range(1, _NEIGHBOURS + 1):
            other = crowd[(place + step) % len(crowd)]
            yield (one, other) if one < other else (other, one)
