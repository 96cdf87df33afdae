"""How late something is, and whom to reach first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Protocol, TypeVar

_ONE_DAY = timedelta(days=1)
_WITHOUT_CADENCE = 7
"""What a promise or follow-up that is not late yet is measured by, in days."""


class Rankable(Protocol):
    """What `rank` reads of an item; a row and a named tuple both have it."""

    @property
    def contact(self) -> str:
        """The contact's id."""

    @property
    def name(self) -> str:
        """The contact's name."""

    @property
    def rank(self) -> int:
        """Rank of its circle, 0 dearest."""

    @property
    def days_late(self) -> int:
        """Days late, as `days_late` returns them."""

    @property
    def cadence_days(self) -> int:
        """Nominal length of the cadence in days; 0 for a promise or a follow-up."""


Item = TypeVar("Item", bound=Rankable)


def days_late(due: date, today: date, days_off: Sequence[tuple[date, date]] = ()) -> int:
    """Days since `due`, not counting days off; 0 on the day, negative before it.

    Nothing becomes overdue because of an absence: what falls due on a day off is due on the first
    day after, and the days of a later absence are not counted either.

    Args:
        due: The cadence's date.
        today: The day it is seen from.
        days_off: First and last day of each absence, both included, in any order.
    """
    if today <= due:
        return (today - due).days
    start = due
    late = (today - due).days
    for first, last in _merged(days_off):
        if last < start or first > today:
            continue
        if first <= start:
            if last >= today:
                return 0
            start = last + _ONE_DAY
            late = (today - start).days
        else:
            late -= (min(last, today) - first).days + 1
    return late


def rank(items: Iterable[Item]) -> list[Item]:
    """Items with the most pressing first.

    Promises and follow-ups that are late come before any cadence; then it goes by days late ÷
    cadence, so that a week late in a monthly circle weighs more than in a yearly one; then by
    circle, name and id.
    """
    return sorted(items, key=_key)


def pressure(days: int, cadence_days: int) -> float:
    """Days late as a share of the cadence."""
    return days / (cadence_days or _WITHOUT_CADENCE)


def _key(item: Rankable) -> tuple[bool, float, int, str, str]:
    promised_and_late = item.cadence_days == 0 and item.days_late > 0
    ratio = pressure(item.days_late, item.cadence_days)
    return (not promised_and_late, -ratio, item.rank, item.name.casefold(), item.contact)


def _merged(spans: Sequence[tuple[date, date]]) -> list[tuple[date, date]]:
    """The same days in spans that neither overlap nor touch, in order."""
    merged: list[tuple[date, date]] = []
    for first, last in sorted(span for span in spans if span[0] <= span[1]):
        if merged and (merged[-1][1] == date.max or first <= merged[-1][1] + _ONE_DAY):
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged
