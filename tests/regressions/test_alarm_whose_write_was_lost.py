"""A new alarm time whose write failed was taken for sent, as the words were the same as before."""

from datetime import date

from kithkeeper.sync.ports import Outcome, Result
from kithkeeper.testing import FakeCalendar, fake_network

MONDAY = date(2026, 3, 2)


class Losing(FakeCalendar):
    """Loses writes for as long as it is told to."""

    lose = False

    def put(self, item, *, id, raw, expected):
        if self.lose:
            return Outcome(Result.FAILED, id, reason="no answer came")
        return super().put(item, id=id, raw=raw, expected=expected)


def test_the_alarm_is_sent_again():
    """The item that the user moved reminds on its new day, once writing succeeds."""
    home = Losing()
    with fake_network(MONDAY, calendars={"home": home}) as net:
        net.touchpoints.meet(net.contacts.add("Ada Lovelace"), on=date(2026, 3, 4))
        net.sync()
        (key,) = home.items
        assert home.items[key].alarm.date() == date(2026, 3, 4)
        home.edit(key, day=date(2026, 3, 6))
        home.lose = True
        net.sync()
        assert home.items[key].alarm.date() == date(2026, 3, 4)
        home.lose = False
        net.sync()
        assert home.items[key].alarm.date() == date(2026, 3, 6)
