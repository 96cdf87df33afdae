"""Which day is next, and what moves it, told as dated stories."""

from __future__ import annotations

import pytest
from touches.story import d

from kithkeeper import Network
from kithkeeper.errors import Invalid
from kithkeeper.services.away import add_days_off


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
