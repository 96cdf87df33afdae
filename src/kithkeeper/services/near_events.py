"""Networking events that are near: to be prepared, of today, or past and not wrapped up yet."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from kithkeeper.model.practice import NetworkingState
from kithkeeper.services.session import Session
from kithkeeper.store import Between, Document

AHEAD_DAYS = 3
"""How long before an event it is shown."""
AFTER_DAYS = 14
"""How long an event that passed waits to be wrapped up."""


class NearEvent(NamedTuple):
    """An event near today, with the command that comes next; none is left where it is prepared."""

    id: str
    name: str
    on: str
    at: str | None
    place: str
    command: str


def near_events(session: Session) -> tuple[NearEvent, ...]:
    """Those of the days around today that are neither wrapped up nor cancelled, the first first."""
    day = session.today
    near = Between(
        (day - timedelta(days=AFTER_DAYS)).isoformat(), (day + timedelta(days=AHEAD_DAYS)).isoformat()
    )  # fmt: skip
    rows = session.store.find("networking_event", {"date": near}, order=("date", "id"))
    return tuple(
        NearEvent(row["id"], row["name"], row["on"], row.get("time"), row.get("place", ""), _next(row, day))
        for row in rows
        if row.get("state", NetworkingState.PLANNED) == NetworkingState.PLANNED
    )  # fmt: skip


def _next(row: Document, day: date) -> str:
    if row["on"] < day.isoformat():
        return f"kith event wrap {row['id']}"
    return "" if row.get("prepared_on") else f"kith event prepare {row['id']}"
