"""What goals count, each by a pure function of the log that returns the entries that counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple

from kithkeeper.model.kinds import Channel, Depth, Direction, HelpKind, Intent
from kithkeeper.rules.ledger import ActFacts
from kithkeeper.rules.phrases import day

MANUAL = "manual"

DORMANT_CADENCES = 2
DORMANT_DAYS = 365
"""Dormant is who was silent for two cadences, or for a year where there is no cadence."""

_YEAR = timedelta(days=365)


class TouchLog(NamedTuple):
    """A touch that happened, for counting."""

    id: str
    on: date
    contacts: tuple[str, ...]
    channel: Channel | None
    depth: Depth


class MeetingLog(NamedTuple):
    """A coffee, lunch or visit that was arranged, whether or not it has happened yet."""

    id: str
    arranged_on: date
    what: str


class EventLog(NamedTuple):
    """A networking event; it was attended when someone was met there or it was wrapped up."""

    id: str
    on: date
    name: str
    attended: bool
    people: int = 0


class JoinLog(NamedTuple):
    """A community that was joined."""

    id: str
    on: date
    name: str


class MoveLog(NamedTuple):
    """A contact who was placed in another circle; ranks, 0 dearest, None for no circle."""

    contact: str
    on: date
    before: int | None
    after: int | None


class TickLog(NamedTuple):
    """A tick on a goal."""

    id: str
    goal: str
    on: date
    note: str = ""


class CheckLog(NamedTuple):
    """A tick on an item of a checklist."""

    id: str
    checklist: str
    item: str
    on: date


class GoalLog(NamedTuple):
    """Everything that goals are counted from, in any order.

    Attributes:
        touches: Those of at least a year before the period too; older ones decide about dormancy.
        acts: All acts; those before the period decide about first directions.
        reviews: Days on which a review was finished.
        cadence_days: Nominal length of each contact's cadence; a contact without is left out.
        known_since: The day of meeting, for contacts where it is known.
        names: Of contacts, for saying who counted.
    """

    touches: tuple[TouchLog, ...] = ()
    acts: tuple[ActFacts, ...] = ()
    meetings: tuple[MeetingLog, ...] = ()
    events: tuple[EventLog, ...] = ()
    joins: tuple[JoinLog, ...] = ()
    moves: tuple[MoveLog, ...] = ()
    ticks: tuple[TickLog, ...] = ()
    checks: tuple[CheckLog, ...] = ()
    reviews: tuple[date, ...] = ()
    cadence_days: Mapping[str, int] = MappingProxyType({})
    known_since: Mapping[str, date] = MappingProxyType({})
    names: Mapping[str, str] = MappingProxyType({})


class Counted(NamedTuple):
    """An entry that counted; `worth` is -1 where it takes one back."""

    ref: str
    on: date
    what: str
    worth: int = 1


class Measure(NamedTuple):
    """Something that goals count.

    Attributes:
        says: What counts, in plain words.
        entries: Those between two days, both included.
        tickable: Whether the user may tick it by hand, because the log can't know.
    """

    says: str
    entries: Callable[[GoalLog, date, date], Iterable[Counted]]
    tickable: bool = False


def _nothing(*_: object) -> Iterable[Counted]:
    return ()


def _profile(log: GoalLog, start: date, end: date) -> Iterator[Counted]:
    checks = [c for c in log.checks if c.checklist == "linkedin-profile" and start <= c.on <= end]
    for each in checks[:1]:
        yield Counted(each.id, each.on, f"{each.item} of the profile")


def _article(log: GoalLog, start: date, end: date) -> Iterator[Counted]:
    for each in log.checks:
        written = (each.checklist, each.item) == ("linkedin-engagement", "article")
        if written and start <= each.on <= end:
            yield Counted(each.id, each.on, "article")


def _dormant(log: GoalLog, start: date, end: date) -> Iterator[Counted]:
    """The first touch with a contact after a long silence; a contact counts once.

    The silence began with the touch before, else with the day of meeting.
    """
    for contact, touches in _by_contact(log.touches).items():
        before = log.known_since.get(contact)
        silence = log.cadence_days.get(contact, 0) * DORMANT_CADENCES or DORMANT_DAYS
        for touch in touches:
            long = before is not None and (touch.on - before).days >= silence
            if long and before is not None and start <= touch.on <= end:
                name = log.names.get(contact, contact)
                yield Counted(touch.id, touch.on, f"{name}, silent since {day(before)}")
                break
            before = touch.on


def _joined(log: GoalLog, start: date, end: date) -> Iterator[Counted]:
    return (Counted(e.id, e.on, e.name) for e in log.joins if start <= e.on <= end)


def _coffee(log: GoalLog, start: date, end: date) -> Iterator[Counted]:
    for meeting in log.meetings:
        if start <= meeting.arranged_on <= end:
            yield Counted(meeting.id, meeting.arranged_on, meeting.what)
    arranged = {meeting.id for meeting in log.meetings}
    for touch in log.touches:
        met = touch.channel in (Channel.COFFEE, Channel.LUNCH) and touch.id not in arranged
        if met and start <= touch.on <= end:
            yield Counted(touch.id, touch.on, f"{touch.channel} with {_who(log, touch.contacts)}")


def _attended(log: GoalLog, start: date, end: date) -> Iterator[Counted]:
    return (Counted(e.id, e.on, e.name) for e in log.events if e.attended and start <= e.on <= end)


def _met(log: GoalLog, start: date, end: date) -> Iterator[Counted]:
    return (Counted(e.id, e.on, e.name, e.people) for e in log.events if start <= e.on <= end)


def _introductions(log: GoalLog, start: date, end: date) -> Iterator[Counted]:
    for act in _own(log, start, end):
        if act.sort == HelpKind.INTRODUCTION:
            yield Counted(act.id, act.on, f"introduction for {_who(log, act.contacts)}")


def _resources(log: GoalLog, start: date, end: date) -> Iterator[Counted]:
    for act in _own(log, start, end):
        if act.sort == HelpKind.RESOURCE or act.kind == Intent.INSIGHT:
            yield Counted(act.id, act.on, f"shared with {_who(log, act.contacts)}")


def _gives(log: GoalLog, start: date, end: date) -> Iterator[Counted]:
    for act in _own(log, start, end):
        if act.kind != Intent.ASK:
            yield Counted(act.id, act.on, f"{act.kind} for {_who(log, act.contacts)}")


def _given_first(log: GoalLog, start: date, end: date) -> Iterator[Counted]:
    """Help or insight for someone of whom one had asked nothing before in the period."""
    asked: dict[str, date] = {}
    for act in _own(log, start, end):
        if act.kind == Intent.ASK:
            for contact in act.contacts:
                asked[contact] = min(asked.get(contact, act.on), act.on)
    for act in _own(log, start, end):
        first = all(contact not in asked or act.on <= asked[contact] for contact in act.contacts)
        if act.kind != Intent.ASK and act.contacts and first:
            yield Counted(act.id, act.on, f"{act.kind} for {_who(log, act.contacts)}")


def _inner(log: GoalLog, start: date, end: date) -> Iterator[Counted]:
    for move in log.moves:
        worth = (move.after == 0) - (move.before == 0)
        if worth and start <= move.on <= end:
            name = log.names.get(move.contact, move.contact)
            verb = "joined" if worth > 0 else "left"
            yield Counted(move.contact, move.on, f"{name} {verb} the circle", worth)


def _deepened(log: GoalLog, start: date, end: date) -> Iterator[Counted]:
    """A touch deeper than the contact's usual of the past year, or a first exchange in a direction.

    The usual depth is the one most often had in the 365 days before, the deeper of two equally
    frequent; with no touch in that year there is no usual. A contact counts once in a period.
    """
    found: dict[str, Counted] = {}
    for contact, touches in _by_contact(log.touches).items():
        name = log.names.get(contact, contact)
        for place, touch in enumerate(touches):
            if not start <= touch.on <= end:
                continue
            usual = _usual(touches[:place], touch.on)
            if usual is not None and touch.depth.rank > usual.rank:
                what = f"{name}: {touch.depth}, where {usual} was usual"
                _keep_first(found, contact, Counted(touch.id, touch.on, what))
                break
    for contact, act in _first_directions(log.acts):
        if start <= act.on <= end:
            name = log.names.get(contact, contact)
            side = "you" if act.direction == Direction.GIVEN else "them"
            what = f"{name}: the first exchange from {side}"
            _keep_first(found, contact, Counted(act.id, act.on, what))
    yield from found.values()


def _reviewed(log: GoalLog, start: date, end: date) -> Iterator[Counted]:
    return (Counted("review", on, "review finished") for on in log.reviews if start <= on <= end)


def _touched(log: GoalLog, start: date, end: date) -> Iterator[Counted]:
    for touch in log.touches:
        if start <= touch.on <= end:
            yield Counted(touch.id, touch.on, _who(log, touch.contacts))


MEASURES: Mapping[str, Measure] = {
    "profile-updated": Measure("an item of the profile checklist ticked", _profile, tickable=True),
    "dormant-reached": Measure("contacts touched after two silent cadences, or a year", _dormant),
    "community-joined": Measure("communities joined", _joined),
    "coffee-arranged": Measure("coffees and lunches arranged or had", _coffee),
    "event-attended": Measure("networking events where you met someone", _attended),
    "people-met": Measure("people met at networking events", _met),
    "introduction-made": Measure("introductions made", _introductions),
    "resource-shared": Measure("resources and insights given", _resources),
    "article-written": Measure("articles ticked", _article, tickable=True),
    "inner-grown": Measure("contacts who joined the innermost circle, less those who left", _inner),
    "deepened": Measure(
        "contacts with a touch deeper than usual, or a first exchange in a direction", _deepened
    ),
    "given-first": Measure("gives to people of whom you had asked nothing before", _given_first),
    "given": Measure("help and insight given", _gives),
    "touched": Measure("touches of any kind", _touched),
    "reviewed": Measure("reviews finished", _reviewed),
    MANUAL: Measure("ticked by hand", _nothing, tickable=True),
}
"""By name; a goal of one's own may use any."""


