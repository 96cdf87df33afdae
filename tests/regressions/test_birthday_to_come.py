"""A birthday in the future was taken from the user."""

import pytest


@pytest.mark.parametrize("day", ["2026-03-05", "2027", "2026-04", "20990101"])
def test_a_birthday_to_come_is_refused(kith, day):
    """By add and by edit, which leaves the contact as it was."""
    kith("add", "Ada Lovelace", "--birthday", "1990-12-10")
    assert "still to come" in kith("add", "Bob", "--birthday", day, code=2)["error"]["message"]
    error = kith("edit", "Ada", "--set", f"birthday={day}", code=2)["error"]
    assert "still to come" in error["message"]
    assert [each["birthday"] for each in kith("list")] == ["1990-12-10"]


def test_today_and_no_year_are_birthdays(kith):
    """A child of today, and a day without its year."""
    assert kith("add", "Ada", "--birthday", "2026-03-04")["birthday"] == "2026-03-04"
    assert kith("add", "Bob", "--birthday", "--12-24")["birthday"] == "--12-24"
