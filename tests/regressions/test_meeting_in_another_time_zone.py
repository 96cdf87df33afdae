"""A meeting at a time of day was moved in the calendar when the user came to another time zone."""

from __future__ import annotations

from datetime import date, time

import pytest

from kithkeeper import Network
from kithkeeper.config import Config, Profile
from kithkeeper.testing import servers

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize("kind", ["event", "todo"])
def test_a_meeting_stays_at_its_instant_wherever_the_user_is(tmp_path, kind):
    """At 19:00 in Kolkata it is 01:30 of the next day in Auckland, and 19:00 again back home; the
    calendar's time is never written, and nothing is left to do.
    """
    with servers.radicale(tmp_path / "radicale") as server:
        table = {"plugin": "caldav", "url": server.url, "username": server.user,
                 "password": server.password, "calendar": "Touch", "as": kind}  # fmt: skip

        def opened(zone):
            config = Config(profile=Profile(timezone=zone), connections={"home": table})
            return Network.open(
                tmp_path / "kith.db", config=config, clock=MONDAY, home=tmp_path, environ={}
            )

        with opened("Asia/Kolkata") as net:
            ada = net.contacts.add("Ada Lovelace")
            meeting = net.touchpoints.meet(ada, on=date(2026, 4, 9), at=time(19))
            assert net.sync()[0].pushed.created == 1
        for zone, day, at in (
            ("Pacific/Auckland", date(2026, 4, 10), time(1, 30)),
            ("Asia/Kolkata", date(2026, 4, 9), time(19)),
        ):
            with opened(zone) as net:
                (report,) = net.sync()
                assert (report.problems, report.error) == ([], None)
                now = net.touchpoints.get(meeting.id)
                assert (now.date, now.time) == (day, at)
                calendar = net.host.open_calendar("home", net.session.moment(), {})
                (row,) = net.session.store.find("sync_item")
                (seen,) = calendar.read([row["remote"]])
                assert "20260409T133000Z" in seen.raw
                (again,) = net.sync()
                assert (again.requests, again.pushed.unchanged) == (1, 1)
