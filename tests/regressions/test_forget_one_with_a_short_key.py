"""Forgetting somebody took out of every connection's memory what had their key anywhere in it."""

from __future__ import annotations

from datetime import date

from kithkeeper.model import Card
from kithkeeper.sync.state import load_state, save_state
from kithkeeper.testing import FakeCalendar, FakeSource, fake_network

CALENDAR = {"place": {"url": "http://dav.example/1/", "version": "11"}}


def remember(net, connection, memory):
    with net.session.store.write(by="plugin", what="") as work:
        save_state(
            work, connection, {**load_state(net.session.store, connection), "plugin": memory}
        )


def test_forget_one_with_a_short_key_leaves_the_memory_of_others(tmp_path):
    """Key 1 of a source names nothing in a calendar, and is no part of key 11."""
    source = FakeSource()
    source.set("1", Card(name="Ada Lovelace"))
    source.set("11", Card(name="Bob Frost"))
    with fake_network(
        date(2026, 3, 2), sources={"cards": source}, calendars={"home": FakeCalendar()},
        store=tmp_path / "kith.db",
    ) as net:  # fmt: skip
        net.sync()
        remember(net, "home", CALENDAR)
        remember(net, "cards", {"seen": ["1", "11"], "labels": {"people/1": "x", "people/11": "y"}})
        (ada,) = [each for each in net.contacts.all() if each.name == "Ada Lovelace"]
        net.contacts.forget(ada.id)
        assert load_state(net.session.store, "home")["plugin"] == CALENDAR
        assert load_state(net.session.store, "cards")["plugin"] == {
            "seen": ["11"], "labels": {"people/11": "y"},
        }  # fmt: skip
