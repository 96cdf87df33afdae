"""The sizes of circles, and who should move up or down, on evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from kithkeeper.model.circle import Circle
from kithkeeper.rules import phrases
from kithkeeper.rules.facts import ContactFacts, Finding
from kithkeeper.rules.roles import place_of, role_of

_ROLE_WEIGHT = 0.5
"""What a role that suits a nearer circle adds to a strength, and one of a farther one takes."""
_CLEARLY_STRONGER = 1.0
"""By how much someone has to be stronger to be proposed in another's place."""


class Evidence(NamedTuple):
    """What a relationship has been over the past year, in numbers.

    Attributes:
        touches: Touches that counted.
        expected: How many its cadence asked for since it was placed, at most a year back.
        deep: Touches in person or otherwise deep.
        given: Acts of help and insight from you to them.
        received: Acts of help and insight from them to you.
        theirs: Touches that they began.
    """

    touches: int = 0
    expected: int = 0
    deep: int = 0
    given: int = 0
    received: int = 0
    theirs: int = 0

    @property
    def strength(self) -> float:
        """One number for comparing: touches against cadence, depth, exchange and initiative."""
        kept = min(2.0, self.touches / self.expected) if self.expected else float(self.touches > 0)
        mutual = min(self.given, self.received)
        return (
            kept
            + 0.25 * min(4, self.deep)
            + 0.25 * min(4, mutual)
            + 0.1 * min(5, self.given + self.received)
            + 0.25 * min(4, self.theirs)
        )

    def __str__(self) -> str:
        said = [phrases.count(self.touches, "touch", "touches") + " in a year"]
        if self.expected:
            said[0] += f" where the cadence asked for {self.expected}"
        if self.deep:
            said.append(f"{self.deep} of them deep")
        given = phrases.count(self.given, "act") + " given"
        said.append(f"{given} and {self.received} received")
        if self.theirs:
            said.append(f"{phrases.count(self.theirs, 'time')} they began")
        return ", ".join(said)


class Size(NamedTuple):
    """How many a circle holds, and what its range is.

    Attributes:
        over: How many above its most; 0 within.
        under: How many below its least; 0 within.
    """

    circle: Circle
    size: int
    over: int
    under: int


class Move(NamedTuple):
    """A proposal to place someone in another circle."""

    contact: str
    name: str
    circle: str
    to: str
    because: str


def sizes(circles: Sequence[Circle], contacts: Iterable[ContactFacts]) -> tuple[Size, ...]:
    """How full each circle is, in their order; archived contacts don't count."""
    held = Counter(contact.circle for contact in contacts if not contact.archived)
    return tuple(
        Size(
            circle=circle,
            size=held[circle.name],
            over=max(0, held[circle.name] - circle.most) if circle.most is not None else 0,
            under=max(0, circle.least - held[circle.name]),
        )
        for circle in circles
    )


def moves(
    circles: Sequence[Circle],
    contacts: Sequence[ContactFacts],
    evidence: Mapping[str, Evidence] | None = None,
) -> tuple[Move, ...]:
    """Who should move, circle by circle from the dearest, and why.

    A circle over its most gives up those with the least behind them. In a circle with room, the
    strongest of the next one out are called for: as many as are missing under its least, else
    only those who kept twice the cadence with exchanges both ways or visits. Someone for whom
    less than a quarter of the cadence was kept, without any exchange, is proposed one further out.
    A role speaks, too: one that suits a nearer circle asks only for a kept cadence, one that suits
    a farther circle for half of it. Where a circle is full, someone of the next one who outgrew it
    is proposed in exchange for the weakest, if a good deal stronger. Nobody is proposed twice.
    """
    ordered = sorted(circles, key=lambda circle: circle.rank)
    members = _members(ordered, contacts, evidence or {})
    found: dict[str, Move] = {}
    for size, outer in zip(sizes(ordered, contacts), [*ordered[1:], None], strict=True):
        if outer is None:
            continue
        here, there = members[size.circle.name], members[outer.name]
        proposed = [
            *_crowded(size, outer, here),
            *_neglected(size, outer, here),
            *_called_for(size, outer, there),
        ]
        for move in proposed:
            found.setdefault(move.contact, move)
        here = [each for each in here if each.facts.id not in found]
        there = [each for each in there if each.facts.id not in found]
        if len(here) == size.circle.most:
            for move in _swapped(size, outer, here, there):
                found[move.contact] = move
    return tuple(found.values())


class _Member(NamedTuple):
    """Someone in a circle.

    Attributes:
        seen: What is behind them, where anything is known of it.
        pull: Where their role draws them: 1 to a nearer circle, -1 to a farther one, 0 nowhere.
    """

    facts: ContactFacts
    seen: Evidence | None
    pull: int

    @property
    def strength(self) -> float:
        return (self.seen.strength if self.seen else 0.0) + _ROLE_WEIGHT * self.pull

    @property
    def standing(self) -> tuple[float, date, str, str]:
        """Weakest first: by evidence and role, then by the oldest last touch, then by name and id."""
        who = self.facts
        return (self.strength, who.last_touch or date.min, who.name.casefold(), who.id)

    @property
    def outgrew(self) -> bool:
        """Whether they kept twice the cadence, with exchanges both ways or visits."""
        seen = self.seen
        if seen is None or not seen.expected or seen.touches < max(3, 2 * seen.expected):
            return False
        return min(seen.given, seen.received) > 0 or seen.deep >= 2


