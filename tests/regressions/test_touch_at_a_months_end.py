"""A touch that counted left the open item where the clamped month came to the same date."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from kithkeeper import Network


def test_the_day_before_the_clamp_still_completes_what_is_planned(tmp_path):
    """Spoken on 29 January, due on 28 February; a call on 31 January is due on the 28th too, and
    completes the item that stood there.
    """
    with Network.open(
        tmp_path / "kith.db", home=tmp_path, discover=False, environ={},
        clock=lambda: datetime.combine(date(2026, 1, 31), time(9), UTC),
    ) as net:  # fmt: skip
        ada = net.contacts.add("Ada Lovelace", circle="inner")
        net.touchpoints.log(ada, channel="call", on=date(2026, 1, 29))
        net.plan(weeks=5)
        (planned,) = [each for each in net.touchpoints.of(ada) if each.state.is_open]
        assert planned.due == date(2026, 2, 28)
        logged = net.touchpoints.log(ada, channel="call")
        assert (logged.touchpoint.id, logged.touchpoint.state) == (planned.id, "done")
        assert logged.next_due == {ada.id: date(2026, 2, 28)}


def test_what_was_before_the_placing_completes_nothing(tmp_path):
    """Placed on 31 January; a visit of last summer, noted since, leaves the planned item open."""
    with Network.open(
        tmp_path / "kith.db", home=tmp_path, discover=False, environ={},
        clock=lambda: datetime.combine(date(2026, 1, 31), time(9), UTC),
    ) as net:  # fmt: skip
        ada = net.contacts.add("Ada Lovelace", circle="inner")
        net.plan(weeks=5)
        (planned,) = net.touchpoints.of(ada)
        net.touchpoints.log(ada, channel="visit", on=date(2025, 7, 1))
        assert net.touchpoints.get(planned.id).state == "planned"
