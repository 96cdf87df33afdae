"""The history: what each entry changed, and how it is taken back field by field."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple

from kithkeeper.errors import NotFound, Refused
from kithkeeper.store.protocol import Document, Entry, RowChange
from kithkeeper.store.query import dump, read_row

_FIELDS = (
    "seq, id, at, by, what, subject, parent, undoes, "
    "CASE WHEN undone_by > 0 THEN undone_by END AS undone_by"
)
_STANDS = "coalesce(undone_by, 0) <= 0"
"""`undone_by` holds the entry that took one back; negative, where that was itself taken back since;
an entry's own place, negative, where it can't be taken back at all (`seal`)."""


class Step(NamedTuple):
    """A row as an undo leaves it; None removes it."""

    table: str
    key: str
    document: Document | None


class Undo(NamedTuple):
    """What an undo will do: the entries that it takes back, and the rows after it."""

    entries: tuple[Entry, ...]
    steps: tuple[Step, ...]


def begin(
    connection: sqlite3.Connection,
    owner: str,
    at: str,
    by: str,
    what: str,
    subject: str,
    parent: int | None,
) -> int:
    """Begin an entry; its sequence number."""
    seq = int(
        connection.execute(
            "SELECT coalesce(max(seq), 0) + 1 FROM entry WHERE owner = ?", (owner,)
        ).fetchone()[0]
    )
    connection.execute(
        "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)",
        (owner, seq, f"h{seq}", at, by, what, subject, parent),
    )
    return seq


def describe(connection: sqlite3.Connection, owner: str, seq: int, what: str, subject: str) -> None:
    """Write down what an entry did."""
    connection.execute(
        "UPDATE entry SET what = ?, subject = ? WHERE owner = ? AND seq = ?",
        (what, subject, owner, seq),
    )


def record(
    connection: sqlite3.Connection,
    owner: str,
    entry: int,
    number: int,
    table: str,
    key: str,
    before: Document | None,
    after: Document | None,
) -> None:
    """Note one change of a row."""
    connection.execute(
        "INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?)",
        (owner, entry, number, table, key, _dump(before), _dump(after)),
    )


def entries(
    connection: sqlite3.Connection,
    owner: str,
    *,
    since: int,
    about: str | None,
    undoable: bool,
    limit: int | None,
    newest_first: bool,
) -> list[Entry]:
    """Entries after `since`, of everything or about one contact."""
    where, values = "owner = ? AND seq > ?", [owner, since]
    if about is not None:
        where += f" AND (subject = ? OR seq IN ({_ABOUT}))"
        values += [about, *(owner, about) * _ABOUT.count("SELECT")]
    if undoable:
        where += f" AND undoes IS NULL AND parent IS NULL AND {_STANDS}"
    sql = f"SELECT {_FIELDS} FROM entry WHERE {where} ORDER BY seq" + (
        " DESC" if newest_first else ""
    )
    if limit is not None:
        sql, values = sql + " LIMIT ?", [*values, limit]
    return [Entry(*row) for row in connection.execute(sql, values)]


def _of_side(kind: str, side: str) -> str:
    return (
        f"SELECT c.entry FROM {side} s JOIN change c ON c.owner = s.owner AND c.id = s.id "
        f"AND c.kind = '{kind}' WHERE s.owner = ? AND s.contact = ?"
    )


_ABOUT = " UNION ALL ".join((
    "SELECT entry FROM change WHERE owner = ? AND kind IN ('contact', 'own') AND id = ?",
    _of_side("touchpoint", "participant"),
    _of_side("exchange", "exchange_contact"),
    _of_side("commitment", "commitment"),
    _of_side("link", "link"),
))  # fmt: skip
"""Entries that changed a contact, or a row that has to do with it."""


def entry(connection: sqlite3.Connection, owner: str, wanted: str) -> Entry | None:
    """The entry with this id."""
    row = connection.execute(
        f"SELECT {_FIELDS} FROM entry WHERE owner = ? AND id = ?", (owner, wanted)
    ).fetchone()
    return Entry(*row) if row else None


def changes(connection: sqlite3.Connection, owner: str, seq: int) -> list[RowChange]:
    """What one entry changed, in order."""
    found = connection.execute(
        "SELECT entry, kind, id, before, after FROM change WHERE owner = ? AND entry = ? ORDER BY n",
        (owner, seq),
    )
    return [
        RowChange(e, kind, key, _load(before), _load(after))
        for e, kind, key, before, after in found
    ]


def replaced(
    connection: sqlite3.Connection, owner: str, table: str, since: str
) -> list[tuple[Entry, RowChange]]:
    """What entries that stand replaced in rows of a table since an instant, the newest first."""
    fields = _FIELDS.replace("id, ", "e.id, ", 1)
    found = connection.execute(
        f"SELECT {fields}, c.id, before, after FROM entry e JOIN change c "
        f"ON c.owner = e.owner AND c.entry = e.seq WHERE e.owner = ? AND at >= ? AND kind = ? "
        f"AND before IS NOT NULL AND after IS NOT NULL AND {_STANDS} ORDER BY seq DESC, n",
        (owner, since, table),
    )
    return [
        (Entry(*row[:-3]), RowChange(row[0], table, row[-3], _load(row[-2]), _load(row[-1])))
        for row in found
    ]


def erase(connection: sqlite3.Connection, owner: str, table: str, key: str) -> None:
    """Forget every change of one row; the entries stay, without a name."""
    connection.execute(
        "UPDATE entry SET what = 'forgotten', subject = '' WHERE owner = ? AND by <> 'import' "
        "AND seq IN (SELECT entry FROM change WHERE owner = ? AND kind = ? AND id = ?)",
        (owner, owner, table, key),
    )
    connection.execute(
        "UPDATE entry SET what = 'forgotten', subject = '' WHERE owner = ? AND subject = ?",
        (owner, key),
    )
    connection.execute(
        "DELETE FROM change WHERE owner = ? AND kind = ? AND id = ?", (owner, table, key)
    )


def naming(
    connection: sqlite3.Connection, owner: str, text: str, table: str | None
) -> list[tuple[str, str]]:
    """Rows, of one table or all, that said this text at any time; those gone since too."""
    where, values = "(instr(before, ?) OR instr(after, ?))", [text, text]
    if table is not None:
        where, values = f"kind = ? AND {where}", [table, *values]
    sql = f"SELECT DISTINCT kind, id FROM change WHERE owner = ? AND {where}"
    return [(kind, key) for kind, key in connection.execute(sql, [owner, *values])]


def seal(connection: sqlite3.Connection, owner: str, seq: int) -> None:
    """Note that an entry can't be taken back."""
    connection.execute(
        "UPDATE entry SET undone_by = ? WHERE owner = ? AND seq = ?", (-seq, owner, seq)
    )


