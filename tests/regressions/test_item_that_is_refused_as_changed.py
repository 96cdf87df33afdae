"""An item that a server never took was told as one that changes faster than we can write."""

from datetime import date

from kithkeeper.sync.ports import Outcome, Result
from kithkeeper.testing import FakeCalendar, fake_network

MONDAY = date(2026, 3, 2)


class Stubborn(FakeCalendar):
    """Says of each write that something had changed, though nothing has, while it is told to."""

    stubborn = False

    def put(self, item, *, id, raw, expected):
        if self.stubborn:
            return Outcome(Result.CONFLICT, id, reason="the server answers 412")
        return super().put(item, id=id, raw=raw, expected=expected)


def test_a_new_item_that_is_never_taken_is_a_problem():
    """What the server answered is told, the sync is not fine, and the next one makes the item."""
    home = Stubborn()
    home.stubborn = True
    with fake_network(MONDAY, calendars={"home": home}) as net:
        net.touchpoints.meet(net.contacts.add("Ada Lovelace"), on=date(2026, 3, 4))
        (report,) = net.sync()
        assert not report.ok
        assert report.conflicts == []
        assert [(each.record, each.reason) for each in report.problems] == [
            ("Ada Lovelace", "the server answers 412")
        ]
        home.stubborn = False
        (report,) = net.sync()
        assert (report.ok, report.pushed.created, len(home.items)) == (True, 1, 1)


def test_a_change_that_is_never_taken_is_a_problem():
    """The item stands as it was, and is written once the server takes it."""
    home = Stubborn()
    with fake_network(MONDAY, calendars={"home": home}) as net:
        meeting = net.touchpoints.meet(net.contacts.add("Ada Lovelace"), on=date(2026, 3, 4))
        net.sync()
        (key,) = home.items
        net.touchpoints.snooze(meeting, until=date(2026, 3, 6))
        home.stubborn = True
        (report,) = net.sync()
        assert report.conflicts == []
        assert [each.reason for each in report.problems] == ["the server answers 412"]
        assert home.items[key].day == date(2026, 3, 4)
        home.stubborn = False
        net.sync()
        assert home.items[key].day == date(2026, 3, 6)
