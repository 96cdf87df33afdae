"""Past meetings of a calendar file as touches."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kithkeeper.hooks import PluginContext
from kithkeeper_caldav.meeting_plugin import MeetingsPlugin
from kithkeeper_caldav.meeting_settings import MeetingFileSettings
from kithkeeper_caldav.recurrence import days_of, is_understood


class Read:
    """What came of a file."""

    def __init__(self, pages):
        self.touches = [each for page in pages for each in page.touches]
        self.problems = [each for page in pages for each in page.problems]


@pytest.fixture
def read():
    """Reads a calendar on 22 Nov 2026 in Berlin, as `kith import` does."""

    def reading(content, path="file", size=65_536, **given):
        data = content.encode() if isinstance(content, str) else content
        ctx = PluginContext(
            api=(1, 0), plugin="meetings", owner="me", today=date(2026, 11, 22),
            now=datetime(2026, 11, 22, 12, 0, tzinfo=UTC), timezone=ZoneInfo("Europe/Berlin"),
            settings=MeetingFileSettings(**given.pop("settings", {})), **given,
        )  # fmt: skip
        (spec,) = MeetingsPlugin().importers(ctx)
        assert spec.recognises(data[:65_536]) == 1
        chunks = (data[at : at + size] for at in range(0, len(data), size))
        return Read(list(spec.open(ctx).read(path, chunks)))

    return reading


ADA = "ATTENDEE;CN=Ada Lovelace;PARTSTAT=ACCEPTED:mailto:ada@example.org\r\n"
BOB = "ATTENDEE;CN=Bob:mailto:bob@example.org\r\n"


def event(*lines, uid="e1", start="DTSTART:20260301T090000Z", who=ADA, summary="Talk"):
    text = f"BEGIN:VEVENT\r\nUID:{uid}\r\n{start}\r\nSUMMARY:{summary}\r\n{who}"
    return text + "".join(f"{line}\r\n" for line in lines) + "END:VEVENT\r\n"


def calendar(*events):
    zone = "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nEND:VTIMEZONE\r\n"
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{zone}{''.join(events)}END:VCALENDAR\r\n"


def test_past_meeting_is_a_touch(read):
    """A meeting with a guest counts on its day in the user's zone, with its title as note."""
    found = read(calendar(event(start="DTSTART:20260301T233000Z")))
    (touch,) = found.touches
    assert (touch.key, touch.on, touch.channel, touch.note) == (
        "meeting:e1", date(2026, 3, 2), "event", "Talk")  # fmt: skip
    assert touch.people[0].name == "Ada Lovelace"
    assert touch.people[0].emails[0].value == "ada@example.org"


@pytest.mark.parametrize(
    "text",
    [
        event(start="DTSTART:20270301T090000Z"),
        event(start="DTSTART;VALUE=DATE:20261122"),
        event("STATUS:CANCELLED"),
        event(who=""),
        event(who="ATTENDEE;PARTSTAT=DECLINED:mailto:ada@example.org\r\n"),
        event(who="ATTENDEE;CUTYPE=ROOM:mailto:room@example.org\r\n"),
    ],
)
def test_what_is_no_touch(read, text):
    """Future, cancelled and lonely events, decliners and rooms are left out without a problem."""
    found = read(calendar(text))
    assert (found.touches, found.problems) == ([], [])


@pytest.mark.parametrize(
    ("summary", "channel"),
    [("Coffee with Ada", "coffee"), ("Mittagessen Ada", "lunch"), ("Zoom: budget", "call"),
     ("Steering committee", "event"), ("Recall the plan", "event")],
)  # fmt: skip
def test_channel_by_words(read, summary, channel):
    """The title tells what sort of meeting it was; otherwise it is an event."""
    (touch,) = read(calendar(event(summary=summary))).touches
    assert touch.channel == channel


def test_the_user_is_no_guest(read):
    """With the own address known, direction and declined invitations are known too."""
    me = {"me": ["Me@Example.org"]}
    mine = event("ORGANIZER:mailto:me@example.org", who=ADA + "ATTENDEE:mailto:me@example.org\r\n")
    declined = event(
        "ORGANIZER:mailto:ada@example.org",
        uid="e2",
        who="ATTENDEE;PARTSTAT=DECLINED:mailto:me@example.org\r\n",
    )
    (touch,) = read(calendar(mine, declined), settings=me).touches
    assert (touch.outgoing, len(touch.people)) == (True, 1)


def test_organizer_is_a_person_too(read):
    """Who invited was there."""
    text = event("ORGANIZER;CN=Cyd:mailto:cyd@example.org")
    (touch,) = read(calendar(text)).touches
    assert [card.name for card in touch.people] == ["Ada Lovelace", "Cyd"]


