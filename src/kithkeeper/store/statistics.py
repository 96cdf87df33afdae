"""What SQLite is told about its indexes: how many rows one finds.

Every index leads with the owner, and without statistics SQLite takes an owner's rows for a few: it
then prefers reading all of them in the order of their keys over looking one up. These rows of
`sqlite_stat1` say what holds for every store, before there is anything to measure
(https://www.sqlite.org/fileformat2.html#stat1tab).
"""

from __future__ import annotations

_ALL = 100_000
_ROWS: tuple[tuple[str, str, tuple[int, ...]], ...] = (
    ("contact", "contact", (1,)),
    ("contact", "contact_sort", (2, 1)),
    ("contact", "contact_circle", (20_000,)),
    ("own", "own", (1,)),
    ("link", "link", (1,)),
    ("link", "link_contact", (3,)),
    ("link", "link_connection", (30_000, 2)),
    ("touchpoint", "touchpoint", (1,)),
    ("touchpoint", "touchpoint_state", (30_000, 20)),
    ("touchpoint", "touchpoint_parent", (10,)),
    ("participant", "participant", (10, 1)),
    ("participant", "participant_id", (2,)),
    ("exchange", "exchange", (1,)),
    ("exchange", "exchange_date", (20,)),
    ("exchange", "exchange_touchpoint", (3,)),
    ("exchange_contact", "exchange_contact", (10, 1)),
    ("exchange_contact", "exchange_contact_id", (2,)),
    ("commitment", "commitment", (1,)),
    ("commitment", "commitment_contact", (5,)),
    ("commitment", "commitment_state", (30_000, 20)),
    ("record", "record", (20_000, 1)),
    ("record", "record_noun", (20_000, 50)),
    ("record", "record_parent", (20_000, 20)),
    ("memory", "memory", (20_000, 1)),
    ("memory", "memory_noun", (20_000, 20)),
    ("standing", "standing", (1,)),
    ("standing", "standing_due", (100,)),
    ("sync_item", "sync_item", (1,)),
    ("sync_item", "sync_item_connection", (30_000, 1)),
    ("sync_item", "sync_item_touchpoint", (2,)),
    ("entry", "entry", (1,)),
    ("entry", "entry_id", (1,)),
    ("entry", "entry_parent", (20,)),
    ("change", "change", (10, 1)),
    ("change", "change_row", (20_000, 3, 1)),
    ("indexed", "indexed_row", (30_000, 1)),
)
"""Table, index, and how many rows share the first two, three… columns; all share the first."""

RELOAD = "ANALYZE sqlite_master"
"""Makes `sqlite_stat1` if it is missing, and reads it anew."""

ASSUME = (
    RELOAD,
    *(
        f"INSERT INTO sqlite_stat1 VALUES ('{table}', '{index}', '{_ALL} {_ALL} {' '.join(map(str, shared))}')"
        for table, index, shared in _ROWS
    ),
)
"""Statements that write the statistics of a new store."""
