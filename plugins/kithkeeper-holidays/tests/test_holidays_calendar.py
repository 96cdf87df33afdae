"""Countries by what an address says, and the holidays that they keep."""

import subprocess
import sys
from datetime import date

import pytest

from kithkeeper_holidays.calendar import country_code, days


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DE", "DE"), ("de", "DE"), ("DEU", "DE"), ("Germany", "DE"), ("United States", "US"),
        ("U.S.A.", "US"), ("United States of America", "US"), ("UK", "GB"), ("England", "GB"),
        ("The Netherlands", "NL"), ("Hong Kong", "HK"), (" Japan ", "JP"),
        ("Atlantis", None), ("", None), ("XX", None),
    ],
)  # fmt: skip
def test_countries_are_known_by_code_and_by_english_name(text, code):
    """What is neither is not guessed."""
    assert country_code(text) == code


def test_days_come_in_order_with_english_names():
    """From both ends of a span over New Year; a moved day ("observed") is not one."""
    found = list(days("US", date(2027, 12, 24), date(2028, 1, 17)))
    assert found == [
        (date(2027, 12, 25), "Christmas Day"),
        (date(2028, 1, 1), "New Year's Day"),
        (date(2028, 1, 17), "Martin Luther King Jr. Day"),
    ]


def test_a_country_without_data_keeps_nothing():
    """It is no error."""
    assert list(days("ZZ", date(2027, 1, 1), date(2027, 12, 31))) == []


def test_the_plugin_loads_without_the_package():
    """The holidays are read when a day is asked for."""
    code = (
        "import sys; from kithkeeper_holidays import HolidaysPlugin\n"
        "from types import SimpleNamespace\n"
        "print([each.name for each in HolidaysPlugin().occasions(SimpleNamespace())])\n"
        "print(sorted({'pydantic', 'holidays'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == ["['public-holidays']", "[]"]
