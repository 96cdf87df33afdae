"""The store in one SQLite file: reading, and transactions that write their own history."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from unicodedata import normalize

from kithkeeper.errors import Invalid
from kithkeeper.store import history
from kithkeeper.store.open import BUSY_SECONDS, connect, copies, reported
from kithkeeper.store.protocol import Condition, Document, Entry, Group, RowChange
from kithkeeper.store.query import column, read_row, select
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
        """Ids of contacts that have every word, each of them a whole one or a beginning, in their
        record, notes, touchpoints or exchanges together; best first.
        """
        found: dict[str, float] | None = None
        with reported(self.path, self._busy):
            for word in _words(text):
                ranks = dict(self._connection.execute(_SEARCH, (_quoted(word), self.owner)))
                if found is None:
                    found = ranks
                else:
                    found = {who: found[who] + ranks[who] for who in found.keys() & ranks.keys()}
        best = sorted((rank, who) for who, rank in (found or {}).items())
        return [who for _, who in best[:limit]]

    def entries(
        self,
        *,
        since: int = 0,
        about: str | None = None,
        undoable: bool = False,
        limit: int | None = None,
        newest_first: bool = False,
    ) -> list[Entry]:
        """History entries after `since`, of everything or about one contact."""
        with reported(self.path, self._busy):
            return history.entries(
                self._connection, self.owner, since=since, about=about, undoable=undoable,
                limit=limit, newest_first=newest_first,
            )  # fmt: skip

    def rows_naming(self, text: str, table: str | None = None) -> list[tuple[str, str]]:
        """Table and key of the rows that said this text at any time of the history."""
        with reported(self.path, self._busy):
            return history.naming(self._connection, self.owner, text, table)

    def entry(self, wanted: str) -> Entry | None:
        """The entry with this id."""
        with reported(self.path, self._busy):
            return history.entry(self._connection, self.owner, wanted)

    def changes_of(self, entry: int) -> list[RowChange]:
        """What one entry changed, without its parts."""
        with reported(self.path, self._busy):
            return history.changes(self._connection, self.owner, entry)

    def replaced(self, table: str, since: str) -> list[tuple[Entry, RowChange]]:
        """What entries that stand replaced in rows of a table since an instant (ISO, UTC)."""
        with reported(self.path, self._busy):
            return history.replaced(self._connection, self.owner, table, since)

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
            if work.erased:
                # The log still holds the pages as they were.
                self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                for copy in copies(self.path) if self.path != ":memory:" else ():
                    copy.unlink(missing_ok=True)

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
        """A note about the owner's network itself, such as its identity."""
        with reported(self.path, self._busy):
            row = self._connection.execute(
                "SELECT value FROM setting WHERE owner = ? AND name = ?", (self.owner, name)
            ).fetchone()
        return row[0] if row else None

    def set_setting(self, name: str, value: str) -> None:
        """Write a note about the owner's network itself."""
        with reported(self.path, self._busy):
            self._connection.execute(
                "INSERT INTO setting VALUES (?, ?, ?) "
                "ON CONFLICT (owner, name) DO UPDATE SET value = excluded.value",
                (self.owner, name, value),
            )

    def check(self) -> list[str]:
        """What SQLite's own check finds wrong; empty when all is well."""
        with reported(self.path, self._busy):
            found = [row[0] for row in self._connection.execute("PRAGMA quick_check(10)")]
        return [] if found == ["ok"] else found

    def backup(self, path: str) -> None:
        """Write a consistent copy to a new file, private to its owner, while this one is in use.

        Raises:
            Invalid: There is a file already, or none can be made.
        """
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except OSError as error:
            raise Invalid("path", f"{path}: {error.strerror}") from error
        target = sqlite3.connect(path)
        try:
            with reported(self.path, self._busy):
                self._connection.backup(target)
        finally:
            target.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


_SEARCH = (
    "SELECT coalesce(p.contact, x.contact, i.contact) AS who, min(w.rank) FROM "
    "(SELECT rowid AS n, rank FROM words WHERE words MATCH ?) w JOIN indexed i ON i.n = w.n "
    "LEFT JOIN participant p ON i.kind = 'touchpoint' AND p.owner = i.owner AND p.id = i.id "
    "LEFT JOIN exchange_contact x ON i.kind = 'exchange' AND x.owner = i.owner AND x.id = i.id "
    "WHERE i.owner = ? GROUP BY who"
)
"""Who has a word, and how well it fits them at best."""

_MOST_WORDS = 12
"""Words of a search that are looked at."""


def _words(text: str) -> list[str]:
    """The words to search for; what has no letter or digit is none."""
    plain = text[:500].encode("utf-8", "ignore").decode().replace("\0", " ")
    words = normalize("NFC", plain).split()
    return [word for word in words if any(each.isalnum() for each in word)][:_MOST_WORDS]


def _quoted(word: str) -> str:
    """A word as an FTS5 phrase that may go on: nothing in it is taken for syntax."""
    doubled = word.replace('"', '""')
    return f'"{doubled}"*'
