"""What a transaction leaves, and what one that failed does not."""

from __future__ import annotations

from contextlib import suppress

from sqlite_store.writing import person

from kithkeeper.store import Group


class Broken(Exception):
    """What goes wrong in the middle of a transaction."""


def test_a_failed_transaction_leaves_nothing(store):
    """Rows, side rows, words and history of it are gone."""
    with suppress(Broken), store.write(by="user", what="x") as work:
        work.put("touchpoint", "t", {"kind": "touch", "contacts": ["ada"], "note": "zeppelin"})
        raise Broken
    assert store.find("touchpoint") == []
    assert store.participants() == {}
    assert store.search("zeppelin") == []
    assert store.entries() == []
    assert store.writing is None


def test_a_savepoint_rolls_back_alone(store):
    """An inner one that fails is undone; the outer goes on, and both are one entry."""
    with store.write(by="user", what="outer") as work:
        work.put("contact", "a", {"display": "A"})
        with suppress(Broken), store.write(by="user", what="inner") as inner:
            inner.put("contact", "a", {"display": "changed"})
            inner.put("contact", "b", {"display": "B"})
            inner.drain()
            raise Broken
        assert dict(work.changed) == {("contact", "a"): (None, {"display": "A", "id": "a"})}
        assert [change[:2] for change in work.drain()] == [("contact", "a")]
        with store.write(by="user", what="inner") as inner:
            inner.put("contact", "c", {"display": "C"})
    assert [row["id"] for row in store.find("contact")] == ["a", "c"]
    (entry,) = store.entries()
    assert entry.what == "outer"
    assert [change.key for change in store.changes_of(entry.seq)] == ["a", "c"]


def test_a_group_begun_in_a_savepoint_that_failed_is_not_begun(store):
    """The parts that follow get a parent that is there."""
    group = Group("sync:home", "synced home")
    with store.write(by="sync:home", what="item", parent=group) as work:
        with suppress(Broken), store.write(by="sync:home", what="inner") as inner:
            inner.put("contact", "a", {"display": "A"})
            raise Broken
        assert group.seq is None
        work.put("contact", "b", {"display": "B"})
    assert [(each.what, each.parent) for each in store.entries()] == [
        ("synced home", None),
        ("item", 1),
    ]
    assert group.seq == 1


def test_writing_what_stands_is_no_change(store):
    """Putting the same row again answers False and leaves no entry."""
    person(store, "a", "Ada")
    with store.write(by="user", what="again") as work:
        assert work.put("contact", "a", {"display": "Ada"}) is False
        assert work.delete("contact", "nobody") is False
    assert len(store.entries()) == 1
