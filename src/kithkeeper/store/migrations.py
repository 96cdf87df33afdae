"""The schema as a row of small named steps, forward from every released one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import NamedTuple

from kithkeeper.store.statistics import ASSUME


class Migration(NamedTuple):
    """One step: a name that is never changed, and the statements that carry it out."""

    name: str
    statements: tuple[str, ...]
    code: Callable[[sqlite3.Connection], None] | None = None


def _document_table(name: str, *columns: str, key: str = "owner, id") -> str:
    held = "".join(f"{column}, " for column in columns)
    return (
        f"CREATE TABLE {name} (owner TEXT NOT NULL, id TEXT NOT NULL, {held}"
        f"doc TEXT NOT NULL, PRIMARY KEY ({key})) WITHOUT ROWID"
    )


def _noun_table(name: str) -> str:
    return _document_table(
        name, "noun TEXT NOT NULL", "contact TEXT", "parent TEXT", "state TEXT", "date TEXT",
        key="owner, noun, id",
    )  # fmt: skip


_FIRST = (
    _document_table(
        "contact", "name TEXT NOT NULL", "sort TEXT NOT NULL", "circle TEXT", "organization TEXT",
        "title TEXT", "birthday TEXT", "tags TEXT", "emails TEXT", "phones TEXT",
        "archived INTEGER NOT NULL", "removed INTEGER NOT NULL", "paused INTEGER NOT NULL",
        "paused_until TEXT", "cadence TEXT", "at_most TEXT", "placed_on TEXT", "merged_into TEXT",
    ),
    "CREATE INDEX contact_sort ON contact (owner, sort, id)",
    "CREATE INDEX contact_circle ON contact (owner, circle)",
    _document_table("own"),
    _document_table(
        "link", "connection TEXT NOT NULL", "item TEXT NOT NULL", "contact TEXT NOT NULL",
        "uid TEXT", "version TEXT", "gone INTEGER NOT NULL",
    ),
    "CREATE INDEX link_contact ON link (owner, contact)",
    "CREATE INDEX link_connection ON link (owner, connection, uid)",
    _document_table(
        "touchpoint", "kind TEXT NOT NULL", "state TEXT NOT NULL", "date TEXT", "due TEXT",
        "channel TEXT", "depth TEXT", "parent TEXT", "origin TEXT", "pinned INTEGER NOT NULL",
    ),
    "CREATE INDEX touchpoint_state ON touchpoint (owner, state, date)",
    "CREATE INDEX touchpoint_parent ON touchpoint (owner, parent)",
    "CREATE TABLE participant (owner TEXT NOT NULL, contact TEXT NOT NULL, id TEXT NOT NULL, "
    "PRIMARY KEY (owner, contact, id)) WITHOUT ROWID",
    "CREATE INDEX participant_id ON participant (owner, id)",
    _document_table(
        "exchange", "date TEXT NOT NULL", "direction TEXT NOT NULL", "kind TEXT NOT NULL",
        "community TEXT", "touchpoint TEXT", "assumed INTEGER NOT NULL",
    ),
    "CREATE INDEX exchange_date ON exchange (owner, date)",
    "CREATE INDEX exchange_touchpoint ON exchange (owner, touchpoint)",
    "CREATE TABLE exchange_contact (owner TEXT NOT NULL, contact TEXT NOT NULL, id TEXT NOT NULL, "
    "PRIMARY KEY (owner, contact, id)) WITHOUT ROWID",
    "CREATE INDEX exchange_contact_id ON exchange_contact (owner, id)",
    _document_table(
        "commitment", "contact TEXT NOT NULL", "date TEXT", "state TEXT NOT NULL",
        "theirs INTEGER NOT NULL", "parent TEXT",
    ),
    "CREATE INDEX commitment_contact ON commitment (owner, contact)",
    "CREATE INDEX commitment_state ON commitment (owner, state, date)",
    _noun_table("record"),
    "CREATE INDEX record_noun ON record (owner, noun, date)",
    "CREATE INDEX record_parent ON record (owner, noun, parent)",
    _noun_table("memory"),
    "CREATE INDEX memory_noun ON memory (owner, noun, parent)",
    _document_table(
        "standing", "last_touch TEXT", "last_channel TEXT", "next_due TEXT", "alarm_on TEXT",
        "anchor TEXT", "cadence_days INTEGER", "because TEXT",
    ),
    "CREATE INDEX standing_due ON standing (owner, next_due)",
    _document_table(
        "sync_item", "connection TEXT NOT NULL", "touchpoint TEXT", "remote TEXT", "uid TEXT", "intent TEXT",
    ),
    "CREATE INDEX sync_item_connection ON sync_item (owner, connection, remote)",
    "CREATE INDEX sync_item_touchpoint ON sync_item (owner, touchpoint)",
    "CREATE TABLE entry (owner TEXT NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, at TEXT NOT NULL, "
    "by TEXT NOT NULL, what TEXT NOT NULL, subject TEXT NOT NULL, parent INTEGER, undoes INTEGER, "
    "undone_by INTEGER, PRIMARY KEY (owner, seq)) WITHOUT ROWID",
    "CREATE UNIQUE INDEX entry_id ON entry (owner, id)",
    "CREATE INDEX entry_parent ON entry (owner, parent)",
    "CREATE TABLE change (owner TEXT NOT NULL, entry INTEGER NOT NULL, n INTEGER NOT NULL, "
    "kind TEXT NOT NULL, id TEXT NOT NULL, before TEXT, after TEXT, "
    "PRIMARY KEY (owner, entry, n)) WITHOUT ROWID",
    "CREATE INDEX change_row ON change (owner, kind, id, entry)",
    "CREATE TABLE indexed (n INTEGER PRIMARY KEY, owner TEXT NOT NULL, kind TEXT NOT NULL, "
    "id TEXT NOT NULL, contact TEXT NOT NULL)",
    "CREATE UNIQUE INDEX indexed_row ON indexed (owner, kind, id)",
    "CREATE VIRTUAL TABLE words USING fts5 (body, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')",
    "CREATE TABLE setting (owner TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, "
    "PRIMARY KEY (owner, name)) WITHOUT ROWID",
    *ASSUME,
)  # fmt: skip

MIGRATIONS: tuple[Migration, ...] = (Migration("0001-first", _FIRST),)
"""All steps in their order; a released one is never edited."""
