"""What the engine remembers of a connection and of each item there.

An item's row holds where it stands at the other side, the base that both sides agreed on, and the
intent of a write that is under way: the intent is committed before the request and cleared after
it, so that after a kill the next run finds out what happened.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time
from typing import Any

from kithkeeper.store import Document, Store, Work
from kithkeeper.sync.ports import CalendarItem, ItemStatus, Seen

THEIRS = "theirs"
"""In `ItemRow.drift`: the user made the item, and its wording is theirs."""

MOVED = "move"
"""In `ItemRow.intent`: the user moved the item to a calendar of ours that was not read since."""

_EARLIER = 5
"""So many earlier versions are remembered."""


@dataclass(frozen=True, slots=True)
class ItemRow:
    """What is remembered of one touchpoint's item in one calendar.

    Attributes:
        remote: The other side's id (an href); empty before it is known.
        version: What it had when it was last seen or written; None when unknown.
        raw: The text as it was last seen or written, given back with the next write.
        base: The item as both sides last agreed on it; None before the first write.
        intent: `create`, `update` or `delete` while a write is under way, or `MOVED`.
        pending: The item that the write under way wants.
        seen: Whether it was ever seen or confirmed there.
        drift: Mark of the wording that the other side made of ours and that is left alone, or
            `THEIRS`.
        held: It is gone there, and waits for the user's word.
        earlier: Versions that it had before, the latest last: a server that tells one of them
            again went back to a backup.
    """

    connection: str
    touchpoint: str
    uid: str
    remote: str = ""
    version: str | None = None
    raw: str = ""
    base: CalendarItem | None = None
    intent: str | None = None
    pending: CalendarItem | None = None
    seen: bool = False
    drift: str = ""
    held: bool = False
    attempts: int = 0
    error: str = ""
    earlier: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The row's key in the store."""
        return f"{self.connection}|{self.touchpoint}"


def load_items(store: Store, connection: str) -> dict[str, ItemRow]:
    """All rows of a connection by touchpoint."""
    found = (_row(each) for each in store.find("sync_item", {"connection": connection}))
    return {row.touchpoint: row for row in found}


def load_item(store: Store, connection: str, touchpoint: str) -> ItemRow | None:
    """One row, or None."""
    document = store.get("sync_item", f"{connection}|{touchpoint}")
    return _row(document) if document else None


def load_notes(store: Store, apart_from: str) -> dict[str, str]:
    """The user's lines under the items of all other connections, by touchpoint."""
    found = map(_row, store.find("sync_item"))
    return {
        row.touchpoint: row.base.notes
        for row in found
        if row.connection != apart_from and row.base and row.base.notes
    }


def save_item(work: Work, row: ItemRow) -> None:
    """Write a row."""
    document: Document = {
        name: value for name, value in _fields(row).items() if value not in (None, "", False, 0, ())
    }
    for name in ("base", "pending"):
        item = getattr(row, name)
        if item is not None:
            document[name] = item_document(item)
    work.put("sync_item", row.key, document)


def drop_item(work: Work, row: ItemRow) -> None:
    """Forget a row."""
    work.delete("sync_item", row.key)


def with_seen(row: ItemRow, seen: Seen, base: CalendarItem | None) -> ItemRow:
    """The row after the item was read, with the base that now holds."""
    return replace(
        row, remote=seen.id, version=seen.version, raw=seen.raw, base=base, seen=True,
        intent=None, pending=None, held=False, attempts=0, error="",
        earlier=before(row, seen.version),
    )  # fmt: skip


def before(row: ItemRow, version: str | None) -> tuple[str, ...]:
    """The versions that a row's item had before it has this one."""
    if row.version is None or row.version == version:
        return row.earlier
    return (*row.earlier, row.version)[-_EARLIER:]


def item_document(item: CalendarItem) -> Document:
    """An item as JSON."""
    return {name: _text(value) for name, value in asdict(item).items() if value is not None}


