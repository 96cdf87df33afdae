"""Snoozing somebody to a day of their pause wrote to the store, and then answered "not found"."""

from datetime import date

import pytest

from kithkeeper import Network
from kithkeeper.errors import Invalid

TODAY, WITHIN, END = date(2026, 3, 4), date(2026, 3, 20), date(2026, 4, 10)


@pytest.mark.parametrize("planned", [True, False])
def test_a_day_of_the_pause_is_refused(planned):
    """The store stays as it was; the day on which the pause ends is fine."""
    with Network.in_memory(today=TODAY) as net:
        ada = net.contacts.add("Ada Low", circle="inner")
        if planned:
            net.plan(weeks=4)
        net.contacts.pause(ada, END)
        before = [each.id for each in net.history.all()]
        with pytest.raises(Invalid, match="Ada Low is paused until 2026-04-10"):
            net.touchpoints.snooze(ada, WITHIN)
        assert [each.id for each in net.history.all()] == before
        assert net.touchpoints.snooze(ada, END).date == END