def _members(
    circles: Sequence[Circle], contacts: Sequence[ContactFacts], known: Mapping[str, Evidence]
) -> dict[str, list[_Member]]:
    place = {circle.name: number for number, circle in enumerate(circles)}
    members: dict[str, list[_Member]] = {circle.name: [] for circle in circles}
    for each in contacts:
        if each.circle not in place or each.archived:
            continue
        role = role_of(each.tags)
        apart = place[each.circle] - place_of(role, len(circles)) if role else 0
        pull = (apart > 0) - (apart < 0)
        members[each.circle].append(_Member(each, known.get(each.id), pull))
    return members


def capacity_findings(
    circles: Sequence[Circle],
    contacts: Sequence[ContactFacts],
    evidence: Mapping[str, Evidence] | None = None,
) -> tuple[Finding, ...]:
    """The same moves as findings for the review, and a line for each circle that is still thin."""
    proposed = moves(circles, contacts, evidence)
    findings = [
        Finding(
            move.contact,
            f"move from {move.circle} to {move.to}",
            move.because,
            f"kith circle {move.contact} {move.to}",
        )
        for move in proposed
    ]
    for size in sizes(circles, contacts):
        coming = sum(move.to == size.circle.name for move in proposed)
        if size.under > coming:
            because = f"{_holds(size)}, and {size.circle.least} is its least"
            proposal = f"fill the {size.circle.name} circle"
            findings.append(Finding("", proposal, because, "kith circles"))
    return tuple(findings)


def _crowded(size: Size, outer: Circle, here: Sequence[_Member]) -> list[Move]:
    weakest = sorted(here, key=lambda each: each.standing)[: size.over]
    reason = f"{_holds(size)}, and {size.circle.most} is its most"
    return [_move(each, size.circle, outer, reason) for each in weakest]


def _neglected(size: Size, outer: Circle, here: Sequence[_Member]) -> list[Move]:
    neglected = []
    for each in here:
        seen = each.seen
        if seen is None or seen.expected < 3 or seen.given + seen.received:
            continue
        outward = each.pull < 0
        if seen.touches * (2 if outward else 4) < seen.expected:
            share = "half" if outward else "a quarter"
            reason = f"less than {share} of the {size.circle.name} circle's cadence was kept"
            neglected.append(_move(each, size.circle, outer, reason))
    return neglected


def _called_for(size: Size, outer: Circle, there: Sequence[_Member]) -> list[Move]:
    """The strongest of the next circle out, as far as there is room for them."""
    strong = sorted(
        (each for each in there if each.seen and each.seen.touches > 0),
        key=lambda each: each.standing,
        reverse=True,
    )
    most = size.circle.most
    room = len(strong) if most is None else max(0, most - size.size)
    called = []
    for place, each in enumerate(strong[:room]):
        if place < size.under:
            reason = f"{_holds(size)}, and {size.circle.least} is its least"
        elif each.outgrew:
            reason = f"outgrew the {outer.name} circle"
        elif each.pull > 0 and each.seen and each.seen.touches >= max(2, each.seen.expected):
            reason = f"kept the {outer.name} circle's cadence"
        else:
            continue
        called.append(_move(each, outer, size.circle, reason))
    return called


def _swapped(
    size: Size, outer: Circle, here: Sequence[_Member], there: Sequence[_Member]
) -> list[Move]:
    """Pairs of the weakest of a full circle and the strongest of the next, both ways."""
    weak = sorted(here, key=lambda each: each.standing)
    outgrown = (each for each in there if each.outgrew)
    strong = sorted(outgrown, key=lambda each: each.standing, reverse=True)
    full = f"{_holds(size)}, which is its most"
    pairs: list[Move] = []
    for leaves, comes in zip(weak, strong, strict=False):
        if leaves.seen is None or comes.strength - leaves.strength < _CLEARLY_STRONGER:
            break
        inward = f"outgrew the {outer.name} circle; {full}, so in exchange for {leaves.facts.name}"
        outward = f"{full}; {comes.facts.name} of the {outer.name} circle has more behind them"
        pairs.append(_move(comes, outer, size.circle, inward))
        pairs.append(_move(leaves, size.circle, outer, outward))
    return pairs


def _move(member: _Member, circle: Circle, to: Circle, reason: str) -> Move:
    who = member.facts
    if member.seen is not None:
        proof = str(member.seen)
    elif who.last_touch is not None:
        proof = f"last in touch {phrases.day(who.last_touch)}"
    else:
        proof = "never in touch"
    role = role_of(who.tags)
    tagged = f"; tagged {role}" if role else ""
    return Move(who.id, who.name, circle.name, to.name, f"{reason}; {proof}{tagged}")


def _holds(size: Size) -> str:
    name = phrases.circle_name(size.circle.name)
    return f"{name} holds {phrases.count(size.size, 'person', 'people')}"
