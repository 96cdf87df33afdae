"""The order of the sources, which decides whose name or title is shown, when the config changes it."""

from __future__ import annotations

from collections import Counter

from kithkeeper.hooks.notices import ContactChanged
from kithkeeper.services.session import Session
from kithkeeper.store import Group

_KEY = "source-order"


def follow_order(session: Session, group: Group) -> None:
    """Compose those anew whom several sources know, where the order is another than it was."""
    order = list(session.config.connections)
    known = session.store.get("remembered", _KEY)
    if known is not None and known["names"] == order:
        return
    from kithkeeper.sync.rows import recompose

    store, region = session.store, session.config.profile.region
    with session.change("followed the order of the sources", by="sync", parent=group) as work:
        links = Counter(contact for (contact,) in store.columns("link", ["contact"], {"gone": 0}))
        for contact in (each for each, count in links.items() if count > 1):
            before = store.get("contact", contact)
            if before is None:
                continue
            recompose(store, work, contact, order, region)
            if store.get("contact", contact) != before:
                session.tell(ContactChanged(contact, "updated"))
        work.put("remembered", _KEY, {"names": order})
