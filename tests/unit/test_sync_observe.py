"""What the user did to an item, told from what both sides agreed on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kithkeeper.sync import guard
from kithkeeper.sync.observe import Observation, differs, mark, observe
from kithkeeper.sync.ports import CalendarItem, ItemStatus

BASE = CalendarItem("u1", "Ada Lovelace – coffee", date(2026, 3, 9), network="n", touchpoint="t")
LATER = replace(BASE, day=date(2026, 3, 20))


def test_sync_observe_nothing_is_nothing():
    """Neither wording nor spaces in the notes are the user's doing."""
    assert not observe(BASE, replace(BASE, summary="x", notes=" \n"))


def test_sync_observe_a_write_of_ours_that_arrived_is_not_the_users():
    """Killed after the request: the day that we sent stands there; so it does if it was lost."""
    assert not observe(BASE, LATER, pending=LATER)
    assert not observe(BASE, BASE, pending=LATER)
    moved = replace(BASE, day=date(2026, 4, 1))
    assert observe(BASE, moved, pending=LATER) == Observation(moved_to=date(2026, 4, 1))


def test_sync_observe_a_creation_that_the_user_moved_before_we_knew_of_it():
    """Killed after the first write: what differs from what we sent is theirs."""
    assert observe(None, LATER, pending=BASE) == Observation(moved_to=date(2026, 3, 20))
    assert not observe(None, LATER)


def test_sync_observe_ticked_and_taken_back():
    """On the day told, else on the item's; and open again where it stands."""
    done = replace(BASE, status=ItemStatus.DONE)
    assert observe(BASE, done).done_on == date(2026, 3, 9)
    assert observe(BASE, replace(done, completed_on=date(2026, 3, 5))).done_on == date(2026, 3, 5)
    assert observe(done, BASE) == Observation(reopened=True, day=date(2026, 3, 9))
    cancelled = replace(BASE, status=ItemStatus.CANCELLED)
    assert observe(BASE, cancelled) == Observation(gone=True)
    assert observe(cancelled, BASE).reopened


def test_sync_observe_what_differs_is_written():
    """Words, day, alarm and whose it is; a server's rewrapping is no difference."""
    assert not differs(BASE, replace(BASE, summary=" Ada  Lovelace – coffee"))
    for wanted in (LATER, replace(BASE, summary="x"), replace(BASE, network="other")):
        assert differs(BASE, wanted)
    assert not differs(replace(BASE, network=""), BASE)
    assert "Ada" not in mark(BASE)
    assert mark(BASE) != mark(replace(BASE, description="x"))


def test_sync_observe_the_guard_knows_a_handful_from_a_mass():
    """One of one, three of ten, five of six are meant; all of two, six of ten are asked about."""
    assert [guard.emptied(*each) for each in ((1, 1), (3, 10), (5, 6), (20, 100))] == [False] * 4
    assert [guard.emptied(*each) for each in ((2, 2), (6, 10), (21, 100))] == [True] * 3
    assert [guard.lost(*each) for each in ((1, 1), (2, 10), (3, 10))] == [False, False, True]
