"""A sync that finds nothing new leaves planning and writing out, and never where there was something."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kithkeeper import Network
from kithkeeper.config import Config, Profile
from kithkeeper.sync.state import load_state
from kithkeeper.testing import FakeCalendar, FakePlugin, Manners, fake_network

MONDAY = date(2026, 3, 2)
MANNERS = {"delta": Manners(), "full-listing": Manners(delta=False)}


@pytest.fixture(params=MANNERS)
def calendar(request):
    return FakeCalendar(MANNERS[request.param])


@pytest.fixture
def opened(tmp_path, calendar):
    """Opens the network on a day; Ada is planned for and there."""

    def open_on(today=MONDAY, profile=None):
        return fake_network(
            today, calendars={"home": calendar}, store=tmp_path / "kith.db", profile=profile
        )

    with open_on() as net:
        ada = net.contacts.add("Ada Lovelace", circle="inner")
        net.touchpoints.log(ada, on=MONDAY - timedelta(days=20), channel="coffee")
        net.sync()
    return open_on


def is_settled(net):
    return bool(load_state(net.session.store, "home").get("settled"))


def test_sync_settled_nothing_new_is_one_request_and_the_same_count(opened, calendar):
    """And it stays so, sync after sync."""
    with opened() as net:
        assert is_settled(net)
        for _ in range(3):
            before = calendar.requests
            (report,) = net.sync()
            assert calendar.requests - before == 1
            assert (report.pushed.unchanged, report.ok) == (1, True)
            assert is_settled(net)


def test_sync_settled_what_is_done_here_is_written(opened, calendar):
    """Whatever it is, it is a change of the store."""
    with opened() as net:
        net.touchpoints.meet(net.contacts.add("Bob Frost"), on=MONDAY + timedelta(days=2))
        (report,) = net.sync()
        assert report.pushed.created == 1
        net.history.undo()
        net.sync()
        net.history.undo()
        (report,) = net.sync()
        assert len(calendar.items) == 1, report.details


def test_sync_settled_another_day_is_planned_anew(opened, calendar):
    """An item whose day passed four days ago has moved on."""
    (item,) = calendar.items.values()
    later = item.day + timedelta(days=4)
    with opened(later) as net:
        assert net.sync()[0].pushed.updated == 1
    (item,) = calendar.items.values()
    assert item.day >= later


def test_sync_settled_other_settings_are_written(opened, calendar):
    """Reminded at another time of day, in another zone."""
    with opened(profile=Profile(timezone="America/New_York")) as net:
        assert net.sync()[0].pushed.updated == 1


def test_sync_settled_what_someone_does_while_we_write_is_written_by_the_next(
    tmp_path, opened, calendar
):
    """It came after the plan."""
    put = calendar.put

    def meanwhile(*args, **more):
        calendar.put = put
        with fake_network(
            MONDAY, calendars={"home": calendar}, store=tmp_path / "kith.db"
        ) as other:
            other.touchpoints.meet(other.contacts.add("Cleo Vale"), on=MONDAY)
        return put(*args, **more)

    with opened() as net:
        net.touchpoints.meet(net.contacts.add("Bob Frost"), on=MONDAY + timedelta(days=2))
        calendar.put = meanwhile
        assert net.sync()[0].pushed.created == 1
        assert not is_settled(net)
        assert net.sync()[0].pushed.created == 1
        assert sorted(each.summary[:3] for each in calendar.items.values()) == ["Ada", "Bob", "Cle"]


def test_sync_settled_a_sync_that_ends_before_it_writes_is_gone_on_with(opened, calendar):
    """The user's wording was read, and ours not yet written again."""
    (key,) = calendar.items
    ours = calendar.items[key].summary
    read = calendar.read

    def read_and_killed(ids):
        yield from read(ids)
        raise KeyboardInterrupt

    with opened() as net:
        net.sync()
        calendar.edit(key, summary="Something else")
        calendar.read = read_and_killed
        with pytest.raises(KeyboardInterrupt):
            net.sync()
    calendar.read = read
    with opened() as net:
        net.sync()
    assert calendar.items[key].summary == ours


RULE = """
from kithkeeper.hooks import Plugin, RuleSpec

class Rest(Plugin):
    def rules(self, ctx):
        return [RuleSpec("rest", "Not on these days", blocks=blocks)]

def blocks(facts, day):
    return "a day of rest" if day.isoformat() in DAYS else None

DAYS = {days!r}
"""


def test_sync_settled_a_rule_that_was_changed_is_obeyed(tmp_path):
    """A plugin of one file, edited between two syncs of one day."""
    calendar = FakeCalendar()
    file = tmp_path / "plugins" / "rest.py"
    file.parent.mkdir()
    file.write_text(RULE.replace("{days!r}", "set()"))

    def open_it():
        tables = {"home": {"plugin": "fake", "kind": "calendar"}}
        config = Config(profile=Profile(timezone="Europe/Berlin"), connections=tables)
        plugin = FakePlugin({"home": calendar})
        return Network.open(
            tmp_path / "kith.db", config=config, clock=MONDAY, plugins=[plugin], home=tmp_path,
            environ={},
        )  # fmt: skip

    with open_it() as net:
        ada = net.contacts.add("Ada Lovelace", circle="inner")
        net.touchpoints.log(ada, on=MONDAY - timedelta(days=20), channel="coffee")
        net.sync()
        (item,) = calendar.items.values()
        assert is_settled(net)
    file.write_text(RULE.replace("{days!r}", repr({item.day.isoformat()})))
    with open_it() as net:
        net.sync()
    (moved,) = calendar.items.values()
    assert moved.day != item.day


def test_sync_settled_no_mark_of_a_secret_is_kept(tmp_path):
    """What is remembered is the same whatever the password is, and another with another calendar."""

    def kept(name, password, takes):
        tables = {"home": {"plugin": "fake", "kind": "calendar", "takes": takes}}
        tables["else"] = {"plugin": "nobody", "password": password}
        config = Config(profile=Profile(timezone="Europe/Berlin"), connections=tables)
        plugin = FakePlugin({"home": FakeCalendar()})
        with Network.open(
            tmp_path / name, config=config, clock=MONDAY, plugins=[plugin], discover=False, environ={}
        ) as net:  # fmt: skip
            net.sync("home")
            return load_state(net.session.store, "home")["settled"][0]

    assert kept("a.db", "one", ["meeting"]) == kept("b.db", "two", ["meeting"])
    assert kept("a.db", "one", ["meeting"]) != kept("c.db", "one", ["cadence"])
