"""Dates, times, zones and lengths as iCalendar writes them, read into the profile's zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from kithkeeper_caldav.content_lines import Component, Line, write

_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?", re.ASCII)
_LENGTH = re.compile(
    r"([+-]?)P(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?",
    re.ASCII,
)


class Moment(NamedTuple):
    """A DATE or DATE-TIME as it falls in the profile's zone.

    Attributes:
        day: The day there.
        time: The time of day there; None for a DATE.
        zone: The zone it was written in; None for a DATE and for floating time.
        tzid: The name of that zone as written; empty for UTC.
    """

    day: date
    time: time | None
    zone: tzinfo | None = None
    tzid: str = ""


class Zones:
    """The zones that one calendar object may name."""

    def __init__(self, calendar: Component, profile: ZoneInfo) -> None:
        self.profile = profile
        self._calendar = calendar
        self._known: dict[str, tzinfo | None] = {}

    def find(self, tzid: str) -> tzinfo | None:
        """The zone of that name: of the tz database, defined in the object, or one of Windows'."""
        if tzid not in self._known:
            self._known[tzid] = _by_name(tzid) or self._defined(tzid) or _by_windows_name(tzid)
        return self._known[tzid]

    def _defined(self, tzid: str) -> tzinfo | None:
        for block in self._calendar.components("VTIMEZONE"):
            if block.text("TZID") == tzid:
                location = block.text("X-LIC-LOCATION")
                return (_by_name(location) if location else None) or _from_definition(block)
        return None


def _by_name(tzid: str) -> tzinfo | None:
    """A zone of the tz database, also where a vendor put a path before its name."""
    parts = tzid.strip("/").split("/")
    for start in range(max(0, len(parts) - 3), len(parts)):
        name = "/".join(parts[start:])
        try:
            return ZoneInfo(name)
        except (ValueError, OSError, LookupError):
            continue
    return None


def _from_definition(block: Component) -> tzinfo | None:
    """A zone as a VTIMEZONE defines it.

    Rules that repeat more often than yearly are no zone's and would be unrolled for ever.
    """
    for part in block.components("STANDARD", "DAYLIGHT"):
        for rule in part.lines("RRULE"):
            if "FREQ=YEARLY" not in rule.value.upper() or "INTERVAL" in rule.value.upper():
                return None
    from icalendar import Timezone

    try:
        component = Timezone.from_ical(write(block))
        made = component.to_tz() if isinstance(component, Timezone) else None
    except (ValueError, TypeError, LookupError, OverflowError, AttributeError):
        return None
    return made if isinstance(made, tzinfo) else None


def _by_windows_name(tzid: str) -> tzinfo | None:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    name = WINDOWS_TO_OLSON.get(tzid.strip('"'))
    return _by_name(name) if name else None


def read_moment(line: Line | None, zones: Zones) -> Moment | None:
    """What a DTSTART, DTEND, DUE, COMPLETED or absolute TRIGGER says.

    A zone that nobody knows is read like floating time, as the profile's own. None where the line
    is missing or is no date that exists.
    """
    found = _MOMENT.fullmatch(line.value.strip()) if line else None
    if not found or not line:
        return None
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
        if found[4] is None:
            return Moment(day, None)
        clock = time(int(found[4]), int(found[5]), min(int(found[6] or 0), 59))
        tzid = line.params.get("TZID", "")
        zone = UTC if found[7] else zones.find(tzid) if tzid else None
        if zone is None:
            return Moment(day, clock)
        local = datetime.combine(day, clock, zone).astimezone(zones.profile)
    except (ValueError, OverflowError):
        return None
    return Moment(local.date(), local.time(), zone, "" if found[7] else tzid)


def instant(day: date, clock: time, profile: ZoneInfo) -> datetime:
    """A day and time of the profile's zone as UTC."""
    return datetime.combine(day, clock, profile).astimezone(UTC)


def utc_text(moment: datetime) -> str:
    """`20261122T090000Z`."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def date_text(day: date) -> str:
    """`20261122`."""
    return day.strftime("%Y%m%d")


def moment_line(
    day: date, clock: time | None, like: Moment | None, zones: Zones
) -> tuple[str, str]:
    """Parameters and value for a date property, in the form in which the user has it.

    Args:
        like: What stood there; its zone, or its floating time, is kept. None, or a DATE, gives UTC.
    """
    if clock is None:
        return ";VALUE=DATE", date_text(day)
    if like is not None and like.time is not None and like.zone is None:
        return "", f"{datetime.combine(day, clock):%Y%m%dT%H%M%S}"
    if like is not None and like.zone is not None and like.tzid:
        local = datetime.combine(day, clock, zones.profile).astimezone(like.zone)
        tzid = f'"{like.tzid}"' if re.search(r"[:;,]", like.tzid) else like.tzid
        return f";TZID={tzid}", f"{local:%Y%m%dT%H%M%S}"
    return "", utc_text(instant(day, clock, zones.profile))


def read_length(text: str) -> timedelta | None:
    """A DURATION (`PT30M`, `-P1D`), or None."""
    found = _LENGTH.fullmatch(text.strip().upper())
    if not found or not any(found.groups()[1:]):
        return None
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in found.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if found[1] == "-" else length
