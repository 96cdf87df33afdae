"""Touches, cadence and what follows from them, told as dated stories."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from kithkeeper import Network
from kithkeeper.errors import Invalid, NotFound
from kithkeeper.services.away import add_days_off
from kithkeeper.services.today import today


def d(text: str) -> date:
    return date.fromisoformat(text)


class Story:
    """A network whose day the test sets."""

    def __init__(self, path):
        self.day = d("2026-03-04")
        self.path = path
        self.net = Network.open(
            path / "kith.db", home=path, discover=False, environ={},
            clock=lambda: datetime.combine(self.day, time(9), UTC),
        )  # fmt: skip

    def on(self, day):
        self.day = d(day)
        return self.net

    def standing(self, who):
        return self.net.session.store.get("standing", who.id) or {}

    def next_due(self, who):
        return self.standing(who).get("next_due")

    def open_items(self, who, kind="cadence"):
        return [
            each
            for each in self.net.touchpoints.of(who)
            if each.kind == kind and each.state.is_open
        ]


@pytest.fixture
def story(tmp_path):
    made = Story(tmp_path)
    yield made
    made.net.close()


def test_a_sufficient_touch_moves_the_next_date_a_month_on(story):
    """Inner, monthly: coffee on 31 January is due again on 28 February, and says why."""
    net = story.on("2026-01-31")
    ada = net.contacts.add("Ada Lovelace", circle="inner")
    logged = net.touchpoints.log(ada, channel="coffee")
    assert logged.next_due == {ada.id: d("2026-02-28")}
    assert (
        story.standing(ada)["because"]
        == "Inner circle, monthly; last spoke 31 Jan 2026 over coffee"
    )


def test_a_shallow_touch_is_last_but_moves_nothing_and_says_so(story):
    """A reaction in the inner circle counts as last touch, not for the next date."""
    net = story.net
    ada = net.contacts.add("Ada Lovelace", circle="inner")
    net.touchpoints.log(ada, channel="coffee")
    logged = story.on("2026-03-20").touchpoints.log(ada, channel="reaction")
    assert logged.next_due == {ada.id: d("2026-04-04")}
    assert story.standing(ada)["last_touch"] == "2026-03-20"
    assert (
        "the reaction of 20 Mar 2026 was passing, and a touch has to be light"
        in story.standing(ada)["because"]
    )


def test_an_older_entry_moves_nothing_back(story):
    """A visit of last year, logged after a call of today, changes neither date."""
    net = story.net
    ada = net.contacts.add("Ada Lovelace", circle="inner")
    net.touchpoints.log(ada, channel="call")
    net.touchpoints.log(ada, channel="visit", on=d("2025-06-01"))
    assert story.standing(ada)["last_touch"] == "2026-03-04"
    assert story.next_due(ada) == "2026-04-04"


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


def test_nobody_without_a_circle_is_due(story):
    """Touched or not, with an own cadence or without: no circle, no cadence, nothing to put off."""
    net = story.net
    bob = net.contacts.add("Bob", cadence="1 week")
    net.touchpoints.log(bob, channel="coffee", on=d("2025-01-01"))
    assert net.due(within=400) == []
    assert net.plan(weeks=60).touchpoints == ()
    assert net.circles.waiting() == 1
    for put_off in (
        lambda: net.touchpoints.snooze(bob, d("2026-04-01")),
        lambda: net.touchpoints.skip(bob),
    ):
        with pytest.raises(Invalid):
            put_off()
    done = net.touchpoints.done(bob)
    assert (done.kind, done.state) == ("touch", "done")
    assert story.open_items(bob) == []


def test_never_touched_is_due_within_one_cadence_of_placing(story):
    """A first date between the day after placing and a month on, the same every time."""
    net = story.net
    people = net.contacts.add_many({"name": f"Person {n}", "circle": "inner"} for n in range(40))
    days = {story.next_due(each) for each in people}
    assert min(days) >= "2026-03-05"
    assert max(days) <= "2026-04-03"
    assert len(days) > 15


def test_a_cadence_of_its_own_goes_before_the_circles(story):
    """Weekly instead of monthly, and back when it is cleared."""
    net = story.net
    ada = net.contacts.add("Ada", circle="inner")
    net.touchpoints.log(ada, channel="call")
    net.contacts.edit(ada, cadence="1 week")
    assert story.next_due(ada) == "2026-03-11"
    net.contacts.edit(ada, clear=["cadence"])
    assert story.next_due(ada) == "2026-04-04"


def test_another_circle_gives_another_date(story):
    """From inner to outer: due a year after the last touch that counts."""
    net = story.net
    ada = net.contacts.add("Ada", circle="inner")
    net.touchpoints.log(ada, channel="call")
    net.contacts.place(ada, "outer")
    assert story.next_due(ada) == "2027-03-04"
    net.contacts.place(ada, None)
    assert story.next_due(ada) is None


def test_changed_settings_of_a_circle_derive_every_date_anew(tmp_path):
    """A longer cadence in the config moves everyone's date when the network is next opened; each
    owner of one file by its own settings.
    """
    path, settings = tmp_path / "kith.db", tmp_path / "config.toml"
    ids = {}
    for owner in ("me", "you"):
        with Network.open(
            path, home=tmp_path, owner=owner, clock=d("2026-03-04"), environ={}
        ) as net:
            ada = net.contacts.add("Ada", circle="inner")
            net.touchpoints.log(ada, channel="call")
            ids[owner] = ada.id
    settings.write_text('[circles.inner]\ncadence = "2 months"\n')
    for owner in ("me", "you"):
        with Network.open(
            path, home=tmp_path, owner=owner, clock=d("2026-03-04"), environ={}
        ) as net:
            assert net.session.store.get("standing", ids[owner])["next_due"] == "2026-05-04"


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


def test_days_off_make_nothing_overdue(story):
    """Due in the middle of two weeks away: on the first day back it is 1 day late, not 8."""
    net = story.net
    ada = net.contacts.add("Ada", circle="inner")
    net.touchpoints.log(ada, channel="call", on=d("2026-02-10"))
    add_days_off(net.session, d("2026-03-08"), d("2026-03-20"))
    (row,) = story.on("2026-03-22").due()
    assert (row.due, row.days_late) == (d("2026-03-10"), 1)
    assert net.circles.all()[0].overdue == 1
    assert story.on("2026-03-20").due()[0].days_late == 0
    assert net.circles.all()[0].overdue == 0
    with pytest.raises(Invalid):
        add_days_off(net.session, d("2026-03-20"), d("2026-03-08"))


def test_due_ranks_late_promises_first_then_lateness_by_cadence(story):
    """A broken promise; then 10 days of 30 before 60 days of 365 before 20 days of 182."""
    net = story.on("2026-03-31")
    ada = net.contacts.add("Ada", circle="inner")
    cleo = net.contacts.add("Cleo", circle="outer")
    ben = net.contacts.add("Ben", circle="middle", cadence="6 months")
    dan = net.contacts.add("Dan")
    for who, on in ((ada, "2026-02-21"), (cleo, "2025-01-30"), (ben, "2025-09-11")):
        net.touchpoints.log(who, channel="call", on=d(on))
    net.exchanges.promise(dan, "the book", by=d("2026-03-30"))
    assert [(row.name, row.days_late) for row in net.due()] == [
        ("Dan", 1), ("Ada", 10), ("Cleo", 60), ("Ben", 20),
    ]  # fmt: skip
    assert [row.name for row in net.due(limit=2)] == ["Dan", "Ada"]


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
