"""The plan as a service: what stands, what moves, what leaves, told as dated stories."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from kithkeeper import Network
from kithkeeper.errors import Invalid
from kithkeeper.hooks.descriptors import RuleSpec
from kithkeeper.hooks.plugin import Plugin
from kithkeeper.services.away import add_days_off
from kithkeeper.services.today import today

MONDAY = date(2026, 3, 2)


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.fixture
def make(tmp_path):
    made = []

    def network(config="", plugins=()):
        (tmp_path / "config.toml").write_text(config)
        net = Network.open(
            tmp_path / "kith.db", home=tmp_path, discover=False, environ={}, plugins=plugins,
            clock=lambda: datetime.combine(net.day, time(9), UTC),
        )  # fmt: skip
        net.day = MONDAY
        made.append(net)
        return net

    yield network
    for net in made:
        net.close()


def circle_of(net, count, circle="inner", last="2026-02-10", prefix="Person"):
    people = net.contacts.add_many(
        {"name": f"{prefix} {n:02}", "circle": circle} for n in range(count)
    )
    net.touchpoints.log_many({"who": [each], "on": d(last), "channel": "call"} for each in people)
    return people


def days_of(view):
    return {row.id: row.date for row in view.touchpoints}


def open_items(net, who, kind="cadence"):
    return [each for each in net.touchpoints.of(who) if each.kind == kind and each.state.is_open]


def row_of(net, touchpoint):
    return net.session.store.get("touchpoint", touchpoint)


def test_a_plan_names_what_acceptance_reads(make):
    """Ideal is the due date, the window a quarter before to a half after, effort by channel."""
    net = make()
    (ada,) = circle_of(net, 1, last="2026-02-10")
    (row,) = net.plan(weeks=4).touchpoints
    assert (row.contact, row.name, row.circle, row.kind) == (
        ada.id,
        "Person 00",
        "inner",
        "cadence",
    )
    assert (row.ideal, row.earliest, row.latest, row.cadence_days) == (
        d("2026-03-10"), d("2026-03-03"), d("2026-03-25"), 30,
    )  # fmt: skip
    assert row.date == d("2026-03-10")
    assert row.effort == {"message": 1, "email": 1, "call": 2, "coffee": 4}[row.channel]
    assert row.because.startswith("Inner circle, monthly; last spoke 10 Feb 2026 by phone; ")


def test_a_plan_that_stands_writes_nothing(make):
    """Planned again at once, and on the next day: the same days and words, and no history entry."""
    net = make()
    circle_of(net, 9)
    circle_of(net, 12, "middle", "2025-12-20", "Friend")
    first = days_of(net.plan())
    rows = net.session.store.find("touchpoint", {"state": "planned"})
    entries = len(net.history.all())
    assert days_of(net.plan()) == first
    net.day = MONDAY + timedelta(days=1)
    again = net.plan()
    assert again.moved == 0
    assert {key: day for key, day in days_of(again).items() if key in first} == first
    kept = {row["id"]: row for row in net.session.store.find("touchpoint", {"state": "planned"})}
    assert all(kept[row["id"]] == row for row in rows)
    assert len(net.history.all()) - entries in (0, 1)


def test_what_is_stored_never_speaks_of_the_day_of_planning(make):
    """The words of an item are where the contact stands; why this day is only in the answer."""
    net = make()
    (ada,) = circle_of(net, 1)
    net.plan()
    (item,) = open_items(net, ada)
    assert item.because == "Inner circle, monthly; last spoke 10 Feb 2026 by phone"


def test_a_dry_run_leaves_nothing(make):
    """The same plan as the real one would make, and no row, no entry, no id taken."""
    net = make()
    circle_of(net, 5)
    net.contacts.add("Zoe", circle="inner", birthday="--03-12")
    entries = len(net.history.all())
    dry = net.plan(dry_run=True)
    assert len(net.history.all()) == entries
    assert net.session.store.find("touchpoint", {"state": "planned"}) == []
    real = net.plan()
    assert sorted((r.name, r.date, r.kind) for r in dry.touchpoints) == sorted((r.name, r.date, r.kind) for r in real.touchpoints)  # fmt: skip


def test_no_day_and_no_week_holds_more_than_the_config_says(make):
    """Thirty people due at once, 4 a day and 10 a week: never more, the rest unplaced with a reason."""
    net = make("[profile]\nmax_per_day = 4\nmax_per_week = 10\n")
    circle_of(net, 30)
    view = net.plan(weeks=2)
    assert all(load.effort <= load.capacity == 4 for load in view.load)
    assert all(week.effort <= week.capacity == 10 for week in view.weeks)
    assert [week.start for week in view.weeks] == [MONDAY, MONDAY + timedelta(days=7)]
    assert len(view.touchpoints) + len(view.unplaced) == 30
    assert all(each.because for each in view.unplaced)
    assert [load.date.weekday() for load in view.load] == [0, 1, 2, 3, 4] * 2


def test_the_temperament_gives_the_capacity(make):
    """An introvert's day holds 4, an extravert's week 28."""
    view = make('[profile]\ntemperament = "introvert"\n').plan()
    assert {(load.capacity) for load in view.load} == {4}
    view = make('[profile]\ntemperament = "extravert"\n').plan()
    assert {(week.capacity) for week in view.weeks} == {28}


def test_nothing_of_the_cadence_falls_on_days_off_or_weekends(make):
    """Working Tuesdays and Wednesdays, away in the second week."""
    net = make('[profile]\nworking_days = ["tue", "wed"]\n')
    add_days_off(net.session, d("2026-03-09"), d("2026-03-15"))
    circle_of(net, 6)
    view = net.plan(weeks=4)
    assert {load.date for load in view.load} == {
        d("2026-03-03"), d("2026-03-04"), d("2026-03-17"), d("2026-03-18"), d("2026-03-24"), d("2026-03-25"),
    }  # fmt: skip
    assert {row.date for row in view.touchpoints} <= {load.date for load in view.load}


def test_fixed_items_take_their_share_first_and_may_exceed_it(make):
    """A day with a meeting of 4 and two promises holds no cadence item, though it is over 4."""
    net = make("[profile]\nmax_per_day = 4\n")
    people = circle_of(net, 10)
    net.touchpoints.meet(people[0], on=d("2026-03-10"), channel="lunch")
    for who in people[:2]:
        net.exchanges.promise(who, "a book", by=d("2026-03-10"))
    view = net.plan()
    (load,) = [each for each in view.load if each.date == d("2026-03-10")]
    assert load.effort > 4
    assert {row.kind for row in view.touchpoints if row.date == d("2026-03-10")} == {
        "meeting",
        "promise",
    }
    assert all(row.because for row in view.touchpoints)


def test_birthdays_of_inner_and_middle_get_an_item_and_outer_ones_none(make):
    """A ring met weekly that the user added keeps birthdays too; yearly rings are in today only."""
    net = make('[circles.weekly]\ncadence = "1 week"\n')
    for circle in ("inner", "middle", "outer", "weekly"):
        net.contacts.add(circle.title(), circle=circle, birthday="1990-03-12")
    net.contacts.add("Nobody", birthday="1990-03-12")
    view = net.plan()
    rows = [row for row in view.touchpoints if row.kind == "birthday"]
    assert sorted(row.name for row in rows) == ["Inner", "Middle", "Weekly"]
    assert {(row.date, row.ideal) for row in rows} == {(d("2026-03-12"), d("2026-03-12"))}
    assert (
        next(r.because for r in rows if r.name == "Inner")
        == "Inner circle; birthday on 12 Mar 2026, born 1990"
    )
    net.day = d("2026-03-12")
    assert sorted(row.name for row in today(net.session).dates) == [
        "Inner",
        "Middle",
        "Nobody",
        "Outer",
        "Weekly",
    ]


def test_a_birthday_item_follows_the_birthday(make):
    """Another date, another circle or an ignored day: one item for what is true, none for the rest."""
    net = make()
    ada = net.contacts.add("Ada", circle="inner", birthday="--03-12")
    net.plan()
    net.contacts.edit(ada, birthday="--03-14")
    net.plan()
    assert [each.date for each in open_items(net, ada, "birthday")] == [d("2026-03-14")]
    net.contacts.place(ada, "outer")
    net.plan()
    assert open_items(net, ada, "birthday") == []
    net.contacts.place(ada, "inner")
    net.plan()
    net.day = d("2026-03-17")
    net.plan()
    assert len(open_items(net, ada, "birthday")) == 1
    net.day = d("2026-03-18")
    net.plan()
    assert open_items(net, ada, "birthday") == []


def test_an_item_whose_day_passed_stays_moves_twice_and_leaves(make):
    """Three days of grace, a new day under the same id, again, then out of the calendar; still due."""
    net = make()
    (ada,) = circle_of(net, 1, last="2026-02-02")
    net.plan()
    (item,) = open_items(net, ada)
    day = item.date
    for moves in (1, 2):
        net.day = day + timedelta(days=3)
        net.plan()
        assert row_of(net, item.id)["date"] == day.isoformat()
        net.day = day + timedelta(days=4)
        net.plan()
        row = row_of(net, item.id)
        assert (row["id"], row["moves"]) == (item.id, moves)
        assert d(row["date"]) >= net.day
        day = d(row["date"])
    net.day = day + timedelta(days=4)
    net.plan()
    assert "date" not in row_of(net, item.id)
    assert [(row.contact, row.id, row.planned) for row in net.due()] == [(ada.id, item.id, None)]
    net.day += timedelta(days=10)
    assert net.plan().touchpoints == ()
    net.touchpoints.done(ada)
    net.day += timedelta(days=30)
    assert len(net.plan().touchpoints) == 1


def test_three_ignored_weeks_bury_nobody(make):
    """Forty people ignored for three weeks: no day and no week ever holds more than it may."""
    net = make()
    circle_of(net, 40)
    net.plan()
    for _ in range(21):
        net.day += timedelta(days=1)
        view = net.plan()
        assert all(load.effort <= load.capacity for load in view.load)
        assert all(week.effort <= week.capacity for week in view.weeks)
    dated = net.session.store.find("touchpoint", {"state": "planned"})
    assert len([row for row in dated if row.get("date")]) <= 40
    assert len(net.due()) == 40


def test_what_the_user_pinned_is_not_dated_anew_until_three_days_past(make):
    """A moved item is kept on a Sunday, in plans before and after, and moves on the fourth day past."""
    net = make()
    people = circle_of(net, 3)
    net.plan()
    (item,) = open_items(net, people[0])
    with net.session.change("moved in the calendar") as work:
        row = row_of(net, item.id)
        net.touchpoints.write(work, {**row, "date": "2026-03-15", "pinned": True})
    net.plan()
    assert row_of(net, item.id)["date"] == "2026-03-15"
    net.day = d("2026-03-18")
    net.plan()
    assert row_of(net, item.id)["date"] == "2026-03-15"
    net.day = d("2026-03-19")
    view = net.plan()
    assert row_of(net, item.id)["date"] >= "2026-03-19"
    assert not row_of(net, item.id).get("pinned")
    assert item.id in days_of(view)


def test_a_pinned_item_of_one_holds_nobody_else(make):
    """What comes last in the store being pinned keeps nobody else from being planned."""
    net = make()
    people = circle_of(net, 5)
    net.plan()
    for who in people[:4]:
        net.touchpoints.snooze(who, d("2026-03-20"))
    (other,) = open_items(net, people[4])
    with net.session.change("lost its day") as work:
        net.touchpoints.write(work, {**row_of(net, other.id), "date": None})
    assert other.id in days_of(net.plan())


def test_follow_ups_and_promises_past_their_day_move_too_and_stay_owed(make):
    """A promise for Wednesday, ignored: moved twice, then undated; due by its own date all along."""
    net = make()
    ada = net.contacts.add("Ada")
    net.exchanges.promise(ada, "a book", by=d("2026-03-04"))
    net.day = d("2026-03-07")
    net.plan()
    (item,) = open_items(net, ada, "promise")
    assert item.date == d("2026-03-04")
    days = []
    for _ in range(3):
        net.day = (item.date or net.day) + timedelta(days=4)
        net.plan()
        (item,) = open_items(net, ada, "promise")
        days.append(item.date)
        assert [(row.id, row.due) for row in net.due()] == [(item.id, d("2026-03-04"))]
    assert days == [d("2026-03-09"), d("2026-03-13"), None]


def test_a_longer_cadence_takes_back_what_was_planned_too_early(make):
    """Moved from inner to outer: the item of next week is withdrawn, nothing is left behind."""
    net = make()
    (ada,) = circle_of(net, 1)
    net.plan()
    net.contacts.place(ada, "outer")
    assert net.plan().touchpoints == ()
    assert open_items(net, ada) == []


def test_a_shorter_horizon_leaves_what_was_planned_beyond_it(make):
    """Planned eight weeks ahead, then two: what is due later keeps its day."""
    net = make()
    (ada,) = circle_of(net, 1, "middle", "2026-01-05")
    net.plan(weeks=8)
    (item,) = open_items(net, ada)
    assert item.date == d("2026-04-06")
    net.plan(weeks=2)
    assert open_items(net, ada)[0].date == item.date


@pytest.mark.parametrize("weeks", [0, 61, -1])
def test_a_horizon_that_makes_no_sense_is_refused(make, weeks):
    """Between 1 and 60 weeks."""
    with pytest.raises(Invalid):
        make().plan(weeks=weeks)


class Fridays(Plugin):
    """No outreach on Fridays."""

    def rules(self, ctx):
        return [RuleSpec("no-fridays", "Fridays are kept free", blocks=on_friday)]


class Faulty(Plugin):
    """Breaks whenever it is asked."""

    def rules(self, ctx):
        return [RuleSpec("faulty", "Breaks", blocks=lambda facts, day: 1 // 0)]


def on_friday(facts, day):
    return "Fridays are kept free" if day.weekday() == 4 else None


def test_a_rule_of_a_plugin_blocks_days_and_a_faulty_one_blocks_none(make):
    """Due on a Friday, planned beside it with the rule's words; an error of another hurts nobody."""
    net = make(plugins=[Fridays, Faulty])
    circle_of(net, 6, last="2026-02-13")
    view = net.plan()
    assert len(view.touchpoints) == 6
    assert {row.ideal for row in view.touchpoints} == {d("2026-03-13")}
    assert 4 not in {row.date.weekday() for row in view.touchpoints}
    assert any("Fridays are kept free" in row.because for row in view.touchpoints)


