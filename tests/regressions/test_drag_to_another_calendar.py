"""A reminder that the user moved from one calendar of ours to another counted as deleted."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest

from kithkeeper.model.kinds import Kind, State
from kithkeeper.sync.ports import ItemStatus
from kithkeeper.testing import FakeCalendar, fake_network

MONDAY = date(2026, 3, 2)


@contextmanager
def dragged(tmp_path, names, **change):
    """Ada's reminder as a calendar program moves it: the same object there, and gone here; synced."""
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
        other.add(replace(item, **change))
        net.sync()
        yield net, ada, home, other


def cadence_states(net, who):
    return [each.state for each in net.touchpoints.of(who) if each.kind is Kind.CADENCE]


IN_ORDER = pytest.mark.parametrize("names", [("home", "other"), ("other", "home")])
"""Whichever calendar is read first."""


@IN_ORDER
def test_drag_to_another_calendar_is_no_skip(tmp_path, names):
    """It stays planned, and stands once, in the calendar that takes it."""
    with dragged(tmp_path, names) as (net, ada, home, other):
        assert cadence_states(net, ada) == [State.PLANNED]
    assert len(home.items) == 1
    assert other.items == {}


@IN_ORDER
def test_drag_to_another_calendar_keeps_the_tick(tmp_path, names):
    """Ticked off over there, it is done, and its item is left as the user put it."""
    ticked = {"status": ItemStatus.DONE, "completed_on": MONDAY}
    with dragged(tmp_path, names, **ticked) as (net, ada, _, other):
        assert State.SKIPPED not in cadence_states(net, ada)
        assert net.session.store.get("standing", ada.id)["last_touch"] == "2026-03-02"
    assert [each.status for each in other.items.values()] == [ItemStatus.DONE]
