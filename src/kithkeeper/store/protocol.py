"""What the rest of the house asks of a store. SQLite is one; a plugin may bring another.

A store belongs to one owner and one thread. A row is a JSON document with a string key in a
named table; `tables.TABLES` says which of its fields can be searched and sorted by.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol, TypeAlias

Document: TypeAlias = dict[str, Any]
"""A JSON document; a field with its default value is left out."""


class Above(NamedTuple):
    """Matches values at or after `low`."""

    low: Any


class Below(NamedTuple):
    """Matches values at or before `high`."""

    high: Any


class Between(NamedTuple):
    """Matches values from `low` to `high`, both included."""

    low: Any
    high: Any


class Not(NamedTuple):
    """Matches everything but `value`; with None, everything that has a value."""

    value: Any


Condition: TypeAlias = "Above | Below | Between | Not | Collection[Any] | str | int | bool | None"
"""A plain value matches itself, None what is absent, a collection any of its members."""


class Entry(NamedTuple):
    """One entry of the history: what one command, sync or round of triage did.

    Attributes:
        seq: Its place, growing; the cursor for `since`.
        at: The instant, ISO, UTC.
        by: Who: `user`, `plan`, `sync:NAME`, `import`.
        parent: The entry that it is a part of.
        undoes: The entry that it took back.
        undone_by: The entry that took it back.
    """

    seq: int
    id: str
    at: str
    by: str
    what: str
    subject: str
    parent: int | None
    undoes: int | None
    undone_by: int | None


class RowChange(NamedTuple):
    """A row as it was before and after one entry; None where there was no row."""

    entry: int
    table: str
    key: str
    before: Document | None
    after: Document | None


class Group:
    """An entry of which the entries of several transactions are parts, begun by the first of them
    that changes something.

    Attributes:
        seq: Its place in the history; None as long as nothing was changed.
    """

    def __init__(self, by: str, what: str) -> None:
        self.by = by
        self.what = what
        self.seq: int | None = None


class Work(Protocol):
    """An open transaction: what may be written."""

    @property
    def changed(self) -> Mapping[tuple[str, str], tuple[Document | None, Document | None]]:
        """Rows changed so far by (table, key): as they were before the transaction, and now."""
        ...

    def drain(self) -> list[tuple[str, str, Document | None, Document | None]]:
        """Changes since this was last asked, each as (table, key, before, after)."""
        ...

    def begin_entry(self) -> int:
        """Begin the history entry now, so that later transactions can be parts of it."""
        ...

    def describe(self, what: str, subject: str = "") -> None:
        """Say what this transaction does, when it is known better than at its beginning."""
        ...

    def put(self, table: str, key: str, document: Document) -> bool:
        """Write a row; False where it already said that."""
        ...

    def delete(self, table: str, key: str) -> bool:
        """Remove a row; False where there was none."""
        ...

    def undo(self, entry: int, *, cascade: bool = False) -> Sequence[Entry]:
        """Take one entry and its parts back; the entries that were undone.

        Raises:
            Refused: Later entries changed the same fields, and `cascade` is off.
            NotFound: There is no such entry, or it is undone already.
        """
        ...

    def erase(self, rows: Iterable[tuple[str, str]]) -> None:
        """Remove rows and every trace of them in history, index and file. It can't be undone."""
        ...


class Store(Protocol):
    """Where one owner's network is kept.

    Attributes:
        owner: Whose network it is, where one database holds several.
    """

    owner: str

    def get(self, table: str, key: str) -> Document | None:
        """One row."""
        ...

    def find(
        self,
        table: str,
        where: Mapping[str, Condition] | None = None,
        *,
        order: Sequence[str] = ("id",),
        after: str | None = None,
        limit: int | None = None,
    ) -> list[Document]:
        """Rows that meet every condition, in order; with `after`, those past that key's row.

        Args:
            where: Condition by column of `TABLES[table]`, or by a side column such as
                `contact` of touchpoints.
            order: Columns; a leading "-" for descending. The id breaks ties.
        """
        ...

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
        """Only some columns of rows, without reading their documents: the fast way to list."""
        ...

    def participants(self, table: str = "touchpoint") -> dict[str, list[str]]:
        """Ids of rows by contact, for all contacts at once."""
        ...

    def count(self, table: str, where: Mapping[str, Condition] | None = None) -> int:
        """How many rows meet every condition."""
        ...

    def search(self, text: str, limit: int = 100) -> list[str]:
        """Ids of contacts that have every word, each a whole one or a beginning, in their record,
        notes, touchpoints or exchanges together; best first. No text is an error.
        """
        ...

    def entries(
        self,
        *,
        since: int = 0,
        about: str | None = None,
        undoable: bool = False,
        limit: int | None = None,
        newest_first: bool = False,
    ) -> list[Entry]:
        """History entries after `since`, of everything or about one contact.

        Args:
            about: Id of a contact that they changed, or a touchpoint, exchange, commitment or link
                of which they changed.
            undoable: Only whole entries that stand and are no undo themselves.
        """
        ...

    def rows_naming(self, text: str, table: str | None = None) -> list[tuple[str, str]]:
        """Table and key of the rows, of one table or all, that said this text at any time of the
        history.
        """
        ...

    def entry(self, wanted: str) -> Entry | None:
        """The entry with this id."""
        ...

    def changes_of(self, entry: int) -> list[RowChange]:
        """What one entry changed, without its parts."""
        ...

    def replaced(self, table: str, since: str) -> list[tuple[Entry, RowChange]]:
        """What entries that stand replaced in rows of a table since an instant (ISO, UTC), the
        newest first; rows that were new or went are left out.
        """
        ...

    def write(
        self, *, by: str, what: str, subject: str = "", parent: Group | None = None
    ) -> AbstractContextManager[Work]:
        """A transaction with one history entry, begun at its first change.

        Inside another one it is a savepoint of that, and a part of its entry.
        """
        ...

    @property
    def writing(self) -> Work | None:
        """The open transaction, if there is one."""
        ...

    def setting(self, name: str) -> str | None:
        """A note about the owner's network itself, such as its identity."""
        ...

    def set_setting(self, name: str, value: str) -> None:
        """Write a note about the owner's network itself."""
        ...

    def check(self) -> list[str]:
        """What is wrong with the store; empty when all is well."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...

    def backup(self, path: str) -> None:
        """Write a consistent copy to a new file, while in use."""
        ...
