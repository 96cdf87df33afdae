"""One network on two computers: what both find out from the calendar stands there once."""

from __future__ import annotations

from datetime import date

import pytest

from kithkeeper import Network
from kithkeeper.config import Config, Profile
from kithkeeper.hooks import OccasionSpec, Plugin
from kithkeeper.model.circle import DEFAULT_CIRCLES
from kithkeeper.sync.ports import ItemStatus
from kithkeeper.testing import FakeCalendar
from kithkeeper.testing.plugin import FakePlugin


@pytest.fixture
def both(new_home, tmp_path):
    """Makes a home with people in it and a copy of it, on one calendar, after a first sync."""

    def made(*names, **fields):
        first = new_home(name="first.db")
        first.people(*names)
        with first.open() as net:
            for each in net.contacts.all():
                net.contacts.edit(each, **fields)
        first.sync()
        with first.open() as net:
            net.session.store.backup(str(tmp_path / "second.db"))
        second = new_home(calendar=first.calendar, name="second.db")
        second.sync()
        return first, second

    return made


def open_items(home):
    """Kinds of the open items."""
    found = home.calendar.items.values()
    return sorted(each.kind for each in found if each.status is ItemStatus.OPEN)


def rested(*homes):
    """Each syncs twice in turns, and writes nothing after that."""
    for home in (*homes, *homes):
        home.sync()
    for home in homes:
        home.quiet()


@pytest.mark.parametrize("days", [0, 1])
def test_sync_stories_promise_in_the_notes_is_one_on_both(both, days):
    """Both read the line `promised:`, be it on different days; there is one reminder of it, which
    both know as the same.
    """
    first, second = both("Ada Lovelace")
    second.later(days)
    item = first.item("Ada")
    notes = "promised: send the book by 2026-03-12\ngave: a lead"
    first.calendar.edit(item, notes=notes)
    rested(first, second)
    assert open_items(first) == ["cadence", "promise"]
    (promise,) = (k for k, each in first.calendar.items.items() if each.kind == "promise")
    first.calendar.edit(promise, status=ItemStatus.DONE, completed_on=first.today)
    rested(second, first)
    for home in (first, second):
        with home.open() as net:
            (kept,) = net.session.store.find("commitment", {})
            assert (kept["what"], kept["state"]) == ("send the book", "kept")


def test_sync_stories_line_told_twice_is_one_promise(new_home):
    """The same line twice under one reminder is one promise with one reminder."""
    home = new_home()
    home.people("Ada Lovelace")
    home.sync()
    line = "promised: send the book by 2026-03-12"
    home.calendar.edit(home.item("Ada"), notes=f"{line}\n{line}")
    home.sync()
    assert open_items(home) == ["cadence", "promise"]
    home.quiet()


def test_sync_stories_birthday_that_comes_near_is_one_on_both(both):
    """Each computer plans the birthday by itself once it is within the horizon."""
    first, second = both("Ada Lovelace", birthday="1990-04-20")
    assert open_items(first) == ["cadence"]
    for home in (first, second):
        home.later(30)
    rested(first, second)
    assert open_items(first).count("birthday") == 1


class Feasts(Plugin):
    """A holiday that all of Germany keeps."""

    api = (1, 1)

    def occasions(self, ctx):
        return [OccasionSpec("feasts", "Feasts", str.upper, spring)]


def spring(code, first, last):
    on = date(2026, 3, 9)
    return [(on, "Spring Day")] if first <= on <= last and code == "DE" else []


def test_sync_stories_greeting_of_a_circle_is_one_on_both(tmp_path):
    """Each computer plans the greeting by itself; there is one item of it."""
    calendar = FakeCalendar()
    circles = tuple(
        each._replace(greet=("Spring Day",)) if each.name == "outer" else each
        for each in DEFAULT_CIRCLES
    )
    tables = {"home": {"plugin": "fake", "kind": "calendar"}}
    config = Config(profile=Profile(region="DE"), circles=circles, connections=tables)
    plugins = [FakePlugin({"home": calendar}), Feasts]

    def opened(name):
        return Network.open(
            tmp_path / name, clock=date(2026, 3, 2), config=config, discover=False, plugins=plugins
        )

    with opened("first.db") as net:
        net.contacts.add("Ada Lovelace", circle="outer")
        net.session.store.set_setting("network", "net1")
        net.session.store.backup(str(tmp_path / "second.db"))
    for name in ("first.db", "second.db", "first.db", "second.db"):
        with opened(name) as net:
            net.sync()
    assert len([each for each in calendar.items.values() if each.kind == "followup"]) == 1


def test_sync_stories_birthday_that_was_withdrawn_comes_back(new_home):
    """Its id is the same as before; that its item was taken away does not keep it away."""
    home = new_home()
    (ada,) = home.people("Ada Lovelace")
    with home.open() as net:
        net.contacts.edit(ada, birthday="1990-03-20")
    home.sync()
    assert open_items(home) == ["birthday", "cadence"]
    for act in ("archive", "unarchive"):
        with home.open() as net:
            getattr(net.contacts, act)(ada)
        home.sync()
        assert open_items(home) == ([] if act == "archive" else ["birthday", "cadence"])
    home.quiet()


def test_sync_stories_promise_that_is_worded_back_is_there_again(new_home):
    """A line that is taken out takes its reminder with it, and brings it when it is written again."""
    home = new_home()
    home.people("Ada Lovelace")
    home.sync()
    item, line = home.item("Ada"), "promised: send the book by 2026-03-12"
    for notes, kinds in ((line, ["cadence", "promise"]), ("nothing", ["cadence"])) * 2:
        home.calendar.edit(item, notes=notes)
        home.sync()
        assert open_items(home) == kinds
    home.quiet()
