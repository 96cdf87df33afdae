"""Dates of a life as vCards write them; the year is left out where the writer meant none."""

from __future__ import annotations

from functools import lru_cache

from kithkeeper.model import PartialDate

OMITTED_YEAR = 1604
"""The leap year that Apple writes where there is no year."""
_YEAR_ZERO = "0000-"
"""How some programs begin a date without a year; no calendar has that year."""


@lru_cache(maxsize=4_096)
def read_date(text: str, omitted: str = "") -> PartialDate | None:
    """Read a date, or keep its text; None for an empty one.

    Args:
        text: The value of BDAY, ANNIVERSARY or X-ABDATE.
        omitted: The value of `X-APPLE-OMIT-YEAR`: the year that means none.
    """
    text = text.strip()
    if not text:
        return None
    written = f"--{text[len(_YEAR_ZERO) :]}" if text.startswith(_YEAR_ZERO) else text
    found = PartialDate.parse(written)
    if found.text:
        return PartialDate(text=text)
    is_none = found.year == OMITTED_YEAR or (omitted and str(found.year) == omitted)
    if is_none and found.month is not None and found.day is not None:
        return PartialDate(month=found.month, day=found.day)
    return found
