"""Where somebody is, as clocks tell it: an IANA time zone, or an offset from UTC."""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2}):?([0-5]\d)?", re.ASCII | re.IGNORECASE)
_FARTHEST = 14
"""Hours; the clocks of Kiribati are the farthest from UTC."""


def named(key: str) -> ZoneInfo | None:
    """The zone with this IANA name, or None if there is none."""
    try:
        return ZoneInfo(key)
    except (KeyError, ValueError, OSError):
        return None


def normal_zone(text: str) -> str:
    """A zone as it is kept: an IANA name, or an offset like `+05:30`; empty if it is neither."""
    text = text.strip()
    if found := _OFFSET.fullmatch(text):
        sign, hours, minutes = found[1], int(found[2]), int(found[3] or 0)
        return f"{sign}{hours:02}:{minutes:02}" if hours <= _FARTHEST else ""
    if text.upper() in ("Z", "UTC", "GMT"):
        return "UTC"
    return text if text and named(text) else ""


def zone_of(text: str) -> tzinfo | None:
    """The zone that a text names, or None."""
    kept = normal_zone(text)
    if found := _OFFSET.fullmatch(kept):
        away = timedelta(hours=int(found[2]), minutes=int(found[3]))
        return timezone(-away if found[1] == "-" else away)
    return named(kept) if kept else None
