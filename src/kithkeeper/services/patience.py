"""Waiting as the other side asks: its own time where it names one, else backing off with jitter."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from kithkeeper.errors import TryLater

MOST_SECONDS = 30.0
"""How long one connection may wait in one sync, all its waits together."""

_FIRST = 1.0
_MOST_UNTOLD = 2
"""How often to wait where no time was named: a server that is gone is soon told as gone."""


class Patience:
    """What one connection has left to wait.

    A wait after which nothing more was done than before makes the next one twice as long, also
    where the other side names a shorter time.

    Args:
        wait: Waits so many seconds.
        chance: A number from 0 to 1, for the jitter.
    """

    def __init__(
        self,
        wait: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
        most: float = MOST_SECONDS,
    ) -> None:
        self._wait = wait
        self._chance = chance
        self._left = most
        self._done = 0
        self._in_vain = 0

    def bears(self, error: TryLater, done: int = 0) -> bool:
        """Wait, and say whether to try again; False where it would take too long.

        Args:
            done: How much was done until now, to be compared with what it was before.
        """
        if done != self._done:
            self._done, self._in_vain = done, 0
        least = _FIRST * 2**self._in_vain
        if error.after is not None:
            seconds = max(error.after, least) if self._in_vain else error.after
        elif self._in_vain < _MOST_UNTOLD:
            seconds = least * (0.5 + self._chance() / 2)
        else:
            return False
        if self._left <= 0 or seconds > self._left:
            return False
        # Each try costs something, so that a server that asks for no time can't keep us forever.
        self._left -= max(seconds, _FIRST)
        self._in_vain += 1
        self._wait(seconds)
        return True
