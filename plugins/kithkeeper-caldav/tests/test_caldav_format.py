"""Calendar text: what is read from it, and that writing leaves alone what is not ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from calendar_texts import ADA, BERLIN, event, make, read
from hypothesis import given, settings
from hypothesis import strategies as st

from kithkeeper.sync.ports import ItemStatus
from kithkeeper_caldav.content_lines import Unreadable, decode, fold, parse, write
from kithkeeper_caldav.rendering import render


@pytest.mark.parametrize("kind", ["event", "todo"])
def test_caldav_format_what_is_written_is_what_is_read(kind):
    """An item comes back as itself, all-day or timed, open, done or cancelled."""
    for item in (
        ADA,
        replace(ADA, time=time(9, 30), minutes=45, alarm=None),
        replace(ADA, time=time(9, 30), minutes=30),
        replace(ADA, status=ItemStatus.CANCELLED),
        replace(ADA, status=ItemStatus.DONE, completed_on=ADA.day),
        replace(ADA, notes="promised: the book by 2026-12-01\n\n; , \\ \\n"),
    ):
        assert read(make(item, kind=kind)) == item


def test_caldav_format_an_event_is_private_transparent_and_has_an_end():
    """An all-day event has DTEND on the next day; nothing else of the profile shows."""
    text = make(ADA)
    for line in ("CLASS:PRIVATE", "TRANSP:TRANSPARENT", "DTSTART;VALUE=DATE:20261125",
                 "DTEND;VALUE=DATE:20261126", "TRIGGER;VALUE=DATE-TIME:20261125T080000Z",
                 "ACTION:DISPLAY", "STATUS:CONFIRMED"):  # fmt: skip
        assert f"\r\n{line}\r\n" in text
    assert "TZID" not in text


def test_caldav_format_the_text_depends_on_the_item_alone():
    """Rendered on another day the text differs in its stamps and in nothing else."""
    later = render(ADA, "", kind="event", profile=BERLIN, now=datetime(2027, 1, 1, tzinfo=UTC))
    pairs = zip(make(ADA).splitlines(), later.splitlines(), strict=True)
    assert {a.split(":")[0] for a, b in pairs if a != b} == {"DTSTAMP", "CREATED", "LAST-MODIFIED"}


def test_caldav_format_writing_what_stands_there_changes_no_byte():
    """An item that says what the text says is sent as it was received."""
    raw = event("SUMMARY:Dentist", "X-A:1\\,2", "DTSTART:20261201T090000", "DTEND:20261201T093000",
                "DESCRIPTION:bring card", "STATUS:CONFIRMED")  # fmt: skip
    assert make(read(raw), raw) == raw


FOREIGN = (
    "DTSTART;VALUE=DATE:20261125", "DTEND;VALUE=DATE:20261126", "SUMMARY;LANGUAGE=de:Ada",
    'X-THING;X-P="a;b,c":{"a":1\\,"b":"ä"}', "CATEGORIES:a,b", "not even a line",
    "ATTENDEE;CN=Bob:mailto:bob@example.org", "X-KITH-NETWORK:net1", "STATUS:CONFIRMED",
    "BEGIN:VALARM", "ACTION:AUDIO", "TRIGGER:-PT15M", "X-MINE:1", "END:VALARM",
)  # fmt: skip


def test_caldav_format_foreign_lines_and_alarms_survive_a_change():
    """Moving, ticking and renaming touch only what says so."""
    raw = event(*FOREIGN, "BEGIN:X-ODD", "K:V", "END:X-ODD", before="X-WR-CALNAME:Z\r\n")
    item = read(raw)
    text = make(
        replace(item, summary="Ada, Bob", day=date(2026, 12, 24), status=ItemStatus.DONE), raw
    )
    for line in FOREIGN:
        changes = line.startswith(("DTSTART", "DTEND", "SUMMARY"))
        assert (f"\r\n{line}\r\n" in text) is not changes, line
    assert "BEGIN:X-ODD\r\nK:V\r\nEND:X-ODD" in text
    assert "X-WR-CALNAME:Z" in text
    assert "SUMMARY;LANGUAGE=de:✓ Ada\\, Bob" in text
    assert "SEQUENCE:1" in text


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("DTSTART;VALUE=DATE:20261125",), (date(2026, 11, 25), None, 30)),
        (("DTSTART:20261125",), (date(2026, 11, 25), None, 30)),
        (("DTSTART:20261125T233000Z", "DTEND:20261126T003000Z"),
         (date(2026, 11, 26), time(0, 30), 60)),
        (("DTSTART:20261125T090000", "DURATION:PT1H15M"), (date(2026, 11, 25), time(9), 75)),
        (("DTSTART;TZID=America/New_York:20261125T090000", "DTEND;TZID=Europe/Berlin:20261125T160000"),
         (date(2026, 11, 25), time(15), 60)),
        (("DTSTART;TZID=/freeassociation.sourceforge.net/Asia/Tokyo:20261126T010000",),
         (date(2026, 11, 25), time(17), 30)),
        (("DTSTART;TZID=Pacific Standard Time:20261125T090000",),
         (date(2026, 11, 25), time(18), 30)),
        (("DTSTART;TZID=Nowhere/At All:20261125T090000",), (date(2026, 11, 25), time(9), 30)),
        (("DTSTART;TZID=../../etc/passwd:20261125T090000",), (date(2026, 11, 25), time(9), 30)),
        (("DTSTART:20260230T090000",), (None, None, 30)),
        (("DTSTART:99991231T235959Z",), (None, None, 30)),
        (("DTSTART:soon",), (None, None, 30)),
        ((), (None, None, 30)),
    ],
)  # fmt: skip
def test_caldav_format_every_form_of_date_is_read_in_the_profiles_zone(lines, expected):
    """DATE, UTC, floating, zones by any name, lengths; what is no date is no day."""
    item = read(event(*lines))
    assert (item.day, item.time, item.minutes) == expected


def test_caldav_format_a_zone_of_its_own_is_read_by_its_definition():
    """A TZID that no database knows, defined in the object, counts."""
    zone = ("BEGIN:VTIMEZONE\r\nTZID:Customized\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
            "TZOFFSETFROM:+0500\r\nTZOFFSETTO:+0500\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n")  # fmt: skip
    raw = event("DTSTART;TZID=Customized:20261125T120000", before=zone)
    assert read(raw).time == time(8)
    bomb = zone.replace("TZOFFSETFROM", "RRULE:FREQ=SECONDLY\r\nTZOFFSETFROM")
    assert read(event("DTSTART;TZID=Customized:20261125T120000", before=bomb)).time == time(12)


@pytest.mark.parametrize(
    ("lines", "day", "clock"),
    [
        (("DUE;VALUE=DATE:20261125",), date(2026, 11, 25), None),
        (("DTSTART;VALUE=DATE:20261120", "DUE;VALUE=DATE:20261125"), date(2026, 11, 25), None),
        (("DTSTART;VALUE=DATE:20261120",), date(2026, 11, 20), None),
        (("DUE:20261125T170000Z",), date(2026, 11, 25), time(18)),
        ((), None, None),
    ],
)
def test_caldav_format_a_task_is_on_the_day_it_is_due(lines, day, clock):
    """DUE goes before DTSTART; either may be missing."""
    item = read(event(*lines, kind="VTODO"))
    assert (item.day, item.time) == (day, clock)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("DTSTART;TZID=America/New_York:20261125T090000",),
         ("DTSTART;TZID=America/New_York:20261127T090000",
          "DTEND;TZID=America/New_York:20261127T093000")),
        (("DTSTART:20261125T090000",), ("DTSTART:20261127T090000", "DTEND:20261127T093000")),
        (("DTSTART:20261125T090000Z", "DURATION:PT30M"),
         ("DTSTART:20261127T090000Z", "DURATION:PT30M")),
        (("DTSTART;VALUE=DATE:20261125", "DTEND;VALUE=DATE:20261128"),
         ("DTSTART;VALUE=DATE:20261127", "DTEND;VALUE=DATE:20261130")),
        (("DTSTART;VALUE=DATE:20261125", "DURATION:P2D"),
         ("DTSTART;VALUE=DATE:20261127", "DURATION:P2D")),
    ],
)  # fmt: skip
def test_caldav_format_an_item_is_moved_in_the_form_that_the_user_gave_it(lines, expected):
    """Zone, floating time, length and number of days stay."""
    raw = event(*lines)
    item = read(raw)
    text = make(replace(item, day=date(2026, 11, 27)), raw)
    for line in expected:
        assert f"\r\n{line}\r\n" in text
    assert read(text) == replace(item, day=date(2026, 11, 27))
    assert ("DTEND" in text) == any(line.startswith("DTEND") for line in expected)


def test_caldav_format_a_task_moves_with_its_start():
    """DTSTART stays before DUE by as much."""
    raw = event("DTSTART;VALUE=DATE:20261120", "DUE;VALUE=DATE:20261125", kind="VTODO")
    text = make(replace(read(raw), day=date(2026, 12, 2)), raw)
    assert "DTSTART;VALUE=DATE:20261127" in text
    assert "DUE;VALUE=DATE:20261202" in text


def test_caldav_format_a_series_keeps_its_dates_and_its_exceptions():
    """A recurring item that someone made is read, and writing its words leaves the series."""
    exception = (
        "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:u1\r\nRECURRENCE-ID:20261202T090000Z\r\n"
        "DTSTART:20261203T090000Z\r\nSUMMARY:Other day"
    )
    raw = event("DTSTART:20261125T090000Z", "RRULE:FREQ=WEEKLY", "SUMMARY:Team", exception)
    item = read(raw)
    text = make(replace(item, summary="The team", day=date(2027, 1, 1)), raw)
    assert "DTSTART:20261125T090000Z" in text
    assert exception in text
    assert read(text).summary == "The team"


@pytest.mark.parametrize(
    ("title", "done", "summary"),
    [
        ("✓ Ada – coffee", True, "Ada – coffee"),
        ("✓Ada", True, "Ada"),
        ("✅ Ada", True, "Ada"),
        ("x Ada", True, "Ada"),
        ("X Ada", True, "Ada"),
        ("done Ada", True, "Ada"),
        ("DONE: Ada", True, "Ada"),
        ("Done - Ada", True, "Ada"),
        ("Xavier – call", False, "Xavier – call"),
        ("Donella Meadows – call", False, "Donella Meadows – call"),
        ("x-ray of Ada", False, "x-ray of Ada"),
        ("Ada, done", False, "Ada, done"),
    ],
)
def test_caldav_format_a_mark_before_the_title_of_an_event_ticks_it(title, done, summary):
    """The mark is no part of the summary, and names that begin alike are no marks."""
    item = read(event(f"SUMMARY:{title.replace(',', chr(92) + ',')}", "X-KITH-NETWORK:net1"))
    assert (item.status is ItemStatus.DONE, item.summary) == (done, summary)


def test_caldav_format_a_company_called_x_is_not_done():
    """On an event that the user made, a capital X is a name."""
    assert read(event("SUMMARY:X Corp lunch")).status is ItemStatus.OPEN
    assert read(event("SUMMARY:x Corp lunch")).status is ItemStatus.DONE


def test_caldav_format_ticking_and_reopening_an_event():
    """Our tick is put and taken away; the user's own mark stays as it is while it is done."""
    ticked = make(replace(ADA, status=ItemStatus.DONE, completed_on=ADA.day), make(ADA))
    assert "SUMMARY:✓ Ada Lovelace" in ticked
    assert read(make(ADA, ticked)) == ADA
    theirs = make(ADA).replace("SUMMARY:Ada", "SUMMARY:done: Ada")
    renamed = make(replace(read(theirs), summary="Ada – call"), theirs)
    assert "SUMMARY:done: Ada – call" in renamed


