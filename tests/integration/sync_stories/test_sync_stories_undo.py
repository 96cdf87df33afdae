"""Taking back what a sync brought or wrote."""

from __future__ import annotations

from datetime import date

from kithkeeper.model.kinds import State
from kithkeeper.sync.ports import ItemStatus

MONDAY = date(2026, 3, 2)


def test_sync_stories_undoing_a_synced_tick_reopens_the_item(home):
    """An undo is an edit of the user's: the next sync carries it out."""
    (ada,) = home.people("Ada Lovelace")
    home.sync()
    item = home.item()
    home.calendar.edit(item, status=ItemStatus.DONE, completed_on=MONDAY)
    home.sync()
    with home.open() as net:
        net.history.undo()
        assert net.session.store.get("standing", ada)["last_touch"] == "2026-02-10"
    home.sync()
    assert home.calendar.items[item].status is ItemStatus.OPEN
    assert (
        len([each for each in home.calendar.items.values() if each.status is ItemStatus.OPEN]) == 1
    )
    home.sync()
    assert len(home.touchpoints(ada, State.PLANNED)) == 1


def test_sync_stories_undoing_a_synced_skip_makes_the_item_anew_under_a_fresh_uid(home):
    """The UID of a deleted item is never used again."""
    (ada,) = home.people("Ada Lovelace")
    home.sync()
    item = home.item()
    uid = home.calendar.items[item].uid
    home.calendar.remove(item)
    home.sync()
    with home.open() as net:
        net.history.undo()
    home.sync()
    assert home.touchpoints(ada, State.SKIPPED) == []
    assert home.calendar.items[home.item()].uid != uid


def test_sync_stories_undoing_a_first_sync_takes_its_items_out_of_the_calendar(well):
    """Its plan is undone with it, and a plan made anew is pushed anew."""
    well.people("Ada Lovelace", "Bob Frost")
    well.sync()
    with well.open() as net:
        net.history.undo()
    well.sync()
    assert sorted(each.summary.split(" –")[0] for each in well.calendar.items.values()) == [
        "Ada Lovelace", "Bob Frost",
    ]  # fmt: skip
