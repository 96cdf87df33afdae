"""The whole network as one JSON document: which list of it holds which table, and writing it.

`{"kithkeeper": 1, "complete": true, "network": …, "contacts": […], "touchpoints": […], …}`, a line
an item. A contact carries what the user said of it (`own`) and what each source says (`sources`);
`kith import` takes the document back (`services.restoring`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kithkeeper.model.circle import DEFAULT_CIRCLES, Circle
from kithkeeper.services.showing import COMMITMENT, EXCHANGE, TOUCHPOINT, filled
from kithkeeper.store import Document, Store

if TYPE_CHECKING:
    from kithkeeper.services.session import Session

VERSION = 1
"""What stands under `kithkeeper`; a reader takes its own and older ones."""

CIRCLES = "circles"
NETWORK = "network"
KEY = "tombstone-key"
_PAGE = 500

LISTS = {
    "touchpoints": "touchpoint", "exchanges": "exchange", "commitments": "commitment",
    "networking_events": "networking_event", "encounters": "encounter", "communities": "community",
    "community_acts": "community_act", "introductions": "introduction", "relations": "relation",
    "goals": "goal", "goal_ticks": "goal_tick", "checklist_ticks": "checklist_tick",
    "dismissals": "dismissal", "days_off": "days_off", "touch_marks": "touch_mark",
    "forgotten": "tombstone",
}  # fmt: skip
"""Name of the list in the document: the table that it holds."""

_DEFAULTS = {"touchpoint": TOUCHPOINT, "exchange": EXCHANGE, "commitment": COMMITMENT}


def written(session: Session, counted: dict[str, int]) -> Iterator[bytes]:
    """The document in chunks; `counted` is told how many of each list went by."""
    store = session.store
    identity = store.setting(NETWORK) or ""
    key = (store.get("remembered", KEY) or {}).get("value", "")
    head = {"kithkeeper": VERSION, "complete": True, "network": identity, "key": key}
    yield json.dumps(head, ensure_ascii=False)[:-1].encode()
    yield from _list(CIRCLES, map(circle_settings, changed_circles(session)), counted)
    yield from _list("contacts", _contacts(store), counted)
    yield from _list("merged", _rows(store, "contact", merged=True), counted)
    for name, table in LISTS.items():
        yield from _list(name, _rows(store, table), counted)
    yield b"}\n"


def changed_circles(session: Session) -> list[Circle]:
    """The circles that are not as the guide has them."""
    return [each for each in session.circles if each not in DEFAULT_CIRCLES]


def circle_settings(circle: Circle) -> Document:
    """A circle as its table in the config says it, with its name."""
    at_most = {"at_most": str(circle.at_most)} if circle.at_most else {}
    return {
        "name": circle.name,
        "least": circle.least,
        "most": circle.most or 0,
        "cadence": str(circle.cadence),
        **at_most,
        "depth": circle.depth.value,
        "activities": list(circle.activities),
        "ahead": str(circle.ahead or ""),
        "greet": list(circle.greet),
    }


def _list(name: str, documents: Iterator[Document], counted: dict[str, int]) -> Iterator[bytes]:
    yield f',\n"{name}": ['.encode()
    count = 0
    for count, each in enumerate(documents, 1):
        text = json.dumps(each, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        yield (("\n" if count == 1 else ",\n") + text).encode("utf-8", "replace")
    counted[name] = count
    yield b"]"


def _contacts(store: Store) -> Iterator[Document]:
    """Each contact as its model says it in full, with the layers that it is composed from."""
    from kithkeeper.sync.rows import contact_of

    for rows in _pages(store, "contact", merged=False):
        ids = [row["id"] for row in rows]
        own = {each.pop("id"): each for each in store.find("own", {"id": ids})}
        links: dict[str, list[Document]] = {}
        for link in store.find("link", {"contact": ids}):
            links.setdefault(link.pop("contact"), []).append(link)
        for row in rows:
            key = row["id"]
            contact = contact_of(row).model_dump(mode="json")
            contact["display"] = row.get("display", "")
            yield {**contact, "own": own.get(key, {}), "sources": links.get(key, [])}


def _rows(store: Store, table: str, *, merged: bool | None = None) -> Iterator[Document]:
    defaults = _DEFAULTS.get(table)
    for rows in _pages(store, table, merged=merged):
        for row in rows:
            yield row if defaults is None else {**filled(defaults, row), **row}


def _pages(store: Store, table: str, *, merged: bool | None = None) -> Iterator[list[Document]]:
    """Rows by id, some hundred at a time."""
    from kithkeeper.store import Not

    where = None if merged is None else {"merged_into": Not(None) if merged else None}
    after: str | None = None
    while rows := store.find(table, where, after=after, limit=_PAGE):
        yield rows
        after = rows[-1]["id"]