def _own(log: GoalLog, start: date, end: date) -> Iterator[ActFacts]:
    for act in log.acts:
        if act.direction == Direction.GIVEN and start <= act.on <= end:
            yield act


def _by_contact(touches: Iterable[TouchLog]) -> dict[str, list[TouchLog]]:
    found: dict[str, list[TouchLog]] = {}
    for touch in sorted(touches, key=lambda each: each.on):
        for contact in touch.contacts:
            found.setdefault(contact, []).append(touch)
    return found


def _usual(earlier: Iterable[TouchLog], on: date) -> Depth | None:
    counts = Counter(each.depth for each in earlier if on - _YEAR <= each.on < on)
    return max(counts, key=lambda depth: (counts[depth], depth.rank), default=None)


def _first_directions(acts: Iterable[ActFacts]) -> Iterator[tuple[str, ActFacts]]:
    seen: set[tuple[str, Direction]] = set()
    for act in sorted(acts, key=lambda each: each.on):
        for contact in act.contacts:
            if (contact, act.direction) not in seen:
                seen.add((contact, act.direction))
                yield contact, act


def _keep_first(found: dict[str, Counted], contact: str, one: Counted) -> None:
    if contact not in found or one.on < found[contact].on:
        found[contact] = one


def _who(log: GoalLog, contacts: tuple[str, ...]) -> str:
    if not contacts:
        return "nobody in particular"
    first = log.names.get(contacts[0], contacts[0])
    return first if len(contacts) == 1 else f"{first} and {len(contacts) - 1} more"
