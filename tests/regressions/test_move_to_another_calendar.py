"""A reminder that moved to another calendar left the user's lines behind, and went before it came."""

from __future__ import annotations

from datetime import date

from kithkeeper.model.kinds import State
from kithkeeper.testing import FakeCalendar, fake_network

MONDAY = date(2026, 3, 2)


class Full(FakeCalendar):
    """A calendar whose server takes nothing more, for as long as `full`."""

    full = True

    def put(self, item, **where):
        if self.full:
            raise OSError("no space left")
        return super().put(item, **where)


def opened(tmp_path, calendars, takes):
    return fake_network(
        MONDAY, calendars=calendars, store=tmp_path / "kith.db", settings={"home": {"takes": takes}}
    )


def test_move_to_another_calendar_takes_the_users_lines_along(tmp_path):
    """The notes stand under the new item, and what they said is not said twice."""
    calendars = {"home": FakeCalendar(), "other": FakeCalendar()}
    with opened(tmp_path, calendars, ["meeting"]) as net:
        ada = net.contacts.add("Ada Lovelace")
        net.touchpoints.meet(ada, on=date(2026, 3, 9))
        net.sync()
        (key,) = calendars["home"].items
        calendars["home"].edit(key, notes="bring the map\ngave: a book")
        net.sync()
    with opened(tmp_path, calendars, ["cadence"]) as net:
        for _ in range(2):
            net.sync()
        assert calendars["home"].items == {}
        (item,) = calendars["other"].items.values()
        assert item.notes == "bring the map\ngave: a book"
        assert [
            each["what"] for each in net.session.store.find("exchange", {"contact": ada.id})
        ] == ["a book"]
        assert [each.state for each in net.touchpoints.of(ada)] == [State.PLANNED]


def test_move_to_another_calendar_leaves_the_old_one_only_when_it_stands_in_the_new(tmp_path):
    """A calendar that takes nothing costs no reminder: it stays where it was until it can move."""
    calendars = {"home": FakeCalendar(), "other": Full()}
    with opened(tmp_path, calendars, ["meeting"]) as net:
        ada = net.contacts.add("Ada Lovelace")
        net.touchpoints.meet(ada, on=date(2026, 3, 9))
        net.sync()
    with opened(tmp_path, calendars, ["cadence"]) as net:
        net.sync("home")
        net.sync()
        assert [len(each.items) for each in calendars.values()] == [1, 0]
        calendars["other"].full = False
        net.sync()
        assert [len(each.items) for each in calendars.values()] == [0, 1]
        assert [each.state for each in net.touchpoints.of(ada)] == [State.PLANNED]
