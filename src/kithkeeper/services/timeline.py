"""The history: what changed, when, by what; taking it back; and the feed for other programs."""

from __future__ import annotations

from kithkeeper.errors import NotFound
from kithkeeper.services.finding import contact_row
from kithkeeper.services.session import Session
from kithkeeper.store import Entry, RowChange


class History:
    """Every change with what it replaced."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self, who: object | None = None, *, limit: int | None = None) -> list[Entry]:
        """Entries of everything or of one contact, the newest first."""
        key = None
        if who is not None:
            key = ("contact", contact_row(self._session.store, who)["id"])  # type: ignore[arg-type]
        return self._session.store.entries(key=key, limit=limit, newest_first=True)

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
            NotFound: There is nothing to undo, or no such entry.
            Refused: Later entries changed the same fields.
        """
        wanted = self._newest() if entry is None else self._session.store.entry(entry)
        if wanted is None:
            raise NotFound("history entry", entry or "to undo", "`kith history` lists them.")
        what = f"undid: {wanted.what}"
        with self._session.change(what, subject=wanted.subject) as work:
            return list(work.undo(wanted.seq, cascade=cascade))

    def _newest(self) -> Entry | None:
        for each in self._session.store.entries(newest_first=True, limit=1000):
            if each.undone_by is None and each.undoes is None and each.parent is None:
                return each
        return None
