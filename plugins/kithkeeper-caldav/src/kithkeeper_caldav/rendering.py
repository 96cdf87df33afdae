"""A `CalendarItem` as calendar text: made new, or patched into what was last received.

Only lines that say something else than the item are touched. Beside the stamps of the write
(DTSTAMP, LAST-MODIFIED, SEQUENCE) the text is a function of the item and of what was received.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kithkeeper.sync.ports import CalendarItem, ItemStatus
from kithkeeper_caldav.content_lines import Component, escape, parse, parse_line, write
from kithkeeper_caldav.moments import (
    Moment,
    Zones,
    date_text,
    instant,
    moment_line,
    read_length,
    read_moment,
    utc_text,
)
from kithkeeper_caldav.reading import (
    DEFAULT_MINUTES,
    NOTES,
    Understood,
    is_series,
    our_alarm,
    says_done,
    text_digest,
    token,
    understand,
)

PRODID = "-//Kithkeeper//kithkeeper-caldav//EN"
TICK = "✓ "


def render(item: CalendarItem, raw: str, *, kind: str, profile: ZoneInfo, now: datetime) -> str:
    """The text to send.

    Args:
        raw: What was last received; empty for a new item.
        kind: `event` or `todo`, for a new item; one that stands there stays what it is.
        now: For the stamps.

    Raises:
        Unreadable: `raw` is no calendar object.
        ValueError: The item has no day, or its UID is not one of letters, digits and hyphens.
    """
    if not raw:
        return write(_new(item, kind, profile, now))
    there = understand(raw, profile)
    before = write(there.calendar)
    _patch(there, item, now)
    if write(there.calendar) == before:
        return raw
    _stamp(there.main, now)
    return write(there.calendar)


def _new(item: CalendarItem, kind: str, profile: ZoneInfo, now: datetime) -> Component:
    if item.day is None:
        raise ValueError("an item without a day can't stand in a calendar")
    if not re.fullmatch(r"[A-Za-z0-9-]+", item.uid):
        raise ValueError(f"{item.uid!r} can't be the name of a new item")
    text = (
        f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:{PRODID}\nBEGIN:{_NAMES[kind]}\nUID:{item.uid}\n"
        f"DTSTAMP:{utc_text(now)}\nCREATED:{utc_text(now)}\nLAST-MODIFIED:{utc_text(now)}\n"
        f"SEQUENCE:0\nCLASS:PRIVATE\nEND:{_NAMES[kind]}\nEND:VCALENDAR\n"
    )
    calendar = parse(text)
    main = next(calendar.components(_NAMES[kind]))
    blank = CalendarItem(uid=item.uid, summary="", day=None)
    _patch(Understood(calendar, main, blank, "", Zones(calendar, profile)), item, now)
    if kind == "event":
        main.set("TRANSP", "TRANSPARENT")
    return calendar


_NAMES = {"event": "VEVENT", "todo": "VTODO"}


def _patch(there: Understood, item: CalendarItem, now: datetime) -> None:
    """Make the tree say what the item says, touching nothing that says it already."""
    main = there.main
    if item.uid and main.text("UID").strip() != item.uid:
        main.set("UID", item.uid)
    _write_words(there, item)
    _write_dates(there, item)
    _write_status(there, item, now)
    _write_alarm(there, item)
    for name, value in (
        ("X-KITH-NETWORK", item.network),
        ("X-KITH-TOUCHPOINT", item.touchpoint),
        ("X-KITH-KIND", item.kind if item.network else ""),
    ):
        if token(main.text(name)) != value:
            main.set(name, token(value) or None)


def _write_words(there: Understood, item: CalendarItem) -> None:
    """Title, our lines, and below them the user's as they came."""
    main, old = there.main, there.item
    mark = there.mark if item.status is ItemStatus.DONE else ""
    if main.name == "VEVENT" and item.status is ItemStatus.DONE and not mark:
        noted = says_done(item.notes) and main.text("X-KITH-REOPENED") != text_digest(item.notes)
        mark = "" if noted else TICK
    if (item.summary, mark) != (old.summary, there.mark) or not main.first("SUMMARY"):
        _set_text(main, "SUMMARY", mark + item.summary)
    description = item.description.rstrip("\n")
    bare = bool(item.network) and not main.first("DESCRIPTION")
    if bare or (description, item.notes) != (old.description, old.notes):
        _set_text(main, "DESCRIPTION", f"{description}\n{NOTES}\n{item.notes}")
        main.set("X-KITH-TEXT", f"{len(description)}-{text_digest(description)}")


def _set_text(main: Component, name: str, text: str) -> None:
    """Set a text; its language stays, a reference to another wording of it does not."""
    old = main.first(name)
    language = old.params.get("LANGUAGE") if old else None
    main.set(name, escape(text), params=f";LANGUAGE={language}" if language else "")


def _write_dates(there: Understood, item: CalendarItem) -> None:
    """Move the item, in the form that the user gave it. A series keeps its dates."""
    main, old = there.main, there.item
    timed = item.time is not None
    same = (item.day, item.time) == (old.day, old.time)
    if item.day is None or is_series(main):
        return
    if same and (not timed or item.minutes == old.minutes):
        return
    move = _move_end if main.name == "VTODO" else _move_span
    move(there, item, item.day)


