"""The problem as numbers: items with efforts and values, days and weeks with room.

A packing gives items days such that no day and no week takes more than its room, and earns the sum
of the values. The value of an item on a day is what that day saves against leaving the item out, so
an empty packing is worth 0 and only days worth more than 0 are offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

NEVER = -(1 << 120)
"""The value of a day that an item may not have; below any sum of real ones."""
OUT = -1
"""The day of an item that is left out."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Items and days by number.

    Attributes:
        efforts: What each item takes, at least 1.
        first: The first day that each item may have.
        values: What each item earns on each day from its first on; `NEVER` where it may not be.
        room: What each day holds.
        week_of: The week of each day.
        week_room: What each week holds.
    """

    efforts: Sequence[int]
    first: Sequence[int]
    values: Sequence[Sequence[int]]
    room: Sequence[int]
    week_of: Sequence[int]
    week_room: Sequence[int]
    _wanted: dict[int, list[list[int]]] = field(default_factory=dict, repr=False, compare=False)

    def wanted(self, effort: int) -> list[list[int]]:
        """For each day the items of that effort that may be on it, those who earn most first."""
        if effort not in self._wanted:
            days: list[list[tuple[int, int]]] = [[] for _ in self.room]
            for item, each in enumerate(self.efforts):
                if each == effort:
                    for day, value in enumerate(self.values[item], self.first[item]):
                        if value > NEVER:
                            days[day].append((-value, item))
            self._wanted[effort] = [[item for _, item in sorted(day)] for day in days]
        return self._wanted[effort]

    def value(self, item: int, day: int) -> int:
        """What the item earns on that day, 0 left out, `NEVER` where it may not be."""
        if day == OUT:
            return 0
        place = day - self.first[item]
        row = self.values[item]
        return row[place] if 0 <= place < len(row) else NEVER

    def total(self, days: Sequence[int]) -> int:
        """What a whole packing earns."""
        return sum(self.value(item, day) for item, day in enumerate(days))

    def options(self, item: int) -> list[int]:
        """The days that the item may have."""
        start = self.first[item]
        return [start + k for k, value in enumerate(self.values[item]) if value > NEVER]


class Draft:
    """A packing under way: the day of each item, and the room that is left."""

    __slots__ = ("day_of", "problem", "room", "week_room")

    def __init__(self, problem: Problem, days: Sequence[int] | None = None) -> None:
        self.problem = problem
        self.day_of = [OUT] * len(problem.efforts)
        self.room = list(problem.room)
        self.week_room = list(problem.week_room)
        for item, day in enumerate(days or ()):
            if day != OUT:
                self.put(item, day)

    def fits(self, item: int, day: int) -> bool:
        """Whether day and week have room for the item."""
        effort = self.problem.efforts[item]
        return self.room[day] >= effort and self.week_room[self.problem.week_of[day]] >= effort

    def put(self, item: int, day: int) -> None:
        """Give a day to an item that has none."""
        effort = self.problem.efforts[item]
        self.day_of[item] = day
        self.room[day] -= effort
        self.week_room[self.problem.week_of[day]] -= effort

    def take(self, item: int) -> int:
        """Leave an item out; returns the day it had."""
        day = self.day_of[item]
        if day != OUT:
            effort = self.problem.efforts[item]
            self.day_of[item] = OUT
            self.room[day] += effort
            self.week_room[self.problem.week_of[day]] += effort
        return day


def best_days(problem: Problem) -> list[int] | None:
    """Every item on its best day, if that fits: then nothing can be better."""
    draft = Draft(problem)
    for item, row in enumerate(problem.values):
        best = max(row, default=NEVER)
        if best <= 0:
            continue
        day = problem.first[item] + row.index(best)
        if not draft.fits(item, day):
            return None
        draft.put(item, day)
    return draft.day_of


def filled(problem: Problem, days: Sequence[int], order: Sequence[int]) -> Draft:
    """A draft in which the items left out got the best day that still fits, in that order."""
    draft = Draft(problem, days)
    for item in order:
        if draft.day_of[item] != OUT:
            continue
        start = problem.first[item]
        best, found = 0, OUT
        for place, value in enumerate(problem.values[item]):
            if value > best and draft.fits(item, start + place):
                best, found = value, start + place
        if found != OUT:
            draft.put(item, found)
    return draft
