"""An undo of a sync as an edit of the user's: the sources still say what they say."""

from __future__ import annotations

from kithkeeper.identity.compose import compose
from kithkeeper.identity.own import insist
from kithkeeper.services.session import Session
from kithkeeper.store import Document, Work
from kithkeeper.sync.rows import card_of, layers_of, own_of, recompose


def keep_what_sources_say(session: Session, work: Work) -> None:
    """Turn what an undo changed in the memory of accounts into edits of the user's.

    An account tells what changed there once, and everything again with each full pull. So its
    link stays at what it said last, and the user's layer says what the undo brought back: no pull
    takes that away, and a source that is written to is given it. Whom an account brought is put
    away, as `kith remove` does, since the next full pull would bring them again.
    """
    for link in _of_nobody(session, work):
        _put_away(work, link)
    wanted: dict[str, Document] = {}
    for (table, key), (before, now) in list(work.changed.items()):
        if table != "link" or not _is_taken_back(session, before, now):
            continue
        row = session.store.get("contact", now["contact"]) if now else None
        if row is not None:
            wanted[row["id"]] = row
            work.delete("link", key) if before is None else work.put("link", key, before)
    for contact, row in wanted.items():
        _insist(session, work, contact, row)


def _of_nobody(session: Session, work: Work) -> list[Document]:
    """Cards of accounts whose contact an undo has taken out, as they were before it."""
    return [
        before
        for (table, _), (before, now) in work.changed.items()
        if table == "link" and before is not None and now is None
        and before["connection"] in session.config.connections
        and work.changed.get(("contact", before["contact"]), (None, before))[1] is None
    ]  # fmt: skip


def _put_away(work: Work, link: Document) -> None:
    contact = link["contact"]
    for table in ("contact", "own"):
        before, _ = work.changed.get((table, contact), (None, None))
        if before is not None:
            hidden = {"archived": True, "removed": True} if table == "contact" else {}
            work.put(table, contact, {**before, **hidden})
    work.put("link", link["id"], link)


def _is_taken_back(session: Session, before: Document | None, now: Document | None) -> bool:
    """Whether an account's card is as it was before, or back; of one that is new nothing is left."""
    if now is None or now["connection"] not in session.config.connections:
        return False
    if before is None:
        return True
    same_person = before["contact"] == now["contact"]
    return same_person and (before["card"], before.get("gone")) != (now["card"], now.get("gone"))


def _insist(session: Session, work: Work, contact: str, row: Document) -> None:
    store, region = session.store, session.config.profile.region
    order = tuple(session.config.connections)
    own = own_of(store, contact)
    shown = compose(own, layers_of(store, contact, order), region)
    work.put("own", contact, insist(own, shown, card_of(row), region).dump())
    recompose(store, work, contact, order, region, touched_by_user=True)
