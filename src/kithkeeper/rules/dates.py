"""Dates of a life: on which day of the user's own calendar one falls, and how often it has."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from kithkeeper.model.partial_date import PartialDate

_NOON = time(12)


class Falls(NamedTuple):
    """When a date of a life falls next.

    Attributes:
        on: The day of the user's calendar.
        years: Whole years since the first time; None where the year is unknown.
    """

    on: date
    years: int | None


def seen_from(day: date, there: tzinfo | None, home: tzinfo) -> date:
    """The user's date at noon of a day at somebody's place, so that a greeting arrives on the day.

    Args:
        there: The other's time zone; None where it is unknown, which is the user's own then.
    """
    if there is None or not date.min < day < date.max:
        return day
    return datetime.combine(day, _NOON, there).astimezone(home).date()


def falls(known: PartialDate, today: date, there: tzinfo | None, home: tzinfo) -> Falls | None:
    """The next time, today included, that a date comes round; None without month or day.

    29 February falls on the 28th in years that have none. A date of the future has no years yet.
    """
    start = today - timedelta(days=1) if today > date.min else today
    for _ in range(3):
        day = known.on_or_after(start)
        if day is None:
            return None
        on = seen_from(day, there, home)
        if on >= today:
            since = day.year - known.year if known.year else 0
            return Falls(on, since if since > 0 else None)
        start = day + timedelta(days=1)
    return None
