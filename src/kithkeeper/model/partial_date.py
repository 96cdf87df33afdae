"""Dates of a life: the year may be missing and is never invented."""

from __future__ import annotations

import calendar
import re
from datetime import MAXYEAR, date
from typing import NamedTuple

_FULL = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?", re.ASCII)
_NO_YEAR = re.compile(r"--(\d{2})-?(\d{2})(?:T.*)?", re.ASCII)
_YEAR_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_YEAR = re.compile(r"(\d{4})", re.ASCII)
_MONTH = re.compile(r"--(\d{2})", re.ASCII)
_DAY = re.compile(r"---(\d{2})", re.ASCII)


class PartialDate(NamedTuple):
    """A date of which any part may be unknown (RFC 6350 section 4.3.1 truncated dates).

    Where what was written could not be read, the three parts are None and `text` keeps it.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    text: str = ""

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read `YYYYMMDD`, `YYYY-MM-DD`, `--MM-DD`, `YYYY-MM`, `YYYY`; keep anything else as text.

        A day that no calendar has (`19723101`, `2021-02-29`) is kept as text too.
        """
        text = text.strip()
        for pattern, parts in (
            (_FULL, ("year", "month", "day")),
            (_NO_YEAR, ("month", "day")),
            (_YEAR_MONTH, ("year", "month")),
            (_YEAR, ("year",)),
            (_MONTH, ("month",)),
            (_DAY, ("day",)),
        ):
            if found := pattern.fullmatch(text):
                numbers = dict(zip(parts, map(int, found.groups()), strict=True))
                made = cls(numbers.get("year"), numbers.get("month"), numbers.get("day"))
                return made if made.exists() else cls(text=text)
        return cls(text=text)

    def exists(self) -> bool:
        """Whether some calendar year has this date; 29 February without a year does."""
        if self.year is not None and not 1 <= self.year <= 9999:
            return False
        if self.month is not None and not 1 <= self.month <= 12:
            return False
        if self.day is None:
            return True
        longest = (
            31 if self.month is None else calendar.monthrange(self.year or 2000, self.month)[1]
        )
        return 1 <= self.day <= longest

    def on_or_after(self, start: date) -> date | None:
        """The first anniversary not before `start`; 29 February falls on the 28th in short years.

        None where month or day is unknown, and after the last one that there is.
        """
        if self.month is None or self.day is None:
            return None
        for year in range(start.year, min(start.year + 1, MAXYEAR) + 1):
            last = calendar.monthrange(year, self.month)[1]
            found = date(year, self.month, min(self.day, last))
            if found >= start:
                return found
        return None

    def __str__(self) -> str:
        if self.text:
            return self.text
        if self.year is None:
            if self.month is None:
                return f"---{self.day:02}" if self.day is not None else ""
            return f"--{self.month:02}" + (f"-{self.day:02}" if self.day is not None else "")
        parts = [f"{self.year:04}"]
        if self.month is not None:
            parts.append(f"{self.month:02}")
            if self.day is not None:
                parts.append(f"{self.day:02}")
        return "-".join(parts)
