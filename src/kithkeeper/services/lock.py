"""One sync at a time for a store: the second waits a while, then says so."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kithkeeper.errors import StoreDamaged, StoreLocked

WAIT_SECONDS = 60.0
_EVERY = 0.1


@contextmanager
def one_sync(store: str, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the lock of a store's syncs; it ends with the process, however that ends.

    Raises:
        StoreLocked: Another sync holds it for longer than `wait` seconds.
        StoreDamaged: Nothing can be written beside the store.
    """
    if store == ":memory:":
        yield
        return
    try:
        import fcntl
    except ImportError:
        yield
        return
    with _lock_file(store) as file:
        deadline = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise StoreLocked(f"{store} (another `kith sync`)", wait) from None
                time.sleep(_EVERY)
        yield


def _lock_file(store: str) -> IO[str]:
    path = Path(f"{store}.sync-lock")
    try:
        return path.open("w")
    except OSError as error:
        reason = f"{path}: {error.strerror}"
        raise StoreDamaged(store, reason, "Give yourself the right to write its folder.") from error
