"""The forecast takes birthdays and promises first, as the plan does."""

from __future__ import annotations

from datetime import date

from kithkeeper import Network

MONDAY = date(2026, 11, 23)


def test_what_has_its_day_takes_capacity_first():
    """A birthday and a promise of the week after, one effort each; a birthday every year."""
    with Network.in_memory(today=MONDAY) as net:
        net.contacts.add("Ada Lovelace", circle="inner", birthday="1980-11-30")
        net.contacts.add("Bob Roe", circle="outer", birthday="1980-12-01")
        cleo = net.contacts.add("Cleo Park")
        before = net.history.since(0)
        assert [week.fixed for week in net.forecast(weeks=3).weeks] == [0, 1, 0]
        assert net.history.since(0) == before
        net.exchanges.promise(cleo, "the paper", by=date(2026, 12, 2))
        ahead = net.forecast(weeks=54)
        assert {week.start: week.fixed for week in ahead.weeks if week.fixed} == {
            date(2026, 11, 30): 3,
            date(2027, 11, 29): 1,
        }
        assert "beside birthdays, promises and what else has its day" in ahead.because


def test_too_many_of_them_leave_no_room():
    """Twenty promises of a week leave nothing of it to the circles, and exceed nothing silently."""
    with Network.in_memory(today=MONDAY) as net:
        ada = net.contacts.add("Ada Lovelace", circle="inner")
        net.touchpoints.log(ada, on=date(2026, 10, 26), channel="coffee")
        for number in range(20):
            net.exchanges.promise(ada, f"paper {number}", by=date(2026, 11, 26))
        (week,) = net.forecast(weeks=1).weeks
        assert week.fixed == week.effort > week.capacity
        assert week.waiting > 0
