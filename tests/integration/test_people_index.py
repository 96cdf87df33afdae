"""The store finds rows by its indexes; it reads no owner's rows from end to end for one of them."""

import pytest

from kithkeeper.store import SqliteStore
from kithkeeper.store.query import select


@pytest.fixture(params=["made", "opened again"])
def connection(request, tmp_path):
    store = SqliteStore(str(tmp_path / "kith.db"))
    if request.param == "opened again":
        store.close()
        store = SqliteStore(str(tmp_path / "kith.db"))
    yield store._connection
    store.close()


@pytest.mark.parametrize(
    ("table", "where", "index"),
    [
        ("link", {"contact": "c1"}, "link_contact"),
        ("link", {"connection": "cards", "uid": "u1"}, "link_connection"),
        ("touchpoint", {"parent": "p1"}, "touchpoint_parent"),
        ("touchpoint", {"contact": "c1", "state": ("done", "skipped")}, "participant"),
        ("exchange", {"touchpoint": "t1"}, "exchange_touchpoint"),
        ("commitment", {"contact": "c1"}, "commitment_contact"),
        ("sync_item", {"touchpoint": "t1"}, "sync_item_touchpoint"),
        ("encounter", {"parent": "e1"}, "record_parent"),
        ("contact", {"id": "c1"}, "PRIMARY KEY (owner=? AND id=?)"),
    ],
)
def test_a_row_is_looked_up_by_the_index_that_is_made_for_it(connection, table, where, index):
    """Also in a new store, of which SQLite has nothing to measure yet."""
    sql, values = select(table, "me", "t.id, t.doc", where, ("id",))
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert any(index in step for step in plan), plan
    assert "SEARCH t USING PRIMARY KEY (owner=?)" not in plan
