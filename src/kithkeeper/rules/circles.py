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
    known = evidence or {}
    ordered = sorted(circles, key=lambda circle: circle.rank)
    members = {
        circle.name: [each for each in contacts if each.circle == circle.name and not each.archived]
        for circle in ordered
    }
    pulls = _pulls(ordered, contacts)
    found: dict[str, Move] = {}
    for size, outer in zip(sizes(ordered, contacts), [*ordered[1:], None], strict=True):
        if outer is None:
            continue
        here, there = members[size.circle.name], members[outer.name]
        proposed = [
            *_crowded(size, outer, here, known, pulls),
            *_neglected(size, outer, here, known, pulls),
            *_called_for(size, outer, there, known, pulls),
        ]
        for move in proposed:
            found.setdefault(move.contact, move)
        here = [each for each in here if each.id not in found]
        there = [each for each in there if each.id not in found]
        if len(here) == size.circle.most:
            for move in _swapped(size, outer, here, there, known, pulls):
                found[move.contact] = move
    return tuple(found.values())


def _pulls(circles: Sequence[Circle], contacts: Sequence[ContactFacts]) -> dict[str, int]:
    """Where the role of each draws them: 1 to a nearer circle, -1 to a farther one, 0 nowhere."""
    place = {circle.name: number for number, circle in enumerate(circles)}
    pulls = {}
    for each in contacts:
        role = role_of(each.tags)
        if role is not None and each.circle in place:
            apart = place[each.circle] - place_of(role, len(circles))
            pulls[each.id] = (apart > 0) - (apart < 0)
    return pulls


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


def _crowded(
    size: Size, outer: Circle, here: Sequence[ContactFacts], known: Mapping[str, Evidence],
    pulls: Mapping[str, int],
) -> list[Move]:  # fmt: skip
    weakest = sorted(here, key=lambda each: _standing_key(each, known, pulls))[: size.over]
    reason = f"{_holds(size)}, and {size.circle.most} is its most"
    return [_move(each, size.circle, outer, reason, known) for each in weakest]


def _neglected(
    size: Size, outer: Circle, here: Sequence[ContactFacts], known: Mapping[str, Evidence],
    pulls: Mapping[str, int],
) -> list[Move]:  # fmt: skip
    neglected = []
    for each in here:
        seen = known.get(each.id)
        if seen is None or seen.expected < 3 or seen.given + seen.received:
            continue
        outward = pulls.get(each.id, 0) < 0
        if seen.touches * (2 if outward else 4) < seen.expected:
            share = "half" if outward else "a quarter"
            reason = f"less than {share} of the {size.circle.name} circle's cadence was kept"
            neglected.append(_move(each, size.circle, outer, reason, known))
    return neglected


def _called_for(
    size: Size, outer: Circle, there: Sequence[ContactFacts], known: Mapping[str, Evidence],
    pulls: Mapping[str, int],
) -> list[Move]:  # fmt: skip
    """The strongest of the next circle out, as far as there is room for them."""
    strong = sorted(
        (each for each in there if each.id in known and known[each.id].touches > 0),
        key=lambda each: _standing_key(each, known, pulls),
        reverse=True,
    )
    most = size.circle.most
    room = len(strong) if most is None else max(0, most - size.size)
    called = []
    for place, each in enumerate(strong[:room]):
        seen = known[each.id]
        if place < size.under:
            reason = f"{_holds(size)}, and {size.circle.least} is its least"
        elif _outgrew(seen):
            reason = f"outgrew the {outer.name} circle"
        elif pulls.get(each.id, 0) > 0 and seen.touches >= max(2, seen.expected):
            reason = f"kept the {outer.name} circle's cadence"
        else:
            continue
        called.append(_move(each, outer, size.circle, reason, known))
    return called


def _swapped(
    size: Size, outer: Circle, here: Sequence[ContactFacts], there: Sequence[ContactFacts],
    known: Mapping[str, Evidence], pulls: Mapping[str, int],
) -> list[Move]:  # fmt: skip
    """Pairs of the weakest of a full circle and the strongest of the next, both ways."""
    weak = sorted(here, key=lambda each: _standing_key(each, known, pulls))
    strong = sorted(
        (each for each in there if each.id in known and _outgrew(known[each.id])),
        key=lambda each: _standing_key(each, known, pulls),
        reverse=True,
    )
    full = f"{_holds(size)}, which is its most"
    pairs: list[Move] = []
    for leaves, comes in zip(weak, strong, strict=False):
        gain = _strength(comes, known, pulls) - _strength(leaves, known, pulls)
        if leaves.id not in known or gain < _CLEARLY_STRONGER:
            break
        inward = f"outgrew the {outer.name} circle; {full}, so in exchange for {leaves.name}"
        outward = f"{full}; {comes.name} of the {outer.name} circle has more behind them"
        pairs.append(_move(comes, outer, size.circle, inward, known))
        pairs.append(_move(leaves, size.circle, outer, outward, known))
    return pairs


def _outgrew(seen: Evidence) -> bool:
    often = seen.expected > 0 and seen.touches >= max(3, 2 * seen.expected)
    return often and (min(seen.given, seen.received) > 0 or seen.deep >= 2)


def _standing_key(
    contact: ContactFacts, known: Mapping[str, Evidence], pulls: Mapping[str, int]
) -> tuple[float, date, str, str]:
    """Weakest first: by evidence and role, then by the oldest last touch, then by name and id."""
    last = contact.last_touch or date.min
    return (_strength(contact, known, pulls), last, contact.name.casefold(), contact.id)


def _strength(
    contact: ContactFacts, known: Mapping[str, Evidence], pulls: Mapping[str, int]
) -> float:
    seen = known[contact.id].strength if contact.id in known else 0.0
    return seen + _ROLE_WEIGHT * pulls.get(contact.id, 0)


def _move(
    contact: ContactFacts,
    circle: Circle,
    to: Circle,
    reason: str,
    known: Mapping[str, Evidence],
) -> Move:
    if contact.id in known:
        proof = str(known[contact.id])
    elif contact.last_touch is not None:
        proof = f"last in touch {phrases.day(contact.last_touch)}"
    else:
        proof = "never in touch"
    role = role_of(contact.tags)
    tagged = f"; tagged {role}" if role else ""
    return Move(contact.id, contact.name, circle.name, to.name, f"{reason}; {proof}{tagged}")


def _holds(size: Size) -> str:
    name = phrases.circle_name(size.circle.name)
    return f"{name} holds {phrases.count(size.size, 'person', 'people')}"
