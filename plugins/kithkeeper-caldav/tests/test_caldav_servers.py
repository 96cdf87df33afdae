"""The calendar on real servers: Radicale and Xandikos as processes on loopback."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, time
from types import SimpleNamespace

import pytest

from kithkeeper.errors import LoginNeeded, PluginError
from kithkeeper.sync.ports import Calendar, CalendarItem, Gone, ItemStatus, Result, Seen
from kithkeeper.testing.servers import radicale, xandikos
from kithkeeper_caldav.connect import check_calendar, open_calendar
from kithkeeper_caldav.transport import Transport

ADA = CalendarItem(
    uid="kith-ada",
    summary="Ada Lovelace – coffee",
    day=date(2026, 11, 25),
    network="net1",
    touchpoint="t-1",
    description="Inner circle, monthly; last spoke 4 Mar 2026 over coffee",
    notes="asked: a reader for the draft\n😀, \\ ; ende",
    alarm=datetime(2026, 11, 25, 8, tzinfo=UTC),
)


@pytest.fixture(scope="module", params=[radicale, xandikos], ids=lambda each: each.__name__)
def server(request, tmp_path_factory):
    with request.param(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def opened(server, context, request):
    """A calendar of its own for each test, with what a second client needs to reach it."""
    name = f"Rückruf {request.node.name[-60:]}"
    state = {}

    def open_again(today="2026-11-22", **settings):
        ctx = context(server.url, today, state=state, calendar=name, **settings)
        return open_calendar(ctx)

    return SimpleNamespace(
        calendar=open_again(), again=open_again, state=state, server=server, name=name
    )


def raw_client(opened):
    """Another program's requests on the same account."""
    from kithkeeper_caldav.settings import CalDavSettings

    settings = CalDavSettings(url=opened.server.url, username="alice")
    return Transport(settings, opened.server.password, "other")


def edit(opened, id, old, new):
    """Change an item as another program would; returns what it stored."""
    other = raw_client(opened)
    text = other.send("GET", id).body.decode()
    assert old in text
    headers = {"Content-Type": "text/calendar; charset=utf-8"}
    answer = other.send("PUT", id, text.replace(old, new), headers)
    assert answer.status in (200, 201, 204)


def create(calendar, item=ADA):
    outcome = calendar.put(item, id="", raw="", expected=None)
    assert outcome.result is Result.OK, outcome
    return outcome


def one(calendar, id) -> Seen:
    (seen,) = calendar.read([id])
    return seen


@pytest.mark.parametrize("kind", ["event", "todo"])
def test_caldav_servers_an_item_comes_back_as_it_was_sent(opened, kind):
    """Whatever the server rewrites, the item means the same; so it does when timed and done."""
    calendar = opened.again(as_=kind)
    assert isinstance(calendar, Calendar)
    outcome = create(calendar)
    for item in (
        ADA,
        replace(ADA, time=time(9, 30), minutes=45, day=date(2026, 12, 1)),
        replace(ADA, status=ItemStatus.DONE, completed_on=ADA.day, notes="went well"),
    ):
        seen = one(calendar, outcome.id)
        put = calendar.put(item, id=outcome.id, raw=seen.raw, expected=seen.version)
        assert put.result is Result.OK
        assert one(calendar, outcome.id).item == item
    assert f"BEGIN:V{kind.upper()}" in seen.raw


def test_caldav_servers_nothing_changed_is_one_request_today_and_tomorrow(opened):
    """After our own writes too: the versions that the listing tells are the ones we know."""
    create(opened.calendar)
    cursor = list(opened.calendar.changes(None))[-1].cursor
    later = create(opened.calendar, replace(ADA, uid="kith-bob"))
    for today in ("2026-11-22", "2026-11-23"):
        calendar = opened.again(today)
        deltas = list(calendar.changes(cursor))
        assert calendar.requests == 1
        cursor = deltas[-1].cursor
        assert (later.id, later.version) in [each for delta in deltas for each in delta.changed]
        assert not any(delta.removed for delta in deltas if delta.complete)


