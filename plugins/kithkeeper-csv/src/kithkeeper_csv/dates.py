"""Dates as spreadsheets and services write them; a part that is not told is never invented."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import lru_cache

from kithkeeper.model import PartialDate

_LONGEST = 60
_MONTHS = (
    "jan january januar janner janvier enero ene gennaio gen janeiro januari",
    "feb february februar feber fevrier fev fevr febrero febbraio fevereiro februari",
    "mar march marz maerz mrz mars marzo marco maart mrt",
    "apr april avril avr abril abr aprile",
    "may mai mayo maggio mag maio mei",
    "jun june juni juin junio giugno giu junho",
    "jul july juli juil juillet julio luglio lug julho",
    "aug august aout agosto ago augustus",
    "sep sept september septembre septiembre set settembre setembro",
    "oct october okt oktober octobre octubre ottobre ott outubro out",
    "nov november novembre noviembre novembro",
    "dec december dez dezember decembre diciembre dic dicembre dezembro",
)
_MONTH_OF = {word: number for number, row in enumerate(_MONTHS, start=1) for word in row.split()}
_FILLERS = {"de", "of", "the", "du", "le", "den", "am", "del", "di", "at", "um"}
_MONTH_FIRST_REGIONS = {"US", "PH", "BZ", "FM", "GU", "MH", "PW"}
_NO_YEAR = 1604
"""The year that Apple's address book writes where the user gave none."""

_TIME = re.compile(
    r"(?:[T,]?\s*)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]\.?m\.?)?\s*(?:Z|UTC|GMT)?"
    r"\s*(?:[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE | re.ASCII,
)
_NUMBERS = re.compile(r"(\d{1,4})([./\-\s])\s?(\d{1,2})(?:\2\s?(\d{1,4})?)?", re.ASCII)
_PAIR = re.compile(r"(\d{1,2})/(\d{1,2})/\d{1,4}", re.ASCII)


class Order(StrEnum):
    """Which of the first two numbers of `02/08/2026` is the month."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    UNKNOWN = "unknown"


def order_of(values: Iterable[str], region: str = "") -> Order:
    """The order that a column of dates uses: a number above 12 tells it, else the region.

    Args:
        values: Some values of the column.
        region: Two letters of the user's country; empty where it is not known.
    """
    seen: set[Order] = set()
    for value in values:
        if found := _PAIR.match(value.strip()[:_LONGEST]):
            first, second = int(found[1]), int(found[2])
            if first > 12 >= second:
                seen.add(Order.DAY_FIRST)
            elif second > 12 >= first:
                seen.add(Order.MONTH_FIRST)
    if len(seen) == 1:
        return seen.pop()
    if seen or not region:
        return Order.UNKNOWN
    return Order.MONTH_FIRST if region.upper() in _MONTH_FIRST_REGIONS else Order.DAY_FIRST


@lru_cache(maxsize=4_096)
def read_date(text: str, today: date, order: Order = Order.UNKNOWN) -> PartialDate | None:
    """Read a date of a person's life or of a meeting.

    Understood are ISO forms, `--04-12`, `8 Feb 2026`, `7-Feb-22`, `Feb 8, 2026`, `08.02.2026`,
    `12.4.`, `2/8/26` and month names in seven languages, each with or without a time of day. A
    year of two digits is the latest that is not after `today`. What can't be read, or read in one
    way only, is kept as the text of the `PartialDate`.

    Returns:
        None for an empty text and for the zeros that Outlook writes (`0/0/00`).
    """
    plain = " ".join(text.split())
    if not plain or not plain.strip("0/.-: "):
        return None
    if len(plain) > _LONGEST:
        return PartialDate(text=plain[:_LONGEST])
    parsed = PartialDate.parse(plain)
    if not parsed.text:
        return _without_sentinel(parsed)
    shorter = _TIME.sub("", plain).strip(" ,")
    found = _from_numbers(shorter, today, order) or _from_words(shorter, today)
    if found is None or not found.exists():
        return PartialDate(text=plain)
    return _without_sentinel(found)


def read_day(text: str, today: date, order: Order = Order.UNKNOWN) -> date | None:
    """Read a date of which day, month and year are told; None for anything else."""
    found = read_date(text, today, order)
    if found is None or found.year is None or found.month is None or found.day is None:
        return None
    return date(found.year, found.month, found.day)


def _without_sentinel(found: PartialDate) -> PartialDate:
    if found.year == _NO_YEAR and found.month and found.day:
        return PartialDate(month=found.month, day=found.day)
    return found


def _from_numbers(text: str, today: date, order: Order) -> PartialDate | None:
    found = _NUMBERS.fullmatch(text)
    if found is None:
        return None
    first, mark, second, third = found.groups()
    if len(first) == 4:
        return PartialDate(int(first), int(second), int(third)) if third else None
    if len(first) == 3 or (third is not None and len(third) not in (2, 4)):
        return None
    if third is None and not (mark == "." and text.endswith(".")) and mark != "/":
        return None
    year = _year(third, today) if third else None
    if mark == ".":
        return PartialDate(year, int(second), int(first))
    day, month = int(first), int(second)
    if month > 12 >= day or (day <= 12 and order is Order.MONTH_FIRST):
        day, month = month, day
    elif day <= 12 and day != month and order is Order.UNKNOWN:
        return None
    return PartialDate(year, month, day)


def _from_words(text: str, today: date) -> PartialDate | None:
    """A date with the name of its month: one name, a day of two digits at most, maybe a year."""
    words = [
        word for word in re.split(r"[\s,./\-]+", _plain(text)) if word and word not in _FILLERS
    ]
    months = [_MONTH_OF[word] for word in words if word in _MONTH_OF]
    numbers = [
        re.sub(r"(?<=\d)(?:st|nd|rd|th|er|o|a)$", "", word) for word in words if word[0].isdigit()
    ]
    if len(months) != 1 or len(months) + len(numbers) != len(words) or not numbers:
        return None
    if not all(number.isascii() and number.isdigit() for number in numbers):
        return None
    match numbers:
        case [only] if len(only) == 4:
            return PartialDate(int(only), months[0])
        case [only] if len(only) <= 2:
            return PartialDate(month=months[0], day=int(only))
        case [first, second] if len(first) == 4 and len(second) <= 2:
            return PartialDate(int(first), months[0], int(second))
        case [first, second] if len(first) <= 2 and len(second) in (2, 4):
            return PartialDate(_year(second, today), months[0], int(first))
    return None


def _year(digits: str, today: date) -> int:
    if len(digits) == 4:
        return int(digits)
    this = today.year - today.year % 100 + int(digits)
    return this if this <= today.year else this - 100


def _plain(text: str) -> str:
    if text.isascii():
        return text.casefold()
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in split if not unicodedata.combining(each))
