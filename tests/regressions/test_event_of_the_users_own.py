"""What the user made in the calendar was deleted there when its touchpoint was not wanted any more."""

from __future__ import annotations

from datetime import date

import pytest

from kithkeeper.model.kinds import Kind, State
from kithkeeper.sync.ports import CalendarItem
from kithkeeper.testing import FakeCalendar, fake_network

MONDAY = date(2026, 3, 2)
LUNCH = CalendarItem("mine-1", "Lunch with Ada Lovelace", date(2026, 3, 9))
WEEKLY = CalendarItem("mine-2", "Ada Lovelace, weekly", date(2026, 3, 2), repeats=True)


def meeting(net, contact, *states):
    """The touchpoint of the user's own event."""
    (found,) = [
        each
        for each in net.touchpoints.of(contact)
        if each.kind is Kind.MEETING and each.state in (states or tuple(State))
    ]
    return found


def archived(net, ada):
    net.contacts.archive(ada)


def skipped(net, ada):
    net.touchpoints.skip(meeting(net, ada).id)


def undone(net, _):
    net.history.undo()


def forgotten(net, ada):
    net.contacts.forget(ada)


@pytest.mark.parametrize("what", [archived, skipped, undone, forgotten])
def test_event_of_the_users_own_stays_whatever_becomes_of_its_touchpoint(what):
    """Archived, skipped, undone, forgotten: the lunch is in the calendar, untouched, and once."""
    calendar = FakeCalendar()
    with fake_network(MONDAY, calendars={"home": calendar}) as net:
        ada = net.contacts.add("Ada Lovelace")
        net.sync()
        key = calendar.add(LUNCH)
        net.sync()
        assert meeting(net, ada).state is State.PLANNED
        what(net, ada)
        for _ in range(2):
            (report,) = net.sync()
            assert report.pushed.deleted == 0
        assert calendar.items == {key: LUNCH}


def test_event_of_the_users_own_comes_back_with_its_contact_and_is_no_second_one():
    """Archived and brought back: the touchpoint stands for the same event as before."""
    calendar = FakeCalendar()
    with fake_network(MONDAY, calendars={"home": calendar}) as net:
        ada = net.contacts.add("Ada Lovelace")
        key = calendar.add(LUNCH)
        net.sync()
        net.contacts.archive(ada)
        net.sync()
        net.contacts.unarchive(ada)
        net.sync()
        assert calendar.items == {key: LUNCH}
        calendar.remove(key)
        net.sync()
        assert meeting(net, ada).state is State.SKIPPED


def test_event_of_the_users_own_stays_in_a_calendar_that_takes_no_meetings():
    """It is where the user put it, whatever the calendars take."""
    calendars = {"home": FakeCalendar(), "other": FakeCalendar()}
    settings = {"home": {"takes": ["cadence"]}}
    with fake_network(MONDAY, calendars=calendars, settings=settings) as net:
        ada = net.contacts.add("Ada Lovelace")
        key = calendars["home"].add(LUNCH)
        net.sync()
        net.sync()
        assert meeting(net, ada).date == date(2026, 3, 9)
    assert calendars["home"].items == {key: LUNCH}
    assert calendars["other"].items == {}


def test_event_of_the_users_own_that_repeats_is_never_written():
    """Done here is no tick on a whole series there."""
    calendar = FakeCalendar()
    with fake_network(MONDAY, calendars={"home": calendar}) as net:
        ada = net.contacts.add("Ada Lovelace")
        key = calendar.add(WEEKLY)
        net.sync()
        net.touchpoints.done(meeting(net, ada).id, on=MONDAY)
        for _ in range(2):
            net.sync()
        assert calendar.items == {key: WEEKLY}
        assert meeting(net, ada).state is State.DONE
