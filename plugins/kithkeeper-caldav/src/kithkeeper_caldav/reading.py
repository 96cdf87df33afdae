"""What a calendar object says, as a `CalendarItem`: the reading half of the format."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from kithkeeper.sync.ports import CalendarItem, ItemStatus
from kithkeeper_caldav.content_lines import Component, Line, Unreadable, parse
from kithkeeper_caldav.markup import plain_text
from kithkeeper_caldav.moments import Moment, Zones, instant, read_length, read_moment

NOTES = "— notes —"
DEFAULT_MINUTES = 30
_MINUTE = timedelta(minutes=1)
_DAY = 24 * 60
_NOTES_LINE = re.compile(r"\s*[—–-]+\s*notes\s*[—–-]+\s*", re.IGNORECASE)
_MARK = re.compile(
    r"\s*(?:[✓✔☑✅]\ufe0f?|\[x\]|(?:x|done)(?=[\s:.,;!)–—]|-\s|$))[\s:.,;!)–—-]*", re.IGNORECASE
)
_DONE = re.compile(r"\bdone\b", re.IGNORECASE)
_NOT_DONE = re.compile(
    r"\b(?:not|never|isn['’]t|wasn['’]t|to be|until|unless|if|when)\b", re.IGNORECASE
)
_LONGEST_TEXT = 4000
"""Characters of ours, and of what is typed into them, up to which the two are told apart."""
_TOKEN = re.compile(r"[A-Za-z0-9._-]+")


class Understood(NamedTuple):
    """A calendar object taken apart.

    Attributes:
        calendar: The whole tree.
        main: The VEVENT or VTODO that is the reminder.
        item: What it says.
        mark: The tick mark before the title as the user wrote it, or an empty string.
        zones: For reading and writing its times.
    """

    calendar: Component
    main: Component
    item: CalendarItem
    mark: str
    zones: Zones


def understand(raw: str, profile: ZoneInfo) -> Understood:
    """Take a calendar object apart.

    Of several components the first that stands for the whole series is meant.

    Raises:
        Unreadable: It is no calendar object, or holds neither an event nor a task.
    """
    calendar = parse(raw)
    found = list(calendar.components("VEVENT", "VTODO"))
    if not found:
        raise Unreadable("it holds neither an event nor a task")
    main = next((each for each in found if not each.first("RECURRENCE-ID")), found[0])
    zones = Zones(calendar, profile)
    item, mark = _item(main, zones)
    return Understood(calendar, main, item, mark, zones)


def _item(main: Component, zones: Zones) -> tuple[CalendarItem, str]:
    network = token(main.text("X-KITH-NETWORK"))
    mark, summary = split_mark(main, ours=bool(network))
    description, notes = split_notes(main)
    when, minutes = span(main, zones)
    status = _status(main, mark, notes)
    alarm = our_alarm(main)
    item = CalendarItem(
        uid=main.text("UID").strip(),
        summary=summary,
        day=when.day if when else None,
        network=network,
        touchpoint=token(main.text("X-KITH-TOUCHPOINT")),
        kind=token(main.text("X-KITH-KIND")) or "cadence",
        description=description,
        notes=notes,
        time=when.time if when else None,
        minutes=minutes,
        repeats=is_series(main),
        status=status,
        completed_on=_completed_on(main, status, when, zones),
        alarm=_alarm_at(alarm, when, minutes, zones) if alarm else None,
    )
    return item, mark


def is_series(main: Component) -> bool:
    """Whether it stands for more than one day."""
    return bool(main.first("RRULE") or main.first("RDATE"))


def token(text: str) -> str:
    """A plain token of ours, or an empty string if something else stands there."""
    return text.strip() if _TOKEN.fullmatch(text.strip()) else ""


def split_mark(main: Component, *, ours: bool) -> tuple[str, str]:
    """The tick mark before an event's title, and the title without it.

    A capital X on someone's own event is a name ("X Corp"), not a mark.
    """
    title = main.text("SUMMARY")
    found = _MARK.match(title) if main.name == "VEVENT" else None
    if not found or (not ours and found[0].lstrip().startswith("X")):
        return "", title.strip()
    return found[0], title[found.end() :].strip()


def split_notes(main: Component) -> tuple[str, str]:
    """Our lines and the user's.

    What the user typed between or before our lines is theirs, too, and comes after what stands
    below the dividing line. Where that line is gone and our text was changed, or the item is not
    ours, all of it is the user's.
    """
    text = plain_text(main.text("DESCRIPTION").replace("\r\n", "\n"))
    lines = text.split("\n")
    for place, line in enumerate(lines):
        if _NOTES_LINE.fullmatch(line):
            above, below = "\n".join(lines[:place]).rstrip("\n"), "\n".join(lines[place + 1 :])
            ours, typed = _told_apart(above, main) or (above, "")
            return ours, "\n".join(each for each in (below, typed) if each)
    return _told_apart(text, main) or ("", text)


def _told_apart(text: str, main: Component) -> tuple[str, str] | None:
    """The text that we wrote and what was typed around or into it; None where it was changed."""
    told, _, digest = main.text("X-KITH-TEXT").partition("-")
    if not (told.isascii() and told.isdigit() and len(told) < 7):
        return None
    length = int(told)
    more = len(text) - length
    if more < 0 or length > _LONGEST_TEXT or more > _LONGEST_TEXT:
        return None
    for at in range(length, -1, -1):
        ours = text[:at] + text[at + more :]
        if text_digest(ours) == digest:
            return ours, text[at : at + more].strip("\n")
        if more == 0:
            return None
    for at in range(1, more):
        ours = text[at : at + length]
        if text_digest(ours) == digest:
            return ours, "\n".join((text[:at].strip("\n"), text[at + length :].strip("\n")))
    return None


def text_digest(text: str) -> str:
    """A short name for a text, for telling whether it was changed."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def says_done(notes: str) -> bool:
    """Whether the first line of the notes reports it as done."""
    first = next((line for line in notes.split("\n") if line.strip()), "")
    found = _DONE.search(first)
    return bool(found) and not _NOT_DONE.search(first[: found.start() if found else 0])


