"""Waiting as the other side asks, and no longer than is bearable."""

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


def test_a_server_that_asks_for_no_time_is_not_asked_for_ever():
    """Retry-After: 0 a hundred times: thirty tries at most."""
    assert sum(waits_of([TryLater(0)] * 100)[1]) == 30
