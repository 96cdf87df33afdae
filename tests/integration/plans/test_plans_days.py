"""What holds a planned day, moves it, or takes it out of the plan, told as dated stories."""

from __future__ import annotations

from datetime import timedelta

from plans.planned import circle_of, d, days_of, open_items, row_of

from kithkeeper.services.today import today


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


def test_an_archived_contacts_item_is_no_part_of_the_plan(make):
    """Archived between two plans: the item is gone and its room is free."""
    net = make()
    people = circle_of(net, 3)
    net.plan()
    net.contacts.archive(people[0])
    assert {row.contact for row in net.plan().touchpoints} == {each.id for each in people[1:]}
