"""Servers and clocks that tell less than the truth."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kithkeeper.config import Profile
from kithkeeper.model.kinds import State
from kithkeeper.sync.ports import ItemStatus
from kithkeeper.testing import Manners, fake_network

MONDAY = date(2026, 3, 2)


def test_sync_stories_a_server_restored_from_yesterday_undoes_nothing_here(memory):
    """What was ticked since stays done and is ticked there again; what was made is made again."""
    ada, _ = memory.people("Ada Lovelace", "Bob Frost")
    memory.sync()
    memory.sync()
    backup = memory.calendar.backup()
    memory.later(1)
    ticked = memory.item("Ada")
    memory.calendar.edit(ticked, status=ItemStatus.DONE, completed_on=memory.today)
    memory.sync()
    memory.later(10)
    memory.sync()
    count = len(memory.calendar.items)
    assert count == 3
    memory.calendar.restore(backup)
    memory.sync(full=True)
    memory.sync()
    assert memory.contact_row(ada)["last_touch"] == "2026-03-03"
    assert memory.touchpoints(ada, State.SKIPPED) == []
    assert memory.calendar.items[ticked].status is ItemStatus.DONE
    assert len(memory.calendar.items) == count


def test_sync_stories_a_lying_cursor_costs_time_and_loses_nothing(new_home):
    """A calendar that answers any cursor with nothing is found out by the next full listing."""
    home = new_home(Manners(lying_cursor=True))
    (ada,) = home.people("Ada Lovelace")
    home.sync()
    home.sync()
    home.calendar.edit(home.item(), status=ItemStatus.DONE, completed_on=MONDAY)
    home.sync()
    assert home.contact_row(ada)["last_touch"] == "2026-02-10"
    home.sync(full=True)
    assert home.contact_row(ada)["last_touch"] == "2026-03-02"


def test_sync_stories_an_item_left_out_of_an_answer_is_not_gone_and_is_read_later(new_home):
    """Absence is no answer: what was not told is asked for again, with the cursor moved on."""
    home = new_home()
    (ada,) = home.people("Ada Lovelace")
    home.sync()
    item = home.item()
    home.calendar.edit(item, status=ItemStatus.DONE, completed_on=MONDAY)
    home.calendar.manners = replace(home.calendar.manners, omits=frozenset({item}))
    home.sync()
    assert home.touchpoints(ada, State.SKIPPED) == []
    assert home.contact_row(ada)["last_touch"] == "2026-02-10"
    home.calendar.manners = Manners()
    home.sync()
    assert home.contact_row(ada)["last_touch"] == "2026-03-02"


def test_sync_stories_an_item_that_moved_to_another_place_is_followed(memory):
    """A server that gives new hrefs deletes nothing."""
    people = memory.people(*[f"Person {chr(65 + n)}dam Test" for n in range(8)])
    memory.sync()
    for each in list(memory.calendar.items):
        memory.calendar.rename(each, each.replace("/cal/", "/new/"))
    memory.sync()
    assert len(memory.calendar.items) == 8
    assert not any(memory.touchpoints(each, State.SKIPPED) for each in people)
    memory.sync()
    memory.quiet()


def test_sync_stories_the_clock_set_back_and_another_time_zone_break_nothing(new_home, tmp_path):
    """A new zone moves our alarms and nothing else; a clock set back changes nothing."""
    home = new_home()
    home.people("Ada Lovelace")
    home.sync()
    item = home.item()
    day = home.calendar.items[item].day
    home.later(-1)
    home.sync()
    assert list(home.calendar.items) == [item]
    with fake_network(
        MONDAY, calendars=home.calendars, store=tmp_path / home.name,
        profile=Profile(timezone="America/New_York"),
    ) as net:  # fmt: skip
        net.sync()
        (report,) = net.sync()
    assert report.pushed.updated == 0
    assert home.calendar.items[item].day == day
    assert home.calendar.items[item].alarm.hour in (13, 14)