def item_from(document: Mapping[str, Any]) -> CalendarItem:
    """An item from its JSON."""
    at, day, done, alarm = (document.get(name) for name in ("time", "day", "completed_on", "alarm"))
    return CalendarItem(
        **{
            **document,
            "status": ItemStatus(document["status"]),
            "day": date.fromisoformat(day) if day else None,
            "time": time.fromisoformat(at) if at else None,
            "completed_on": date.fromisoformat(done) if done else None,
            "alarm": datetime.fromisoformat(alarm) if alarm else None,
        }
    )


def load_state(store: Store, connection: str) -> Document:
    """What is remembered of a connection.

    `cursor` of its source and `listed` of its calendar, the `plugin`'s own memory, `again`: ids to
    read in any case, `wrote`: some that were written since `listed`, `foreign` and `strangers`:
    what is left alone there, `orphans`: those of ours that stand for nobody, `holds`: whether items
    are held as deleted there, `zone`: in which time zone days were told, `last`: how the last sync
    ended, `state`: "held" while deletions wait for the user's word, `settled`: what was the case
    when all had been planned and written, and how many items stand there.
    """
    return store.get("sync_state", connection) or {}


def save_state(work: Work, connection: str, state: Mapping[str, Any]) -> None:
    """Write a connection's cursor and memory."""
    work.put(
        "sync_state", connection, {name: value for name, value in state.items() if name != "id"}
    )


_PROGRESS = ("cursor", "listed", "waiting", "settled")
"""How far a connection was read: a source's cursor, a calendar's, and removals that wait; and that
nothing was left to write."""


def forget_cursors(store: Store, work: Work) -> None:
    """Let every connection be read anew before anything is written: after a restored backup."""
    for state in store.find("sync_state"):
        kept = {name: value for name, value in state.items() if name not in _PROGRESS}
        save_state(work, state["id"], kept)


def forget_traces(store: Store, work: Work, connection: str, traces: Collection[str]) -> None:
    """Leave nothing in the memory of a connection that names an item of someone forgotten.

    A cursor is opaque: one that has such a name in it goes as a whole, and the next pull asks for
    everything. From a plugin's own memory only what has the name goes.

    Args:
        traces: Keys and UIDs of their items at that source.
    """
    spelt = {each for trace in traces if trace for each in (trace, json.dumps(trace)[1:-1])}
    names = re.compile("|".join(rf"(?<!\w){re.escape(each)}(?!\w)" for each in sorted(spelt)))
    state = load_state(store, connection)
    if not spelt or not state:
        return
    kept = dict(state)
    if names.search(str(state.get("cursor", ""))):
        del kept["cursor"]
    if "waiting" in state:
        kept["waiting"] = [key for key in state["waiting"] if key not in traces]
    if "plugin" in state:
        kept["plugin"] = _without(state["plugin"], names)
    if kept != state:
        save_state(work, connection, kept)


def _without(value: Any, names: re.Pattern[str]) -> Any:
    """The same without the entries that have one of the names in their key or text."""
    if isinstance(value, dict):
        return {
            key: _without(each, names)
            for key, each in value.items()
            if not _has_one(key, names) and not _has_one(each, names)
        }
    if isinstance(value, list):
        return [_without(each, names) for each in value if not _has_one(each, names)]
    return value


def _has_one(text: Any, names: re.Pattern[str]) -> bool:
    return isinstance(text, str) and names.search(text) is not None


def _fields(row: ItemRow) -> dict[str, Any]:
    names = ("connection", "touchpoint", "uid", "remote", "version", "raw", "intent", "seen", "drift",
             "held", "attempts", "error", "earlier")  # fmt: skip
    return {name: getattr(row, name) for name in names}


def _row(document: Document) -> ItemRow:
    fields = {
        name: value for name, value in document.items() if name not in ("id", "base", "pending")
    }
    base, pending = document.get("base"), document.get("pending")
    return ItemRow(
        **{**fields, "earlier": tuple(fields.get("earlier", ()))},
        base=item_from(base) if base else None,
        pending=item_from(pending) if pending else None,
    )


def _text(value: object) -> object:
    return value.isoformat() if isinstance(value, (date, time)) else value
