"""Lateness, days off, the order of what is due, and warmth."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kithkeeper.model.period import Period
from kithkeeper.rules.due import days_late, rank
from kithkeeper.rules.warmth import warmth

AWAY = [(date(2026, 12, 24), date(2027, 1, 2))]


class Row(NamedTuple):
    contact: str
    name: str
    rank: int
    days_late: int
    cadence_days: int


def test_days_late_counts_from_the_due_date():
    """0 on the day, positive after, negative before."""
    due = date(2026, 3, 10)
    assert days_late(due, date(2026, 3, 10)) == 0
    assert days_late(due, date(2026, 3, 13)) == 3
    assert days_late(due, date(2026, 3, 1)) == -9


@pytest.mark.parametrize(
    ("due", "today", "late"),
    [
        (date(2026, 12, 20), date(2026, 12, 23), 3),
        (date(2026, 12, 20), date(2026, 12, 30), 3),
        (date(2026, 12, 20), date(2027, 1, 3), 4),
        (date(2026, 12, 28), date(2026, 12, 31), 0),
        (date(2026, 12, 28), date(2027, 1, 3), 0),
        (date(2026, 12, 28), date(2027, 1, 5), 2),
        (date(2026, 12, 23), date(2027, 1, 3), 1),
        (date(2026, 12, 28), date(2026, 12, 25), -3),
    ],
)
def test_nothing_becomes_overdue_by_being_away(due, today, late):
    """Away 24 December to 2 January: late days stand still, and what fell due then is due on the 3rd."""
    assert days_late(due, today, AWAY) == late


def test_absences_that_overlap_or_touch_count_once():
    """Two overlapping absences and one right after are one absence of ten days."""
    spans = [
        (date(2026, 5, 4), date(2026, 5, 8)),
        (date(2026, 5, 1), date(2026, 5, 5)),
        (date(2026, 5, 9), date(2026, 5, 10)),
    ]
    assert days_late(date(2026, 4, 30), date(2026, 5, 11), spans) == 1
    assert days_late(date(2026, 5, 2), date(2026, 5, 11), spans) == 0
    assert days_late(date(2026, 5, 2), date(2026, 5, 11), [(date(2026, 5, 1), date.max)]) == 0


spans = st.lists(
    st.tuples(st.dates(date(2026, 1, 1), date(2026, 3, 1)), st.integers(0, 20)).map(
        lambda pair: (pair[0], pair[0] + timedelta(days=pair[1]))
    ),
    max_size=4,
)


@given(spans, st.dates(date(2026, 1, 1), date(2026, 3, 1)), st.integers(0, 60))
def test_days_late_agrees_with_counting_them_one_by_one(off, due, later):
    """The same number as walking from the first day not off at or after the due date."""
    today = due + timedelta(days=later)

    def is_off(day):
        return any(first <= day <= last for first, last in off)

    start = due
    while is_off(start):
        start += timedelta(days=1)
    walked = [start + timedelta(days=n) for n in range(1, (today - start).days + 1)]
    expected = 0 if later else (today - due).days
    expected += sum(not is_off(day) for day in walked)
    assert days_late(due, today, off) == expected


def test_a_short_cadence_is_more_pressing_than_a_long_one():
    """Ten days late in a monthly circle comes before thirty in a yearly one."""
    monthly = Row("a", "Ada", 0, 10, 30)
    yearly = Row("b", "Ben", 2, 30, 365)
    assert rank([yearly, monthly]) == [monthly, yearly]


def test_equal_pressure_goes_by_circle_then_name_then_id():
    """Ten of thirty and a third of ninety are equal; the dearer circle leads, then the name."""
    rows = [
        Row("4", "ben", 1, 30, 90),
        Row("3", "Ada", 1, 30, 90),
        Row("2", "Zoe", 0, 10, 30),
        Row("1", "Ada", 1, 10, 30),
    ]
    assert [row.contact for row in rank(rows)] == ["2", "1", "3", "4"]


def test_a_late_promise_outranks_every_cadence():
    """A promise a day late comes before someone whom we have missed for a year."""
    promise = Row("p", "Zoe", 2, 1, 0)
    missed = Row("m", "Ada", 0, 365, 30)
    soon = Row("s", "Cy", 2, -6, 0)
    assert rank([missed, soon, promise]) == [promise, missed, soon]


def test_warmth_is_one_then_a_half_then_a_quarter():
    """It halves with each cadence of thirty days."""
    spoken = date(2026, 3, 4)
    assert warmth(spoken, 30, spoken) == 1
    assert warmth(spoken, 30, date(2026, 4, 3)) == 0.5
    assert warmth(spoken, 30, date(2026, 5, 3)) == 0.25
    assert warmth(spoken, 30, date(2026, 3, 1)) == 1


def test_warmth_with_the_cadence_itself_is_a_half_on_the_due_date():
    """4 March plus a calendar month is 4 April, 31 days."""
    spoken = date(2026, 3, 4)
    assert warmth(spoken, 30, date(2026, 4, 4), cadence=Period(1, "month")) == 0.5


def test_warmth_needs_a_cadence_and_a_touch():
    """Neither zero nor one is said where nothing is known."""
    assert warmth(None, 30, date(2026, 3, 4)) is None
    assert warmth(date(2026, 3, 4), 0, date(2026, 3, 4)) is None
