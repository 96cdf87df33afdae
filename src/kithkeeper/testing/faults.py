"""Driving a sync through every fault: each request fails once in each way, and the end is compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kithkeeper.testing.proxy import FAULTS, FaultProxy


def differences(
    proxy: FaultProxy,
    *,
    begin: Callable[[], None],
    sync: Callable[[], None],
    state: Callable[[], object],
    faults: Iterable[str] = FAULTS,
    every: int = 1,
) -> Iterator[str]:
    """Each fault after which one more clean sync does not lead to the end of a run without faults.

    Args:
        proxy: What the sync goes through.
        begin: Sets store and server back to where the sync begins.
        sync: Runs one sync; what goes wrong in it must stay in its reports.
        state: All that matters of both sides.
        every: Try each such request only.
    """
    begin()
    proxy.reset()
    sync()
    count = len(proxy.requests)
    proxy.reset()
    sync()
    expected = state()
    for fault in faults:
        for number in range(1, count + 1, every):
            begin()
            proxy.reset(fault, number)
            sync()
            proxy.reset()
            sync()
            found = state()
            if found != expected:
                yield f"{fault} at request {number} of {count}: {found} is not {expected}"