def plan_undo(connection: sqlite3.Connection, owner: str, seq: int, *, cascade: bool) -> Undo:
    """What taking back an entry would do.

    Raises:
        NotFound: There is no such entry, or it is undone already.
        Refused: Later entries changed the same fields, and `cascade` is off; or one of them
            erased something for good.
    """
    taken = {each.seq: each for each in _family(connection, owner, seq)}
    blockers = _later(connection, owner, taken)
    while blockers and cascade:
        for each in blockers:
            taken.update((member.seq, member) for member in _family(connection, owner, each.seq))
        blockers = _later(connection, owner, taken)
    if blockers:
        raise Refused(
            "Later changes touched the same fields; undo them first, or all with --cascade.",
            tuple(f"{each.id}: {each.what} ({each.at[:10]})" for each in blockers),
        )
    if _sealed(connection, owner, taken):
        raise Refused(
            "Forgetting someone erases them for good; it is the one thing that can't be undone."
        )
    return Undo(tuple(taken.values()), _steps(connection, owner, taken))


def mark_undone(
    connection: sqlite3.Connection, owner: str, undone: Sequence[Entry], by: int, target: int
) -> None:
    """Note which entries an undo took back; what those had undone stands again."""
    connection.execute(
        "UPDATE entry SET undoes = ? WHERE owner = ? AND seq = ?", (target, owner, by)
    )
    for each in undone:
        connection.execute(
            "UPDATE entry SET undone_by = ? WHERE owner = ? AND seq = ?", (by, owner, each.seq)
        )
        if each.undoes is not None:
            _turn(connection, owner, each.seq, each.seq)


def _turn(connection: sqlite3.Connection, owner: str, undo: int, held: int) -> None:
    """What an undo had taken back stands again (`held` is the undo), or is back again (its
    negative); where those were undos themselves, what they had taken back turns too.
    """
    rows = connection.execute(
        "SELECT seq, undoes FROM entry WHERE owner = ? AND undone_by = ? AND seq <> ?",
        (owner, held, undo),
    ).fetchall()
    connection.execute(
        "UPDATE entry SET undone_by = ? WHERE owner = ? AND undone_by = ? AND seq <> ?",
        (-held, owner, held, undo),
    )
    for seq, undoes in rows:
        if undoes is not None:
            _turn(connection, owner, seq, -seq if held > 0 else seq)


