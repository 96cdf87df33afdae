"""Ids: opaque and lower-case; of chance and sortable by time, or of the facts they stand for."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_TIME_BITS = 48
_RANDOM_BITS = 80
_LENGTH = 26
_CONTACT_LENGTH = 20


class IdMaker:
    """Makes ids of 26 characters (the layout of ULID in lower case) from a clock and chance.

    Ids of one maker ascend strictly, also within one millisecond and when the clock steps back.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.time,
        random_bits: Callable[[int], int] = secrets.randbits,
    ) -> None:
        self._clock = clock
        self._random_bits = random_bits
        self._last = 0
        self._lock = threading.Lock()

    def __call__(self) -> str:
        """The next id."""
        milliseconds = int(self._clock() * 1000) & ((1 << _TIME_BITS) - 1)
        fresh = (milliseconds << _RANDOM_BITS) | self._random_bits(_RANDOM_BITS)
        with self._lock:
            same_moment = fresh >> _RANDOM_BITS <= self._last >> _RANDOM_BITS
            self._last = self._last + 1 if same_moment else fresh
            return _spell(self._last)


def _spell(number: int) -> str:
    shifts = range(5 * (_LENGTH - 1), -1, -5)
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in shifts)


new_id = IdMaker()
"""`new_id()`: an id from the system's clock and randomness, safe to call from any thread."""


def derived_id(*facts: str) -> str:
    """An id that every copy of a network makes of the same facts, so that it means the same there."""
    from hashlib import sha256

    digest = sha256("\x1f".join(facts).encode()).digest()
    return _spell(int.from_bytes(digest) >> (8 * len(digest) - 5 * _LENGTH))


def new_contact_id() -> str:
    """An id for a contact: 20 characters of chance, so that its first few tell it apart."""
    chance = secrets.randbits(5 * _CONTACT_LENGTH)
    return "".join(_ALPHABET[(chance >> shift) & 31] for shift in range(0, 5 * _CONTACT_LENGTH, 5))