def test_assemblies_touch_nobody(read):
    """Fifty people still are a meeting, in passing; an all-hands of two hundred is none."""
    found = []
    for size in (50, 51, 200):
        crowd = "".join(f"ATTENDEE:mailto:p{n}@example.org\r\n" for n in range(size))
        found.append([touch.depth for touch in read(calendar(event(who=crowd))).touches])
    assert found == [["passing"], [], []]


@pytest.mark.parametrize("line", ["CLASS:PRIVATE", "CLASS:CONFIDENTIAL"])
def test_titles_of_private_events_stay_in_the_calendar(read, line):
    """A private meeting is a touch without words; its channel is told all the same."""
    (touch,) = read(calendar(event(line, summary="Coffee about the divorce"))).touches
    assert (touch.channel, touch.note) == ("coffee", "")


def test_copies_under_other_uids_are_alike(read):
    """The same instant and guests in any zone are one likeness; another hour or guest is another."""
    zoned = event(uid="e2", start="DTSTART;TZID=Europe/Berlin:20260301T100000", summary="Copy")
    later = event(uid="e3", start="DTSTART:20260301T100000Z")
    other = event(uid="e4", who=BOB)
    found = read(calendar(event(), zoned, later, other)).touches
    assert len({touch.key for touch in found}) == 4
    first, second, third, fourth = (touch.likeness for touch in found)
    assert first == second
    assert len({first, third, fourth}) == 3


def test_days_with_the_same_guests_differ_by_title(read):
    """Two all-day events of one day are one only where they have one name."""
    day = "DTSTART;VALUE=DATE:20260301"
    found = read(
        calendar(
            event(start=day), event(uid="e2", start=day),
            event(uid="e3", start=day, summary="Offsite"),
        )
    ).touches  # fmt: skip
    assert len({touch.likeness for touch in found}) == 2


def test_recurrences_have_the_same_key_in_every_zone(read):
    """An occurrence near midnight is told by its instant, not by the day of whoever imports."""
    text = calendar(event("RRULE:FREQ=DAILY;COUNT=2", start="DTSTART:20260301T233000Z"))
    berlin = read(text).touches
    assert [touch.key for touch in berlin] == [
        "meeting:e1/20260301T233000Z", "meeting:e1/20260302T233000Z",
    ]  # fmt: skip
    assert [touch.on for touch in berlin] == [date(2026, 3, 2), date(2026, 3, 3)]


def test_crowds_touch_in_passing(read):
    """A meeting with more than twenty people touches nobody deeply."""
    crowd = "".join(f"ATTENDEE:mailto:p{n}@example.org\r\n" for n in range(21))
    assert read(calendar(event(who=crowd))).touches[0].depth == "passing"
    assert read(calendar(event(who=ADA))).touches[0].depth is None


def test_recurring_meeting(read):
    """Past occurrences count, less the excluded and the moved one, which counts where it went."""
    master = event(
        "RRULE:FREQ=WEEKLY;COUNT=5",
        "EXDATE;TZID=Europe/Berlin:20260309T100000",
        start="DTSTART;TZID=Europe/Berlin:20260302T100000",
    )
    moved = event(
        "RECURRENCE-ID;TZID=Europe/Berlin:20260316T100000",
        start="DTSTART;TZID=Europe/Berlin:20260318T100000",
    )
    found = read(calendar(master, moved))
    assert sorted((t.on, t.key) for t in found.touches) == [
        (date(2026, 3, 2), "meeting:e1/20260302T090000Z"),
        (date(2026, 3, 18), "meeting:e1/20260316T090000Z"),
        (date(2026, 3, 23), "meeting:e1/20260323T090000Z"),
        (date(2026, 3, 30), "meeting:e1/20260330T080000Z"),
    ]


def test_cancelled_occurrence(read):
    """One cancelled meeting of a series did not take place."""
    master = event("RRULE:FREQ=WEEKLY;COUNT=2", start="DTSTART;VALUE=DATE:20260302")
    cancelled = event(
        "RECURRENCE-ID;VALUE=DATE:20260309", "STATUS:CANCELLED", start="DTSTART;VALUE=DATE:20260309"
    )
    assert [t.on for t in read(calendar(cancelled, master)).touches] == [date(2026, 3, 2)]


def test_series_that_is_not_understood(read):
    """Its first meeting is taken, and the rest is named."""
    found = read(calendar(event("RRULE:FREQ=HOURLY")))
    assert [touch.on for touch in found.touches] == [date(2026, 3, 1)]
    assert "recurrence is not understood" in found.problems[0].reason


@pytest.mark.parametrize(
    "broken",
    [
        "BEGIN:VEVENT\r\nUID:x\r\nSUMMARY:No start\r\nATTENDEE:mailto:x@y.org\r\nEND:VEVENT\r\n",
        event(start="DTSTART:soon"),
        event("RRULE:FREQ=WEEKLY;INTERVAL=x"),
        "BEGIN:VEVENT\r\nUID:x\r\n",
    ],
)
def test_broken_event_is_named_and_neighbours_taken(read, broken):
    """Each bad event is a problem with the line on which it begins."""
    found = read(calendar(broken, event(uid="good")), path="c.ics")
    assert "meeting:good" in [touch.key for touch in found.touches]
    assert [(p.file, p.line) for p in found.problems] == [("c.ics", 6)]


