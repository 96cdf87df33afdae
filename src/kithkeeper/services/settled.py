"""Whether anything can have to be planned or written since the last sync that did all there was.

What shall stand in a calendar follows from the store, the settings, the plugins and the day. While
these are as they were after a sync that ended well, and the calendar tells of no change, another
one would plan the same and write nothing; so it leaves that out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from kithkeeper.config import Config
from kithkeeper.services.session import Session
from kithkeeper.version import VERSION

_HAVE_A_SAY = ("rules", "occasions", "playbook")
"""Hooks whose plugins decide with us what is planned, and how it is worded."""

_SECRETS = ("password", "passphrase", "secret", "token", "key")
"""A setting whose name ends in one of these may be a secret; no plan follows from one."""


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
        _without_secrets(session.config), plugins, tuple(calendars),
    )  # fmt: skip
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]


def _without_secrets(config: Config) -> Config:
    """The settings less what may be a secret: not even a mark of one is kept in the store."""
    return config._replace(
        connections={name: _open(table) for name, table in config.connections.items()},
        plugins={name: _open(table) for name, table in config.plugins.items()},
    )


def _open(table: Mapping[str, object]) -> dict[str, object]:
    return {
        key: value
        for key, value in table.items()
        if not key.casefold().rstrip("_-0123456789").endswith(_SECRETS)
    }
