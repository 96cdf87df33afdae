"""The store in one SQLite file: reading, and transactions that write their own history."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from kithkeeper.store import history
from kithkeeper.store.open import BUSY_SECONDS, connect, reported
from kithkeeper.store.protocol import Condition, Document, Entry, Group, RowChange
from kithkeeper.store.query import column, select
from kithkeeper.store.tables import TABLES
from kithkeeper.store.work import SqliteWork


def _utc_now() -> datetime:
    return datetime.now(UTC)


class SqliteStore:
    """A `Store` in a SQLite file (WAL, one writer at a time, readers never wait).

    Args:
        path: The file, made if it is missing, or ":memory:".
        owner: Whose rows are seen and written; leads every key.
        now: The clock, for the history.
        busy: Seconds to wait for another writer before `StoreLocked`.
    """

    def __init__(
        self,
        path: str = ":memory:",
        owner: str = "me",
        now: Callable[[], datetime] = _utc_now,
        busy: float = BUSY_SECONDS,
    ) -> None:
        self.path = path
        self.owner = owner
        self._now = now
        self._busy = busy
        self._connection = connect(path, busy)
        self._work: SqliteWork | None = None

    def get(self, table: str, key: str) -> Document | None:
        """One row, or None."""
        with reported(self.path, self._busy):
            return read_row(self._connection, self.owner, table, key)

    def find(
        self,
        table: str,
        where: Mapping[str, Condition] | None = None,
        *,
        order: Sequence[str] = ("id",),
        after: str | None = None,
        limit: int | None = None,
    ) -> list[Document]:
        """Rows that meet every condition, as documents with their key as `id`."""
        sql, values = select(table, self.owner, "t.id, t.doc", where, order, after, limit)
        with reported(self.path, self._busy):
            return [
                {**json.loads(text), "id": key}
                for key, text in self._connection.execute(sql, values)
            ]

    def columns(
        self,
        table: str,
        names: Sequence[str],
        where: Mapping[str, Condition] | None = None,
        *,
        order: Sequence[str] = ("id",),
        after: str | None = None,
        limit: int | None = None,
    ) -> list[tuple[Any, ...]]:
        """Only some columns, without reading documents."""
        what = ", ".join(column(TABLES[table], name) for name in names)
        sql, values = select(table, self.owner, what, where, order, after, limit)
        with reported(self.path, self._busy):
            return self._connection.execute(sql, values).fetchall()

    def count(self, table: str, where: Mapping[str, Condition] | None = None) -> int:
        """How many rows meet every condition."""
        sql, values = select(table, self.owner, "count(*)", where)
        with reported(self.path, self._busy):
            return int(self._connection.execute(sql, values).fetchone()[0])

    def participants(self, table: str = "touchpoint") -> dict[str, list[str]]:
        """Ids of rows by contact, for all contacts at once, read from the side table."""
        side = TABLES[table].side
        if side is None:
            raise KeyError(table)
        found: dict[str, list[str]] = {}
        with reported(self.path, self._busy):
            for contact, key in self._connection.execute(
                f"SELECT contact, id FROM {side.table} WHERE owner = ?", (self.owner,)
            ):
                found.setdefault(contact, []).append(key)
        return found

    def search(self, text: str, limit: int = 100) -> list[str]:
        """Ids of contacts that have every word (the last may be a beginning), best first."""
        words = [word for word in _words(text) if word]
        if not words:
            return []
        query = " ".join(f'"{word}"*' for word in words)
        sql = (
            "SELECT i.contact, min(w.rank) AS best FROM (SELECT rowid AS n, rank FROM words "
            "WHERE words MATCH ?) w JOIN indexed i ON i.n = w.n WHERE i.owner = ? "
            "GROUP BY i.contact ORDER BY best, i.contact LIMIT ?"
        )
        with reported(self.path, self._busy):
            return [row[0] for row in self._connection.execute(sql, (query, self.owner, limit))]

    def entries(
        self,
        *,
        since: int = 0,
        key: tuple[str, str] | None = None,
        limit: int | None = None,
        newest_first: bool = False,
    ) -> list[Entry]:
        """History entries after `since`, of everything or of one row."""
        with reported(self.path, self._busy):
            return history.entries(
                self._connection, self.owner, since=since, key=key, limit=limit, newest_first=newest_first
            )  # fmt: skip

    def entry(self, wanted: str) -> Entry | None:
        """The entry with this id, or with a unique beginning of one."""
        with reported(self.path, self._busy):
            return history.entry(self._connection, self.owner, wanted)

    def changes_of(self, entry: int) -> list[RowChange]:
        """What one entry changed, without its parts."""
        with reported(self.path, self._busy):
            return history.changes(self._connection, self.owner, entry)

    @property
    def writing(self) -> SqliteWork | None:
        """The open transaction, if there is one."""
        return self._work

    @contextmanager
    def write(
        self, *, by: str, what: str, subject: str = "", parent: Group | None = None
    ) -> Iterator[SqliteWork]:
        """A transaction, or a savepoint of the one that is open."""
        if self._work is not None:
            with self._savepoint(self._work, what, subject) as inner:
                yield inner
            return
        with reported(self.path, self._busy):
            self._connection.execute("BEGIN IMMEDIATE")
            work = SqliteWork(self._connection, self.owner, self._now, by, what, subject, parent)
            self._work = work
            try:
                yield work
                work.finish()
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                work.abandon()
                raise
            finally:
                self._work = None

    @contextmanager
    def _savepoint(self, work: SqliteWork, what: str, subject: str) -> Iterator[SqliteWork]:
        kept = work.mark(what, subject)
        self._connection.execute(f"SAVEPOINT step{kept.depth}")
        try:
            yield work
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute(f"ROLLBACK TO step{kept.depth}")
                self._connection.execute(f"RELEASE step{kept.depth}")
            work.reset(kept)
            raise
        else:
            self._connection.execute(f"RELEASE step{kept.depth}")
            work.release(kept)

    def setting(self, name: str) -> str | None:
        """A note about the store itself, such as its identity."""
        with reported(self.path, self._busy):
            row = self._connection.execute(
                "SELECT value FROM setting WHERE name = ?", (name,)
            ).fetchone()
        return row[0] if row else None

    def set_setting(self, name: str, value: str) -> None:
        """Write a note about the store itself."""
        with reported(self.path, self._busy):
            self._connection.execute(
                "INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, value),
            )

    def check(self) -> list[str]:
        """What SQLite's own check finds wrong; empty when all is well."""
        with reported(self.path, self._busy):
            found = [row[0] for row in self._connection.execute("PRAGMA quick_check(10)")]
        return [] if found == ["ok"] else found

    def backup(self, path: str) -> None:
        """Write a consistent copy to a new file, while this one is in use."""
        target = sqlite3.connect(path)
        try:
            with reported(self.path, self._busy):
                self._connection.backup(target)
        finally:
            target.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def read_row(connection: sqlite3.Connection, owner: str, table: str, key: str) -> Document | None:
    """One row by its key, or None."""
    sql, values = select(table, owner, "t.doc", {"id": key})
    row = connection.execute(sql, values).fetchone()
    return None if row is None else {**json.loads(row[0]), "id": key}


def _words(text: str) -> list[str]:
    return "".join(each if each.isalnum() else " " for each in text[:500]).split()
