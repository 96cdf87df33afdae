"""Progress towards goals, computed from the log with the entries that counted (guide, "Your
Networking Action Plan").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from kithkeeper.errors import Invalid
from kithkeeper.model.period import add_months
from kithkeeper.model.practice import GoalPeriod
from kithkeeper.rules.measures import MANUAL, MEASURES, Counted, GoalLog
from kithkeeper.rules.phrases import day

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

PROFILE_UPDATED = "profile-updated"


class GoalFacts(NamedTuple):
    """A goal: a target count in each week, month or quarter; see `model.goal.Goal`."""

    id: str
    what: str
    period: GoalPeriod
    target: int
    measure: str
    since: date = date.min
    until: date | None = None


_WEEK, _MONTH, _QUARTER = GoalPeriod.WEEK, GoalPeriod.MONTH, GoalPeriod.QUARTER

DEFAULT_GOALS = (
    GoalFacts("profile", "Update your LinkedIn profile", _WEEK, 1, PROFILE_UPDATED),
    GoalFacts("dormant", "Reach out to dormant connections", _WEEK, 3, "dormant-reached"),
    GoalFacts("community", "Join an online community", _WEEK, 1, "community-joined"),
    GoalFacts("coffee", "Arrange a coffee", _WEEK, 1, "coffee-arranged"),
    GoalFacts("event", "Go to a networking event", _MONTH, 1, "event-attended"),
    GoalFacts("introductions", "Make introductions", _MONTH, 2, "introduction-made"),
    GoalFacts("resources", "Share helpful resources", _MONTH, 5, "resource-shared"),
    GoalFacts("article", "Write an article", _MONTH, 1, "article-written"),
    GoalFacts("inner", "Let the inner circle grow", _QUARTER, 1, "inner-grown"),
    GoalFacts("deepen", "Deepen relationships", _QUARTER, 5, "deepened"),
    GoalFacts("give-first", "Give before getting", _QUARTER, 10, "given-first"),
    GoalFacts("review", "Review and prune the network", _QUARTER, 1, "reviewed"),
)
"""The guide's action plan: four goals each of the week, the month and the quarter, in its order."""


class Progress(NamedTuple):
    """How far a goal is in the period that holds the day.

    Attributes:
        start, end: First and last day of the period, both included.
        counted: The entries that counted, oldest first; `done` may be below their number only
            where something took one back, such as a contact who left the inner circle.
        because: In plain words what was counted.
    """

    goal: str
    period: GoalPeriod
    what: str
    target: int
    done: int
    start: date
    end: date
    counted: tuple[Counted, ...]
    because: str

    @property
    def met(self) -> bool:
        """Whether the target is reached."""
        return self.done >= self.target


def period_of(period: GoalPeriod, on: date, week_starts: str = "mon") -> tuple[date, date]:
    """First and last day of the week, month or quarter that holds a day.

    Raises:
        Invalid: The week starts on no day of the week.
    """
    match period:
        case GoalPeriod.WEEK:
            if week_starts not in WEEKDAYS:
                raise Invalid("profile.week_starts", f"{week_starts!r}; use {', '.join(WEEKDAYS)}")
            start = on - timedelta(days=(on.weekday() - WEEKDAYS.index(week_starts)) % 7)
            return start, start + timedelta(days=6)
        case GoalPeriod.MONTH:
            start = on.replace(day=1)
            return start, add_months(start, 1) - timedelta(days=1)
        case _:
            start = on.replace(month=3 * ((on.month - 1) // 3) + 1, day=1)
            return start, add_months(start, 3) - timedelta(days=1)


def progress(goal: GoalFacts, log: GoalLog, today: date, week_starts: str = "mon") -> Progress:
    """Count what was logged for a goal in the period that holds `today`; the future never counts.

    Raises:
        Invalid: The goal's measure is unknown.
    """
    if goal.measure not in MEASURES:
        raise Invalid("measure", f"{goal.measure!r} is unknown; use {', '.join(MEASURES)}")
    measure = MEASURES[goal.measure]
    start, end = period_of(goal.period, today, week_starts)
    counted = [*measure.entries(log, start, min(end, today))]
    if measure.tickable:
        counted += _ticked(goal.id, log, start, min(end, today))
    counted.sort(key=lambda each: each.on)
    done = max(0, sum(each.worth for each in counted))
    because = f"{done} of {goal.target} since {day(start)}: {measure.says}"
    return Progress(
        goal.id, goal.period, goal.what, goal.target, done, start, end, tuple(counted), because
    )


def standing_goals(own: Sequence[GoalFacts], dropped: Sequence[str], on: date) -> list[GoalFacts]:
    """The guide's goals and one's own that stand on a day; one's own of the same id takes its place.

    Args:
        dropped: Ids of the guide's goals that the user dropped.
    """
    goals: Mapping[str, GoalFacts] = {each.id: each for each in (*DEFAULT_GOALS, *own)}
    return [
        each
        for each in goals.values()
        if each.since <= on
        and (each.until is None or on < each.until)
        and (each.id not in dropped or each in own)
    ]


def may_tick(measure: str) -> str | None:
    """Why a goal of this measure can't be ticked by hand, or None when it can.

    What is computed from the log is logged, not ticked, so that the numbers stay honest.
    """
    found = MEASURES.get(measure)
    if found is None or found.tickable:
        return None
    return f"it is counted from the log ({found.says}); log what happened instead"


def _ticked(goal: str, log: GoalLog, start: date, end: date) -> list[Counted]:
    return [
        Counted(each.id, each.on, each.note or "ticked")
        for each in log.ticks
        if each.goal == goal and start <= each.on <= end
    ]


__all__ = [
    "DEFAULT_GOALS",
    "MANUAL",
    "GoalFacts",
    "Progress",
    "may_tick",
    "period_of",
    "progress",
    "standing_goals",
]
