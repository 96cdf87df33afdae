"""The year ahead: what the circles ask for week by week, and whether that can be kept.

Each ISO week takes what has a day of its own (birthdays, promises, meetings), then those who are
due, the most pressing first, as far as its capacity goes; who was reached is due again one cadence
later, who was not waits. A touch keeps its promise when it comes no later than half a cadence after
its date, which is the planner's own window.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from kithkeeper.model.circle import Circle
from kithkeeper.model.kinds import Temperament
from kithkeeper.model.period import Period
from kithkeeper.rules import phrases
from kithkeeper.rules.cadence import after
from kithkeeper.rules.due import pressure
from kithkeeper.rules.facts import ContactFacts
from kithkeeper.rules.proposals import propose_touch

_KEPT = 0.95
"""The share of a circle's touches that has to come in time for its promise to be kept."""
_TURNS = 12
"""Over how many touches the effort of a person is averaged."""


class WeekAhead(NamedTuple):
    """An ISO week: what is planned for it, what it holds, and what still waits at its end.

    Attributes:
        fixed: How much of the effort birthdays, promises and other items with a day of their own
            take; they come first, and may exceed the capacity.
    """

    start: date
    effort: int
    capacity: int
    waiting: int
    fixed: int = 0


class Promise(NamedTuple):
    """Whether a circle's cadence can be kept.

    Attributes:
        kept: At least 95 % of its touches come no later than half a cadence after their date.
        touches: How many its cadence asks for.
        late: How many of them come later than that, or not at all.
        because: The same in plain words.
    """

    name: str
    kept: bool
    touches: int
    late: int
    because: str


class Forecast(NamedTuple):
    """The weeks ahead and each circle's promise.

    Attributes:
        feasible: Whether every circle's promise can be kept.
        because: What the circles ask for against what the weeks hold, and what would help.
    """

    weeks: tuple[WeekAhead, ...]
    circles: tuple[Promise, ...]
    feasible: bool
    because: str


class _Person(NamedTuple):
    facts: ContactFacts
    circle: Circle
    cadence: Period
    due: date
    done: int


class _Year:
    """What happened so far on the way through the weeks."""

    def __init__(self) -> None:
        self.touches: Counter[str] = Counter()
        self.late: Counter[str] = Counter()


def forecast(
    circles: Sequence[Circle],
    contacts: Sequence[ContactFacts],
    *,
    today: date,
    capacity: Callable[[date], int] | Mapping[date, int],
    week_capacity: int,
    weeks: int = 52,
    temperament: Temperament = Temperament.AMBIVERT,
    fixed: Mapping[date, int] | None = None,
) -> Forecast:
    """Whether the circles' cadences fit into the weeks ahead, and where they do not.

    Args:
        circles: All of them.
        contacts: Those in a circle, with their next due dates; others are passed over.
        today: The first day.
        capacity: The most effort of each day; 0 on days off.
        week_capacity: The most effort of each ISO week.
        weeks: How many ISO weeks, the current one included.
        temperament: It decides on the channels, and so on the effort of each touch.
        fixed: The effort of birthdays, promises and the like, by day; taken before the cadences'.
    """
    known = {circle.name: circle for circle in circles}
    people = [
        _Person(
            each, known[each.circle], each.cadence or known[each.circle].cadence, each.next_due, 0
        )
        for each in contacts
        if each.circle in known and each.next_due is not None and not each.archived
    ]
    monday = today - timedelta(days=today.weekday())
    year, ahead = _Year(), []
    for number in range(weeks):
        start = monday + timedelta(days=7 * number)
        room = _room(start, today, capacity, week_capacity)
        taken = sum((fixed or {}).get(start + timedelta(days=n), 0) for n in range(7))
        left = max(0, room - taken)
        people, effort, waiting = _one_week(people, start, left, year, temperament)
        ahead.append(WeekAhead(start, effort + taken, room, waiting, taken))
    end = monday + timedelta(days=7 * weeks - 1)
    for each in people:
        if _latest(each) <= end:
            year.touches[each.circle.name] += 1
            year.late[each.circle.name] += 1
    promises = tuple(_promise(circle, people, year) for circle in circles)
    feasible = all(each.kept for each in promises)
    because = _overall(ahead, _asked(people, temperament), feasible)
    return Forecast(tuple(ahead), promises, feasible, because)


