"""Spans of the calendar ("1 month", "2 weeks") and how they add to a date."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import NamedTuple

from kithkeeper.errors import Invalid

UNITS = ("day", "week", "month", "year")
_WORDS = {"daily": (1, "day"), "weekly": (1, "week"), "fortnightly": (2, "week"),
          "monthly": (1, "month"), "quarterly": (3, "month"), "yearly": (1, "year"),
          "annually": (1, "year")}  # fmt: skip
_LONGEST_DAYS = 36_525
"""A hundred years; longer than any cadence, short enough that dates never overflow."""


class Period(NamedTuple):
    """A whole number of days, weeks, months or years."""

    count: int  # type: ignore[assignment]  # tuple.count is of no use here
    unit: str

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read "1 month", "2 weeks", "90 days", "10d" or "quarterly".

        Raises:
            Invalid: The text is no period, or is zero, negative or over a hundred years.
        """
        words = text.strip().casefold()
        if words in _WORDS:
            return cls(*_WORDS[words])
        digits = words[: len(words) - len(words.lstrip("0123456789"))]
        unit = words[len(digits) :].strip().rstrip("s") or "day"
        unit = {"d": "day", "w": "week", "m": "month", "y": "year"}.get(unit, unit)
        if not digits or not digits.isascii() or unit not in UNITS:
            raise Invalid("", f"{text!r} is no period; write one like '1 month' or '2 weeks'")
        if len(digits) > 5 or not 0 < cls(int(digits), unit).nominal_days <= _LONGEST_DAYS:
            raise Invalid("", f"{text!r} is out of range; use 1 day to 100 years")
        return cls(int(digits), unit)

    @property
    def nominal_days(self) -> int:
        """Days for comparing periods: 7, 30, 91, 182, 365 for a week up to a year."""
        match self.unit:
            case "day":
                return self.count
            case "week":
                return self.count * 7
            case "month":
                return self.count * 365 // 12
            case _:
                return self.count * 365

    def after(self, start: date) -> date:
        """The date one period after `start`; a month is clamped at its end (31 Jan → 28 Feb)."""
        return self._moved(start, self.count)

    def before(self, end: date) -> date:
        """The date one period before `end`, clamped in the same way."""
        return self._moved(end, -self.count)

    def _moved(self, start: date, count: int) -> date:
        match self.unit:
            case "day":
                return start + timedelta(days=count)
            case "week":
                return start + timedelta(weeks=count)
            case "month":
                return add_months(start, count)
            case _:
                return add_months(start, count * 12)

    def __str__(self) -> str:
        return f"{self.count} {self.unit}" + ("s" if self.count != 1 else "")

    @property
    def adverb(self) -> str:
        """How often in a word where there is one: "monthly", "quarterly", "every 2 weeks"."""
        for word, pair in _WORDS.items():
            if pair == (self.count, self.unit) and word != "annually":
                return word
        if (self.count, self.unit) == (12, "month"):
            return "yearly"
        return f"every {self}"


def add_months(start: date, months: int) -> date:
    """The same day of the month `months` later, clamped at the end of that month."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))
