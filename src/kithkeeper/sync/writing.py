"""Calling what a plugin writes with, so that one bad item never stops the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kithkeeper.errors import PluginError
from kithkeeper.errors.concealing import redacted
from kithkeeper.sync.ports import Outcome, Result

MOST_IN_A_ROW = 3
"""So many unknown errors one after the other end the connection's run."""


class Writing:
    """The writes of one connection in one run."""

    def __init__(self) -> None:
        self._failures = 0

    def attempt(self, call: Callable[[], Outcome]) -> Outcome:
        """Call the plugin; an unknown exception fails this item, three in a row the connection.

        Raises:
            PluginError: The plugin says that it can't go on, or three items failed in a row.
        """
        try:
            outcome = call()
        except PluginError:
            raise
        except (Exception, SystemExit) as error:
            self._failures += 1
            reason = redacted(f"{type(error).__name__}: {error}")
            if self._failures >= MOST_IN_A_ROW:
                raise PluginError(
                    f"{MOST_IN_A_ROW} writes failed in a row; the last: {reason}"
                ) from error
            return Outcome(Result.FAILED, reason=reason)
        self._failures = 0
        return replace(outcome, reason=redacted(outcome.reason)) if outcome.reason else outcome
