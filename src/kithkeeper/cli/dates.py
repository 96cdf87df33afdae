"""Dates and times as they are typed: ISO, `today`, `yesterday`, `fri`, `+2w`, `-3d`."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

from kithkeeper.errors import Invalid
from kithkeeper.model.period import add_months

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_OFFSET = re.compile(r"([+-])(\d{1,4})([dwmy])", re.ASCII)
_NAMED = {"today": 0, "yesterday": -1, "tomorrow": 1}


def parse_date(text: str, today: date, *, past: bool = False) -> date:
    """A date as it may be typed. A weekday is the next one, today excluded.

    Args:
        past: A weekday is the last one instead, today excluded too.

    Raises:
        Invalid: It is none.
    """
    word = text.strip().casefold()
    if word in _NAMED:
        return today + timedelta(days=_NAMED[word])
    for number, name in enumerate(_DAYS):
        if len(word) > 2 and name.startswith(word):
            ahead = (number - today.weekday() - 1) % 7 + 1
            return today + timedelta(days=(ahead % 7) - 7 if past else ahead)
    try:
        if offset := _OFFSET.fullmatch(word):
            return _moved(today, int(offset[1] + offset[2]), offset[3])
        return date.fromisoformat(text.strip())
    except (ValueError, OverflowError):
        raise Invalid(
            "date", f"{text!r} is no date; write 2026-03-04, today, fri, +2w or -3d"
        ) from None


def parse_time(text: str) -> time:
    """A time of day such as 14:30.

    Raises:
        Invalid: It is none.
    """
    try:
        return time.fromisoformat(text.strip().zfill(5) if ":" in text else f"{int(text):02}:00")
    except ValueError:
        raise Invalid("time", f"{text!r} is no time of day; write 14:30") from None


def _moved(today: date, count: int, unit: str) -> date:
    match unit:
        case "d":
            return today + timedelta(days=count)
        case "w":
            return today + timedelta(weeks=count)
        case "m":
            return add_months(today, count)
        case _:
            return add_months(today, 12 * count)
