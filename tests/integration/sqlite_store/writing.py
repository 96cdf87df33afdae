"""Entries as a user makes them, each in a transaction of its own."""

from __future__ import annotations


def put(store, table, key, *, what="wrote", by="user", subject="", **document):
    with store.write(by=by, what=what, subject=subject) as work:
        work.put(table, key, document)
        return work.begin_entry()


def person(store, key, name, **document):
    return put(store, "contact", key, what=f"added {name}", display=name, **document)


def undo(store, entry, *, cascade=False):
    with store.write(by="user", what="undid") as work:
        work.undo(entry, cascade=cascade)
        return work.begin_entry()
