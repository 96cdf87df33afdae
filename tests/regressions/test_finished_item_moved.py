"""A ticked item that the user moved to the day on which it really happened kept its old date here."""

from __future__ import annotations

from datetime import date

from kithkeeper.sync.ports import ItemStatus
from kithkeeper.testing import FakeCalendar, fake_network

MONDAY = date(2026, 3, 2)


def test_finished_item_moved_dates_the_touch_anew_and_is_not_written():
    """Ticked on 2 March, moved to 26 February: that is when they spoke, and what counts."""
    calendar = FakeCalendar()
    with fake_network(MONDAY, calendars={"home": calendar}) as net:
        ada = net.contacts.add("Ada Lovelace", circle="inner")
        net.touchpoints.log(ada, on=date(2026, 2, 9), channel="coffee")
        net.sync()
        (key,) = calendar.items
        calendar.edit(key, status=ItemStatus.DONE, completed_on=MONDAY)
        net.sync()
        assert net.contacts.all()[0].last_touch == "2026-03-02"
        actual = date(2026, 2, 26)
        calendar.edit(key, day=actual, completed_on=actual)
        written = len(calendar.log)
        net.sync()
        assert net.contacts.all()[0].last_touch == "2026-02-26"
        assert not any(each.endswith(key) for each in calendar.log[written:])
