"""Interactions that a source knows of: a touch with whoever of them is a contact, once."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from kithkeeper.identity.ids import new_id
from kithkeeper.model.kinds import DEFAULT_DEPTH, Channel, Depth, Kind, State
from kithkeeper.store import Document, Store, Work
from kithkeeper.sync.ingest import Ingest
from kithkeeper.sync.ports import Touch


def take_touches(store: Store, work: Work, touches: Sequence[Touch], ingest: Ingest) -> int:
    """Write touches with known contacts; the number of new ones.

    A touch is told apart by its source and key, or by a key that is the same everywhere, so that a
    repeated import adds nothing; one that is like another is that one. What is still to come has
    not happened, and is no touch.
    """
    count = 0
    for touch in touches:
        if touch.on > ingest.today:
            continue
        marks = _marks(touch, ingest.connection)
        if any(store.get("touch_mark", key) for mark in marks for key in (mark, sealed_mark(mark))):
            continue
        people = [found for person in touch.people if (found := ingest.known.sole(person))]
        if not people:
            continue
        key = new_id()
        work.put(
            "touchpoint", key, _document(touch, list(dict.fromkeys(people)), ingest.connection)
        )
        for mark in marks:
            work.put("touch_mark", mark, {"contact": key})
        count += 1
    return count


def _marks(touch: Touch, connection: str) -> list[str]:
    """The keys by which a touch is known again."""
    marks = [f"touch:{'' if touch.everywhere else connection}|{touch.key}"]
    if touch.likeness:
        digest = sha256(touch.likeness.encode("utf-8", "replace")).hexdigest()[:32]
        marks.append(f"touch:|like:{digest}")
    return marks


def sealed_mark(mark: str) -> str:
    """A mark of which nobody can read whom the touch was with."""
    return f"touch:{sha256(mark.encode('utf-8', 'replace')).hexdigest()}"


def _document(touch: Touch, people: list[str], connection: str) -> Document:
    channel = Channel(touch.channel) if touch.channel in tuple(Channel) else Channel.OTHER
    depth = Depth(touch.depth) if touch.depth else DEFAULT_DEPTH[channel]
    document: Document = {
        "kind": Kind.TOUCH.value,
        "state": State.DONE.value,
        "contacts": people,
        "date": touch.on.isoformat(),
        "channel": channel.value,
        "depth": depth.value,
        "origin": connection,
        "assumed": True,
    }
    if touch.note:
        document["note"] = touch.note[:10_000]
    return document
