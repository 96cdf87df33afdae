"""What a touch or a tick completes, and what stays open or opens again."""

from __future__ import annotations

from datetime import time

import pytest
from touches.story import Story, d

from kithkeeper import Network
from kithkeeper.errors import Invalid, NotFound
from kithkeeper.services.today import today


def test_the_open_cadence_touchpoint_becomes_the_touch_that_suffices(story):
    """One person: the planned item itself is done, keeps its id, and no other is made."""
    net = story.net
    ada = net.contacts.add("Ada Lovelace", circle="inner")
    net.touchpoints.log(ada, channel="call", on=d("2026-02-10"))
    net.plan()
    (planned,) = story.open_items(ada)
    logged = net.touchpoints.log(ada, channel="coffee", note="her engine")
    assert logged.touchpoint.id == planned.id
    assert (logged.touchpoint.kind, logged.touchpoint.state, logged.touchpoint.date) == (
        "cadence",
        "done",
        d("2026-03-04"),
    )
    assert story.open_items(ada) == []
    assert len(net.touchpoints.of(ada)) == 2


def test_a_shallow_touch_leaves_the_open_cadence_touchpoint(story):
    """A reaction doesn't complete what is planned."""
    net = story.net
    ada = net.contacts.add("Ada Lovelace", circle="inner")
    net.touchpoints.log(ada, channel="call", on=d("2026-02-10"))
    net.plan()
    net.touchpoints.log(ada, channel="reaction")
    assert len(story.open_items(ada)) == 1


def test_a_touch_with_several_completes_everyones_cadence(story):
    """Lunch with two: both planned items are done and both are due from that day."""
    net = story.net
    ada, ben = (net.contacts.add(name, circle="inner") for name in ("Ada", "Ben"))
    for who in (ada, ben):
        net.touchpoints.log(who, channel="call", on=d("2026-02-10"))
    net.plan()
    logged = net.touchpoints.log(ada, ben, channel="lunch")
    assert logged.next_due == {ada.id: d("2026-04-04"), ben.id: d("2026-04-04")}
    assert story.open_items(ada) == story.open_items(ben) == []
    assert net.touchpoints.of(ben)[0].id == logged.touchpoint.id


def test_promises_follow_ups_and_birthdays_stay_open(story):
    """Coffee with someone keeps no promise and congratulates on nothing."""
    net = story.net
    ada = net.contacts.add("Ada", circle="inner", birthday="--03-10")
    net.exchanges.promise(ada, "the book", by=d("2026-03-12"))
    net.plan()
    net.touchpoints.log(ada, channel="visit")
    assert len(story.open_items(ada, "promise")) == 1
    assert len(story.open_items(ada, "birthday")) == 1


def test_ticking_always_satisfies_whatever_the_channel(story):
    """A planned item ticked off as a mere reaction moves the next date."""
    net = story.net
    ada = net.contacts.add("Ada", circle="inner")
    done = net.touchpoints.done(ada, channel="reaction")
    assert done.state == "done"
    assert story.next_due(ada) == "2026-04-04"


def test_a_ticked_birthday_counts_for_the_period_and_completes_it(tmp_path):
    """A circle that asks for deep touches: the greeting counts, and the planned item is done with it."""
    (tmp_path / "config.toml").write_text('[circles.inner]\ndepth = "deep"\n')
    story = Story(tmp_path)
    net = story.net
    ada = net.contacts.add("Ada", circle="inner", birthday="--03-04")
    net.touchpoints.log(ada, channel="visit", on=d("2026-02-06"))
    net.plan()
    (birthday,) = story.open_items(ada, "birthday")
    assert len(story.open_items(ada)) == 1
    net.touchpoints.done(birthday.id)
    assert story.next_due(ada) == "2026-04-04"
    assert story.open_items(ada) == []
    net.close()


def test_reopening_a_tick_opens_what_it_completed_and_withdraws_the_next(story):
    """A meeting of two, ticked by mistake: both cadence items are open again, once each."""
    net = story.net
    ada, ben = (net.contacts.add(name, circle="inner") for name in ("Ada", "Ben"))
    for who in (ada, ben):
        net.touchpoints.log(who, channel="call", on=d("2026-02-10"))
    net.plan()
    first = {who.id: story.open_items(who)[0].id for who in (ada, ben)}
    meeting = net.touchpoints.meet(ada, ben, on=d("2026-03-04"))
    net.touchpoints.done(meeting.id)
    assert story.next_due(ada) == "2026-04-04"
    net.plan(weeks=8)
    assert story.open_items(ada)[0].id != first[ada.id]
    with net.session.change("reopened") as work:
        net.touchpoints.reopen(work, net.session.store.get("touchpoint", meeting.id))
    for who in (ada, ben):
        assert story.next_due(who) == "2026-03-10"
        assert [each.id for each in story.open_items(who)] == [first[who.id]]
    assert net.touchpoints.get(meeting.id).state == "planned"


