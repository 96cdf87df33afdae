"""The calendar against a server that misbehaves as real ones were measured to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from kithkeeper.errors import LoginNeeded, PluginError, TryLater
from kithkeeper.hooks import PluginContext
from kithkeeper.sync.ports import CalendarItem, Gone, Result, Seen
from kithkeeper_caldav.connect import check_calendar, open_calendar
from kithkeeper_caldav.settings import CalDavSettings

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


@pytest.fixture
def probed(wayward, context, where):
    """A calendar whose probe is done, so that faults hit the request that is meant."""
    state = {}
    list(check_calendar(context(wayward.url, state=state)))
    calendar = open_calendar(context(wayward.url, state=state))
    calendar.test_cursor = list(calendar.changes(None))[-1].cursor
    wayward.requests.clear()
    return calendar


@pytest.mark.parametrize("fault", ["reset-before", "reset-after", "500", "truncated"])
def test_caldav_a_lost_answer_to_a_write_neither_doubles_nor_loses(wayward, probed, where, fault):
    """Creation, change and deletion end as if nothing had happened."""
    wayward.faults.append(("PUT", fault))
    outcome = new(probed)
    assert outcome.result is Result.OK
    assert list(wayward.calendars[where]) == ["kith-ada.ics"]
    seen = one(probed, outcome.id)
    wayward.faults.append(("PUT", fault))
    later = replace(ADA, day=date(2026, 11, 27))
    second = probed.put(later, id=outcome.id, raw=seen.raw, expected=seen.version)
    assert second.result is Result.OK
    seen = one(probed, outcome.id)
    assert seen.item == later
    assert second.version in (None, seen.version)
    wayward.faults.append(("DELETE", fault))
    assert probed.delete(outcome.id, expected=seen.version).result in (Result.OK, Result.GONE)
    assert wayward.calendars[where] == {}


@pytest.mark.parametrize("fault", ["reset-before", "reset-after", "500", "truncated", "html"])
@pytest.mark.parametrize("method", ["PROPFIND", "REPORT"])
def test_caldav_a_reading_request_that_fails_once_is_sent_again(wayward, probed, fault, method):
    """A dropped, broken or senseless answer is asked for once more."""
    outcome = new(probed)
    wayward.faults.append((method, fault))
    cursor = None if method == "PROPFIND" else probed.test_cursor
    deltas = list(probed.changes(cursor))
    assert outcome.id in {id for d in deltas for id, _ in d.changed}


@pytest.mark.parametrize("method", ["PROPFIND", "REPORT"])
def test_caldav_a_server_that_stays_away_asks_for_patience(wayward, probed, method):
    """After three attempts the run ends with TryLater, with nothing concluded."""
    wayward.faults += [("*", "reset-before")] * 6
    with pytest.raises(TryLater):
        list(probed.changes(None if method == "PROPFIND" else probed.test_cursor))


@pytest.mark.parametrize(
    ("fault", "error"),
    [("401", LoginNeeded), ("429", TryLater), ("403-quota", TryLater), ("507", PluginError)],
)
def test_caldav_answers_that_concern_the_account_end_the_run(wayward, probed, fault, error):
    """401, 429, a quota and a full disk are the connection's, for reading and for writing."""
    for method, act in (
        ("PUT", lambda: new(probed)),
        ("DELETE", lambda: probed.delete("/dav/alice/touchpoints/x.ics", expected='"1"')),
        ("PROPFIND", lambda: list(probed.changes(None))),
    ):
        wayward.faults.append((method, fault))
        with pytest.raises(error) as caught:
            act()
        if fault == "429":
            assert caught.value.after == 7


def test_caldav_a_refused_item_is_that_items_matter(wayward, probed, where):
    """A 403 with a precondition refuses one item, and the next goes through."""
    wayward.faults.append(("PUT", "403-component"))
    refused = new(probed)
    assert refused.result is Result.REFUSED
    assert "supported-calendar-component" in refused.reason
    assert new(probed, replace(ADA, uid="kith-bob")).result is Result.OK


@pytest.mark.parametrize("fault", ["giant", "bomb"])
def test_caldav_a_hostile_answer_is_refused(wayward, probed, fault):
    """A gigabyte and nested entities cost neither memory nor time."""
    wayward.faults.append(("PROPFIND", fault))
    with pytest.raises(PluginError, match="refused"):
        list(probed.changes(None))


@pytest.mark.parametrize("method", ["PROPFIND", "REPORT", "PUT"])
def test_caldav_a_redirect_never_takes_the_password_to_another_host(
    wayward, other_host, probed, method
):
    """The other host hears nothing, and the error names it."""
    wayward.elsewhere = other_host.url + "dav/alice/touchpoints/"
    wayward.faults.append((method, "redirect"))
    with pytest.raises(PluginError, match="will not be shown your password"):
        {
            "PROPFIND": lambda: list(probed.changes(None)),
            "REPORT": lambda: list(probed.changes(probed.test_cursor)),
            "PUT": lambda: new(probed),
        }[method]()
    assert other_host.requests == []


def test_caldav_a_home_on_another_host_is_not_followed(wayward, other_host, context):
    """What a redirect may not do, an address in the answer may not do either."""
    wayward.elsewhere = other_host.url
    wayward.quirks.add("home-elsewhere")
    with pytest.raises(PluginError, match="will not be shown your"):
        open_calendar(context(wayward.url))
    assert other_host.requests == []


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://dav.example.org/", "plain http"),
        ("http://127.0.0.1.example.org/", "plain http"),
        ("ftp://127.0.0.1/", "no http address"),
        ("http://alice:secret@127.0.0.1:1/", "names an account"),
        ("", "no url"),
    ],
)
def test_caldav_an_address_that_would_give_the_password_away_is_refused(context, url, why):
    """Before anything is sent, with what to do, and without the password in the message."""
    with pytest.raises(PluginError, match=why) as caught:
        open_calendar(context(url))
    assert "secret" not in str(caught.value)


def test_caldav_an_account_can_come_from_the_shared_file(wayward, where, tmp_path, monkeypatch):
    """`config_section` names a section of caldav's own configuration file."""
    file = tmp_path / "calendar.yaml"
    file.write_text(f"work: {{url: '{wayward.url}', username: alice, password: wonderland}}\n")
    file.chmod(0o600)
    monkeypatch.setenv("CALDAV_CONFIG_FILE", str(file))
    monkeypatch.setenv("CALDAV_URL", "https://elsewhere.example.org/")

    def no_secret(name):
        raise KeyError(name)

    settings = CalDavSettings(config_section="work")
    ctx = PluginContext(
        api=(1, 0), plugin="caldav", owner="me", today=date(2026, 11, 22), settings=settings,
        now=datetime(2026, 11, 22, tzinfo=UTC), timezone=ZoneInfo("UTC"), secret=no_secret,
    )  # fmt: skip
    assert open_calendar(ctx).url.endswith(where)
    missing = replace(ctx, settings=CalDavSettings(config_section="home"))
    with pytest.raises(PluginError, match="home"):
        open_calendar(missing)


def test_caldav_a_redirect_on_the_same_host_is_followed(wayward, probed, where):
    """Servers that move a path keep working."""
    wayward.elsewhere = where
    wayward.faults.append(("PROPFIND", "redirect"))
    assert next(iter(probed.changes(None))).complete
