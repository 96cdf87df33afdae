"""The calendar against a server that misbehaves as real ones were measured to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kithkeeper.errors import PluginError
from kithkeeper.sync.ports import CalendarItem, Gone, Result, Seen
from kithkeeper_caldav.connect import check_calendar, open_calendar

ADA = CalendarItem(
    uid="kith-ada",
    summary="Ada Lovelace – coffee",
    day=date(2026, 11, 25),
    network="net1",
    touchpoint="t1",
    description="Inner circle, monthly; last spoke 4 Mar 2026 over coffee",
)
FOREIGN = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART:20261201T090000Z\r\n"
    "SUMMARY:Dentist\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture
def where(wayward):
    return wayward.add_calendar("Touchpoints")


def new(calendar, item=ADA):
    return calendar.put(item, id="", raw="", expected=None)


def one(calendar, id):
    (seen,) = calendar.read([id])
    return seen


def test_caldav_a_calendar_that_is_missing_is_made_once(wayward, context):
    """The calendar is made where none has the name; the next opening sends nothing."""
    state = {}
    calendar = open_calendar(context(wayward.url, state=state))
    assert wayward.names == {"/dav/alice/touchpoints/": "Touchpoints"}
    assert calendar.requests > 1
    assert open_calendar(context(wayward.url, state=state)).requests == 0


def test_caldav_an_address_that_is_a_calendar_is_taken_whatever_its_name(wayward, context):
    """A URL of a calendar needs no search by name."""
    path = wayward.add_calendar("Private things", "things")
    calendar = open_calendar(context(wayward.url.rstrip("/") + path))
    assert calendar.url.endswith("/dav/alice/things/")
    assert calendar.requests == 1


def test_caldav_a_server_that_makes_no_calendars_says_what_to_do(wayward, context):
    """The refusal names the calendars that are there."""
    wayward.add_calendar("Work", "work")
    wayward.quirks.add("no-mkcalendar")
    with pytest.raises(PluginError, match=r"make one called 'Touchpoints'.*'Work'"):
        open_calendar(context(wayward.url))


def test_caldav_a_server_that_wants_one_kind_gets_one_kind(wayward, context):
    """Where events and tasks together are refused, the kind that was asked for is made."""
    wayward.quirks.add("one-kind")
    open_calendar(context(wayward.url))
    assert wayward.methods().count("MKCALENDAR") == 2


def test_caldav_a_calendar_made_by_a_lost_request_is_found_again(wayward, context):
    """MKCALENDAR that was carried out but not answered makes no second calendar."""
    wayward.faults.append(("MKCALENDAR", "reset-after"))
    open_calendar(context(wayward.url))
    assert list(wayward.calendars) == ["/dav/alice/touchpoints/"]


def test_caldav_a_dry_run_makes_and_writes_nothing(wayward, context):
    """A dry run leaves the account as it was, before and after the calendar exists."""
    calendar = open_calendar(context(wayward.url, dry_run=True))
    assert next(iter(calendar.changes(None))).complete is False
    assert new(calendar).result is Result.FAILED
    assert set(wayward.methods()) == {"PROPFIND"}


def test_caldav_a_task_list_gets_tasks(wayward, context, where):
    """`as = "event"` gives way where the collection takes only tasks."""
    wayward.quirks.add("only-todo")
    calendar = open_calendar(context(wayward.url))
    outcome = new(calendar)
    assert calendar.capabilities.items == ("todo",)
    assert "BEGIN:VTODO" in outcome.raw


@pytest.mark.parametrize("quirk", ["", "no-sync", "no-ctag", "absolute-hrefs", "odd-escapes"])
@pytest.mark.parametrize("today", ["2026-11-22", "2026-11-23"])
def test_caldav_nothing_changed_costs_one_request(wayward, context, where, quirk, today):
    """One request, on the same day and on the next, whatever the server has to tell changes by."""
    wayward.quirks |= {quirk} | ({"no-sync"} if quirk == "no-ctag" else set())
    state = {}
    first = open_calendar(context(wayward.url, state=state))
    new(first)
    cursor = list(first.changes(None))[-1].cursor
    wayward.requests.clear()
    calendar = open_calendar(context(wayward.url, today, state=state))
    deltas = list(calendar.changes(cursor))
    assert len(wayward.requests) == calendar.requests == 1
    assert not any(delta.removed for delta in deltas)
    assert {id.rpartition("/")[2] for d in deltas for id, _ in d.changed} <= {"kith-ada.ics"}


@pytest.mark.parametrize("quirk", ["", "absolute-hrefs", "odd-escapes"])
def test_caldav_the_id_of_a_new_item_is_the_id_that_the_listing_gives(
    wayward, context, where, quirk
):
    """However a server spells its addresses, an item that we made meets itself."""
    wayward.quirks.add(quirk)
    calendar = open_calendar(context(wayward.url))
    outcome = new(calendar)
    (listing,) = calendar.changes(None)
    assert listing.changed == ((outcome.id, outcome.version),)
    assert listing.complete
    assert one(calendar, outcome.id).item == ADA


def test_caldav_changes_come_in_pages(wayward, context, where):
    """A 507 in the middle of a delta is a page, and each page has a cursor to go on from."""
    calendar = open_calendar(context(wayward.url))
    cursor = list(calendar.changes(None))[-1].cursor
    for number in range(5):
        wayward.store(where, f"{number}.ics", FOREIGN.format(uid=number))
    wayward.quirks.add("pages")
    pages = list(calendar.changes(cursor))
    assert [len(page.changed) for page in pages] == [2, 2, 1]
    assert len({page.cursor for page in pages}) == 3
    assert not any(page.complete for page in pages)


@pytest.mark.parametrize("quirk", ["token-refused", "no-sync"])
def test_caldav_a_token_that_is_not_taken_ends_in_a_full_listing(wayward, context, where, quirk):
    """No token error is ever an error of the run."""
    calendar = open_calendar(context(wayward.url))
    cursor = list(calendar.changes(None))[-1].cursor
    wayward.store(where, "a.ics", FOREIGN.format(uid="a"))
    wayward.quirks.add(quirk)
    (delta,) = calendar.changes(cursor)
    assert delta.complete
    assert [id for id, _ in delta.changed] == [f"{where}a.ics"]


def test_caldav_each_new_day_begins_with_a_full_listing(wayward, context, where):
    """What a token kept silent about today is in tomorrow's one request."""
    state = {}
    calendar = open_calendar(context(wayward.url, state=state))
    cursor = list(calendar.changes(None))[-1].cursor
    wayward.calendars[where]["hidden.ics"] = (FOREIGN.format(uid="hidden"), 99)
    (delta,) = calendar.changes(cursor)
    assert (delta.changed, delta.complete) == ([], False)
    (delta,) = open_calendar(context(wayward.url, "2026-11-23", state=state)).changes(cursor)
    assert delta.complete
    assert [id for id, _ in delta.changed] == [f"{where}hidden.ics"]


