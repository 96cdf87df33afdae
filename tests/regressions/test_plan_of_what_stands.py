"""Whether a contact's touchpoint stands was read off whichever touchpoint came last."""

from datetime import date

from kithkeeper import Network


def test_a_snoozed_touchpoint_stands_once_in_the_plan():
    """Put off to 20 March, it is in the plan on that day only, and the others still move."""
    with Network.in_memory(today=date(2026, 3, 4)) as net:
        people = [net.contacts.add(f"Person {n}", circle="inner") for n in range(6)]
        first = {row.contact: row.id for row in net.plan(weeks=5).touchpoints}
        net.touchpoints.snooze(people[0], date(2026, 3, 20))
        rows = net.plan(weeks=5).touchpoints
        assert [row.date for row in rows if row.contact == people[0].id] == [date(2026, 3, 20)]
        assert {row.contact: row.id for row in rows} == first
        assert len(rows) == 6


def test_a_pinned_touchpoint_hides_no_other():
    """The last touchpoint is pinned; everyone else keeps a place in the plan."""
    with Network.in_memory(today=date(2026, 3, 4)) as net:
        people = [net.contacts.add(f"Person {n}", circle="inner") for n in range(6)]
        last = max(net.plan(weeks=5).touchpoints, key=lambda row: row.id)
        net.touchpoints.snooze(last.contact, date(2026, 3, 20))
        planned = {row.contact for row in net.plan(weeks=5).touchpoints}
        assert planned == {each.id for each in people}
