"""A day as a page to mail, and as a calendar file to subscribe to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import escape

from kithkeeper.services.calendar_file import escaped, folded
from kithkeeper.services.today import Today
from kithkeeper.services.today_pages import Entry, sections, title_of

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;color:#333;background:#fbfaf7;"
    "max-width:42em;margin:2em auto;padding:0 1em}"
    "h1{font-size:1.5em}h2{font-size:1.05em;color:#2f6b4f;margin:1.5em 0 .3em}"
    "ul{margin:0;padding-left:1.2em}li{margin:.2em 0}li ul{color:#777;font-size:.9em}"
)


def as_html(page: Today) -> str:
    """The day as one HTML page without scripts; everything from outside is escaped."""
    title = escape(title_of(page.day))
    parts = [
        "<!doctype html>", '<html lang="en"><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>{title}</title>", f"<style>{_STYLE}</style>", f"<h1>{title}</h1>",
    ]  # fmt: skip
    for heading, entries in sections(page):
        parts.append(f"<h2>{escape(heading)}</h2>{_list(entries)}")
    return "\n".join([*parts, "</html>"])


def as_ics(page: Today) -> str:
    """The day's lines as all-day events of an iCalendar file (RFC 5545)."""
    stamp = datetime.combine(page.day, datetime.min.time(), UTC)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kithkeeper//today//EN"]
    numbered = [(title, entry) for title, found in sections(page) for entry in found]
    for number, (title, entry) in enumerate(numbered):
        details = "\n".join(entry.details)
        lines += [
            "BEGIN:VEVENT", f"UID:today-{page.day:%Y%m%d}-{number}@kithkeeper",
            f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}", f"DTSTART;VALUE=DATE:{page.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{page.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{escaped(' '.join(f'{title}: {entry.text}'.split()))}",
            *([f"DESCRIPTION:{escaped(details)}"] if details else []),
            "TRANSP:TRANSPARENT", "CLASS:PRIVATE", "END:VEVENT",
        ]  # fmt: skip
    return "".join(map(folded, [*lines, "END:VCALENDAR"]))


def _list(entries: list[Entry]) -> str:
    items = "".join(f"<li>{escape(each.text)}{_below(each.details)}</li>" for each in entries)
    return f"<ul>{items}</ul>"


def _below(details: tuple[str, ...]) -> str:
    return _list([Entry(each) for each in details]) if details else ""
