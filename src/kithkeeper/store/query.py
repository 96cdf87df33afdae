"""From conditions to SQL: names come from `TABLES`, values are always bound."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from kithkeeper.store.protocol import Above, Below, Between, Condition, Document, Not
from kithkeeper.store.tables import TABLES, Table

_MOST_MARKS = 500


def select(
    table: str,
    owner: str,
    what: str,
    where: Mapping[str, Condition] | None,
    order: Sequence[str] = (),
    after: str | None = None,
    limit: int | None = None,
) -> tuple[str, list[Any]]:
    """A SELECT over one table and its parameters.

    Args:
        what: The select list; column names of `TABLES[table]`, checked by `column`.
    """
    spec = TABLES[table]
    clauses: list[str] = ["t.owner = ?"]
    values: list[Any] = [owner]
    if spec.noun:
        clauses.append("t.noun = ?")
        values.append(spec.noun)
    for name, condition in (where or {}).items():
        _add(spec, name, condition, clauses, values, owner)
    source = ""
    if after is not None:
        anchor = _anchor(spec, order, after, owner)
        source, values = anchor.source, [*anchor.values, *values]
        clauses.append(anchor.clause)
    sql = f"SELECT {what} FROM {spec.sql} t{source} WHERE {' AND '.join(clauses)}"
    if order:
        # Sorting what was found is cheap; walking the whole table in the order of its key is not.
        # The plus keeps SQLite from choosing the key's order over the index of a condition.
        by_key = "+t.id" if where and "id" not in where and order[0] == "id" else "t.id"
        terms = [by_key if each == "id" else _ordering(spec, each) for each in order]
        sql += " ORDER BY " + ", ".join(terms)
        if order[-1].lstrip("-") != "id":
            sql += ", t.id"
    if limit is not None:
        sql += " LIMIT ?"
        values.append(limit)
    return sql, values


def column(spec: Table, name: str) -> str:
    """The SQL of a column, known by name.

    Raises:
        KeyError: The table has no such column.
    """
    if name not in spec.columns and name not in ("id", "doc"):
        raise KeyError(name)
    return f"t.{name}"


def _ordering(spec: Table, each: str) -> str:
    name = each.lstrip("-")
    return column(spec, name) + (" DESC" if each.startswith("-") else "")


def _add(
    spec: Table, name: str, condition: Condition, clauses: list[str], values: list[Any], owner: str
) -> None:
    if spec.side and name == spec.side.column:
        wanted = [condition] if isinstance(condition, str) else list(condition)  # type: ignore[arg-type]
        inner: list[str] = []
        values.append(owner)
        _add_members(name, wanted, inner, values)
        clauses.append(f"t.id IN (SELECT id FROM {spec.side.table} WHERE owner = ? AND {inner[0]})")
        return
    sql = column(spec, name)
    match condition:
        case None:
            clauses.append(f"{sql} IS NULL")
        case Not(value=None):
            clauses.append(f"{sql} IS NOT NULL")
        case Not(value=value):
            clauses.append(f"({sql} IS NULL OR {sql} <> ?)")
            values.append(value)
        case Between(low=low, high=high):
            clauses.append(f"{sql} BETWEEN ? AND ?")
            values += [low, high]
        case Above(low=low):
            clauses.append(f"{sql} >= ?")
            values.append(low)
        case Below(high=high):
            clauses.append(f"{sql} <= ?")
            values.append(high)
        case str() | int():
            clauses.append(f"{sql} = ?")
            values.append(condition)
        case _:
            _add_members(sql, list(condition), clauses, values)


def _add_members(sql: str, members: list[Any], clauses: list[str], values: list[Any]) -> None:
    """Any of these; many go as one parameter, as SQLite takes only so many."""
    if len(members) > _MOST_MARKS:
        clauses.append(f"{sql} IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(members))
    else:
        clauses.append(f"{sql} IN ({', '.join('?' * len(members))})")
        values += members


class _Anchor(NamedTuple):
    """The row after which a page begins: its FROM, the parameters of that, and the condition."""

    source: str
    values: list[Any]
    clause: str


def _anchor(spec: Table, order: Sequence[str], after: str, owner: str) -> _Anchor:
    """Keyset paging: rows past the row with this key, whatever the order; no value comes first."""
    terms = [*order] if order and order[-1].lstrip("-") == "id" else [*order, "id"]
    past, equal, names = [], "", []
    for place, term in enumerate(terms):
        ours, theirs = column(spec, term.lstrip("-")), f"a.c{place}"
        names.append(f"{ours} AS c{place}")
        down = term.startswith("-")
        low, high = (ours, theirs) if down else (theirs, ours)
        past.append(f"({equal}({low} < {high} OR ({low} IS NULL AND {high} IS NOT NULL)))")
        equal += f"{ours} IS {theirs} AND "
    noun, bound = (" AND t.noun = ?", [spec.noun]) if spec.noun else ("", [])
    source = (
        f", (SELECT {', '.join(names)} FROM {spec.sql} t WHERE t.owner = ?{noun} AND t.id = ?) a"
    )
    return _Anchor(source, [owner, *bound, after], f"({' OR '.join(past)})")


def read_row(connection: sqlite3.Connection, owner: str, table: str, key: str) -> Document | None:
    """One row by its key, or None."""
    row = connection.execute(_by_key(table), (owner, key)).fetchone()
    return None if row is None else {**json.loads(row[0]), "id": key}


@cache
def _by_key(table: str) -> str:
    """How a row is read by owner and key; asked so often that it is made once a table."""
    spec = TABLES[table]
    noun = f" AND noun = '{spec.noun}'" if spec.noun else ""
    return f"SELECT doc FROM {spec.sql} WHERE owner = ? AND id = ?{noun}"


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def dump(document: Document) -> str:
    """A document as compact JSON."""
    return _encode(document)
