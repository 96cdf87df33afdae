"""The days of a recurring event, as far as rules of whole days go (RFC 5545 section 3.3.10).

Time is bounded by the days between beginning and end, whatever the rule says.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_UNDERSTOOD = {
    "FREQ",
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "WKST",
    "BYDAY",
    "BYMONTH",
    "BYMONTHDAY",
    "BYSETPOS",
}
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_MOST = 2_000
"""Occurrences of one event that are followed: a daily one of more than five years."""
_OLDEST = timedelta(days=366 * 30)

Rule = Mapping[str, Sequence[object]]


def is_understood(rule: Rule) -> bool:
    """Whether `days_of` can follow the rule."""
    return str(_first(rule, "FREQ", "")) in _FREQUENCIES and set(rule) <= _UNDERSTOOD


def days_of(rule: Rule, start: date, end: date) -> Iterator[date]:
    """The days from `start` to `end`, both included, on which an event recurs.

    A rule whose occurrences are older than thirty years is followed from its start as far as
    thirty years, for `COUNT` counts from there.
    """
    until = _first(rule, "UNTIL", None)
    last = min(end, _day(until)) if until is not None else end
    last = min(last, start + _OLDEST)
    count = int(str(_first(rule, "COUNT", _MOST)))
    found = (day for day in _matching(rule, start, last) if start <= day <= last)
    yield from islice(found, max(0, min(count, _MOST)))


def _matching(rule: Rule, start: date, last: date) -> Iterator[date]:
    interval = max(1, int(str(_first(rule, "INTERVAL", 1))))
    frequency = str(_first(rule, "FREQ", ""))
    positions = [int(str(each)) for each in rule.get("BYSETPOS", ())]
    for number, period in enumerate(_periods(frequency, start, last)):
        if number % interval:
            continue
        days = [day for day in period if _fits(rule, frequency, day, start)]
        if positions:
            size = len(days)
            wanted = {p - 1 if p > 0 else size + p for p in positions}
            days = [day for place, day in enumerate(days) if place in wanted]
        yield from days


def _periods(frequency: str, start: date, last: date) -> Iterator[list[date]]:
    """The days of each day, week (from Monday), month or year between, whole ones."""
    first = start
    match frequency:
        case "WEEKLY":
            first = start - timedelta(days=start.weekday())
        case "MONTHLY":
            first = start.replace(day=1)
        case "YEARLY":
            first = start.replace(month=1, day=1)
    while first <= last:
        after = _next(frequency, first)
        yield [first + timedelta(days=n) for n in range((after - first).days)]
        first = after


def _next(frequency: str, first: date) -> date:
    match frequency:
        case "DAILY":
            return first + timedelta(days=1)
        case "WEEKLY":
            return first + timedelta(days=7)
        case "MONTHLY":
            return first + timedelta(days=calendar.monthrange(first.year, first.month)[1])
        case _:
            return first.replace(year=first.year + 1)


def _fits(rule: Rule, frequency: str, day: date, start: date) -> bool:
    months = [int(str(each)) for each in rule.get("BYMONTH", ())]
    if months and day.month not in months:
        return False
    month_days = [int(str(each)) for each in rule.get("BYMONTHDAY", ())]
    length = calendar.monthrange(day.year, day.month)[1]
    if month_days and day.day not in month_days and day.day - length - 1 not in month_days:
        return False
    weekdays = [str(each) for each in rule.get("BYDAY", ())]
    if weekdays:
        in_year = frequency == "YEARLY" and not months
        return any(_is_weekday(each, day, in_year) for each in weekdays)
    if month_days or frequency == "DAILY":
        return True
    if frequency == "WEEKLY":
        return day.weekday() == start.weekday()
    return day.day == start.day and (
        frequency == "MONTHLY" or bool(months) or day.month == start.month
    )


def _is_weekday(text: str, day: date, in_year: bool) -> bool:
    """Whether a day is `MO`, or the `2TU` or `-1FR` of its month or year."""
    if text[-2:] != _DAYS[day.weekday()]:
        return False
    ordinal = text[:-2]
    if not ordinal:
        return True
    place = day.timetuple().tm_yday if in_year else day.day
    total = (
        365 + calendar.isleap(day.year) if in_year else calendar.monthrange(day.year, day.month)[1]
    )
    wanted = int(ordinal)
    return wanted == (place - 1) // 7 + 1 if wanted > 0 else -wanted == (total - place) // 7 + 1


def _first(rule: Rule, name: str, default: object) -> object:
    values = rule.get(name) or (default,)
    return values[0]


def _day(until: object) -> date:
    return date(until.year, until.month, until.day) if isinstance(until, date) else date.max