def test_caldav_servers_changes_tell_new_changed_and_removed(opened):
    """What another program did since the cursor is in the delta, and nothing else."""
    ids = [create(opened.calendar, replace(ADA, uid=f"kith-{n}")).id for n in range(4)]
    cursor = list(opened.calendar.changes(None))[-1].cursor
    edit(opened, ids[0], "Ada Lovelace", "Ada L.")
    raw_client(opened).send("DELETE", ids[1])
    (delta,) = opened.calendar.changes(cursor)
    assert [id for id, _ in delta.changed] == [ids[0]]
    assert delta.removed == [ids[1]]
    assert {type(each) for each in opened.calendar.read(ids[:2])} == {Seen, Gone}
    assert next(iter(opened.calendar.changes(delta.cursor))).changed == []


@pytest.mark.parametrize("cursor", ["nonsense", '{"url": "http://elsewhere/"}', "[]", "{}"])
def test_caldav_servers_a_cursor_that_is_none_of_ours_is_a_full_listing(opened, cursor):
    """Damaged state costs a listing, never an error."""
    outcome = create(opened.calendar)
    (delta,) = opened.calendar.changes(cursor)
    assert delta.complete
    assert delta.changed == ((outcome.id, outcome.version),)


def test_caldav_servers_a_token_that_was_never_issued_is_a_full_listing(opened):
    """valid-sync-token, as 403 or as 412."""
    outcome = create(opened.calendar)
    cursor = list(opened.calendar.changes(None))[-1].cursor
    head, _, tail = cursor.partition('"token": "')
    wrong = head + '"token": "' + tail.replace(tail[20:24], "0000", 1)
    delta = list(opened.calendar.changes(wrong))[-1]
    assert delta.complete
    assert delta.changed == ((outcome.id, outcome.version),)


def test_caldav_servers_a_change_in_between_is_a_conflict(opened):
    """Two devices at once: the later one is told, and nothing is overwritten."""
    outcome = create(opened.calendar)
    seen = one(opened.calendar, outcome.id)
    edit(opened, outcome.id, "Ada Lovelace", "Ada L.")
    moved = replace(ADA, day=date(2026, 11, 30))
    late = opened.calendar.put(moved, id=outcome.id, raw=seen.raw, expected=seen.version)
    assert late.result is Result.CONFLICT
    deleted = opened.calendar.delete(outcome.id, expected=seen.version)
    assert deleted.result is Result.CONFLICT
    assert create_again(opened.calendar) is Result.CONFLICT
    assert one(opened.calendar, outcome.id).item.summary == "Ada L. – coffee"


def create_again(calendar) -> Result:
    return calendar.put(ADA, id="", raw="", expected=None).result


def test_caldav_servers_what_the_user_adds_survives_our_next_write(opened):
    """An alarm, a property and a note of the user's outlive a move by us."""
    outcome = create(opened.calendar)
    theirs = "BEGIN:VALARM\r\nACTION:AUDIO\r\nTRIGGER:-PT1H\r\nEND:VALARM\r\nEND:VEVENT"
    edit(opened, outcome.id, "END:VEVENT", f"X-COLOUR:teal\r\n{theirs}")
    seen = one(opened.calendar, outcome.id)
    assert seen.item == ADA
    moved = replace(seen.item, day=date(2026, 12, 2), description="Other words")
    opened.calendar.put(moved, id=outcome.id, raw=seen.raw, expected=seen.version)
    after = one(opened.calendar, outcome.id)
    assert after.item == moved
    for line in ("X-COLOUR:teal", "ACTION:AUDIO", "TRIGGER:-PT1H", "X-KITH-ALARM:1"):
        assert line in after.raw


def test_caldav_servers_a_uid_at_another_address_is_found(opened):
    """The same UID under another name: a conflict that says where, or a second find."""
    outcome = create(opened.calendar)
    raw = one(opened.calendar, outcome.id).raw
    other = raw_client(opened)
    other.send("DELETE", outcome.id)
    moved = outcome.id.replace("kith-ada.ics", "elsewhere.ics")
    other.send("PUT", moved, raw, {"Content-Type": "text/calendar"})
    assert opened.calendar.find("kith-ada").id == moved
    assert opened.calendar.find("kith-none") is None
    again = opened.calendar.put(ADA, id="", raw="", expected=None)
    assert (again.result, again.id) == (Result.CONFLICT, moved)


