"""`kith catchup` named a `kith due --limit` that stopped short of the people it meant, and counted one
effort for whoever the plan had given up on.
"""

from __future__ import annotations

from datetime import date

from kithkeeper import Network
from kithkeeper.rules.capacity import EFFORT

DAY = date(2026, 11, 22)


def test_the_limit_reaches_behind_the_promises_that_come_first():
    """Two late promises stand before three late people in `kith due`, so five rows show all."""
    with Network.in_memory(today=DAY) as net:
        for name in ("Ada", "Ben", "Cy"):
            one = net.contacts.add(name, circle="inner")
            net.touchpoints.log(one, on=date(2026, 9, 1), channel="coffee")
        for what in ("a book", "a song"):
            net.exchanges.promise(one, what, by=date(2026, 11, 20))
        found = net.catchup()
        rows = net.due()
        assert [row.kind for row in rows] == ["promise", "promise", "cadence", "cadence", "cadence"]
        assert found.options[0].commands == ("kith due --limit 5",)
        assert found.options[0].what.count(" and ") == 1
        assert found.effort == sum(EFFORT[row.channel] for row in rows[2:])


def test_whoever_left_the_plan_takes_the_effort_of_their_channel():
    """A coffee that was moved twice is no more in the plan, and still takes four."""
    with Network.in_memory(today=DAY) as net:
        ada = net.contacts.add("Ada", circle="inner")
        net.touchpoints.log(ada, on=date(2026, 9, 1), channel="coffee")
        with net.session.change("moved twice") as work:
            work.put("touchpoint", "old", {
                "kind": "cadence", "contacts": [ada.id], "moves": 2, "origin": "plan",
                "due": "2026-10-01", "date": "2026-10-12", "channel": "coffee",
            })  # fmt: skip
        assert [row.channel for row in net.due()] == ["coffee"]
        assert net.catchup().effort == 4
