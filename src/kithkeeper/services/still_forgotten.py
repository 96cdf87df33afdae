"""Who was forgotten stays so when a backup from before that comes back."""

from __future__ import annotations

from kithkeeper.model.card import Card
from kithkeeper.services.forgetting import forget
from kithkeeper.services.session import Session
from kithkeeper.store import Store
from kithkeeper.sync.rows import card_of
from kithkeeper.sync.tombstones import Tombstones


def keep_forgotten(session: Session, replaced: Store) -> int:
    """Erase from a restored store whom the one that it replaces knows as forgotten, and let it know
    them too; how many they were.
    """
    back = _back(session, replaced)
    with session.change("kept the forgotten so") as work:
        Tombstones(session.store).carry(work, Tombstones(replaced))
    gone = 0
    for each in back:
        # Whoever was merged into one of them went with that one.
        if session.store.get("contact", each) is not None:
            forget(session, each)
            gone += 1
    return gone


def _back(session: Session, replaced: Store) -> list[str]:
    """Who of a restored store was forgotten since; not who shares an address with one of those and
    is there still, or was added in spite of an earlier forgetting.
    """
    before, since = Tombstones(session.store), Tombstones(replaced)
    region = session.config.profile.region
    found = []
    for row in session.store.find("contact"):
        if replaced.get("contact", row["id"]) is not None:
            continue
        names = [("", row["id"], card_of(row)), *_links(session.store, row["id"])]
        if any(since.marks(*each, region) - before.marks(*each, region) for each in names):
            found.append(row["id"])
    return found


def _links(store: Store, contact: str) -> list[tuple[str, str, Card]]:
    return [
        (link["connection"], link["item"], Card.model_validate(link["card"]))
        for link in store.find("link", {"contact": contact})
    ]
