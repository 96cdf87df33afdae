"""Forgetting one person: every row, history entry, index and base that speaks of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kithkeeper.model.card import Card
from kithkeeper.services.session import Session
from kithkeeper.store import Document, Store, Work
from kithkeeper.sync.state import THEIRS, forget_traces
from kithkeeper.sync.tombstones import Tombstones
from kithkeeper.sync.touches import sealed_mark

_OF_CONTACT = (
    "commitment", "encounter", "community_act", "introduction", "relation", "dismissal", "conflict", "held",
)  # fmt: skip
_SHARED = ("touchpoint", "exchange")


def forget(session: Session, contact: str) -> None:
    """Erase a contact; what others had a part in stays, without them."""
    store = session.store
    row = store.get("contact", contact) or {"id": contact}
    links = store.find("link", {"contact": contact})
    with session.change("forgot a contact") as work:
        _bury(session, work, row, links)
        merged = _merged_into(session, contact)
        touchpoints = {each["id"] for each in store.find("touchpoint", {"contact": contact})}
        doomed = [*_own_rows(store, contact, merged), *(("link", link["id"]) for link in links)]
        for table in _SHARED:
            doomed += _shared(session, work, table, row)
        _taken_out(session, work, "networking_event", "expected", contact)
        _taken_out(session, work, "community_act", "contacts", contact, what="")
        for connection in sorted({link["connection"] for link in links}):
            forget_traces(store, work, connection, _names_at(connection, links))
        gone = {key for table, key in doomed if table == "touchpoint"}
        _forget_items(store, work, touchpoints, gone)
        work.erase(dict.fromkeys(doomed))
        for each in (contact, *merged):
            touchpoints |= _forget_past(session, work, each)
        _forget_marks(store, work, touchpoints)


def _names_at(connection: str, links: Sequence[Document]) -> set[str]:
    """By which names a source knows them."""
    there = [link for link in links if link["connection"] == connection]
    return {name for link in there for name in (link["item"], link["card"].get("uid", ""))}


def _own_rows(store: Store, contact: str, merged: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The rows that are about nobody but them."""
    yield from ((table, contact) for table in ("contact", "own", "standing"))
    yield from ((table, each) for each in merged for table in ("contact", "own"))
    yield from (("dismissal", each["id"]) for each in store.find("dismissal", {"parent": contact}))
    for table in _OF_CONTACT:
        yield from ((table, each["id"]) for each in store.find(table, {"contact": contact}))
    for table in ("introduction", "relation"):
        yield from (
            (table, each["id"]) for each in store.find(table) if contact in str(each.values())
        )


def _forget_past(session: Session, work: Work, contact: str) -> set[str]:
    """What spoke of them once, and is gone or has changed since, is in the history still; the
    touchpoints among it.
    """
    named = session.store.rows_naming(contact)
    for table, key in named:
        kept = session.store.get(table, key)
        work.erase([(table, key)])
        if kept is not None:
            work.put(table, key, kept)
    return {key for table, key in named if table == "touchpoint"}


def _forget_marks(store: Store, work: Work, touchpoints: set[str]) -> None:
    """The marks of what importers told of a touch have addresses and profiles in their keys."""
    for touchpoint in sorted(touchpoints):
        for table, key in store.rows_naming(touchpoint, "touch_mark"):
            kept = store.get(table, key)
            work.erase([(table, key)])
            if kept is not None and store.get("touchpoint", touchpoint):
                work.put(table, sealed_mark(key), kept)


def _forget_items(store: Store, work: Work, touchpoints: set[str], gone: set[str]) -> None:
    """What the engine remembers of their items in calendars is without words; an item that the
    user made there is left alone.
    """
    for item in store.find("sync_item", {"touchpoint": list(touchpoints)}) if touchpoints else ():
        if item["touchpoint"] in gone and item.get("drift") == THEIRS:
            work.delete("sync_item", item["id"])
            continue
        work.put("sync_item", item["id"], _without_words(item, gone=item["touchpoint"] in gone))


def _merged_into(session: Session, contact: str) -> list[str]:
    """Who was merged into a contact, and into those."""
    found = [row["id"] for row in session.store.find("contact", {"merged_into": contact})]
    return [*found, *(each for one in found for each in _merged_into(session, one))]


def _bury(session: Session, work: Work, row: Document, links: list[Document]) -> None:
    """Leave the keyed hashes by which sources are recognised."""
    tombstones = Tombstones(session.store)
    region = session.config.profile.region
    known = {name: value for name, value in row.items() if name in Card.model_fields}
    tombstones.add(work, "", row["id"], Card.model_validate(known), region)
    for link in links:
        tombstones.add(
            work, link["connection"], link["item"], Card.model_validate(link["card"]), region
        )


def _shared(session: Session, work: Work, table: str, gone: Document) -> list[tuple[str, str]]:
    """Rows that are theirs alone go; from those of several they are taken out, with the words."""
    doomed = []
    for each in session.store.find(table, {"contact": gone["id"]}):
        others = [one for one in each["contacts"] if one != gone["id"]]
        if not others:
            doomed.append((table, each["id"]))
            continue
        words = {"note": "", "what": ""} if table == "exchange" else {"note": "", "what": []}
        kept = {**each, **words, "contacts": others}
        if _names(gone, each.get("title", "")):
            kept["title"] = ""
        work.erase([(table, each["id"])])
        work.put(table, each["id"], kept)
    return doomed


def _names(contact: Document, text: str) -> bool:
    """Whether a text has a part of someone's name in it."""
    parts = str(contact.get("display", "")).casefold().split()
    return any(part in text.casefold() for part in parts if len(part) > 2)


def _taken_out(
    session: Session, work: Work, table: str, field: str, contact: str, **words: str
) -> None:
    """Rows in which they are one of a list stay without them, their words and their history."""
    for each in session.store.find(table):
        if contact in each.get(field, ()):
            others = [one for one in each[field] if one != contact]
            work.erase([(table, each["id"])])
            work.put(table, each["id"], {**each, **words, field: others})


def _without_words(item: Document, *, gone: bool) -> Document:
    """What is left of an item's row: enough for the next sync to delete it there, done or not, or
    to write it anew without them.
    """
    kept = {k: v for k, v in item.items() if k not in ("raw", "pending", "drift", "error")}
    if item.get("drift") == THEIRS:
        kept["drift"] = THEIRS
    base = item.get("base")
    if base is not None:
        kept["base"] = {**base, "summary": "", "description": "", "notes": ""}
        if gone:
            kept["base"]["status"] = "open"
    return kept
