"""From conditions to SQL: names come from `TABLES`, values are always bound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kithkeeper.store.protocol import Above, Below, Between, Condition, Not
from kithkeeper.store.tables import TABLES, Table


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
    if after is not None:
        _add_after(spec, order, after, clauses, values, owner)
    sql = f"SELECT {what} FROM {spec.sql} t WHERE {' AND '.join(clauses)}"
    if order:
        # Sorting what was found is cheap; walking the whole table in the order of its key is not.
        # The plus keeps SQLite from choosing the key's order over the index of a condition.
        by_key = "+t.id" if where and "id" not in where else "t.id"
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
        marks = ", ".join("?" * len(wanted))
        clauses.append(
            f"t.id IN (SELECT id FROM {spec.side.table} WHERE owner = ? AND {name} IN ({marks}))"
        )
        values += [owner, *wanted]
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
            members = list(condition)
            clauses.append(f"{sql} IN ({', '.join('?' * len(members))})")
            values += members


def _add_after(
    spec: Table, order: Sequence[str], after: str, clauses: list[str], values: list[Any], owner: str
) -> None:
    """Keyset paging: rows past the row with this key, in an ascending order."""
    names = [each for each in order if each != "id"]
    left = ", ".join([*(column(spec, name) for name in names), "t.id"])
    right = ", ".join([*names, "id"])
    clauses.append(f"({left}) > (SELECT {right} FROM {spec.sql} WHERE owner = ? AND id = ?)")
    values += [owner, after]
