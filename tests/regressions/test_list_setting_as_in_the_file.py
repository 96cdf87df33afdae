"""A list was taken on the command line only with commas, not as it is written in the file."""

import pytest


@pytest.mark.parametrize("text", ["2026-12-24, 2027-01-02", '["2026-12-24", "2027-01-02"]'])
def test_a_list_is_taken_either_way(kith, text):
    """Both forms set the same two days off."""
    assert kith("config", "set", "profile.days_off", text) == {
        "value": ["2026-12-24", "2027-01-02"]
    }
