"""Placing by a tag or organization that nobody has was called wrong use."""

import pytest


@pytest.mark.parametrize("words", [("--tag", "fair"), ("--org", "Engines")])
def test_nobody_found_is_not_found(kith, words):
    """It exits with 3, as everything that is not found."""
    kith("add", "Ada Lovelace")
    assert kith("circle", *words, "inner", code=3)["error"]["code"] == "not_found"
