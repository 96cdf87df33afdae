"""A server that goes back to a backup is known by the name of the state that it goes back to."""

from __future__ import annotations

from copy import deepcopy
from datetime import date

import pytest

from kithkeeper.sync.ports import CalendarItem, Restored, Result
from kithkeeper_caldav.connect import open_calendar
from kithkeeper_caldav.trail import KEPT, Trail

DAY = date(2026, 11, 25)


def item(uid):
    return CalendarItem(uid=uid, summary=f"{uid} – coffee", day=DAY, network="n", touchpoint=uid)


def written(calendar, uid):
    outcome = calendar.put(item(uid), id="", raw="", expected=None)
    assert outcome.result is Result.OK
    return outcome


def last(calendar, cursor):
    *_, delta = calendar.changes(cursor)
    return delta


@pytest.mark.parametrize("quirk", ["", "no-sync"])
@pytest.mark.parametrize("read_between", [True, False])
@pytest.mark.parametrize("day", ["2026-11-22", "2026-11-23"])
def test_caldav_trail_a_backup_is_known_by_token_or_ctag(
    wayward, context, quirk, read_between, day
):
    """Whether what it lost was read since or only written, on the same day and on the next."""
    wayward.add_calendar("Touchpoints")
    wayward.quirks = {quirk}
    state = {}
    calendar = open_calendar(context(wayward.url, state=state))
    written(calendar, "a")
    cursor = last(calendar, None).cursor
    backup = deepcopy((wayward.calendars, wayward.journal, wayward.number))
    written(calendar, "b")
    if read_between:
        delta = last(calendar, cursor)
        assert delta.restored is Restored.NO
        cursor = delta.cursor
    wayward.calendars, wayward.journal, wayward.number = backup
    again = open_calendar(context(wayward.url, state=state, today=day))
    delta = last(again, cursor)
    assert (delta.restored, delta.complete) == (Restored.YES, True)
    assert [id.rpartition("/")[2] for id, _ in delta.changed] == ["a.ics"]
    assert last(again, cursor).restored is Restored.YES
    later = open_calendar(context(wayward.url, state=state, today=day))
    assert last(later, delta.cursor).restored is Restored.NO


def test_caldav_trail_a_user_who_deletes_is_no_backup(wayward, context):
    """The name goes on when an item goes, so that a deletion stays a deletion."""
    where = wayward.add_calendar("Touchpoints")
    state = {}
    calendar = open_calendar(context(wayward.url, state=state))
    written(calendar, "a")
    cursor = last(calendar, None).cursor
    written(calendar, "b")
    wayward.remove(where, "b.ics")
    for today in ("2026-11-22", "2026-11-23"):
        opened = open_calendar(context(wayward.url, state=state, today=today))
        assert last(opened, cursor).restored is Restored.NO


def test_caldav_trail_names_that_were_never_probed_are_no_proof(wayward, context):
    """Without a probe it may as well have been the user."""
    wayward.add_calendar("Touchpoints")
    state = {}
    calendar = open_calendar(context(wayward.url, state=state))
    written(calendar, "a")
    cursor = last(calendar, None).cursor
    backup = deepcopy((wayward.calendars, wayward.journal, wayward.number))
    written(calendar, "b")
    wayward.calendars, wayward.journal, wayward.number = backup
    del state["probe"]
    again = open_calendar(context(wayward.url, state=state))
    assert last(again, cursor).restored is Restored.MAYBE


def test_caldav_trail_remembers_a_bounded_number_of_names_and_forgets_another_calendars():
    """A hundred names that were left behind, of this address only."""
    state = {}
    trail = Trail(state, "https://dav.example/a/")
    for n in range(KEPT + 50):
        trail.told(f"token-{n}")
    assert not trail.went_back
    assert len(state["trail"]["passed"]) == KEPT
    trail.told("token-3")
    assert not trail.went_back
    trail.told("token-140")
    assert trail.went_back
    other = Trail(state, "https://dav.example/b/")
    other.told("token-140")
    assert not other.went_back
