"""A server that gives each new item another address than the one that it was written to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kithkeeper import Network
from kithkeeper.config import Config, Profile
from kithkeeper.sync.ports import CalendarItem, Gone, Result
from kithkeeper_caldav.connect import check_calendar, open_calendar

ADA = CalendarItem(
    uid="kith-ada",
    summary="Ada Lovelace – coffee",
    day=date(2026, 11, 25),
    network="net1",
    touchpoint="t1",
    description="Inner circle, monthly; last spoke 4 Mar 2026 over coffee",
)
BOB = replace(ADA, uid="kith-bob", touchpoint="t2")


@pytest.mark.parametrize("quirks", [{"relocates"}, {"relocates", "no-sync"}])
def test_caldav_relocated_items_are_found_in_two_requests(wayward, context, quirks):
    """Whatever their number: one tells what is new, one reads it."""
    wayward.add_calendar("Touchpoints")
    wayward.quirks |= quirks
    state = {}
    list(check_calendar(context(wayward.url, state=state)))
    calendar = open_calendar(context(wayward.url, state=state))
    list(calendar.changes(None))
    made = [calendar.put(each, id="", raw="", expected=None) for each in (ADA, BOB)]
    assert [(each.result, each.version) for each in made] == [(Result.OK, None)] * 2
    wayward.requests.clear()
    found = list(calendar.read([each.id for each in made]))
    assert len(wayward.requests) == 2
    assert [each for each in found if isinstance(each, Gone)] == [Gone(each.id) for each in made]
    assert [each.item for each in found if not isinstance(each, Gone)] == [ADA, BOB]


def test_caldav_relocated_items_cost_a_sync_two_requests_more_and_the_next_one_none(
    wayward, tmp_path
):
    """Three new reminders: what changed, three writes, where they stand; then what changed."""
    wayward.add_calendar("Touchpoints")
    wayward.quirks.add("relocates")
    account = {"plugin": "caldav", "url": wayward.url, "username": "alice", "password": "x"}
    config = Config(profile=Profile(timezone="Europe/Berlin"), connections={"home": account})
    with Network.open(
        tmp_path / "kith.db", config=config, clock=date(2026, 11, 22), home=tmp_path, environ={}
    ) as net:
        net.touchpoints.meet(net.contacts.add("Ada Lovelace"), on=date(2026, 11, 25))
        (report,) = net.sync()
        assert report.error is None
        wayward.requests.clear()
        for name in ("Bob Brown", "Cyd Charisse", "Dan Drake"):
            net.touchpoints.meet(net.contacts.add(name), on=date(2026, 11, 26))
        net.sync()
        assert wayward.methods() == ["REPORT", "PUT", "PUT", "PUT", "REPORT", "REPORT"]
        wayward.requests.clear()
        net.sync()
        assert wayward.methods() == ["REPORT"]