def _sealed(connection: sqlite3.Connection, owner: str, taken: dict[int, Entry]) -> bool:
    return any(
        connection.execute(
            "SELECT 1 FROM entry WHERE owner = ? AND seq = ? AND undone_by = -seq", (owner, seq)
        ).fetchone()
        for seq in taken
    )


def _family(connection: sqlite3.Connection, owner: str, seq: int) -> list[Entry]:
    """An entry and its parts, less what is undone already."""
    found = [
        Entry(*row)
        for row in connection.execute(
            f"SELECT {_FIELDS} FROM entry WHERE owner = ? AND (seq = ? OR parent = ?) ORDER BY seq",
            (owner, seq, seq),
        )
    ]
    standing = [each for each in found if each.undone_by is None]
    if not any(each.seq == seq for each in standing):
        raise NotFound("history entry that can be undone", f"h{seq}")
    return standing


def _later(connection: sqlite3.Connection, owner: str, taken: dict[int, Entry]) -> list[Entry]:
    """Entries outside of `taken`, later and not undone, that changed the same fields."""
    fields: dict[tuple[str, str], tuple[int, set[str]]] = {}
    for seq in taken:
        for change in changes(connection, owner, seq):
            first, names = fields.get((change.table, change.key), (seq, set()))
            fields[(change.table, change.key)] = (min(first, seq), names | _changed_fields(change))
    found: set[int] = set()
    for (table, key), (first, names) in fields.items():
        for change in _changes_after(connection, owner, table, key, first):
            if change.entry not in taken and _meet(names, _changed_fields(change)):
                found.add(change.entry)
    return [each for seq in sorted(found) for each in _one(connection, owner, seq)]


def _meet(ours: set[str], theirs: set[str]) -> bool:
    """Whether two changes of one row touch: a row made or removed touches all of it."""
    return bool(ours & theirs) or "" in ours or "" in theirs


def _one(connection: sqlite3.Connection, owner: str, seq: int) -> list[Entry]:
    rows = connection.execute(
        f"SELECT {_FIELDS} FROM entry WHERE owner = ? AND seq = ?", (owner, seq)
    )
    return [Entry(*row) for row in rows]


def _changes_after(
    connection: sqlite3.Connection, owner: str, table: str, key: str, seq: int
) -> list[RowChange]:
    found = connection.execute(
        "SELECT c.entry, c.kind, c.id, c.before, c.after FROM change c JOIN entry e "
        "ON e.owner = c.owner AND e.seq = c.entry WHERE c.owner = ? AND c.kind = ? AND c.id = ? "
        "AND c.entry > ? AND coalesce(e.undone_by, 0) <= 0 AND e.undoes IS NULL ORDER BY c.entry, c.n",
        (owner, table, key, seq),
    )
    return [
        RowChange(e, kind, row, _load(before), _load(after))
        for e, kind, row, before, after in found
    ]


def _changed_fields(change: RowChange) -> set[str]:
    """Names of fields that differ; "" stands for the row itself."""
    if change.before is None or change.after is None:
        return {""}
    names = change.before.keys() | change.after.keys()
    return {name for name in names if change.before.get(name) != change.after.get(name)}


def _steps(connection: sqlite3.Connection, owner: str, taken: dict[int, Entry]) -> tuple[Step, ...]:
    """The rows as they will stand: newest change first, each field back to what it replaced."""
    rows: dict[tuple[str, str], Document | None] = {}
    for seq in sorted(taken, reverse=True):
        for change in reversed(changes(connection, owner, seq)):
            where = (change.table, change.key)
            if where not in rows:
                rows[where] = read_row(connection, owner, *where)
            rows[where] = _reverted(rows[where], change)
    return tuple(Step(table, key, document) for (table, key), document in rows.items())


def _reverted(now: Document | None, change: RowChange) -> Document | None:
    if change.before is None or now is None or change.after is None:
        return change.before
    result = dict(now)
    for name in _changed_fields(change):
        if name in change.before:
            result[name] = change.before[name]
        else:
            result.pop(name, None)
    return result


def _dump(document: Document | None) -> str | None:
    return None if document is None else dump(document)


def _load(text: str | None) -> Any:
    return None if text is None else json.loads(text)
