"""Whether anything can have to be planned or written since the last sync that did all there was.

What shall stand in a calendar follows from the store, the settings, the plugins and the day. While
these are as they were after a sync that ended well, and the calendar tells of no change, another
one would plan the same and write nothing; so it leaves that out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from kithkeeper.services.session import Session
from kithkeeper.version import VERSION

_HAVE_A_SAY = ("rules", "occasions", "playbook")
"""Hooks whose plugins decide with us what is planned, and how it is worded."""


def mark(session: Session, calendars: Sequence[str]) -> str:
    """What is equal for as long as everything that a plan follows from is; empty if unknown.

    Args:
        calendars: Names of the connections that reminders may stand in.
    """
    plugins = session.host.mark(_HAVE_A_SAY)
    if plugins is None:
        return ""
    newest = session.store.entries(newest_first=True, limit=1)
    facts = (
        VERSION, newest[0].seq if newest else 0, session.today, str(session.clock.zone),
        session.config, plugins, tuple(calendars),
    )  # fmt: skip
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]
