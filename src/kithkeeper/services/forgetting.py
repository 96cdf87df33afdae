"""Forgetting one person: every row, history entry, index and base that speaks of them."""

from __future__ import annotations

from kithkeeper.model.card import Card
from kithkeeper.services.session import Session
from kithkeeper.store import Document, Work
from kithkeeper.sync.tombstones import Tombstones

_OF_CONTACT = (
    "commitment", "encounter", "community_act", "introduction", "relation", "dismissal", "conflict", "held",
)  # fmt: skip
_SHARED = ("touchpoint", "exchange")


def forget(session: Session, contact: str) -> None:
    """Erase a contact; what others had a part in stays, without them."""
    store = session.store
    row = store.get("contact", contact) or {}
    links = store.find("link", {"contact": contact})
    with session.change("forgot a contact") as work:
        _bury(session, work, row, links)
        doomed: list[tuple[str, str]] = [
            ("contact", contact),
            ("own", contact),
            ("standing", contact),
        ]
        doomed += [
            (table, each) for each in _merged_into(session, contact) for table in ("contact", "own")
        ]
        doomed += [
            ("dismissal", each["id"]) for each in store.find("dismissal", {"parent": contact})
        ]
        doomed += [("link", link["id"]) for link in links]
        for table in _OF_CONTACT:
            doomed += [(table, each["id"]) for each in store.find(table, {"contact": contact})]
        for table in _SHARED:
            doomed += _shared(session, work, table, contact)
        for table, field in (("networking_event", "expected"), ("community_act", "contacts")):
            _taken_out(session, work, table, field, contact)
        for table in ("introduction", "relation"):
            doomed += [
                (table, each["id"]) for each in store.find(table) if contact in str(each.values())
            ]
        gone = {key for table, key in doomed if table == "touchpoint"}
        for item in store.find("sync_item", {"touchpoint": list(gone)}) if gone else ():
            work.put("sync_item", item["id"], _without_words(item))
        work.erase(dict.fromkeys(doomed))


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


def _shared(session: Session, work: Work, table: str, contact: str) -> list[tuple[str, str]]:
    """Rows that are theirs alone go; from those of several they are taken out."""
    doomed = []
    for each in session.store.find(table, {"contact": contact}):
        others = [one for one in each["contacts"] if one != contact]
        doomed.append((table, each["id"]))
        if others:
            doomed.pop()
            work.erase([(table, each["id"])])
            work.put(
                table,
                each["id"],
                {**each, "contacts": others, "note": "", "what": "" if table == "exchange" else []},
            )
    return doomed


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
