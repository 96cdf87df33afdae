"""A birthday that no calendar has was taken from the user without a word."""

import pytest


@pytest.mark.parametrize("birthday", ["1815-02-30", "--13-01", "soon"])
def test_an_impossible_birthday_is_refused(kith, birthday):
    """The user is told, and nobody is added."""
    error = kith("add", "Ada Lovelace", "--birthday", birthday, code=2)["error"]
    assert error["message"].startswith("birthday:")
    assert kith("list") == []


def test_a_birthday_without_a_year_is_taken(kith):
    """29 February without a year exists."""
    assert kith("add", "Ada Lovelace", "--birthday", "--02-29")["birthday"] == "--02-29"


def test_a_source_keeps_what_it_wrote(kith):
    """What a card says of a birthday stays as text where it is no date."""
    card = b"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ada\r\nBDAY;VALUE=text:circa 1815\r\nEND:VCARD\r\n"
    kith("import", "-", stdin=card)
    shown = kith("show", "Ada")
    assert (shown["birthday"], shown["birthday_text"]) == (None, "circa 1815")
