"""The days a touchpoint may have, and what each costs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from kithkeeper.rules.facts import Candidate

_LATE = 2
"""A day late costs this many times as much as a day early."""


class Window(NamedTuple):
    """First and last day; `latest` is None once it is past, and any day of the horizon will do."""

    earliest: date
    latest: date | None


def windows(due: date, cadence_days: int, today: date) -> Window:
    """A quarter of the cadence before the due date to half of it after, not before today.

    Args:
        due: The cadence's own date.
        cadence_days: Its nominal length; the fractions are rounded down to whole days.
        today: No window begins before it.
    """
    latest = _moved(due, cadence_days // 2)
    if latest < today:
        return Window(today, None)
    return Window(max(today, _moved(due, -(cadence_days // 4))), latest)


def windowed(candidate: Candidate, today: date) -> Candidate:
    """The candidate with its window, computed where it brings none."""
    if candidate.earliest is not None:
        return candidate
    window = windows(candidate.due, candidate.cadence_days, today)
    return candidate._replace(earliest=window.earliest, latest=window.latest)


def is_candidate(due: date | None, horizon_end: date) -> bool:
    """Whether something wants a day in this plan: it falls due by the end of the horizon."""
    return due is not None and due <= horizon_end


def horizon_end(today: date, weeks: int) -> date:
    """The last day of a horizon of so many weeks that begins today."""
    return today + timedelta(days=7 * weeks - 1)


def cost(due: date, cadence_days: int, day: date) -> float:
    """What having it on `day` costs: with r = (day − due) / cadence, 2r² late and r² early."""
    ratio = (day - due).days / max(1, cadence_days)
    return (_LATE if ratio > 0 else 1) * ratio * ratio


def exact_cost(due: int, cadence_days: int, day: int, scale: int) -> int:
    """The same in whole units of 1/`scale`, for comparing sums; days as ordinals."""
    off, days = day - due, max(1, cadence_days)
    return ((_LATE if off > 0 else 1) * off * off * scale * 2 + days * days) // (2 * days * days)


def unplaced_cost(due: date, cadence_days: int, horizon_end: date) -> float:
    """What leaving it out costs: as if it were on the day after the horizon."""
    return cost(due, cadence_days, horizon_end + timedelta(days=1))


def _moved(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