def test_undoing_a_log_leaves_one_open_cadence_touchpoint(story):
    """Logged, planned on, then the log undone: the old item is open again and the new one gone."""
    net = story.net
    ada = net.contacts.add("Ada", circle="inner")
    net.touchpoints.log(ada, channel="call", on=d("2026-02-10"))
    net.plan()
    (old,) = story.open_items(ada)
    net.touchpoints.log(ada, channel="coffee")
    logged = net.history.all(limit=1)[0]
    net.plan(weeks=8)
    net.history.undo(logged.id)
    assert [each.id for each in story.open_items(ada)] == [old.id]
    assert story.next_due(ada) == "2026-03-10"


def test_meetings_are_planned_with_several_and_kept_until_they_happen(story):
    """Fixed on its day and time; the past and nobody are refused."""
    net = story.net
    ada, ben = (net.contacts.add(name, circle="inner") for name in ("Ada", "Ben"))
    meeting = net.touchpoints.meet(ada, ben, on=d("2026-03-06"), at=time(15), channel="lunch")
    assert (meeting.kind, meeting.pinned, meeting.time) == ("meeting", True, time(15))
    net.plan()
    assert net.touchpoints.get(meeting.id).date == d("2026-03-06")
    assert [each.id for each in today(story.on("2026-03-06").session).meetings] == [meeting.id]
    with pytest.raises(Invalid):
        net.touchpoints.meet(ada, on=d("2026-03-05"))
    with pytest.raises(Invalid):
        net.touchpoints.meet(on=d("2026-03-10"))


def test_what_is_closed_or_ahead_can_not_be_closed(story):
    """Ticking twice, ticking or skipping in the future, and unknown ids are refused, changing nothing."""
    net = story.net
    ada = net.contacts.add("Ada", circle="inner")
    done = net.touchpoints.done(ada)
    entries = len(net.history.all())
    for refused in (
        lambda: net.touchpoints.done(done.id),
        lambda: net.touchpoints.done(ada, on=d("2026-03-05")),
        lambda: net.touchpoints.skip(ada, on=d("2026-03-05")),
        lambda: net.touchpoints.log(ada, on=d("2026-03-05")),
        lambda: net.touchpoints.log(ada, channel="telepathy"),
    ):
        with pytest.raises(Invalid):
            refused()
    with pytest.raises(NotFound):
        net.touchpoints.done("nobody")
    assert len(net.history.all()) == entries


def test_the_history_of_someone_holds_their_touches(story):
    """Every touch, the second too, alone or among others, is in the history of each."""
    net = story.net
    ada, ben = (net.contacts.add(name) for name in ("Ada", "Ben"))
    net.touchpoints.log(ada, channel="call")
    net.touchpoints.log(ada, channel="coffee")
    net.touchpoints.log(ben, ada, channel="lunch")
    assert [each.what for each in net.history.all(ada)] == [
        "logged lunch with Ben, Ada", "logged coffee with Ada", "logged call with Ada", "added Ada",
    ]  # fmt: skip
    assert [each.what for each in net.history.all(ben)] == [
        "logged lunch with Ben, Ada",
        "added Ben",
    ]


def test_two_windows_on_one_store_lose_nothing_of_each_other(tmp_path):
    """Each change reads what is there when it is made, not what its caller read before."""
    one, two = (
        Network.open(tmp_path / "kith.db", home=tmp_path, environ={}, clock=d("2026-03-04"))
        for _ in "12"
    )
    ada = one.contacts.add("Ada", circle="inner")
    begin = one.session.store.write

    def between(**how):
        one.session.store.write = begin
        two.contacts.edit(ada, {"tags+": ["mentor"]})
        return begin(**how)

    one.session.store.write = between
    one.contacts.pause(ada)
    assert one.contacts.get(ada).tags == ("mentor",)
    one.session.store.write = between
    two.contacts.edit(ada, {"tags-": ["mentor"]})
    one.contacts.place(ada, "outer")
    assert (one.contacts.get(ada).tags, one.contacts.get(ada).circle) == (("mentor",), "outer")
    one.close()
    two.close()
