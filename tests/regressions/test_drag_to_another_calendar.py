"""A reminder that the user moved from one calendar of ours to another counted as deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kithkeeper.model.kinds import Kind, State
from kithkeeper.sync.ports import ItemStatus
from kithkeeper.testing import FakeCalendar, fake_network

MONDAY = date(2026, 3, 2)


def opened(tmp_path, calendars):
    return fake_network(
        MONDAY, calendars=calendars, store=tmp_path / "kith.db",
        settings={"other": {"takes": ["meeting"]}},
    )  # fmt: skip


def drag(calendars, **change):
    """Do as a calendar program does: the same object there, and gone here."""
    (key,) = calendars["home"].items
    item = calendars["home"].items[key]
    calendars["home"].remove(key)
    calendars["other"].add(replace(item, **change))


IN_ORDER = pytest.mark.parametrize("names", [("home", "other"), ("other", "home")])
"""Whichever calendar is read first."""


@IN_ORDER
def test_drag_to_another_calendar_is_no_skip(tmp_path, names):
    """It stays planned, and stands once, in the calendar that takes it."""
    calendars = {name: FakeCalendar() for name in names}
    with opened(tmp_path, calendars) as net:
        ada = net.contacts.add("Ada Lovelace", circle="inner")
        net.touchpoints.log(ada, on=date(2026, 2, 10), channel="coffee")
        net.sync()
        drag(calendars)
        net.sync()
        states = [each.state for each in net.touchpoints.of(ada) if each.kind is Kind.CADENCE]
    assert states == [State.PLANNED]
    assert len(calendars["home"].items) == 1
    assert calendars["other"].items == {}


@IN_ORDER
def test_drag_to_another_calendar_keeps_the_tick(tmp_path, names):
    """Ticked off over there, it is done, and its item is left as the user put it."""
    calendars = {name: FakeCalendar() for name in names}
    with opened(tmp_path, calendars) as net:
        ada = net.contacts.add("Ada Lovelace", circle="inner")
        net.touchpoints.log(ada, on=date(2026, 2, 10), channel="coffee")
        net.sync()
        drag(calendars, status=ItemStatus.DONE, completed_on=MONDAY)
        net.sync()
        states = {each.state for each in net.touchpoints.of(ada) if each.kind is Kind.CADENCE}
        touched = net.session.store.get("standing", ada.id)["last_touch"]
    assert State.SKIPPED not in states
    assert touched == "2026-03-02"
    assert [each.status for each in calendars["other"].items.values()] == [ItemStatus.DONE]
