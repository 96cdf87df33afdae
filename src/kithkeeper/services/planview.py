"""The plan as it is shown: a row for each touchpoint, and how full days and weeks are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from kithkeeper.planning import Plan, Unplaced, WeekLoad


class PlanRow(NamedTuple):
    """A touchpoint with its day.

    Attributes:
        ideal: Its due date.
        title: What a follow-up of several people is called; empty where the name says it.
        called_for: What calls for its activity; empty where that is merely its turn.
    """

    id: str
    contact: str
    name: str
    circle: str | None
    date: dt.date
    ideal: dt.date | None
    earliest: dt.date | None
    latest: dt.date | None
    cadence_days: int
    kind: str
    activity: str | None
    intent: str | None
    channel: str | None
    effort: int
    because: str
    called_for: str = ""
    title: str = ""

    @property
    def who(self) -> str:
        """The title of what is with several or with nobody in particular, else the name."""
        return self.title or self.name


class UnplacedRow(NamedTuple):
    """A touchpoint that found no day, and why."""

    contact: str
    name: str
    circle: str
    ideal: date
    earliest: date | None
    latest: date | None
    cadence_days: int
    effort: int
    because: str


class DayLoad(NamedTuple):
    """Effort of a working day against what it may hold."""

    date: dt.date
    effort: int
    capacity: int


@dataclass(frozen=True, slots=True)
class PlanView:
    """The plan as it stands.

    Attributes:
        weeks: Each ISO week of the horizon; what stands fixed in its days after the horizon counts.
        mix: Shares of help, insight and ask among what is planned, in per cent.
        moved: How many touchpoints have another day than before.
        cost: The planner's cost; lower is nearer to every due date.
    """

    touchpoints: tuple[PlanRow, ...]
    load: tuple[DayLoad, ...]
    weeks: tuple[WeekLoad, ...]
    unplaced: tuple[UnplacedRow, ...]
    mix: dict[str, float]
    moved: int
    cost: float


def view(
    rows: Sequence[PlanRow],
    made: Plan,
    days: Sequence[date],
    room_on: Callable[[date], int],
) -> PlanView:
    """The plan, and how full it makes its days and weeks.

    Args:
        days: Those of the horizon.
        room_on: What a day may hold; 0 where one doesn't work.
    """
    load: dict[date, int] = {}
    for row in rows:
        load[row.date] = load.get(row.date, 0) + row.effort
    return PlanView(
        touchpoints=tuple(sorted(rows, key=lambda row: (row.date, row.name, row.id))),
        load=tuple(DayLoad(day, load.get(day, 0), room) for day in days if (room := room_on(day))),
        weeks=made.weeks,
        unplaced=tuple(_unplaced_row(each) for each in made.unplaced),
        mix=_mix(rows),
        moved=made.moved,
        cost=round(made.cost, 6),
    )


def _unplaced_row(each: Unplaced) -> UnplacedRow:
    c = each.candidate
    return UnplacedRow(
        c.contact, c.name, c.circle, c.due, c.earliest, c.latest, c.cadence_days, c.effort, each.because
    )  # fmt: skip


def _mix(rows: Sequence[PlanRow]) -> dict[str, float]:
    counted = [row.intent for row in rows if row.intent]
    total = len(counted) or 1
    return {
        kind: round(100 * counted.count(kind) / total, 1) for kind in ("help", "insight", "ask")
    }
