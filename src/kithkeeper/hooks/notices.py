"""What is told to observers: typed, in order, after the commit, never after a rollback."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happened; the base of all that observers are told."""


@dataclass(frozen=True, slots=True)
class ContactChanged(Notice):
    """A contact was added, changed, merged, archived or removed; `what` says which."""

    contact: str
    what: str


@dataclass(frozen=True, slots=True)
class TouchpointLogged(Notice):
    """A touch happened, by whomever it was logged."""

    touchpoint: str
    contacts: tuple[str, ...]
    on: date
    channel: str | None


@dataclass(frozen=True, slots=True)
class ExchangeRecorded(Notice):
    """An act of value was recorded."""

    exchange: str
    contacts: tuple[str, ...]
    kind: str
    direction: str


@dataclass(frozen=True, slots=True)
class CircleChanged(Notice):
    """A contact was placed in another circle, or in none."""

    contact: str
    circle: str | None
    previous: str | None


@dataclass(frozen=True, slots=True)
class SyncFinished(Notice):
    """A connection was synced, well or not."""

    connection: str
    ok: bool
    summary: str


NOTICE_HOOKS = {
    ContactChanged: "contact_changed",
    TouchpointLogged: "touchpoint_logged",
    ExchangeRecorded: "exchange_recorded",
    CircleChanged: "circle_changed",
    SyncFinished: "sync_finished",
}
"""The hook that tells of each notice."""
