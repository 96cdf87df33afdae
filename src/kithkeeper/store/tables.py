"""The tables: which fields of a document are columns, and what of it is searched."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from json import dumps
from typing import Any, NamedTuple

from kithkeeper.store.protocol import Document


class Side(NamedTuple):
    """A second table with one row for each of several values, such as a touchpoint's people."""

    table: str
    column: str
    values: Callable[[Document], Iterable[str]]


class Table(NamedTuple):
    """How documents of one kind are kept.

    Attributes:
        sql: The SQL table; several kinds may share one, told apart by `noun`.
        columns: Column name to what it holds of a document.
        tracked: Whether its changes are history; what can be derived again is not.
        text: What of it is searched, with the contact that it is found under.
    """

    sql: str
    columns: dict[str, Callable[[Document], Any]]
    tracked: bool = True
    side: Side | None = None
    text: Callable[[Document], tuple[str, str]] | None = None
    noun: str = ""


def _field(name: str, default: Any = None) -> Callable[[Document], Any]:
    return lambda document: document.get(name, default)


def _flag(name: str) -> Callable[[Document], int]:
    return lambda document: int(bool(document.get(name)))


def _fields(*names: str) -> dict[str, Callable[[Document], Any]]:
    return {name: _field(name) for name in names}


def _values(name: str, field: str = "value") -> Callable[[Document], str]:
    return lambda document: dumps(
        [each[field] for each in document.get(name, ())], ensure_ascii=False
    )


def _current(document: Document, field: str) -> str:
    for each in document.get("organizations", ()):
        if each.get("current", True):
            return str(each.get(field, ""))
    return ""


def _contact_text(document: Document) -> tuple[str, str]:
    names = document.get("names", {})
    parts = [
        document.get("display", "") or document.get("name", ""),
        *(value for value in names.values() if isinstance(value, str)),
        *names.get("nicknames", ()),
        *(each.get(part, "") for each in document.get("organizations", ()) for part in ("name", "department", "title")),
        *(each["value"] for field in ("emails", "phones") for each in document.get(field, ())),
        *(each.get("city", "") for each in document.get("addresses", ())),
        *(each["url"] for each in document.get("links", ())),
        *(value for field in ("tags", "personal", "interests", "can_help_with", "could_help_with") for value in document.get(field, ())),
        *(document.get(field, "") for field in ("notes", "how_met", "met_where", "met_event")),
        document.get("circle") or "",
    ]  # fmt: skip
    return document["id"], "\n".join(part for part in parts if part)


def _touch_text(document: Document) -> tuple[str, str]:
    parts = (document.get("note", ""), document.get("title", ""), *document.get("what", ()))
    return next(iter(document.get("contacts", ())), ""), "\n".join(part for part in parts if part)


def _exchange_text(document: Document) -> tuple[str, str]:
    return next(iter(document.get("contacts", ())), ""), document.get("what", "")


def _record(noun: str, *, tracked: bool = True) -> Table:
    return Table(
        sql="record" if tracked else "memory",
        columns=_fields("contact", "parent", "state", "date"),
        tracked=tracked,
        noun=noun,
    )


TABLES: dict[str, Table] = {
    "contact": Table(
        sql="contact",
        columns={
            "name": lambda d: d.get("display", "") or d.get("name", ""),
            "sort": lambda d: (d.get("display", "") or d.get("name", "")).casefold(),
            "circle": _field("circle"),
            "organization": lambda d: _current(d, "name"),
            "title": lambda d: _current(d, "title"),
            "birthday": _field("birthday"),
            "tags": lambda d: dumps(d.get("tags", []), ensure_ascii=False),
            "emails": _values("emails"),
            "phones": _values("phones"),
            "archived": _flag("archived"),
            "removed": _flag("removed"),
            "paused": _flag("paused"),
            "paused_until": _field("paused_until"),
            "cadence": _field("cadence"),
            "at_most": _field("at_most"),
            "placed_on": _field("placed_on"),
            "merged_into": _field("merged_into"),
        },
        text=_contact_text,
    ),
    "own": Table(sql="own", columns={}),
    "link": Table(
        sql="link",
        columns={**_fields("connection", "item", "contact", "uid", "version"), "gone": _flag("gone")},
    ),
    "touchpoint": Table(
        sql="touchpoint",
        columns={
            **_fields("kind", "date", "due", "channel", "depth", "parent", "origin"),
            "state": _field("state", "planned"),
            "pinned": _flag("pinned"),
        },
        side=Side("participant", "contact", lambda d: d.get("contacts", ())),
        text=_touch_text,
    ),
    "exchange": Table(
        sql="exchange",
        columns={
            "date": _field("on"),
            "direction": _field("direction", "given"),
            **_fields("kind", "community", "touchpoint"),
            "assumed": _flag("assumed"),
        },
        side=Side("exchange_contact", "contact", lambda d: d.get("contacts", ())),
        text=_exchange_text,
    ),
    "commitment": Table(
        sql="commitment",
        columns={
            "contact": _field("contact"),
            "date": _field("by"),
            "state": _field("state", "open"),
            "theirs": _flag("theirs"),
            "parent": _field("event"),
        },
        text=lambda d: (d["contact"], d["what"]),
    ),
    "standing": Table(
        sql="standing",
        columns=_fields(
            "last_touch", "last_channel", "next_due", "alarm_on", "anchor", "cadence_days", "because"
        ),
        tracked=False,
    ),
    "sync_item": Table(
        sql="sync_item",
        columns=_fields("connection", "touchpoint", "remote", "uid", "intent"),
        tracked=False,
    ),
    **{
        noun: _record(noun)
        for noun in (
            "networking_event", "encounter", "community", "community_act", "introduction",
            "relation", "goal", "goal_tick", "checklist_tick", "dismissal", "days_off", "touch_mark",
        )
    },
    **{
        noun: _record(noun, tracked=False)
        for noun in ("sync_state", "conflict", "held", "tombstone", "remembered", "notice")
    },
}  # fmt: skip
