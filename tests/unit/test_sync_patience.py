"""Waiting as the other side asks, and no longer than is bearable."""

import pytest

from kithkeeper.errors import TryLater
from kithkeeper.services.patience import Patience


def waits_of(errors, most=30.0):
    """What is waited for a row of errors, and whether each was borne."""
    waited = []
    patience = Patience(waited.append, lambda: 1.0, most)
    return waited, [patience.bears(error) for error in errors]


def test_the_time_that_is_asked_for_is_waited():
    """Retry-After: 5 means five seconds."""
    assert waits_of([TryLater(5)]) == ([5], [True])


def test_without_a_time_there_are_two_short_waits():
    """1 and 2 seconds at full jitter, and then no more."""
    assert waits_of([TryLater(), TryLater(), TryLater()]) == ([1, 2], [True, True, False])


def test_more_than_is_left_is_not_waited():
    """After 20 of 30 seconds, 15 more are too many, and an hour always is."""
    assert waits_of([TryLater(20), TryLater(15)]) == ([20], [True, False])
    assert waits_of([TryLater(3600)]) == ([], [False])


@pytest.mark.parametrize(("asked", "waits"), [(0, [0, 2, 4, 8]), (1, [1, 2, 4, 8])])
def test_a_server_that_never_relents_is_asked_less_and_less(asked, waits):
    """Retry-After of a second or less a hundred times: five requests within 15 seconds."""
    waited, borne = waits_of([TryLater(asked)] * 100)
    assert waited == waits
    assert sum(borne) == 4


def test_a_server_that_slows_us_down_is_waited_for_as_it_asks():
    """Where each wait lets something through, the next one is no longer, up to 30 seconds."""
    waited = []
    patience = Patience(waited.append, lambda: 1.0)
    assert [patience.bears(TryLater(2), done) for done in range(16)] == [True] * 15 + [False]
    assert waited == [2] * 15
