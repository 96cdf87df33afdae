"""Any sequence of changes, taken back in any order that is allowed, leaves what was before."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from kithkeeper.errors import NotFound, Refused
from kithkeeper.store import Group, SqliteStore

KEYS = st.sampled_from(["a", "b", "c"])
VALUES = st.dictionaries(
    st.sampled_from(["display", "notes", "circle"]), st.sampled_from(["1", "2"])
)
STEP = st.tuples(KEYS, st.none() | VALUES)
TRANSACTION = st.tuples(st.booleans(), st.lists(STEP, min_size=1, max_size=4))


def run(store, transactions):
    """Carry them out; those marked are parts of one group."""
    group = Group("sync:home", "synced")
    for grouped, steps in transactions:
        with store.write(by="user", what="x", parent=group if grouped else None) as work:
            for key, document in steps:
                if document is None:
                    work.delete("contact", key)
                else:
                    work.put("contact", key, document)


def rows(store):
    return {row["id"]: row for row in store.find("contact")}


@settings(max_examples=120, deadline=None)
@given(st.lists(TRANSACTION, max_size=4), st.lists(TRANSACTION, max_size=8))
def test_taking_all_back_restores_the_start(before, after):
    """Undo of everything since a moment, newest first and cascading, restores that moment's rows;
    undoing those undos, newest first, brings the end back.
    """
    store = SqliteStore()
    run(store, [(False, steps) for _, steps in before])
    start, mark = rows(store), len(store.entries())
    run(store, after)
    end, last = rows(store), len(store.entries())
    for entry in store.entries(since=mark, newest_first=True):
        try:
            with store.write(by="user", what="undid") as work:
                work.undo(entry.seq, cascade=True)
        except NotFound:
            assert store.entry(entry.id).undone_by
    assert rows(store) == start
    assert {e.seq for e in store.entries(undoable=True) if e.seq > mark} == set()
    for entry in store.entries(since=last, newest_first=True):
        with store.write(by="user", what="redid") as work:
            work.undo(entry.seq)
    assert rows(store) == end
    store.close()


@settings(max_examples=120, deadline=None)
@given(st.lists(TRANSACTION, min_size=1, max_size=8), st.data())
def test_taking_one_back_touches_only_its_fields(transactions, data):
    """Where undo doesn't refuse, every field that the entry didn't change keeps its value."""
    store = SqliteStore()
    run(store, [(False, steps) for _, steps in transactions])
    entries = store.entries()
    if not entries:
        return
    entry = data.draw(st.sampled_from(entries))
    touched = {
        (change.key, name)
        for change in store.changes_of(entry.seq)
        for name in {**(change.before or {}), **(change.after or {})}
        if (change.before or {}).get(name) != (change.after or {}).get(name)
    }
    was = rows(store)
    with suppress(Refused), store.write(by="user", what="undid") as work:
        work.undo(entry.seq)
    if not store.entry(entry.id).undone_by:
        assert rows(store) == was
        return
    now = rows(store)
    for key in was.keys() | now.keys():
        for name in {**was.get(key, {}), **now.get(key, {})}:
            if (key, name) not in touched:
                assert was.get(key, {}).get(name) == now.get(key, {}).get(name)
    store.close()