def test_caldav_servers_the_probe_finds_safe_writes_and_leaves_nothing(opened):
    """Radicale and Xandikos honour all preconditions and keep our properties."""
    ctx_state = opened.state
    lines = list(check_calendar_of(opened))
    assert opened.name in lines[0]
    assert "Writes are safe there" in lines[-1]
    assert opened.again().capabilities.conditional
    assert opened.again().capabilities.delta
    assert "password" not in str(ctx_state)
    assert "wonderland" not in str(ctx_state)
    (listing,) = opened.calendar.changes(None)
    assert listing.changed == ()


def check_calendar_of(opened):
    return check_calendar(opened.calendar._ctx)


def test_caldav_servers_a_calendar_given_by_its_address_is_used_as_it_is(opened, context):
    """The same calendar by name and by URL."""
    outcome = create(opened.calendar)
    direct = open_calendar(context(opened.calendar.url, calendar="Another name"))
    assert direct.url == opened.calendar.url
    assert one(direct, outcome.id).item == ADA


def test_caldav_servers_a_deleted_calendar_is_said_and_made_again_on_connect(opened):
    """Syncing says that it is gone; `kith connect` makes it anew."""
    create(opened.calendar)
    raw_client(opened).send("DELETE", opened.calendar.url)
    with pytest.raises(PluginError, match="not there any more"):
        list(opened.calendar.changes(None))
    assert opened.name in next(iter(check_calendar_of(opened)))
    assert list(opened.again().changes(None))[-1].complete


def test_caldav_servers_a_wrong_password_needs_a_login(tmp_path, context):
    """Radicale's 401 names the connection; Xandikos asks for no password."""
    with (
        radicale(tmp_path) as running,
        pytest.raises(LoginNeeded, match="'home' needs you to log in again"),
    ):
        open_calendar(context(running.url, password="wrong"))


def test_caldav_servers_another_programs_items_never_stop_a_read(opened):
    """Series, zones without definition and journals are read or said to be unreadable."""
    other = raw_client(opened)
    base = opened.calendar.url
    bodies = {
        "series": "BEGIN:VEVENT\r\nUID:series\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Team\r\n"
        "DTSTART;TZID=Europe/Berlin:20260105T090000\r\nRRULE:FREQ=WEEKLY\r\nEND:VEVENT",
        "task": "BEGIN:VTODO\r\nUID:task\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Tax\r\nEND:VTODO",
        "odd": "BEGIN:VEVENT\r\nUID:odd\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260101\r\n"
        "SUMMARY:Odd\r\nEND:VEVENT",
    }
    create(opened.calendar)
    for name, body in bodies.items():
        text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{body}\r\nEND:VCALENDAR\r\n"
        other.send("PUT", f"{base}{name}.ics", text, {"Content-Type": "text/calendar"})
    (listing,) = opened.calendar.changes(None)
    seen = list(opened.calendar.read([id for id, _ in listing.changed]))
    assert len(seen) == len(listing.changed) >= 3
    assert {"Team", "Tax", ADA.summary} <= {each.item.summary for each in seen if each.item}


BESIDE_GOOGLE = """
import sys
from importlib.metadata import version
import urllib3
from googleapiclient.discovery import build_from_document
import google.auth.transport.requests
from kithkeeper_caldav.transport import Transport
from kithkeeper_caldav.settings import CalDavSettings
transport = Transport(CalDavSettings(url=sys.argv[1], username="alice"), sys.argv[2], "home")
print(transport.send("PROPFIND", "/", headers={"Depth": "0"}).status)
session = google.auth.transport.requests.AuthorizedSession(
    __import__("google.auth.credentials").auth.credentials.AnonymousCredentials())
print(session.get(sys.argv[1] + ".well-known/caldav", timeout=5, allow_redirects=False).status_code)
"""


def test_caldav_servers_work_beside_the_google_client(server):
    """Both clients send in one process, though one of them brings a urllib3 of its own."""
    pytest.importorskip("googleapiclient")
    command = [sys.executable, "-c", BESIDE_GOOGLE, server.url, server.password]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.split()[0] == "207", done.stderr
    assert done.stdout.split()[1] in ("301", "302"), done.stderr


def test_caldav_plugin_is_light_until_it_is_used():
    """Importing the plugin and asking what it offers loads neither caldav nor its HTTP library."""
    code = (
        "import sys; from kithkeeper_caldav import CalDavPlugin; CalDavPlugin().calendars(None);"
        "print([m for m in ('caldav', 'niquests', 'icalendar', 'lxml') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
