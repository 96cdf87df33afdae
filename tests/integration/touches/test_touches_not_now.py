"""Not now, not this time, not for a while: skip, snooze, pause, archive."""

from __future__ import annotations

import pytest
from touches.story import d

from kithkeeper.errors import Invalid


def test_skipping_a_birthday_does_not_skip_the_cadence(story):
    """No greeting this year; the month goes on as it was."""
    net = story.net
    ada = net.contacts.add("Ada", circle="inner", birthday="--03-04")
    net.touchpoints.log(ada, channel="visit", on=d("2026-02-06"))
    net.plan()
    net.touchpoints.skip(story.open_items(ada, "birthday")[0].id)
    assert story.next_due(ada) == "2026-03-06"


def test_a_skip_counts_from_its_day_and_leaves_last_touch(story):
    """Skipped on 4 March: due on 4 April; last touch and warmth as before."""
    net = story.net
    ada = net.contacts.add("Ada", circle="inner")
    net.touchpoints.log(ada, channel="call", on=d("2026-01-20"))
    skipped = net.touchpoints.skip(ada, why="on a ship")
    assert (skipped.state, skipped.note) == ("skipped", "on a ship")
    assert story.next_due(ada) == "2026-04-04"
    assert story.standing(ada)["last_touch"] == "2026-01-20"
    assert story.standing(ada)["because"] == (
        "Inner circle, monthly; skipped 4 Mar 2026; last spoke 20 Jan 2026 by phone"
    )


def test_a_snooze_pins_the_same_touchpoint(story):
    """Snoozed to 20 March: out of `due` until then, kept by the planner, the cadence unmoved."""
    net = story.net
    ada = net.contacts.add("Ada", circle="inner")
    net.touchpoints.log(ada, channel="call", on=d("2026-01-20"))
    net.plan()
    (planned,) = story.open_items(ada)
    snoozed = net.touchpoints.snooze(ada, d("2026-03-20"))
    assert (snoozed.id, snoozed.state, snoozed.pinned) == (planned.id, "snoozed", True)
    assert net.due() == []
    net.plan()
    assert story.open_items(ada)[0].date == d("2026-03-20")
    assert story.next_due(ada) == "2026-02-20"
    assert [row.contact for row in story.on("2026-03-20").due()] == [ada.id]
    with pytest.raises(Invalid):
        net.touchpoints.snooze(ada, d("2026-03-20"))


def test_pause_withdraws_and_resume_brings_back(story):
    """Paused: no date, no item; resumed or past the end: the old date again."""
    net = story.net
    ada = net.contacts.add("Ada", circle="inner")
    net.touchpoints.log(ada, channel="call", on=d("2026-02-20"))
    net.plan()
    net.contacts.pause(ada)
    assert story.next_due(ada) is None
    assert story.open_items(ada) == []
    assert net.due() == []
    net.contacts.resume(ada)
    assert story.next_due(ada) == "2026-03-20"
    net.contacts.pause(ada, d("2026-05-01"))
    assert story.next_due(ada) == "2026-05-01"


def test_archive_and_remove_hide_and_lose_nothing(story):
    """Archived: in no list and never due; brought back with the same dates; touches kept."""
    net = story.net
    ada = net.contacts.add("Ada", circle="inner")
    net.touchpoints.log(ada, channel="call", on=d("2026-01-20"))
    for hide in (net.contacts.archive, net.contacts.remove):
        hide(ada)
        assert net.due() == []
        assert [row.id for row in net.contacts.all()] == []
        net.contacts.unarchive(ada)
        assert [row.contact for row in net.due()] == [ada.id]
    assert len(net.touchpoints.of(ada)) == 1
