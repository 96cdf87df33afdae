"""Dates as people and programs write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kithkeeper_csv.dates import Order, order_of, read_date, read_day

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1985-12-10", "1985-12-10"),
        ("19851210", "1985-12-10"),
        ("1985/12/10", "1985-12-10"),
        ("1985-12-10 08:30:00", "1985-12-10"),
        ("1985-12-10T08:30:00Z", "1985-12-10"),
        ("--04-12", "--04-12"),
        (" --04-12", "--04-12"),
        ("--0412", "--04-12"),
        ("1985-12", "1985-12"),
        ("1985", "1985"),
        ("12.4.", "--04-12"),
        ("12.04.1985", "1985-04-12"),
        ("12.4.85", "1985-04-12"),
        ("12 April", "--04-12"),
        ("April 12", "--04-12"),
        ("April 12th, 1985", "1985-04-12"),
        ("12 de abril de 1985", "1985-04-12"),
        ("1er août 1985", "1985-08-01"),
        ("1. Jänner 1985", "1985-01-01"),
        ("Dezember 1985", "1985-12"),
        ("29 February", "--02-29"),
        ("10-Dec-85", "1985-12-10"),
        ("10-Dec-25", "2025-12-10"),
        ("10-Dec-27", "1927-12-10"),
        ("1604-04-12", "--04-12"),
        ("Sat, 12 Apr", "Sat, 12 Apr"),
        ("31.02.1985", "31.02.1985"),
        ("2021-02-29", "2021-02-29"),
        ("in spring", "in spring"),
        ("1.5", "1.5"),
        ("04/12", "04/12"),
    ],
)
def test_dates_are_read_or_kept(written, meant):
    """A date that is understood becomes one; anything else stays as it was written."""
    assert str(read_date(written, TODAY)) == meant


@pytest.mark.parametrize("nothing", ["", "  ", "0/0/00", "00.00.0000", "-"])
def test_nothing_is_no_date(nothing):
    """Empty cells and Outlook's zeros are no date."""
    assert read_date(nothing, TODAY) is None


def test_year_is_never_invented():
    """A day without a year is no day of the calendar."""
    assert read_day("12 April", TODAY) is None
    assert read_date("12 April", TODAY).year is None


def test_order_needs_agreement():
    """A column that contradicts itself has no order."""
    assert order_of(["2/23/2026"]) is Order.MONTH_FIRST
    assert order_of(["23/2/2026"]) is Order.DAY_FIRST
    assert order_of(["23/2/2026", "2/23/2026"]) is Order.UNKNOWN
    assert order_of([], "us") is Order.MONTH_FIRST


@given(st.text(max_size=70))
def test_no_text_breaks_the_reader(text):
    """Whatever a cell holds, a date, None or its text comes back."""
    found = read_date(text, TODAY, Order.DAY_FIRST)
    assert found is None or found.text or found.exists()


@given(st.dates(date(1900, 1, 1), TODAY))
def test_own_forms_are_understood(day):
    """Each usual way of writing a date is read as that date."""
    for form in ("%Y-%m-%d", "%d %b %Y", "%d.%m.%Y", "%B %d, %Y", "%d-%b-%Y"):
        assert read_day(day.strftime(form), TODAY) == day
    assert read_day(day.strftime("%m/%d/%Y"), TODAY, Order.MONTH_FIRST) == day
