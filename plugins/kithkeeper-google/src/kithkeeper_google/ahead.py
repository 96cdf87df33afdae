"""Working on the next item while the last one is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Iterator[T], stop: Callable[[], None], close: Callable[[], None]) -> Iterator[T]:
    """Yield what an iterator yields, while it already works on the next one in a thread.

    The network is slow and so is storing a thousand contacts; they need not wait for each other.
    The thread has ended when this iterator has, or was closed.

    Args:
        items: Used by that thread only.
        stop: Called when the rest is not wanted, to cut a long wait of that thread short.
        close: Called in that thread at the end, to close what belongs to it.
    """
    end = object()
    with ThreadPoolExecutor(1, "google") as thread:
        coming = thread.submit(next, items, end)
        try:
            while (item := coming.result()) is not end:
                coming = thread.submit(next, items, end)
                yield item  # type: ignore[misc]  # not `end`, so a T
        except BaseException:
            stop()
            raise
        finally:
            thread.submit(close)
