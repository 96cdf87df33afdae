"""Past meetings of a calendar that is only read, on Radicale and Xandikos."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kithkeeper import Network
from kithkeeper.config import Config, Profile
from kithkeeper.testing.proxy import fault_proxy
from kithkeeper.testing.servers import radicale, xandikos
from kithkeeper_caldav.settings import CalDavSettings
from kithkeeper_caldav.transport import Transport

MONDAY = date(2026, 3, 2)
READING = {"OPTIONS", "PROPFIND", "REPORT", "GET"}


@pytest.fixture(scope="module", params=[radicale, xandikos], ids=lambda each: each.__name__)
def server(request, tmp_path_factory):
    with (
        request.param(tmp_path_factory.mktemp("meetings")) as running,
        fault_proxy(running.url) as proxy,
    ):
        yield running, proxy


class World:
    """A calendar that somebody else keeps, and a network that only reads it."""

    def __init__(self, server, folder, name):
        self.running, self.proxy = server
        self.folder = folder
        self.url = f"{self.running.url.rstrip('/')}/alice/{name}/"
        self.today = MONDAY
        settings = CalDavSettings(url=self.running.url, username="alice")
        self.there = Transport(settings, self.running.password, "other")
        home = "calendars/" if "xandikos" in name else ""
        self.url = f"{self.running.url.rstrip('/')}/alice/{home}{name}/"
        body = '<?xml version="1.0"?><C:mkcalendar xmlns:C="urn:ietf:params:xml:ns:caldav"/>'
        answer = self.there.send("MKCALENDAR", self.url, body, {"Content-Type": "text/xml"})
        assert answer.status == 201, answer

    def event(self, uid, start, *lines, who="ada@example.org", summary="Coffee"):
        end = ["END:VEVENT", "END:VCALENDAR", ""]
        text = "\r\n".join([
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", "BEGIN:VEVENT", f"UID:{uid}",
            "DTSTAMP:20260101T000000Z", f"DTSTART:{start}", "DURATION:PT1H", f"SUMMARY:{summary}",
            "ORGANIZER:mailto:me@example.org", f"ATTENDEE;CN=Ada Lovelace:mailto:{who}", *lines, *end,
        ])  # fmt: skip
        answer = self.there.send(
            "PUT", f"{self.url}{uid}.ics", text, {"Content-Type": "text/calendar"}
        )
        assert answer.status in (201, 204), answer

    def open(self, **more):
        url = self.proxy.url.rstrip("/") + self.url.removeprefix(self.running.url.rstrip("/"))
        table = {"plugin": "meetings", "url": url, "username": "alice", "me": ["me@example.org"],
                 "password": self.running.password or "taken as it is"}  # fmt: skip
        config = Config(
            profile=Profile(timezone="Europe/Berlin"), connections={"work": table | more}
        )
        return Network.open(
            self.folder / "kith.db", config=config, clock=self.today, home=self.folder, environ={}
        )

    def sync(self):
        self.proxy.reset()
        with self.open() as net:
            (report,) = net.sync()
        assert report.error is None, report.error
        assert {method for method, _ in self.proxy.requests} <= READING
        return report

    def touches(self):
        with self.open() as net:
            rows = net.session.store.find("touchpoint", {"kind": "touch"}, order=("date", "id"))
            return [(row["date"], row["channel"], row["note"]) for row in rows]


@pytest.fixture
def world(server, tmp_path, request):
    made = World(
        server, tmp_path, request.node.name.partition("[")[0][-30:] + request.node.name[-9:-1]
    )
    with made.open() as net:
        net.contacts.add("Ada Lovelace", email="ada@example.org", circle="inner")
    return made


def test_past_meetings_with_known_people_are_touches(world):
    """Not those of strangers, of tomorrow, cancelled, declined, or older than the window."""
    world.event("coffee", "20260220T090000Z")
    world.event("stranger", "20260220T090000Z", who="who@example.org")
    world.event("future", "20260420T090000Z")
    world.event("cancelled", "20260221T090000Z", "STATUS:CANCELLED")
    world.event("declined", "20260222T090000Z", "ATTENDEE;PARTSTAT=DECLINED:mailto:me@example.org")
    world.event("old", "20240220T090000Z")
    world.event("ours", "20260223T090000Z", "X-KITHKEEPER-NETWORK:n1")
    world.sync()
    assert world.touches() == [("2026-02-20", "coffee", "Coffee")]
    with world.open() as net:
        (ada,) = net.contacts.all()
        assert (ada.last_touch, ada.next_due) == ("2026-02-20", "2026-03-20")


def test_nothing_new_is_two_requests_and_a_meeting_counts_once_it_has_passed(world):
    """Though nobody touched the calendar in between."""
    world.event("coffee", "20260220T090000Z")
    world.event("soon", "20260303T150000Z", summary="Lunch")
    world.sync()
    world.sync()
    assert len(world.proxy.requests) <= 3
    assert len(world.touches()) == 1
    world.today = MONDAY + timedelta(days=2)
    world.sync()
    assert world.touches()[1:] == [("2026-03-03", "lunch", "Lunch")]


def test_a_series_counts_week_by_week(world):
    """Each occurrence once, less the one that was left out; also those that pass later."""
    world.event(
        "weekly", "20260216T100000Z", "RRULE:FREQ=WEEKLY", "EXDATE:20260223T100000Z", summary="Call"
    )
    world.sync()
    assert [day for day, *_ in world.touches()] == ["2026-02-16", "2026-03-02"]
    world.today = MONDAY + timedelta(days=8)
    world.sync()
    world.sync()
    assert [day for day, *_ in world.touches()] == ["2026-02-16", "2026-03-02", "2026-03-09"]


def test_what_is_added_later_is_taken_and_what_is_deleted_stays(world):
    """A meeting that took place took place; `undo` takes the whole run back."""
    world.event("coffee", "20260220T090000Z")
    world.sync()
    world.there.send("DELETE", f"{world.url}coffee.ics")
    world.event("late", "20260225T090000Z", summary="Lunch")
    world.sync()
    assert [day for day, *_ in world.touches()] == ["2026-02-20", "2026-02-25"]
    with world.open() as net:
        net.history.undo()
    assert [day for day, *_ in world.touches()] == ["2026-02-20"]


def test_the_meeting_of_a_file_is_that_of_the_calendar(world):
    """Told by both, it is one touch."""
    world.event("coffee", "20260220T090000Z")
    world.sync()
    file = world.folder / "past.ics"
    file.write_bytes(world.there.send("GET", f"{world.url}coffee.ics").body)
    with world.open() as net:
        assert net.imports.files([file]).touches == 0
    assert len(world.touches()) == 1


def test_a_calendar_that_is_not_there_is_named_and_not_made(world):
    """With those that are; a source never makes one."""
    with world.open(url=world.proxy.url, calendar="Nowhere") as net:
        (report,) = net.sync()
    assert "there is no calendar 'Nowhere'" in str(report.error)
    assert {method for method, _ in world.proxy.requests} <= READING