def _move_end(there: Understood, item: CalendarItem, day: date) -> None:
    """Set when a task is due; a start that the user gave it moves along."""
    main, zones = there.main, there.zones
    start, due = (read_moment(main.first(name), zones) for name in ("DTSTART", "DUE"))
    begins_there = start is not None and start[:2] == (there.item.day, there.item.time)
    if item.time is not None and (item.minutes != DEFAULT_MINUTES or (due and begins_there)):
        ends = instant(day, item.time, zones.profile) + timedelta(minutes=item.minutes)
        local = ends.astimezone(zones.profile)
        _set_moment(main, "DTSTART", (day, item.time), start, zones)
        _set_moment(main, "DUE", (local.date(), local.time()), due or start, zones)
        main.set("DURATION", None)
    elif start is None or due is None:
        _set_moment(
            main, "DUE" if start is None else "DTSTART", (day, item.time), start or due, zones
        )
    else:
        _set_moment(main, "DUE", (day, item.time), due, zones)
        earlier = max((there.item.day or due.day) - start.day, timedelta(0))
        clock = None if item.time is None else start.time or time()
        _set_moment(main, "DTSTART", (day - earlier, clock), start, zones)


def _set_moment(
    main: Component, name: str, when: tuple[date, time | None], like: Moment | None, zones: Zones
) -> None:
    params, value = moment_line(*when, like, zones)
    main.set(name, value, params=params)


def _move_span(there: Understood, item: CalendarItem, day: date) -> None:
    """Set when an event begins and ends; one of several days keeps their number."""
    main, zones = there.main, there.zones
    start, end = (read_moment(main.first(name), zones) for name in ("DTSTART", "DTEND"))
    length = main.first("DURATION")
    _set_moment(main, "DTSTART", (day, item.time), start, zones)
    if item.time is None:
        days = timedelta(days=1)
        if start and end and start.time is None and end.time is None and end.day > start.day:
            days = end.day - start.day
        told = read_length(length.value) if length and start and start.time is None else None
        if told is not None and told >= timedelta(days=1):
            return
        main.set("DURATION", None)
        main.set("DTEND", date_text(day + days), params=";VALUE=DATE")
        return
    if length and start and start.time is not None:
        main.set("DURATION", f"PT{item.minutes}M")
        return
    ends = instant(day, item.time, zones.profile) + timedelta(minutes=item.minutes)
    local = ends.astimezone(zones.profile)
    main.set("DURATION", None)
    _set_moment(main, "DTEND", (local.date(), local.time()), start, zones)


def _write_status(there: Understood, item: CalendarItem, now: datetime) -> None:
    main = there.main
    is_task, stands = main.name == "VTODO", main.first("STATUS")
    if stands and item.status is there.item.status:
        return
    match item.status:
        case ItemStatus.CANCELLED:
            main.set("STATUS", "CANCELLED")
        case ItemStatus.DONE if is_task:
            main.set("STATUS", "COMPLETED")
            main.set("PERCENT-COMPLETE", "100")
            main.set("COMPLETED", utc_text(_completion(item, there.zones, now)))
        case ItemStatus.OPEN if is_task:
            main.set("STATUS", "NEEDS-ACTION")
            main.set("PERCENT-COMPLETE", None)
            main.set("COMPLETED", None)
        case _:
            main.set("STATUS", "CONFIRMED")
    if not is_task:
        reopened = item.status is ItemStatus.OPEN and says_done(item.notes)
        main.set("X-KITH-REOPENED", text_digest(item.notes) if reopened else None)


def _completion(item: CalendarItem, zones: Zones, now: datetime) -> datetime:
    """When it was completed: noon of the day that is told, or now."""
    told = item.completed_on
    if told is None or told == now.astimezone(zones.profile).date():
        return now
    return datetime(told.year, told.month, told.day, 12, tzinfo=zones.profile)


def _write_alarm(there: Understood, item: CalendarItem) -> None:
    """Our one reminder; the user's own stay as they are."""
    main = there.main
    alarm = our_alarm(main)
    if item.alarm is None:
        main.entries = [each for each in main.entries if each is not alarm or alarm is None]
        return
    if alarm is None:
        alarm = Component("VALARM", [parse_line("ACTION:DISPLAY"), parse_line("X-KITH-ALARM:1")])
        main.entries.append(alarm)
    if item.alarm != there.item.alarm:
        alarm.set("TRIGGER", utc_text(item.alarm), params=";VALUE=DATE-TIME")
    if alarm.text("DESCRIPTION") in ("", there.item.summary):
        words = escape(item.summary) or "Reminder"
        if not alarm.first("DESCRIPTION") or words != escape(there.item.summary):
            alarm.set("DESCRIPTION", words)


def _stamp(main: Component, now: datetime) -> None:
    """Say that this is a later revision, and when it was made."""
    sequence = main.text("SEQUENCE").strip()
    number = int(sequence) if sequence.isascii() and sequence.isdigit() else 0
    main.set("SEQUENCE", str(min(number + 1, 2**31 - 1)))
    main.set("DTSTAMP", utc_text(now.astimezone(UTC)))
    main.set("LAST-MODIFIED", utc_text(now.astimezone(UTC)))
