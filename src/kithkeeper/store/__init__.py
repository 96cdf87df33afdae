"""Where it is kept: the store protocol, SQLite, migrations and the history."""

from kithkeeper.store.protocol import (
    Above,
    Below,
    Between,
    Condition,
    Document,
    Entry,
    Group,
    Not,
    RowChange,
    Store,
    Work,
)
from kithkeeper.store.sqlite import SqliteStore

__all__ = [
    "Above",
    "Below",
    "Between",
    "Condition",
    "Document",
    "Entry",
    "Group",
    "Not",
    "RowChange",
    "SqliteStore",
    "Store",
    "Work",
]
