"""Greeting a circle on a holiday: one item with everyone whose country keeps it on that day."""

from __future__ import annotations

from datetime import date

import pytest

from kithkeeper import Network
from kithkeeper.config import Config, Profile
from kithkeeper.hooks import OccasionSpec, Plugin
from kithkeeper.model import Address
from kithkeeper.model.circle import DEFAULT_CIRCLES
from kithkeeper.services.greetings import unknown_holidays
from kithkeeper.services.today import today

MONDAY = date(2026, 3, 2)
FEASTS = {
    "DE": [(date(2026, 3, 9), "Spring Day"), (date(2026, 3, 10), "Spring Day")],
    "FR": [(date(2026, 3, 16), "Spring Day"), (date(2026, 3, 9), "Day of Cheese")],
}


class Feasts(Plugin):
    """Feasts that nobody keeps but us."""

    api = (1, 1)

    def occasions(self, ctx):
        return [OccasionSpec("feasts", "Feasts", country, feasts)]


class Broken(Plugin):
    """Fails whenever it is asked."""

    api = (1, 1)

    def occasions(self, ctx):
        return [OccasionSpec("broken", "Broken", country, lambda *_: 1 / 0)]


def country(text):
    return {"germany": "DE", "de": "DE", "fr": "FR", "france": "FR"}.get(text.casefold())


def feasts(code, first, last):
    return [(on, name) for on, name in FEASTS.get(code, ()) if first <= on <= last]


def network(*names, plugins=(Feasts,), day=MONDAY, path=None):
    circles = tuple(
        each._replace(greet=names) if each.name == "outer" else each for each in DEFAULT_CIRCLES
    )
    config = Config(profile=Profile(region="DE"), circles=circles)
    if path is None:
        return Network.in_memory(today=day, config=config, plugins=list(plugins))
    return Network.open(path, clock=day, config=config, plugins=list(plugins), discover=False)


def greetings(net):
    rows = net.session.store.find("touchpoint", {"kind": "followup"}, order=("date", "id"))
    return [row for row in rows if row.get("origin", "").startswith("greet:")]


def three(net):
    """By address, by phone, and by the user's own region; and one who is no outer contact."""
    return [
        net.contacts.add("Ada", circle="outer", addresses=[Address(country="France")]),
        net.contacts.add("Ben", circle="outer", phone="+33 1 42 68 53 00"),
        net.contacts.add("Cleo", circle="outer"),
        net.contacts.add("Dan", circle="inner"),
    ]


def test_everyone_is_greeted_on_the_day_of_their_country():
    """One item a date; a feast of two days is greeted on its first."""
    with network("spring day") as net:
        ada, ben, cleo, _ = three(net)
        net.plan(weeks=4)
        first, second = greetings(net)
        assert (first["date"], first["contacts"]) == ("2026-03-09", [cleo.id])
        assert (second["date"], second["contacts"]) == ("2026-03-16", [ada.id, ben.id])
        assert second["title"] == "spring day: greet the outer circle"
        assert second["because"] == "spring day on 16 Mar 2026 in FR"


def test_planning_again_keeps_the_item_and_follows_who_comes_and_goes():
    """Under the same id; nobody left is no item."""
    with network("Spring Day") as net:
        ada, ben, cleo, dan = three(net)
        net.plan(weeks=4)
        before = greetings(net)
        net.plan(weeks=4)
        assert greetings(net) == before
        net.contacts.place([dan.id], "outer")
        net.contacts.archive(ada)
        net.plan(weeks=4)
        assert [(each["id"], each["contacts"]) for each in greetings(net)] == [
            (before[0]["id"], [cleo.id, dan.id]), (before[1]["id"], [ben.id]),
        ]  # fmt: skip
        net.contacts.archive(ben)
        net.plan(weeks=4)
        assert [each["date"] for each in greetings(net)] == ["2026-03-09"]


def test_ticked_off_everyone_on_it_was_touched_and_it_does_not_come_back():
    """A greeting is enough for the yearly cadence of the outer circle."""
    with network("Spring Day") as net:
        ada, ben, _, _ = three(net)
        net.plan(weeks=4)
        net.touchpoints.done(greetings(net)[1]["id"], on=MONDAY)
        for each in (ada, ben):
            (row,) = [row for row in net.contacts.all() if row.id == each.id]
            assert (row.last_touch, row.next_due) == ("2026-03-02", "2027-03-02")
        net.plan(weeks=4)
        assert len(greetings(net)) == 2


def test_what_the_user_moved_stays_moved_and_a_setting_taken_back_takes_the_item_along(tmp_path):
    """And one whose day passed is not made again."""
    path = tmp_path / "kith.db"
    with network("Spring Day", path=path) as net:
        three(net)
        net.plan(weeks=4)
        net.touchpoints.snooze(greetings(net)[0]["id"], date(2026, 3, 12))
        net.plan(weeks=4)
        assert [each["date"] for each in greetings(net)] == ["2026-03-12", "2026-03-16"]
    with network(path=path) as net:
        net.plan(weeks=4)
        assert greetings(net) == []


def test_today_tells_of_the_feast_a_week_before():
    """With the command that writes the drafts."""
    with network("Spring Day") as net:
        three(net)
        (row,) = today(net.session).occasions
        assert (row.name, row.on, row.people, row.countries) == (
            "Spring Day", date(2026, 3, 9), 1, ("DE",),
        )  # fmt: skip
        assert row.command == "kith script fill greeting --circle outer"


def test_a_name_that_nobody_keeps_is_told_with_those_that_are_near():
    """So that a typing error is found before the day."""
    with network("Sprung Day") as net:
        three(net)
        net.plan(weeks=4)
        assert greetings(net) == []
        assert list(unknown_holidays(net.session)) == [("outer", "Sprung Day", ["Spring Day"])]


@pytest.mark.parametrize("plugins", [(), (Broken,)])
def test_without_a_plugin_or_with_a_broken_one_the_rest_is_planned(plugins):
    """Nobody is greeted, everyone else has their day."""
    with network("Spring Day", plugins=plugins) as net:
        three(net)
        assert "Dan" in [each.name for each in net.plan(weeks=8).touchpoints]
        assert greetings(net) == []