def test_caldav_a_counter_that_runs_backwards_is_a_restored_server(wayward, context, where):
    """Sabre answers a token from the future with no changes; the listing tells the truth."""
    wayward.number = 40
    calendar = open_calendar(context(wayward.url))
    cursor = list(calendar.changes(None))[-1].cursor
    wayward.number = 3
    wayward.calendars[where]["old.ics"] = (FOREIGN.format(uid="old"), 3)
    (delta,) = calendar.changes(cursor)
    assert delta.complete
    assert [id for id, _ in delta.changed] == [f"{where}old.ics"]


def test_caldav_a_calendar_that_is_gone_is_no_deletion(wayward, context, where):
    """A collection that answers 404 stops the connection with a sentence; no item is reported."""
    calendar = open_calendar(context(wayward.url))
    outcome = new(calendar)
    cursor = list(calendar.changes(None))[-1].cursor
    del wayward.calendars[where]
    for ask in (None, cursor):
        with pytest.raises(PluginError, match="not there any more; nothing was deleted here"):
            list(calendar.changes(ask))
    with pytest.raises(PluginError, match="not there any more"):
        calendar.put(replace(ADA, uid="kith-bob"), id="", raw="", expected=None)
    assert outcome.result is Result.OK


@pytest.mark.parametrize("quirk", ["", "multiget-omits", "multiget-404"])
def test_caldav_one_vanished_item_costs_no_other(wayward, context, where, quirk):
    """What a batch leaves out is asked for directly; the others are read all the same."""
    wayward.quirks.add(quirk)
    calendar = open_calendar(context(wayward.url))
    for number in range(7):
        wayward.store(where, f"{number}.ics", FOREIGN.format(uid=f"u{number}"))
    ids = [f"{where}{number}.ics" for number in range(7)]
    wayward.remove(where, "3.ics")
    found = list(calendar.read(ids))
    assert {each.id for each in found if isinstance(each, Seen)} == {*ids} - {ids[3]}
    assert [each for each in found if isinstance(each, Gone)] == [Gone(ids[3])]