def _room(
    start: date,
    today: date,
    capacity: Callable[[date], int] | Mapping[date, int],
    week_capacity: int,
) -> int:
    days = [start + timedelta(days=n) for n in range(7)]
    days = [day for day in days if day >= today]
    if isinstance(capacity, Mapping):
        return min(week_capacity, sum(capacity.get(day, 0) for day in days))
    return min(week_capacity, sum(capacity(day) for day in days))


def _one_week(
    people: Sequence[_Person], start: date, room: int, year: _Year, temperament: Temperament
) -> tuple[list[_Person], int, int]:
    """Reach who is due, the most pressing first; returns people, effort spent, effort waiting."""
    end = start + timedelta(days=6)
    due = sorted((each for each in people if each.due <= end), key=lambda each: _urgency(each, end))
    then = [each for each in people if each.due > end]
    spent = waiting = 0
    for each in due:
        effort = _effort(each, temperament)
        if spent + effort > room:
            waiting += effort
            then.append(each)
            continue
        spent += effort
        name, on = each.circle.name, max(each.due, start)
        year.touches[name] += 1
        year.late[name] += on > _latest(each)
        then.append(each._replace(due=after(each.cadence, on), done=each.done + 1))
    return then, spent, waiting


def _urgency(each: _Person, end: date) -> tuple[float, int, str]:
    late = pressure((end - each.due).days, each.cadence.nominal_days)
    return (-late, each.circle.rank, each.facts.id)


def _effort(each: _Person, temperament: Temperament) -> int:
    proposal = propose_touch(
        each.facts, each.circle, past=each.done, due=each.due, temperament=temperament
    )
    return proposal.effort


def _latest(each: _Person) -> date:
    try:
        return each.due + timedelta(days=each.cadence.nominal_days // 2)
    except OverflowError:
        return date.max


def _promise(circle: Circle, people: Sequence[_Person], year: _Year) -> Promise:
    size = sum(each.circle.name == circle.name for each in people)
    touches, late = year.touches[circle.name], year.late[circle.name]
    kept = late <= (1 - _KEPT) * touches
    asks = f"{phrases.count(size, 'person', 'people')}, {circle.cadence.adverb}"
    if not touches:
        return Promise(circle.name, True, 0, 0, f"{asks}: nothing falls due")
    said = f"{asks}: {phrases.count(touches, 'touch', 'touches')}"
    if not late:
        because = f"{said}, each within half a cadence of its date"
    else:
        because = f"{said}, {late} of them later than half a cadence after their date"
    return Promise(circle.name, kept, touches, late, because)


def _asked(people: Sequence[_Person], temperament: Temperament) -> float:
    """What the cadences ask for in a week, in effort, if every date is kept."""
    turns = range(_TURNS)
    return sum(
        sum(_effort(each._replace(done=turn), temperament) for turn in turns)
        / _TURNS
        * 7
        / each.cadence.nominal_days
        for each in people
    )


def _overall(ahead: Sequence[WeekAhead], asked: float, feasible: bool) -> str:
    weeks = max(1, len(ahead))
    room = sum(each.capacity for each in ahead) / weeks
    left = sum(max(0, each.capacity - each.fixed) for each in ahead) / weeks
    said = f"the circles ask for {asked:.1f} effort a week, and a week holds {room:.1f} on average"
    if any(each.fixed for each in ahead):
        said += f", {left:.1f} beside birthdays, promises and what else has its day"
    if feasible or not left:
        return said
    if asked <= left:
        return (
            f"{said}, which is enough: what comes late is overdue already, falls due together, or "
            f"waits while you are away{_last_crowded(ahead)}"
        )
    return (
        f"{said}; it would fit with {math.ceil(asked + room - left)} a week, with cadences about "
        f"{max(1.1, asked / left):.1f} times as long, or with fewer people"
    )


def _last_crowded(ahead: Sequence[WeekAhead]) -> str:
    crowded = [each.start for each in ahead if each.waiting]
    if not crowded:
        return ""
    return f"; the last week at whose end someone waits begins on {phrases.day(crowded[-1])}"
