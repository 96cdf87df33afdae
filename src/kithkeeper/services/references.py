"""Which rows name a contact, wherever they do, and the same rows naming another."""

from __future__ import annotations

from collections.abc import Iterator

from kithkeeper.store import Document, Store

_BY_COLUMN = ("link", "touchpoint", "exchange", "commitment", "conflict")
"""Tables that are asked by contact."""
_READ_WHOLE = ("networking_event", "encounter", "community_act", "introduction", "relation")
"""Small tables that name people in several fields; they are read once."""


class References:
    """Finds the rows that name a contact."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._named: dict[str, dict[tuple[str, str], None]] | None = None

    def of(self, contact: str) -> Iterator[tuple[str, Document]]:
        """Each row that names the contact, with its table."""
        for table in _BY_COLUMN:
            for row in self._store.find(table, {"contact": contact}):
                yield table, row
        for table, key in list(self._all().get(contact, ())):
            found = self._store.get(table, key)
            if found is not None:
                yield table, found

    def note(self, table: str, key: str, contact: str) -> None:
        """A row was written that names the contact now."""
        if table in _READ_WHOLE:
            self._all().setdefault(contact, {})[(table, key)] = None

    def _all(self) -> dict[str, dict[tuple[str, str], None]]:
        if self._named is None:
            self._named = {}
            for table in _READ_WHOLE:
                for row in self._store.find(table):
                    for name in _texts(row):
                        self._named.setdefault(name, {})[(table, row["id"])] = None
        return self._named


def renamed(
    row: Document, old: str, new: str
) -> tuple[Document, list[tuple[str, list[str] | None]]]:
    """The row with one id in place of another.

    Returns:
        The row, and each field that changed; with what it held where it named both.
    """
    changed = dict(row)
    fields: list[tuple[str, list[str] | None]] = []
    for field, value in row.items():
        if field == "id":
            continue
        if value == old:
            changed[field] = new
            fields.append((field, None))
        elif isinstance(value, list) and old in value:
            changed[field] = replaced(value, old, new)
            fields.append((field, value if new in value else None))
    return changed, fields


def replaced(ids: list[str], old: str, new: str) -> list[str]:
    """Ids with one in place of another, each once."""
    return list(dict.fromkeys(new if each == old else each for each in ids))


def _texts(row: Document) -> set[str]:
    found = set()
    for value in row.values():
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, list):
            found.update(each for each in value if isinstance(each, str))
    return found
