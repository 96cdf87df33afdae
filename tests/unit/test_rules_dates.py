"""On which day of the user's calendar a date of somebody's life falls."""

from datetime import UTC, date, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from kithkeeper.model.partial_date import PartialDate
from kithkeeper.model.zone import normal_zone, zone_of
from kithkeeper.rules.dates import Falls, falls, seen_from

BERLIN, AUCKLAND = ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Auckland")
NEW_YORK, HONOLULU = ZoneInfo("America/New_York"), ZoneInfo("Pacific/Honolulu")
MARCH_5 = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("there", "home", "on"),
    [
        (AUCKLAND, NEW_YORK, date(2026, 3, 4)),
        (AUCKLAND, HONOLULU, date(2026, 3, 4)),
        (NEW_YORK, AUCKLAND, date(2026, 3, 6)),
        (HONOLULU, BERLIN, MARCH_5),
        (AUCKLAND, BERLIN, MARCH_5),
        (BERLIN, BERLIN, MARCH_5),
        (None, HONOLULU, MARCH_5),
        (timezone(timedelta(hours=14)), HONOLULU, date(2026, 3, 4)),
    ],
)
def test_a_birthday_is_kept_when_it_is_noon_there(there, home, on):
    """Noon of 5 March in Auckland is 4 March in New York; the other way round it is the 6th."""
    assert seen_from(MARCH_5, there, home) == on


@pytest.mark.parametrize("today", [date(2026, 3, 4), date(2025, 3, 5), date(2025, 12, 31)])
def test_the_next_time_counts_the_day_over_there(today):
    """Born 5 March 1990 in Auckland, seen from New York: on 4 March 2026 they are 36."""
    found = falls(PartialDate.parse("1990-03-05"), today, AUCKLAND, NEW_YORK)
    assert found == Falls(date(2026, 3, 4), 36)


def test_the_day_after_over_there_is_not_missed():
    """Seen from Auckland, a birthday of 5 March in New York is on the 6th, and then a year later."""
    born = PartialDate.parse("--03-05")
    assert falls(born, date(2026, 3, 6), NEW_YORK, AUCKLAND) == Falls(date(2026, 3, 6), None)
    assert falls(born, date(2026, 3, 7), NEW_YORK, AUCKLAND) == Falls(date(2027, 3, 6), None)


@pytest.mark.parametrize(
    ("today", "on"),
    [
        (date(2026, 2, 28), date(2026, 2, 28)),
        (date(2026, 3, 1), date(2027, 2, 28)),
        (date(2028, 2, 28), date(2028, 2, 29)),
    ],
)
def test_the_29th_of_february_is_the_28th_in_short_years(today, on):
    """Born on one, with the years counted from the year of birth."""
    found = falls(PartialDate.parse("2000-02-29"), today, None, UTC)
    assert found == Falls(on, on.year - 2000)


@pytest.mark.parametrize(("text", "years"), [("2026-03-05", None), ("2027-03-05", None)])
def test_no_years_are_counted_before_the_first(text, years):
    """On the day itself, and for a date of the future, there are none."""
    assert falls(PartialDate.parse(text), MARCH_5, None, UTC) == Falls(MARCH_5, years)


@pytest.mark.parametrize("text", ["1990", "1990-03", "--03", "some day"])
def test_a_date_without_month_or_day_never_falls(text):
    """Nothing is invented."""
    assert falls(PartialDate.parse(text), MARCH_5, None, UTC) is None


@pytest.mark.parametrize(
    ("today", "found"), [(date.min, Falls(date(1, 1, 1), None)), (date.max, None)]
)
def test_the_ends_of_the_calendar_are_no_trap(today, found):
    """The first day that Python knows is a day; after the last there is none to fall on."""
    assert falls(PartialDate.parse("--01-01"), today, None, UTC) == found


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Europe/Berlin", "Europe/Berlin"), ("-0500", "-05:00"), ("+5:30", "+05:30"),
        ("-05", "-05:00"), ("UTC+2", "+02:00"), ("Z", "UTC"), ("Raleigh/North America", ""),
        ("+19:00", ""), ("../etc/passwd", ""), ("", ""),
    ],
)  # fmt: skip
def test_zones_are_names_or_offsets(given, kept):
    """What is neither is none; a path is none."""
    assert normal_zone(given) == kept
    assert (zone_of(given) is None) is (kept == "")