def test_caldav_format_a_task_is_completed_and_reopened():
    """STATUS, COMPLETED and PERCENT-COMPLETE go together; the day is the profile's."""
    raw = event("DUE;VALUE=DATE:20261125", "STATUS:COMPLETED", "COMPLETED:20261123T233000Z",
                "PERCENT-COMPLETE:100", kind="VTODO")  # fmt: skip
    item = read(raw)
    assert (item.status, item.completed_on) == (ItemStatus.DONE, date(2026, 11, 24))
    text = make(replace(item, status=ItemStatus.OPEN, completed_on=None), raw)
    assert "COMPLETED" not in text.replace("PERCENT-COMPLETE", "")
    assert "STATUS:NEEDS-ACTION" in text
    for lines, done in ((("PERCENT-COMPLETE:100",), True), (("COMPLETED:20261123T233000Z",), True),
                        (("COMPLETED:20261123T233000Z", "STATUS:IN-PROCESS"), False)):  # fmt: skip
        assert (read(event(*lines, kind="VTODO")).status is ItemStatus.DONE) is done


def test_caldav_format_only_our_alarm_is_moved():
    """The user's alarms stay; ours is found by its mark, or as the only one where marks are lost."""
    theirs = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT5M\r\nDESCRIPTION:x\r\nEND:VALARM\r\n"
    raw = make(ADA).replace("BEGIN:VALARM", theirs + "BEGIN:VALARM", 1)
    later = replace(read(raw), alarm=datetime(2026, 11, 25, 9, tzinfo=UTC))
    text = make(later, raw)
    assert theirs in text
    assert read(text).alarm == later.alarm
    assert text.count("BEGIN:VALARM") == 2
    assert make(replace(later, alarm=None), text).count("BEGIN:VALARM") == 1
    assert read(make(ADA).replace("X-KITH-ALARM:1\r\n", "")).alarm == ADA.alarm
    relative = make(ADA).replace("TRIGGER;VALUE=DATE-TIME:20261125T080000Z", "TRIGGER:PT10H")
    assert read(relative).alarm == datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    ["", "hello", "BEGIN:VCARD\nEND:VCARD", "BEGIN:VCALENDAR\n", "BEGIN:VCALENDAR\nEND:VEVENT\n",
     "BEGIN:VCALENDAR\nBEGIN:VJOURNAL\nEND:VJOURNAL\nEND:VCALENDAR",
     "BEGIN:VCALENDAR\n" + "BEGIN:X\n" * 1100, "\x00\x01", "BEGIN:VCALENDAR\nBEGIN:VEVENT"],
)  # fmt: skip
def test_caldav_format_what_is_no_item_is_said_to_be_none(raw):
    """One exception, never another, and never a hang."""
    with pytest.raises(Unreadable):
        read(raw)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_caldav_format_any_text_survives_folding_and_escaping(words, notes):
    """Whatever is said comes back, control characters aside, in lines of at most 75 octets."""
    clean = "".join(c for c in words.strip() if c.isprintable()) or "Ada"
    kept = "".join(c for c in notes if c == "\n" or c.isprintable())
    text = make(replace(ADA, summary=clean, notes=kept))
    item = read(text)
    assert item.notes == kept
    if item.status is ItemStatus.OPEN:
        assert item.summary == clean.strip()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert write(parse(text)) == text
    assert fold("ä" * 100).replace("\r\n ", "") == "ä" * 100


def test_caldav_format_a_character_torn_by_folding_comes_together():
    """Folding counts octets, so a body may break inside a character."""
    data = "SUMMARY:Jürgen".encode()
    assert decode(data[:10] + b"\r\n " + data[10:]) == "SUMMARY:Jürgen"


def test_caldav_format_an_event_of_the_users_own_is_ticked_and_nothing_else():
    """What the user made is not marked as ours, and gets no text that it did not have."""
    raw = event("SUMMARY:Lunch with Ada", "DTSTART;VALUE=DATE:20261125", "STATUS:CONFIRMED")
    lunch = read(raw)
    assert not lunch.repeats
    done = make(replace(lunch, status=ItemStatus.DONE), raw)
    assert "SUMMARY:✓ Lunch with Ada\r\n" in done
    assert "X-KITH" not in done
    assert "DESCRIPTION" not in done
    weekly = event("SUMMARY:Ada", "DTSTART:20261125T090000Z", "RRULE:FREQ=WEEKLY")
    assert read(weekly).repeats