def test_caldav_an_omitted_item_that_still_stands_is_not_gone(wayward, context, where):
    """Absence from a batch is nothing; only a 404 to the item itself is."""
    wayward.store(where, "a.ics", FOREIGN.format(uid="a"))
    calendar = open_calendar(context(wayward.url))
    wayward.faults += [("GET", "html")]
    assert list(calendar.read([f"{where}b.ics"])) == []
    assert one(calendar, f"{where}a.ics").item.summary == "Dentist"


def test_caldav_reading_goes_in_batches(wayward, context, where):
    """120 items cost three requests."""
    for number in range(120):
        wayward.store(where, f"{number}.ics", FOREIGN.format(uid=f"u{number}"))
    calendar = open_calendar(context(wayward.url))
    (listing,) = calendar.changes(None)
    wayward.requests.clear()
    assert len(list(calendar.read([id for id, _ in listing.changed]))) == 120
    assert wayward.methods() == ["REPORT"] * 3


def test_caldav_a_uid_is_found_under_any_name(wayward, context, where):
    """An item that was moved to another address is found by query, or by looking through all."""
    wayward.store(where, "moved-by-someone", FOREIGN.format(uid="kith-ada"))
    wayward.store(where, "b.ics", FOREIGN.format(uid="kith-ada-2"))
    calendar = open_calendar(context(wayward.url))
    assert calendar.find("kith-ada").id == f"{where}moved-by-someone"
    assert calendar.find("kith-a") is None
    wayward.quirks.add("no-query")
    assert calendar.find("kith-ada-2").id == f"{where}b.ics"


@pytest.mark.parametrize("quirk", ["", "no-preconditions", "weak-etags", "no-put-etag", "no-etags"])
def test_caldav_a_change_of_someone_else_is_never_overwritten(wayward, context, where, quirk):
    """With conditions, without them, with weak tags or none: a stale write is a conflict."""
    wayward.quirks.add(quirk)
    calendar = open_calendar(context(wayward.url))
    outcome = new(calendar)
    assert outcome.version == (f'"{wayward.number}"' if quirk in ("", "no-preconditions") else None)
    seen = one(calendar, outcome.id)
    moved = FOREIGN.format(uid="kith-ada").replace("Dentist", "Their change")
    wayward.store(where, "kith-ada.ics", moved)
    again = replace(ADA, summary="Ours")
    late = calendar.put(again, id=outcome.id, raw=seen.raw, expected=seen.version)
    assert late.result is Result.CONFLICT
    if quirk != "no-etags":
        assert calendar.delete(outcome.id, expected=seen.version).result is Result.CONFLICT
    assert new(calendar).result is Result.CONFLICT
    assert wayward.calendars[where]["kith-ada.ics"][0] == moved


