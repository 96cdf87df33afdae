"""A name could turn the writing direction of a calendar's whole line around."""

import pytest

from kithkeeper.services.wording import words


@pytest.mark.parametrize("override", ["\u202e", "\u2067", "\u202a"])
def test_a_title_has_no_override(override):
    """It is left out of the title; the rest of the name stays."""
    person = {"id": "x", "display": f"Eve{override} Adams"}
    touch = {"kind": "cadence", "channel": "coffee", "contacts": ["x"]}
    assert words(touch, [person], "names").summary == "Eve Adams – coffee"