class Elders(Plugin):
    """Whoever is tagged an elder goes first among equals."""

    def rules(self, ctx):
        return [RuleSpec("elders", "Elders first", weighs=self.weigh)]

    def weigh(self, candidate):
        return (5.0, "elders first") if candidate.name == "Zoe Elder" else (0.0, "")


def test_a_rule_of_a_plugin_weighs_among_equals_and_is_quoted(make):
    """Ann and Zoe are due on the same day, which holds one call; Zoe gets it, with the rule's words."""
    net = make("[profile]\nmax_per_day = 1\n", plugins=[Elders])
    for name in ("Ann Low", "Zoe Elder"):
        who = net.contacts.add(name, circle="outer")
        net.touchpoints.log(who, on=d("2025-03-10"), channel="message")
    rows = {row.name: row for row in net.plan().touchpoints}
    assert rows["Zoe Elder"].date == d("2026-03-10")
    assert rows["Zoe Elder"].because.endswith("elders first (elders)")
    assert rows["Ann Low"].date != d("2026-03-10")
    assert "elders" not in rows["Ann Low"].because


def test_the_mix_counts_intents(make):
    """Shares of help, insight and ask are per cent of what is planned with an intent."""
    net = make()
    circle_of(net, 20)
    view = net.plan()
    counted = [row.intent for row in view.touchpoints if row.intent]
    assert view.mix == {
        kind: round(100 * counted.count(kind) / len(counted), 1)
        for kind in ("help", "insight", "ask")
    }


def test_what_is_still_open_changes_no_proposal(make):
    """A meeting planned with everyone leaves the next activities as they would have been."""
    nets = make(), make()
    people = circle_of(nets[0], 12)
    first = {
        row.contact: (row.activity, row.channel) for row in nets[0].plan(dry_run=True).touchpoints
    }
    for who in people:
        nets[0].touchpoints.meet(who, on=d("2026-06-01"))
    view = nets[1].plan(dry_run=True)
    assert {
        r.contact: (r.activity, r.channel) for r in view.touchpoints if r.kind == "cadence"
    } == first


def test_an_archived_contacts_item_is_no_part_of_the_plan(make):
    """Archived between two plans: the item is gone and its room is free."""
    net = make()
    people = circle_of(net, 3)
    net.plan()
    net.contacts.archive(people[0])
    assert {row.contact for row in net.plan().touchpoints} == {each.id for each in people[1:]}
