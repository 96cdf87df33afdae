"""`kith init` wrote a config beside a store of a newer Kithkeeper before it said so."""

import sqlite3


def test_nothing_is_made_beside_it(kith, tmp_path):
    """The error is the store's, and the folder is as it was."""
    home = tmp_path / "newer"
    kith("add", "Ada Lovelace", home=home)
    with sqlite3.connect(home / "kith.db") as store:
        store.execute("INSERT INTO migration VALUES ('9999_of_tomorrow', '2030-01-01T00:00:00Z')")
        store.execute("PRAGMA user_version = 9999")
    store.close()
    before = sorted(each.name for each in home.iterdir())
    error = kith("init", home=home, code=6)["error"]
    assert error["code"] == "store_newer"
    assert "9999_of_tomorrow" in error["message"]
    assert sorted(each.name for each in home.iterdir()) == before