@pytest.mark.parametrize("quirk", ["", "no-preconditions", "weak-etags", "no-put-etag", "no-etags"])
def test_caldav_a_write_on_what_stands_there_goes_through(wayward, context, where, quirk):
    """The guards hold back stale writes only; update and delete work on every such server."""
    wayward.quirks.add(quirk)
    calendar = open_calendar(context(wayward.url))
    outcome = new(calendar)
    seen = one(calendar, outcome.id)
    again = replace(ADA, summary="Ada Lovelace – call")
    put = calendar.put(again, id=outcome.id, raw=seen.raw, expected=seen.version)
    assert put.result is Result.OK
    seen = one(calendar, outcome.id)
    assert seen.item == again
    assert calendar.delete(outcome.id, expected=seen.version).result is Result.OK
    assert calendar.delete(outcome.id, expected=seen.version).result is Result.GONE
    gone = calendar.put(again, id=outcome.id, raw=seen.raw, expected=seen.version)
    assert gone.result in (Result.GONE, Result.CONFLICT)
    assert wayward.calendars[where] == {}


def test_caldav_the_probe_tells_a_server_that_ignores_preconditions(wayward, context, where):
    """Nothing of the throw-away item is left, and the finding is remembered."""
    wayward.quirks |= {"no-preconditions", "no-put-etag"}
    state = {}
    lines = list(check_calendar(context(wayward.url, state=state)))
    assert "ignores preconditions" in " ".join(lines)
    assert wayward.calendars[where] == {}
    wayward.requests.clear()
    calendar = open_calendar(context(wayward.url, state=state))
    assert calendar.capabilities.conditional is False
    assert wayward.requests == []


def test_caldav_a_server_that_takes_any_token_is_listed(wayward, context, where):
    """SOGo and DAViCal answer a token that they never issued; then only a listing is believed."""
    wayward.quirks.add("any-token")
    state = {}
    lines = list(check_calendar(context(wayward.url, state=state)))
    assert "no sync-token to rely on" in " ".join(lines)
    calendar = open_calendar(context(wayward.url, state=state))
    cursor = list(calendar.changes(None))[-1].cursor
    wayward.requests.clear()
    (delta,) = calendar.changes(cursor)
    assert delta.complete
    assert wayward.methods() == ["PROPFIND"]


def test_caldav_a_left_over_probe_is_removed_and_never_shown(wayward, context, where):
    """What a killed probe left behind goes with the next full listing."""
    wayward.store(where, "kith-probe-1.ics", FOREIGN.format(uid="kith-probe-1"))
    calendar = open_calendar(context(wayward.url))
    (listing,) = calendar.changes(None)
    assert listing.changed == ()
    assert wayward.calendars[where] == {}
    wayward.store(where, "moved.ics", FOREIGN.format(uid="kith-probe-2"))
    assert list(calendar.read([f"{where}moved.ics"])) == [Gone(f"{where}moved.ics")]
    assert wayward.calendars[where] == {}


@pytest.mark.parametrize("quirks", [{"relocates"}, {"relocates", "no-preconditions"}])
def test_caldav_a_server_that_gives_items_another_address_keeps_no_probe(
    wayward, context, where, quirks
):
    """The throw-away item is looked for by its UID, tried where it stands, and removed there."""
    wayward.quirks |= quirks
    state = {}
    list(check_calendar(context(wayward.url, state=state)))
    assert wayward.calendars[where] == {}
    calendar = open_calendar(context(wayward.url, state=state))
    assert calendar.capabilities.conditional is ("no-preconditions" not in quirks)


@pytest.mark.parametrize("fault", ["uid-409", "uid-412", "uid-403", "uid-409-bare"])
def test_caldav_a_uid_that_is_taken_elsewhere_names_the_place(wayward, context, where, fault):
    """Four servers say it in four ways; the conflict tells which item to adopt."""
    state = {}
    list(check_calendar(context(wayward.url, state=state)))
    calendar = open_calendar(context(wayward.url, state=state))
    wayward.store(where, "other.ics", FOREIGN.format(uid="kith-ada"))
    wayward.faults.append(("PUT", fault))
    outcome = new(calendar)
    assert outcome.result is Result.CONFLICT
    assert outcome.id == f"{where}other.ics"
