"""A day as a page to mail and as a calendar file to subscribe to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import escape

from kithkeeper.rules.phrases import count, day
from kithkeeper.services.calendar_file import escaped, folded
from kithkeeper.services.today import PromiseRow, Today


def as_html(page: Today) -> str:
    """The day as one HTML page without scripts; everything from outside is escaped."""
    parts = [
        "<!doctype html>", '<html lang="en"><meta charset="utf-8">',
        f"<title>{page.day:%-d %B %Y}</title>", f"<h1>{page.day:%A, %-d %B %Y}</h1>",
    ]  # fmt: skip
    for title, lines in sections(page):
        if lines:
            items = "".join(f"<li>{escape(line)}</li>" for line in lines)
            parts.append(f"<h2>{escape(title)}</h2><ul>{items}</ul>")
    return "\n".join([*parts, "</html>", ""])


def as_ics(page: Today) -> str:
    """The day's lines as all-day events of an iCalendar file (RFC 5545)."""
    stamp = datetime.combine(page.day, datetime.min.time(), UTC)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kithkeeper//today//EN"]
    numbered = [(title, line) for title, found in sections(page) for line in found]
    for number, (title, line) in enumerate(numbered):
        lines += [
            "BEGIN:VEVENT", f"UID:today-{page.day:%Y%m%d}-{number}@kithkeeper",
            f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}", f"DTSTART;VALUE=DATE:{page.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{page.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{escaped(' '.join(f'{title}: {line}'.split()))}", "TRANSP:TRANSPARENT", "CLASS:PRIVATE", "END:VEVENT",
        ]  # fmt: skip
    return "".join(map(folded, [*lines, "END:VCALENDAR"]))


def sections(page: Today) -> list[tuple[str, list[str]]]:
    """What the day holds as titles and lines, in the order of reading; empty ones too."""
    return [
        ("Meetings", [f"{each.at or ''} {each.names}".strip() for each in page.meetings]),
        ("Follow-ups", [f"{each.title}: {', '.join(each.what)}" for each in page.followups]),
        ("Promises", [_promise(each) for each in page.commitments]),
        ("Birthdays and dates", [f"{each.name}: {each.what}" for each in page.dates]),
        ("To reach", [f"{row.name} – {row.because}" for row in page.due if row.kind == "cadence"]),
        ("To celebrate", [each.what for each in page.milestones]),
        ("Coming up", [f"{each.name}: {each.what} on {day(each.on)}" for each in page.upcoming]),
        ("Holidays", [f"{each.name} on {day(each.on)}: {count(each.people, 'person', 'people')} of the {each.circle} circle to greet" for each in page.occasions]),
        ("Communities", [f"{each.name}: {each.item} ({each.because})" for each in page.communities]),
        ("Being present", [f"{each.name} ({each.because})" for each in page.rhythm]),
    ]  # fmt: skip


def _promise(row: PromiseRow) -> str:
    return f"{row.name}: {row.what}" + (f" (by {row.by})" if row.by else "")
