"""A reminder, the calendar objects that tests write out, and how both are turned into each other."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from kithkeeper.sync.ports import CalendarItem
from kithkeeper_caldav.reading import understand
from kithkeeper_caldav.rendering import render

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
ADA = CalendarItem(
    uid="kith-ada",
    summary="Ada Lovelace – coffee",
    day=date(2026, 11, 25),
    network="net1",
    touchpoint="t-1",
    description="Inner circle, monthly; last spoke 4 Mar 2026\ntel:+49301234",
    alarm=datetime(2026, 11, 25, 8, tzinfo=UTC),
)


def event(*lines: str, uid: str = "u1", kind: str = "VEVENT", before: str = "") -> str:
    body = "\r\n".join(lines)
    return (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{before}BEGIN:{kind}\r\nUID:{uid}\r\n{body}\r\n"
        f"END:{kind}\r\nEND:VCALENDAR\r\n"
    )


def read(raw: str) -> CalendarItem:
    return understand(raw, BERLIN).item


def make(item: CalendarItem, raw: str = "", kind: str = "event") -> str:
    return render(item, raw, kind=kind, profile=BERLIN, now=NOW)
