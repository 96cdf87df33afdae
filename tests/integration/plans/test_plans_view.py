"""What a plan says, what it holds a day and a week, and that it writes nothing twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from plans.planned import MONDAY, circle_of, d, days_of, open_items

from kithkeeper.errors import Invalid
from kithkeeper.services.away import add_days_off


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


@pytest.mark.parametrize("weeks", [0, 61, -1])
def test_a_horizon_that_makes_no_sense_is_refused(make, weeks):
    """Between 1 and 60 weeks."""
    with pytest.raises(Invalid):
        make().plan(weeks=weeks)


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
