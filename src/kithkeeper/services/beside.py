"""Calendars of ours that a sync doesn't read, for looking up what may have been moved there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kithkeeper.services.session import Session
from kithkeeper.sync.departed import Place
from kithkeeper.sync.state import load_state

if TYPE_CHECKING:
    from kithkeeper.sync.ports import Calendar, Seen


class Beside:
    """The calendar of one connection, opened when something is looked for in it."""

    def __init__(self, session: Session, name: str) -> None:
        self._session = session
        self._name = name
        self._calendar: Calendar | None = None

    @property
    def place(self) -> Place:
        """The calendar as the engine looks into it."""
        return Place(self._find, is_read=False)

    def _find(self, uid: str) -> Seen | None:
        if self._calendar is None:
            memory = dict(load_state(self._session.store, self._name).get("plugin", {}))
            moment = self._session.moment(dry_run=True)
            self._calendar = self._session.host.open_calendar(self._name, moment, memory)
        return self._calendar.find(uid)

    def close(self) -> None:
        """Let go of the connection, if it was opened."""
        if self._calendar is None:
            return
        close = getattr(self._calendar, "close", None)
        if close is not None:
            close()
        self._session.host.let_go(self._name)
