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


class Conflicts:
    """What waits to be settled; calling it lists it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def __call__(self) -> list[ConflictRow]:
        """What both sides changed and nobody has settled."""
        rows = self._session.store.find("conflict")
        return [
            ConflictRow(short_id(row["id"]), row["contact"], row["field"], row["ours"], row["theirs"], row["source"])
            for row in rows
        ]  # fmt: skip

    def settle(self, conflict: str, side: str) -> None:
        """Settle a conflict for `ours`, which is then written there, or for `theirs`.

        Raises:
            NotFound: There is no such conflict.
            Invalid: The side is neither.
        """
        if side not in ("ours", "theirs"):
            raise Invalid("side", f"{side!r} is neither ours nor theirs")
        store = self._session.store
        found = [row for row in store.find("conflict") if short_id(row["id"]) == conflict]
        if not found:
            raise NotFound("conflict", conflict, "`kith conflicts` lists them.")
        row = found[0]
        from kithkeeper.identity.own import clear
        from kithkeeper.sync.rows import own_of, recompose

        contact, config = row["contact"], self._session.config
        with self._session.change(f"settled {row['field']} for {side}", subject=contact) as work:
            work.delete("conflict", row["id"])
            if side == "theirs":
                work.put("own", contact, clear(own_of(store, contact), row["field"]).dump())
                recompose(store, work, contact, tuple(config.connections), config.profile.region)


def short_id(key: str) -> str:
    """A short stable id for a conflict's long key."""
    import hashlib

    return "c" + hashlib.sha256(key.encode()).hexdigest()[:10]
