"""The history: what changed, when, by what; taking it back; and the feed for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kithkeeper.errors import NotFound, Refused
from kithkeeper.model.kinds import Kind, State
from kithkeeper.services.finding import contact_row
from kithkeeper.services.session import Session
from kithkeeper.store import Condition, Document, Entry, RowChange, Work

if TYPE_CHECKING:
    from kithkeeper.services.finding import Who


class History:
    """Every change with what it replaced."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self, who: Who | None = None, *, limit: int | None = None) -> list[Entry]:
        """Entries of everything or of one contact, the newest first."""
        about = contact_row(self._session.store, who)["id"] if who is not None else None
        return self._session.store.entries(about=about, limit=limit, newest_first=True)

    def since(self, cursor: int = 0, *, limit: int | None = None) -> list[Entry]:
        """Entries after a cursor, oldest first: the durable feed. The next cursor is the last `seq`."""
        return self._session.store.entries(since=cursor, limit=limit)

    def changes(self, entry: Entry) -> list[RowChange]:
        """The rows that one entry changed, each before and after."""
        return self._session.store.changes_of(entry.seq)

    def undo(self, entry: str | None = None, *, cascade: bool = False) -> list[Entry]:
        """Take back the newest entry that stands, or the one with this id.

        It changes the store as an edit of yours: the next sync carries it out.

        Args:
            cascade: Take later entries that changed the same fields back with it.

        Raises:
            NotFound: There is no such entry, or it is undone already.
            Refused: Later entries changed the same fields, or there is nothing to undo.
        """
        # Reading the history needs no model, as this does.
        from kithkeeper.services.insisting import keep_what_sources_say

        store = self._session.store
        newest = store.entries(undoable=True, newest_first=True, limit=1)
        wanted = next(iter(newest), None) if entry is None else store.entry(entry)
        if wanted is None:
            raise (
                NotFound("history entry", entry, "`kith history` lists them.")
                if entry
                else Refused("There is nothing to undo.")
            )
        what = f"undid: {wanted.what}"
        with self._session.change(what, subject=wanted.subject) as work:
            taken = list(work.undo(wanted.seq, cascade=cascade))
            keep_what_sources_say(self._session, work)
            self._keep_one_open(work)
        return [store.entry(each.id) or each for each in taken]

    def _keep_one_open(self, work: Work) -> None:
        """A cadence touchpoint that is open again takes the place of the one planned since."""
        back = {
            row["contacts"][0]: key
            for (table, key), (_, row) in work.changed.items()
            if table == "touchpoint" and row and _is_open_cadence(row)
        }
        for contact in back:
            for row in self._session.store.find(
                "touchpoint", {**_OPEN_CADENCE, "contact": contact}
            ):
                if row["id"] not in back.values():
                    work.delete("touchpoint", row["id"])


_OPEN_CADENCE: dict[str, Condition] = {
    "kind": Kind.CADENCE.value, "state": (State.PLANNED.value, State.SNOOZED.value),
}  # fmt: skip


def _is_open_cadence(row: Document) -> bool:
    return row["kind"] == Kind.CADENCE and State(row.get("state", State.PLANNED)).is_open