def _status(main: Component, mark: str, notes: str) -> ItemStatus:
    status = main.text("STATUS").strip().upper()
    if status == "CANCELLED":
        return ItemStatus.CANCELLED
    if main.name == "VTODO":
        finished = status == "COMPLETED" or (
            not status
            and (main.first("COMPLETED") or main.text("PERCENT-COMPLETE").strip() == "100")
        )
        return ItemStatus.DONE if finished else ItemStatus.OPEN
    reopened = main.text("X-KITH-REOPENED") == text_digest(notes)
    done = bool(mark) or (says_done(notes) and not reopened)
    return ItemStatus.DONE if done else ItemStatus.OPEN


def _completed_on(
    main: Component, status: ItemStatus, when: Moment | None, zones: Zones
) -> date | None:
    if status is not ItemStatus.DONE:
        return None
    told = read_moment(main.first("COMPLETED"), zones) if main.name == "VTODO" else None
    return told.day if told else when.day if when else None


def span(main: Component, zones: Zones) -> tuple[Moment | None, int]:
    """When it is, and how many minutes it takes.

    A task whose start and end lie within a day is at its start; any other is on the day it is
    due, or on the day it starts where it has no other.
    """
    is_task = main.name == "VTODO"
    start = read_moment(main.first("DTSTART"), zones)
    end = read_moment(main.first("DUE" if is_task else "DTEND"), zones)
    length = _length(start, end, zones) or read_length(main.text("DURATION"))
    minutes = round(length / _MINUTE) if length else 0
    when = start
    if is_task and end and not (start and start.time and end.time and 0 < minutes < _DAY):
        when, minutes = end, 0
    if not when or when.time is None or minutes <= 0:
        return when, DEFAULT_MINUTES
    return when, minutes


def _length(start: Moment | None, end: Moment | None, zones: Zones) -> timedelta | None:
    """From one time to the other; None where one has none."""
    if not start or not end or start.time is None or end.time is None:
        return None
    begins = instant(start.day, start.time, zones.profile)
    return instant(end.day, end.time, zones.profile) - begins


def our_alarm(main: Component) -> Component | None:
    """Our one reminder: the marked one; where a server drops marks, the only one at an instant."""
    alarms = list(main.components("VALARM"))
    for each in alarms:
        if each.first("X-KITH-ALARM"):
            return each
    plain = [each for each in alarms if _is_absolute(each.first("TRIGGER"))]
    return plain[0] if len(alarms) == 1 and plain and main.first("X-KITH-NETWORK") else None


def _is_absolute(trigger: Line | None) -> bool:
    return bool(trigger) and trigger.value.strip().endswith("Z") if trigger else False


def _alarm_at(alarm: Component, when: Moment | None, minutes: int, zones: Zones) -> datetime | None:
    trigger = alarm.first("TRIGGER")
    told = read_moment(trigger, zones)
    if told and told.time is not None:
        return instant(told.day, told.time, zones.profile)
    length = read_length(trigger.value) if trigger else None
    if length is None or when is None or trigger is None:
        return None
    from_end = trigger.params.get("RELATED", "").upper() == "END" and when.time is not None
    try:
        base = instant(when.day, when.time or time(), zones.profile)
        return (base + length + timedelta(minutes=minutes if from_end else 0)).astimezone(UTC)
    except OverflowError:
        return None
