"""The plan's last ISO week showed none of what stands in its days after the horizon."""

from __future__ import annotations

from datetime import date

from kithkeeper import Network
from kithkeeper.config import Config


def test_a_meeting_on_the_friday_after_the_horizon_counts_for_its_week():
    """From Thursday 17 September a week ends on Wednesday 23; lunch is on Friday 25, and takes 4."""
    with Network.in_memory(today=date(2026, 9, 17), config=Config()) as net:
        ada = net.contacts.add("Ada Lovelace")
        net.touchpoints.meet(ada, on=date(2026, 9, 25), channel="lunch")
        view = net.plan(weeks=1)
    assert view.touchpoints == ()
    assert [(each.start, each.effort) for each in view.weeks] == [
        (date(2026, 9, 14), 0),
        (date(2026, 9, 21), 4),
    ]