def test_folded_lines_alarms_and_attachments(read):
    """Folded lines are joined; alarms and attachments within an event don't disturb it."""
    text = event(
        "ATTACH;ENCODING=BASE64;VALUE=BINARY:AAAA",
        *[" " + "A" * 70] * 50_000,
        "BEGIN:VALARM",
        "DTSTART:19990101T000000Z",
        "ATTENDEE:mailto:alarm@example.org",
        "END:VALARM",
        summary="A long\r\n  title",
    )
    (touch,) = read(calendar(text)).touches
    assert touch.note == "A long title"
    assert len(touch.people) == 1


def test_huge_event_is_bounded(read):
    """An event of megabytes is refused, its neighbour taken."""
    huge = event(*["DESCRIPTION:" + "x" * 70_000] * 30)
    found = read(calendar(huge, event(uid="good")))
    assert [touch.key for touch in found.touches] == ["meeting:good"]
    assert "longer than" in found.problems[0].reason


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ({"FREQ": ["DAILY"], "INTERVAL": [10]}, ["01-05", "01-15", "01-25", "02-04"]),
        ({"FREQ": ["WEEKLY"], "INTERVAL": [2], "BYDAY": ["MO", "WE"]},
         ["01-05", "01-07", "01-19", "01-21", "02-02", "02-04"]),
        ({"FREQ": ["MONTHLY"], "BYDAY": ["-1FR"]}, ["01-30"]),
        ({"FREQ": ["MONTHLY"], "BYMONTHDAY": [-1]}, ["01-31"]),
        ({"FREQ": ["MONTHLY"], "BYDAY": ["MO", "TU", "WE", "TH", "FR"], "BYSETPOS": [-1]}, ["01-30"]),
        ({"FREQ": ["MONTHLY"], "BYDAY": ["1TU"]}, ["01-06", "02-03"]),
        ({"FREQ": ["YEARLY"]}, ["01-05"]),
        ({"FREQ": ["DAILY"], "COUNT": [2]}, ["01-05", "01-06"]),
        ({"FREQ": ["DAILY"], "UNTIL": [date(2026, 1, 6)]}, ["01-05", "01-06"]),
    ],
)  # fmt: skip
def test_rules_of_whole_days(rule, days):
    """From Monday 5 January 2026 to 5 February."""
    assert is_understood(rule)
    found = [f"{day:%m-%d}" for day in days_of(rule, date(2026, 1, 5), date(2026, 2, 5))]
    assert found == days


RULES = st.fixed_dictionaries(
    {
        "FREQ": st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
        "INTERVAL": st.integers(1, 4),
    },
    optional={
        "BYDAY": st.lists(
            st.sampled_from(["MO", "TU", "SA", "SU"]), min_size=1, max_size=3, unique=True
        ),
        "BYMONTH": st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True),
        "COUNT": st.integers(1, 30),
    },
)


@settings(max_examples=60, deadline=None)
@given(RULES, st.dates(date(2018, 1, 1), date(2024, 12, 31)))
def test_days_agree_with_dateutil(rule, start):
    """An independent implementation finds the same days."""
    from dateutil.rrule import rrulestr

    parts = {k: ",".join(map(str, v)) if isinstance(v, list) else str(v) for k, v in rule.items()}
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    end = date(2026, 1, 1)
    theirs = rrulestr(f"DTSTART:{start:%Y%m%d}T000000\nRRULE:{text}").between(
        start_of(date(2018, 1, 1)), start_of(end), inc=True
    )
    ours = {k: v if isinstance(v, list) else [v] for k, v in rule.items()}
    assert list(days_of(ours, start, end)) == [each.date() for each in theirs][:2_000]


def start_of(day):
    return datetime.combine(day, datetime.min.time())


def test_rule_that_never_matches_ends_soon():
    """30 February recurs never, and finding that out takes no time."""
    begun = time.process_time()
    rule = {"FREQ": ["DAILY"], "BYMONTH": [2], "BYMONTHDAY": [30]}
    assert list(days_of(rule, date(1, 1, 1), date(2026, 11, 22))) == []
    assert time.process_time() - begun < 20


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_any_encoding_and_line_ending(read, encoding, ending):
    """What calendars of all ages are written in, in chunks of a few bytes."""
    text = calendar(event(summary="Café mit Jörg")).replace("\r\n", ending)
    (touch,) = read(text.encode(encoding), size=7).touches
    assert (touch.note, touch.channel) == ("Café mit Jörg", "coffee")


def test_our_own_reminders_are_no_meetings(read):
    """They carry our properties, and may have guests that the user invited there."""
    ours = event("X-KITHKEEPER-TOUCHPOINT:t1")
    assert read(calendar(ours)).touches == []
