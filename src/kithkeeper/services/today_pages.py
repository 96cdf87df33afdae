"""A day as a page to mail and as a calendar file to subscribe to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import escape

from kithkeeper.services.today import Today


def as_html(page: Today) -> str:
    """The day as one HTML page without scripts; everything from outside is escaped."""
    parts = [
        "<!doctype html>", '<html lang="en"><meta charset="utf-8">',
        f"<title>{page.day:%-d %B %Y}</title>", f"<h1>{page.day:%A, %-d %B %Y}</h1>",
    ]  # fmt: skip
    for title, lines in _sections(page):
        if lines:
            items = "".join(f"<li>{escape(line)}</li>" for line in lines)
            parts.append(f"<h2>{escape(title)}</h2><ul>{items}</ul>")
    return "\n".join([*parts, "</html>", ""])


def as_ics(page: Today) -> str:
    """The day's lines as all-day events of an iCalendar file (RFC 5545)."""
    stamp = datetime.combine(page.day, datetime.min.time(), UTC)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kithkeeper//today//EN"]
    numbered = [(title, line) for title, found in _sections(page) for line in found]
    for number, (title, line) in enumerate(numbered):
        lines += [
            "BEGIN:VEVENT", f"UID:today-{page.day:%Y%m%d}-{number}@kithkeeper",
            f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}", f"DTSTART;VALUE=DATE:{page.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{page.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(f'{title}: {line}')}", "TRANSP:TRANSPARENT", "CLASS:PRIVATE", "END:VEVENT",
        ]  # fmt: skip
    return "".join(_folded(line) + "\r\n" for line in [*lines, "END:VCALENDAR"])


def _sections(page: Today) -> list[tuple[str, list[str]]]:
    return [
        ("Meetings", [f"{each.at or ''} {each.names}".strip() for each in page.meetings]),
        ("Follow-ups", [f"{each.title}: {', '.join(each.what)}" for each in page.followups]),
        ("Promises", [f"{each.name}: {each.what}" for each in page.commitments]),
        ("Birthdays and dates", [f"{each.name}: {each.what}" for each in page.dates]),
        ("To reach", [f"{row.name} – {row.because}" for row in page.due if row.kind == "cadence"]),
    ]


def _text(value: str) -> str:
    one = " ".join(value.split())
    return one.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """A content line in pieces of at most 75 octets, never within a character."""
    pieces, current = [], b""
    for char in line:
        octets = char.encode()
        if len(current) + len(octets) > 74:
            pieces.append(current)
            current = b""
        current += octets
    return b"\r\n ".join([*pieces, current]).decode()
