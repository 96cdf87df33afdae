"""A contact that a restored backup lacked, and that was added again, had two reminders."""

from datetime import date, timedelta

import pytest

from kithkeeper.testing import FakeCalendar, Manners, fake_network

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize("delta", [True, False])
def test_who_is_added_again_takes_the_reminder_that_is_there(tmp_path, delta):
    """And as long as nobody is, one request is enough."""
    home = FakeCalendar(Manners(delta=delta))

    def opened(name):
        return fake_network(MONDAY, calendars={"home": home}, store=tmp_path / name)

    def add(net, name):
        contact = net.contacts.add(name, circle="inner")
        net.touchpoints.log(contact, on=MONDAY - timedelta(days=20), channel="coffee")

    with opened("kith.db") as net:
        add(net, "Ada Lovelace")
        net.sync()
        net.session.store.backup(str(tmp_path / "backup.db"))
        add(net, "Bob Frost")
        net.sync()
    with opened("backup.db") as net:
        net.sync()
        assert len(home.items) == 2
        for _ in range(2):
            before = home.requests
            net.sync()
            assert home.requests - before == 1
        add(net, "Bob Frost")
        net.sync()
        assert sorted(each.summary[:3] for each in home.items.values()) == ["Ada", "Bob"]
        assert net.sync()[0].pushed.unchanged == 2
