"""The names that a calendar's states had: one that was left behind and is told again is the name of
a backup that the server went back to.

A state's name is the sync-token, or the ctag where there is none. Each change gives it another; a
server whose names come back when a change is taken back (a hash of what is there) is found by the
probe.
"""

from __future__ import annotations

import hashlib
from collections.abc import MutableMapping
from typing import Any

_KEY = "trail"
KEPT = 100
"""So many names that were left behind are remembered, days of hourly syncs."""


class Trail:
    """The names of one calendar's states, kept in the connection's state.

    Attributes:
        went_back: A name was told again; this holds for as long as the calendar is open, so that
            a read that is tried again concludes the same.
    """

    def __init__(self, state: MutableMapping[str, Any], url: str) -> None:
        self._state = state
        self._url = url
        self.went_back = False

    def told(self, name: str, *, backwards: bool = False) -> None:
        """Take note of the name that the calendar has now.

        Args:
            backwards: It counts, and counts less than before.
        """
        if not name:
            return
        now, passed = self._known()
        mark = hashlib.sha256(name.encode()).hexdigest()[:12]
        if mark in passed:
            self.went_back = True
            passed = passed[: passed.index(mark)]
        elif now and now != mark:
            passed.append(now)
        self.went_back = self.went_back or backwards
        self._keep(mark, passed)

    def wrote(self) -> None:
        """Something was written, so that the calendar can't have the name any more that it had."""
        now, passed = self._known()
        if now:
            self._keep("", [*passed, now])

    def _known(self) -> tuple[str, list[str]]:
        told = self._state.get(_KEY)
        if not isinstance(told, dict) or told.get("url") != self._url:
            return "", []
        return str(told.get("now", "")), [str(each) for each in told.get("passed", ())]

    def _keep(self, now: str, passed: list[str]) -> None:
        self._state[_KEY] = {"url": self._url, "now": now, "passed": passed[-KEPT:]}
