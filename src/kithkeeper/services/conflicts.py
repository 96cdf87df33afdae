"""What both sides changed since they agreed: listed without a model, and settled."""

from __future__ import annotations

from typing import NamedTuple

from kithkeeper.errors import Invalid, NotFound
from kithkeeper.services.session import Session


class ConflictRow(NamedTuple):
    """A scalar that both sides changed since they agreed: ours stays here, theirs there."""

    id: str
    contact: str
    field: str
    ours: str
    theirs: str
    source: str


def conflicts(session: Session) -> list[ConflictRow]:
    """What both sides changed and nobody has settled."""
    rows = session.store.find("conflict")
    return [
        ConflictRow(short_id(row["id"]), row["contact"], row["field"], row["ours"], row["theirs"], row["source"])
        for row in rows
    ]  # fmt: skip


def settle(session: Session, conflict: str, side: str) -> None:
    """Settle a conflict for `ours`, which is then written there, or for `theirs`.

    Raises:
        NotFound: There is no such conflict.
        Invalid: The side is neither.
    """
    if side not in ("ours", "theirs"):
        raise Invalid("side", f"{side!r} is neither ours nor theirs")
    row = next(
        (each for each in session.store.find("conflict") if short_id(each["id"]) == conflict), None
    )
    if row is None:
        raise NotFound("conflict", conflict, "`kith conflicts` lists them.")
    from kithkeeper.identity.own import clear
    from kithkeeper.sync.rows import own_of, recompose

    with session.change(f"settled {row['field']} for {side}", subject=row["contact"]) as work:
        work.delete("conflict", row["id"])
        if side == "theirs":
            own = clear(own_of(session.store, row["contact"]), row["field"])
            work.put("own", row["contact"], own.dump())
            order = tuple(session.config.connections)
            recompose(session.store, work, row["contact"], order, session.config.profile.region)


def short_id(key: str) -> str:
    """A short stable id for a conflict's long key."""
    import hashlib

    return "c" + hashlib.sha256(key.encode()).hexdigest()[:10]
