"""A count of twenty digits ended in a traceback of the database's."""

import pytest

MANY = "9" * 20


@pytest.mark.parametrize("words", [("list",), ("search", "ada"), ("history",), ("due",)])
def test_it_is_as_good_as_all(kith, words):
    """The answer is the one without a limit."""
    kith("add", "Ada Lovelace", "--circle", "inner")
    assert kith(*words, "--limit", MANY) == kith(*words)
