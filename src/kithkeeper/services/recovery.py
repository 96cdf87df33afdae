"""Lighter days after a networking event, as many as the temperament asks for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from kithkeeper.model.practice import NetworkingKind, NetworkingState
from kithkeeper.rules.temperament import numbers_of
from kithkeeper.services.session import Session
from kithkeeper.store import Above

_LOOK_BACK = 60
"""Days: longer than the most recovery days with a holiday in between."""


def recovering(session: Session, works_on: Callable[[date], bool]) -> frozenset[date]:
    """Working days with half the capacity, because a networking event was shortly before."""
    wanted = numbers_of(session.config.profile).recovery_days
    if not wanted:
        return frozenset()
    since = (session.today - timedelta(days=_LOOK_BACK)).isoformat()
    found: set[date] = set()
    for row in session.store.find("networking_event", {"date": Above(since)}):
        quiet = row.get("kind") == NetworkingKind.MEETING
        if quiet or row.get("state") == NetworkingState.CANCELLED:
            continue
        on = date.fromisoformat(row["on"])
        after = (on + timedelta(days=n) for n in range(1, _LOOK_BACK))
        found.update([day for day in after if works_on(day)][:wanted])
    return frozenset(found)
