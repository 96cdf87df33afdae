"""`kith sync NAME` said that all was well where there was no connection at all."""


def test_a_name_that_is_not_there_is_not_found(kith):
    """It exits with 3, as with other connections there; without a name there is nothing to do."""
    assert kith("sync", "home", code=3)["error"]["code"] == "not_found"
    assert kith("sync") == []
