"""An open transaction on SQLite: rows, their side tables, the word index and the history."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from kithkeeper.store import history
from kithkeeper.store.protocol import Document, Entry, Group
from kithkeeper.store.query import dump, read_row
from kithkeeper.store.tables import TABLES, Table

_Rows = dict[tuple[str, str], tuple[Document | None, Document | None]]
_Fresh = tuple[str, str, Document | None, Document | None]


class Mark(NamedTuple):
    """Where a savepoint began, so that a rollback forgets what came after.

    Attributes:
        journal: How many changes the journal had.
        fresh: The list of changes that nobody had asked for, and how many it had.
    """

    depth: int
    journal: int
    fresh: list[_Fresh]
    asked: int
    entry: int | None
    began_group: bool
    recorded: int
    what: str
    subject: str


class SqliteWork:
    """A `Work` on SQLite. Made by `SqliteStore.write`."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        owner: str,
        now: Callable[[], datetime],
        by: str,
        what: str,
        subject: str,
        parent: Group | None,
    ) -> None:
        self._connection = connection
        self._owner = owner
        self._now = now
        self._by = by
        self._what = what
        self._subject = subject
        self._parent = parent
        self._began_group = False
        self.erased = False
        self._entry: int | None = None
        self._count = 0
        self._depth = 0
        self._changed: _Rows = {}
        self._journal: list[
            tuple[tuple[str, str], tuple[Document | None, Document | None] | None]
        ] = []
        self._fresh: list[_Fresh] = []

    @property
    def changed(self) -> Mapping[tuple[str, str], tuple[Document | None, Document | None]]:
        """Rows changed so far by (table, key): as they were before the transaction, and now."""
        return self._changed

    def drain(self) -> list[_Fresh]:
        """Changes since this was last asked, each as (table, key, before, after)."""
        fresh, self._fresh = self._fresh, []
        return fresh

    @property
    def entry(self) -> int | None:
        """The history entry of this transaction, once something tracked has changed."""
        return self._entry

    def describe(self, what: str, subject: str = "") -> None:
        """Say what this transaction does, when it is known better than at its beginning."""
        self._what = what
        self._subject = subject or self._subject

    def begin_entry(self) -> int:
        """Begin the history entry now, so that later transactions can be parts of it."""
        if self._entry is None:
            self._entry = history.begin(
                self._connection, self._owner, self._stamp(), self._by, self._what,
                self._subject, self._group(),
            )  # fmt: skip
        return self._entry

    def _group(self) -> int | None:
        """The entry that this one is a part of, begun now if nothing had changed before."""
        group = self._parent
        if group is not None and group.seq is None:
            group.seq = history.begin(
                self._connection, self._owner, self._stamp(), group.by, group.what, "", None
            )
            self._began_group = True
        return None if group is None else group.seq

    def abandon(self) -> None:
        """What was begun was rolled back, and with it the group that it had begun."""
        if self._began_group and self._parent is not None:
            self._parent.seq = None
        self._began_group = False

    def put(self, table: str, key: str, document: Document) -> bool:
        """Write a row; False where it already said that."""
        document = {**document, "id": key}
        before = read_row(self._connection, self._owner, table, key)
        if before == document:
            return False
        self._write(table, key, document, is_new=before is None)
        self._remember(table, key, before, document)
        return True

    def delete(self, table: str, key: str) -> bool:
        """Remove a row; False where there was none."""
        before = read_row(self._connection, self._owner, table, key)
        if before is None:
            return False
        self._remove(table, key)
        self._remember(table, key, before, None)
        return True

    def undo(self, entry: int, *, cascade: bool = False) -> Sequence[Entry]:
        """Take an entry and its parts back, or refuse with the later ones that stand in the way."""
        taken = history.plan_undo(self._connection, self._owner, entry, cascade=cascade)
        for step in taken.steps:
            if step.document is None:
                self.delete(step.table, step.key)
            else:
                self.put(step.table, step.key, step.document)
        mine = self.begin_entry()
        history.mark_undone(self._connection, self._owner, taken.entries, mine, entry)
        return [each for each in taken.entries if each.parent is None or each.seq == entry]

    def erase(self, rows: Iterable[tuple[str, str]]) -> None:
        """Remove rows and every trace of them in the history, which can't take it back."""
        for table, key in rows:
            self._remove(table, key)
            history.erase(self._connection, self._owner, table, key)
            self._note(table, key, None, None)
        history.seal(self._connection, self._owner, self.begin_entry())
        self.erased = True

    def mark(self, what: str, subject: str) -> Mark:
        """Begin a savepoint."""
        kept = Mark(
            self._depth, len(self._journal), self._fresh, len(self._fresh), self._entry,
            self._began_group, self._count, self._what, self._subject,
        )  # fmt: skip
        self._depth += 1
        if not self._what:
            self.describe(what, subject)
        return kept

    def reset(self, kept: Mark) -> None:
        """Forget what was done since a savepoint that was rolled back."""
        while len(self._journal) > kept.journal:
            where, known = self._journal.pop()
            if known is None:
                del self._changed[where]
            else:
                self._changed[where] = known
        if not kept.began_group:
            self.abandon()
        del kept.fresh[kept.asked :]
        self._fresh = kept.fresh
        self._depth, self._entry, self._count = kept.depth, kept.entry, kept.recorded
        self._what, self._subject = kept.what, kept.subject

    def release(self, kept: Mark) -> None:
        """End a savepoint that went well."""
        self._depth = kept.depth

    def finish(self) -> None:
        """Write down what the entry is called, which may have become known late."""
        if self._entry is not None:
            history.describe(self._connection, self._owner, self._entry, self._what, self._subject)
        if self.erased:
            # A deleted word stays in the segments of the index until they are merged.
            self._connection.execute("INSERT INTO words (words) VALUES ('optimize')")

    def _stamp(self) -> str:
        return self._now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _remember(
        self, table: str, key: str, before: Document | None, after: Document | None
    ) -> None:
        known = self._changed.get((table, key))
        self._note(table, key, known[0] if known else before, after)
        self._fresh.append((table, key, before, after))
        if TABLES[table].tracked:
            self._count += 1
            history.record(
                self._connection, self._owner, self.begin_entry(), self._count, table, key, before, after
            )  # fmt: skip

    def _note(self, table: str, key: str, before: Document | None, after: Document | None) -> None:
        self._journal.append(((table, key), self._changed.get((table, key))))
        self._changed[(table, key)] = (before, after)

    def _write(self, table: str, key: str, document: Document, *, is_new: bool) -> None:
        spec = TABLES[table]
        values: dict[str, Any] = {"owner": self._owner, "id": key}
        if spec.noun:
            values["noun"] = spec.noun
        values.update((name, read(document)) for name, read in spec.columns.items())
        values["doc"] = dump({name: value for name, value in document.items() if name != "id"})
        self._connection.execute(_upsert(spec, tuple(values)), list(values.values()))
        self._write_side(spec, key, document)
        if not is_new:
            self._unindex(spec, table, key)
        self._index(spec, table, key, document)

    def _write_side(self, spec: Table, key: str, document: Document) -> None:
        if spec.side is None:
            return
        where = (self._owner, key)
        self._connection.execute(f"DELETE FROM {spec.side.table} WHERE owner = ? AND id = ?", where)
        self._connection.executemany(
            f"INSERT INTO {spec.side.table} (owner, {spec.side.column}, id) VALUES (?, ?, ?)",
            [(self._owner, value, key) for value in dict.fromkeys(spec.side.values(document))],
        )

    def _unindex(self, spec: Table, table: str, key: str) -> None:
        if spec.text is None:
            return
        row = self._connection.execute(
            "SELECT n FROM indexed WHERE owner = ? AND kind = ? AND id = ?",
            (self._owner, table, key),
        ).fetchone()
        if row:
            self._connection.execute("DELETE FROM words WHERE rowid = ?", row)
            self._connection.execute("DELETE FROM indexed WHERE n = ?", row)

    def _index(self, spec: Table, table: str, key: str, document: Document) -> None:
        if spec.text is None:
            return
        contact, text = spec.text(document)
        if contact and text:
            made = self._connection.execute(
                "INSERT INTO indexed (owner, kind, id, contact) VALUES (?, ?, ?, ?)",
                (self._owner, table, key, contact),
            )
            self._connection.execute(
                "INSERT INTO words (rowid, body) VALUES (?, ?)", (made.lastrowid, text)
            )

    def _remove(self, table: str, key: str) -> None:
        spec = TABLES[table]
        where, values = "owner = ? AND id = ?", [self._owner, key]
        if spec.side:
            self._connection.execute(f"DELETE FROM {spec.side.table} WHERE {where}", values)
        self._unindex(spec, table, key)
        if spec.noun:
            where, values = where + " AND noun = ?", [*values, spec.noun]
        self._connection.execute(f"DELETE FROM {spec.sql} WHERE {where}", values)


_UPSERTS: dict[tuple[str, tuple[str, ...]], str] = {}


def _upsert(spec: Table, names: tuple[str, ...]) -> str:
    known = _UPSERTS.get((spec.sql, names))
    if known is None:
        key = ("owner", "noun", "id") if spec.noun else ("owner", "id")
        sets = ", ".join(f"{name} = excluded.{name}" for name in names if name not in key)
        known = (
            f"INSERT INTO {spec.sql} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))}) "
            f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {sets}"
        )
        _UPSERTS[(spec.sql, names)] = known
    return known
