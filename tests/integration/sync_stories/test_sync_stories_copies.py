"""Two stores or two networks on one calendar."""

from __future__ import annotations

from datetime import timedelta

from kithkeeper.errors import NeedsDecision
from kithkeeper.model.kinds import State
from kithkeeper.sync.ports import ItemStatus


def test_sync_stories_another_network_is_refused_shared_or_adopted(new_home):
    """Its reminders are never doubled and never taken over without the user's word."""
    theirs = new_home(name="theirs.db")
    theirs.people("Ada Lovelace")
    theirs.sync()
    (item,) = theirs.calendar.items
    ours = new_home(calendar=theirs.calendar, name="ours.db")
    ours.people("Ada Lovelace")
    report = ours.sync()
    assert isinstance(report.error, NeedsDecision)
    assert report.error.exit_code == 5
    assert list(ours.calendar.items) == [item]
    ours.settings = {"home": {"other_network": "share"}}
    assert ours.sync().error is None
    assert len(ours.calendar.items) == 2
    mine = next(each for each in ours.calendar.items if each != item)
    ours.calendar.remove(mine)
    ours.sync()
    ours.later(35)
    ours.settings = {"home": {"other_network": "adopt"}}
    ours.calendar.edit(item, day=ours.today + timedelta(days=4))
    report = ours.sync()
    assert report.pulled.added == 1
    assert len(ours.calendar.items) == 1
    with ours.open() as net:
        assert ours.calendar.items[item].network == net.session.store.setting("network")


def test_sync_stories_adopting_takes_reminders_that_were_refused_before(new_home):
    """Without a change there: the user's word is enough."""
    theirs = new_home(name="theirs.db")
    theirs.people("Ada Lovelace")
    theirs.sync()
    ours = new_home(calendar=theirs.calendar, name="ours.db")
    ours.people("Ada Lovelace")
    ours.sync()
    ours.settings = {"home": {"other_network": "adopt"}}
    assert ours.sync().pulled.added == 1
    assert len(ours.calendar.items) == 1


def test_sync_stories_a_copied_home_adopts_its_own_items(new_home, tmp_path):
    """A second computer with a copy from before the first sync makes nothing twice."""
    first = new_home(name="first.db")
    first.people("Ada Lovelace", "Bob Frost")
    with first.open() as net:
        net.plan()
        net.session.store.set_setting("network", "net1")
        net.session.store.backup(str(tmp_path / "second.db"))
    first.sync()
    second = new_home(calendar=first.calendar, name="second.db")
    report = second.sync()
    assert report.pulled.added == 2
    assert len(first.calendar.items) == 2
    second.quiet()
    first.quiet()


def test_sync_stories_two_copies_that_made_the_same_item_at_once_end_with_one(new_home, tmp_path):
    """Both decide alike which of the two stays, and nothing is skipped."""
    first = new_home(name="first.db")
    (ada,) = first.people("Ada Lovelace")
    with first.open() as net:
        net.plan()
        net.session.store.set_setting("network", "net1")
        net.session.store.backup(str(tmp_path / "second.db"))
    second = new_home(calendar=first.calendar, name="second.db")
    put = first.calendar.put

    def both(*args, **kw):
        first.calendar.put = put
        second.sync()
        return put(*args, **kw)

    first.calendar.put = both
    first.sync()
    for each in (first, second, first, second):
        each.sync()
    assert len(first.calendar.items) == 1
    for each in (first, second):
        assert each.touchpoints(ada, State.SKIPPED) == []
        each.quiet()


def test_sync_stories_a_store_restored_from_last_week_doubles_and_loses_nothing(new_home, tmp_path):
    """What was ticked, skipped and planned since is found in the calendar."""
    home = new_home()
    ada, bob, cleo = home.people("Ada Lovelace", "Bob Frost", "Cleo Vale")
    home.sync()
    with home.open() as net:
        net.session.store.backup(str(tmp_path / "week-ago.db"))
    home.calendar.edit(home.item("Ada"), status=ItemStatus.DONE, completed_on=home.today)
    home.calendar.remove(home.item("Bob"))
    home.sync()
    home.later(7)
    home.sync()
    before = dict(home.calendar.items)
    restored = new_home(calendar=home.calendar, name="week-ago.db")
    restored.today = home.today
    restored.sync(full=True)
    assert set(home.calendar.items) <= set(before)
    assert home.item("Ada") in before
    assert restored.contact_row(ada)["last_touch"] == "2026-03-02"
    assert len(restored.touchpoints(bob, State.SKIPPED)) == 1
    assert restored.touchpoints(cleo, State.SKIPPED) == []
    restored.quiet()
