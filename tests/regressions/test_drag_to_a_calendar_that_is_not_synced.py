"""A reminder that was moved to another calendar of ours counted as deleted when that one was not
synced, and the day that it was given in the move was lost.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest

from kithkeeper.model.kinds import Kind, State
from kithkeeper.testing import FakeCalendar, fake_network

MONDAY = date(2026, 3, 2)
LATER = date(2026, 3, 19)
IN_ORDER = pytest.mark.parametrize("names", [("home", "other"), ("other", "home")])
"""Whichever calendar is read first."""


@contextmanager
def dragged(tmp_path, names):
    """Ada's reminder moved to the other calendar and another day, which no sync has seen."""
    calendars = {name: FakeCalendar() for name in names}
    home, other = calendars["home"], calendars["other"]
    with fake_network(
        MONDAY, calendars=calendars, store=tmp_path / "kith.db",
        settings={"other": {"takes": ["meeting"]}},
    ) as net:  # fmt: skip
        ada = net.contacts.add("Ada Lovelace", circle="inner")
        net.touchpoints.log(ada, on=date(2026, 2, 10), channel="coffee")
        net.sync()
        ((key, item),) = home.items.items()
        home.remove(key)
        other.add(replace(item, day=LATER))
        yield net, ada, home, other


def plans(net, who):
    return [
        (each.state, each.date) for each in net.touchpoints.of(who) if each.kind is Kind.CADENCE
    ]


@IN_ORDER
def test_the_day_given_in_the_move_is_kept(tmp_path, names):
    """Both synced, it stands on that day at home, and nowhere else."""
    with dragged(tmp_path, names) as (net, ada, home, other):
        net.sync()
        assert plans(net, ada) == [(State.PLANNED, LATER)]
    assert [each.day for each in home.items.values()] == [LATER]
    assert other.items == {}


@IN_ORDER
@pytest.mark.parametrize("second", ["home", "other"])
def test_it_stays_where_it_is_until_both_are_synced(tmp_path, names, second):
    """Its new day is known at once; it stands once at each moment, and then comes home."""
    with dragged(tmp_path, names) as (net, ada, home, other):
        for name in ("home", second):
            net.sync(name)
            assert plans(net, ada) == [(State.PLANNED, LATER)]
            assert (len(home.items), len(other.items)) == (0, 1)
        net.sync()
    assert [each.day for each in home.items.values()] == [LATER]
    assert other.items == {}


def test_deleted_over_there_it_is_skipped(tmp_path):
    """Before it came home."""
    with dragged(tmp_path, ("home", "other")) as (net, ada, _, other):
        net.sync("home")
        (key,) = other.items
        other.remove(key)
        net.sync("home")
        assert (State.SKIPPED, MONDAY) in plans(net, ada)


class Broken(FakeCalendar):
    """Fails at whatever it is asked."""

    def find(self, uid):
        raise ValueError(uid)


def test_a_calendar_that_fails_when_it_is_looked_into_fails_alone(tmp_path):
    """What is gone here counts as deleted, and this sync ends well."""
    home = FakeCalendar()
    with fake_network(
        MONDAY, calendars={"home": home, "other": Broken()}, store=tmp_path / "kith.db"
    ) as net:
        ada = net.contacts.add("Ada Lovelace", circle="inner")
        net.touchpoints.log(ada, on=date(2026, 2, 10), channel="coffee")
        net.sync("home")
        home.remove(*home.items)
        (report,) = net.sync("home")
        assert report.ok
        assert (State.SKIPPED, MONDAY) in plans(net, ada)
