"""Thousands of items against a calendar in memory: each costs what the first one cost."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest

from kithkeeper.model.kinds import State
from kithkeeper.sync.ports import CalendarItem, ItemStatus
from kithkeeper.testing import FakeCalendar, fake_network

MONDAY = date(2026, 3, 2)


def seconds(net):
    began = time.process_time()
    (report,) = net.sync()
    assert report.error is None
    assert not report.problems
    return time.process_time() - began, report


def season(count):
    """Upload, nothing changed, all edited there beside as many foreign ones, all ticked off."""
    calendar = FakeCalendar()
    with fake_network(MONDAY, calendars={"home": calendar}) as net:
        people = net.contacts.add_many([{"name": f"Person{n} Test{n}"} for n in range(count)])
        with net.transaction("planned"):
            for n, each in enumerate(people):
                net.touchpoints.meet(each, on=MONDAY + timedelta(days=1 + n % 300))
        times = []
        used, report = seconds(net)
        times.append(used)
        assert report.pushed.created == count
        before = calendar.requests
        times.append(seconds(net)[0])
        assert calendar.requests - before == 1
        for key in list(calendar.items):
            calendar.edit(key, notes="a note")
        for n in range(count):
            calendar.add(CalendarItem(f"theirs{n}", f"Dentist {n} and so on", date(2026, 4, 1)))
        before = calendar.requests
        times.append(seconds(net)[0])
        assert calendar.requests - before <= 1 + 2 * -(-count // 50)
        for key, item in calendar.items.items():
            if item.touchpoint:
                calendar.edit(key, status=ItemStatus.DONE, completed_on=MONDAY)
        times.append(seconds(net)[0])
        assert net.session.store.count("touchpoint", {"state": State.DONE.value}) == count
    return times


def assert_linear(few, many):
    small, large = season(few), season(many)
    for name, a, b in zip(("upload", "nothing", "edited", "ticked"), small, large, strict=True):
        assert b <= 0.3 + 2.5 * a * many / few, (name, small, large)


def test_sync_many_twice_the_items_take_no_more_than_in_proportion():
    """No loop over all items for each item."""
    assert_linear(150, 1200)


@pytest.mark.long
@pytest.mark.timeout(300)
def test_sync_many_five_thousand_items():
    """The same with 5,000."""
    assert_linear(500, 5000)
