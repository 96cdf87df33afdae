"""Forgetting one person: every row, history entry, index and base that speaks of them."""

from __future__ import annotations

from kithkeeper.model.card import Card
from kithkeeper.services.session import Session
from kithkeeper.store import Document, Work
from kithkeeper.sync.state import THEIRS
from kithkeeper.sync.tombstones import Tombstones

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
        doomed: list[tuple[str, str]] = [
            ("contact", contact),
            ("own", contact),
            ("standing", contact),
        ]
        merged = _merged_into(session, contact)
        doomed += [(table, each) for each in merged for table in ("contact", "own")]
        doomed += [
            ("dismissal", each["id"]) for each in store.find("dismissal", {"parent": contact})
        ]
        doomed += [("link", link["id"]) for link in links]
        for table in _OF_CONTACT:
            doomed += [(table, each["id"]) for each in store.find(table, {"contact": contact})]
        for table in _SHARED:
            doomed += _shared(session, work, table, row)
        for table, field in (("networking_event", "expected"), ("community_act", "contacts")):
            _taken_out(session, work, table, field, contact)
        for table in ("introduction", "relation"):
            doomed += [
                (table, each["id"]) for each in store.find(table) if contact in str(each.values())
            ]
        gone = {key for table, key in doomed if table == "touchpoint"}
        for item in store.find("sync_item", {"touchpoint": list(gone)}) if gone else ():
            if item.get("drift") == THEIRS:
                work.delete("sync_item", item["id"])
            else:
                work.put("sync_item", item["id"], _without_words(item))
        work.erase(dict.fromkeys(doomed))
        for each in (contact, *merged):
            _forget_past(session, work, each)


def _forget_past(session: Session, work: Work, contact: str) -> None:
    """What spoke of them once, and is gone or has changed since, is in the history still."""
    for table, key in session.store.rows_naming(contact):
        kept = session.store.get(table, key)
        work.erase([(table, key)])
        if kept is not None:
            work.put(table, key, kept)


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


def _taken_out(session: Session, work: Work, table: str, field: str, contact: str) -> None:
    """Rows in which they are one of a list stay without them, and without their history."""
    for each in session.store.find(table):
        if contact in each.get(field, ()):
            work.erase([(table, each["id"])])
            work.put(table, each["id"], {**each, field: [one for one in each[field] if one != contact]})  # fmt: skip


def _without_words(item: Document) -> Document:
    """What is left of an item's row, so that the next sync deletes it there, done or not."""
    kept = {k: v for k, v in item.items() if k not in ("raw", "pending", "drift", "error")}
    base = item.get("base")
    if base is not None:
        kept["base"] = {**base, "summary": "", "description": "", "notes": "", "status": "open"}
    return kept
