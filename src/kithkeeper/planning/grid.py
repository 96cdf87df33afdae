"""The days of a horizon with the room that fixed items leave, by number and by date."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kithkeeper.rules.facts import Fixed


@dataclass(frozen=True, slots=True)
class Calendar:
    """The horizon; days without any room are in `capacity` and `fixed` only.

    Attributes:
        days: Days that have room, in order; the rest is by their place here.
        ordinals: The same as ordinal numbers.
        room: What is left of each.
        week_of: The place of its week in `week_room`.
        week_room: What is left of each ISO week.
        mondays: The first day of each ISO week of the horizon.
        capacity: The most effort of each day of the horizon.
        fixed: What fixed items take of each day.
        week_fixed: What they take of each week, by its Monday.
    """

    today: date
    end: date
    days: tuple[date, ...]
    ordinals: tuple[int, ...]
    room: tuple[int, ...]
    week_of: tuple[int, ...]
    week_room: tuple[int, ...]
    mondays: tuple[date, ...]
    capacity: Mapping[date, int]
    week_capacity: int
    fixed: Mapping[date, int]
    week_fixed: Mapping[date, int]

    def between(self, earliest: date | None, latest: date | None) -> tuple[int, int]:
        """The places of the days from `earliest` to `latest`, as a half-open range."""
        start = 0 if earliest is None else bisect_left(self.days, earliest)
        stop = len(self.days) if latest is None else bisect_right(self.days, latest)
        return start, max(start, stop)

    def place(self, day: date | None) -> int | None:
        """The place of a day, None if it has no room."""
        if day is None:
            return None
        at = bisect_left(self.days, day)
        return at if at < len(self.days) and self.days[at] == day else None


def calendar(
    fixed: Sequence[Fixed],
    today: date,
    end: date,
    capacity: Callable[[date], int] | Mapping[date, int],
    week_capacity: int,
) -> Calendar:
    """The horizon from `today` to `end`, both included, after fixed items took their room."""
    taken, week_taken = _taken(fixed, today, end)
    horizon = [today + timedelta(days=n) for n in range((end - today).days + 1)]
    if isinstance(capacity, Mapping):
        most = {day: max(0, capacity.get(day, 0)) for day in horizon}
    else:
        most = {day: max(0, capacity(day)) for day in horizon}
    mondays = sorted({_monday(day) for day in horizon})
    place = {monday: at for at, monday in enumerate(mondays)}
    days = [day for day in horizon if most[day] > taken.get(day, 0)]
    return Calendar(
        today=today,
        end=end,
        days=tuple(days),
        ordinals=tuple(day.toordinal() for day in days),
        room=tuple(most[day] - taken.get(day, 0) for day in days),
        week_of=tuple(place[_monday(day)] for day in days),
        week_room=tuple(max(0, week_capacity - week_taken.get(each, 0)) for each in mondays),
        mondays=tuple(mondays),
        capacity=most,
        week_capacity=week_capacity,
        fixed=taken,
        week_fixed=week_taken,
    )


def _taken(
    fixed: Sequence[Fixed], today: date, end: date
) -> tuple[dict[date, int], dict[date, int]]:
    """What fixed items take of each day of the horizon, and of each week that it touches."""
    days: dict[date, int] = {}
    weeks: dict[date, int] = {}
    for each in fixed:
        monday = _monday(each.day)
        weeks[monday] = weeks.get(monday, 0) + each.effort
        if today <= each.day <= end:
            days[each.day] = days.get(each.day, 0) + each.effort
    return days, weeks


def _monday(day: date) -> date:
    return day - timedelta(days=min(day.weekday(), day.toordinal() - 1))
