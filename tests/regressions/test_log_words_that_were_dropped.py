"""`kith log` dropped what was said by --what and --by without the option they belong to."""

import pytest


@pytest.mark.parametrize("words", [("--what", "an introduction"), ("--by", "fri")])
def test_nothing_typed_is_dropped(kith, words):
    """An option that belongs to another one is refused without it, and nothing is logged."""
    ada = kith("add", "Ada Lovelace")["id"]
    kith("log", ada, *words, code=2)
    assert kith("show", ada)["touchpoints"] == []
