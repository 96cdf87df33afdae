"""A day as lines to read, as a page to mail, and as a calendar file to subscribe to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from html import escape
from typing import Any, NamedTuple

from kithkeeper.rules.phrases import count, day
from kithkeeper.services.calendar_file import escaped, folded
from kithkeeper.services.near_events import NearEvent
from kithkeeper.services.today import PromiseRow, Today

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;color:#333;background:#fbfaf7;"
    "max-width:42em;margin:2em auto;padding:0 1em}"
    "h1{font-size:1.5em}h2{font-size:1.05em;color:#2f6b4f;margin:1.5em 0 .3em}"
    "ul{margin:0;padding-left:1.2em}li{margin:.2em 0}li ul{color:#777;font-size:.9em}"
)


class Entry(NamedTuple):
    """One line of a day, and what belongs below it."""

    text: str
    details: tuple[str, ...] = ()


def as_html(page: Today) -> str:
    """The day as one HTML page without scripts; everything from outside is escaped."""
    title = escape(_title(page.day))
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


def as_text(page: Today) -> Iterator[str]:
    """The day as lines for a terminal, with nothing below the date where there is nothing."""
    yield _title(page.day)
    for heading, entries in sections(page):
        yield heading
        for entry in entries:
            yield f"  {entry.text}"
            yield from (f"      {each}" for each in entry.details)


def sections(page: Today) -> list[tuple[str, list[Entry]]]:
    """What the day holds as titles and entries, in the order of reading."""
    found = [
        ("Meetings", [Entry(f"{(each.at or '')[:5]} {each.names}".strip(), _brief(each.briefs)) for each in page.meetings]),
        ("Networking events", [Entry(_event(each)) for each in page.events]),
        ("Did it happen?", [Entry(f"{each.names}, {day(date.fromisoformat(each.on))}: `kith done {each.id}`, or `kith skip {each.id}`") for each in page.unsettled]),
        ("Follow-ups", [Entry(f"{each.title}: {', '.join(each.what)}") for each in page.followups]),
        ("Promises", [Entry(_promise(each, page.day)) for each in page.commitments]),
        ("Birthdays and dates", [Entry(f"{each.name}: {each.what}") for each in page.dates]),
        ("To reach", [Entry(f"{row.name} – {row.because}") for row in page.due if row.kind == "cadence"]),
        ("To celebrate", [Entry(each.what) for each in page.milestones]),
        ("Coming up", [Entry(f"{each.name}: {each.what} on {day(each.on)}") for each in page.upcoming]),
        ("Holidays", [Entry(f"{each.name} on {day(each.on)}: {count(each.people, 'person', 'people')} of the {each.circle} circle to greet") for each in page.occasions]),
        ("Communities", [Entry(f"{each.name}: {each.item} ({each.because})") for each in page.communities]),
        ("Being present", [Entry(f"{each.name} ({each.because})") for each in page.rhythm]),
    ]  # fmt: skip
    return [(title, entries) for title, entries in found if entries]


def _title(on: date) -> str:
    return f"{on:%A}, {on.day} {on:%B %Y}"


def _list(entries: list[Entry]) -> str:
    items = "".join(f"<li>{escape(each.text)}{_below(each.details)}</li>" for each in entries)
    return f"<ul>{items}</ul>"


def _below(details: tuple[str, ...]) -> str:
    return _list([Entry(each) for each in details]) if details else ""


def _brief(briefs: tuple[Mapping[str, Any], ...]) -> tuple[str, ...]:
    """What to bear in mind of each who comes: the lines of the brief, by its headings."""
    return tuple(
        f"{section['title']}: {'; '.join(section['lines'])}"
        for brief in briefs
        for section in brief["sections"]
        if section["lines"]
    )


def _event(row: NearEvent) -> str:
    when = " ".join(each for each in (day(date.fromisoformat(row.on)), (row.at or "")[:5]) if each)
    shown = ", ".join(each for each in (row.name, when, row.place) if each)
    return f"{shown}: `{row.command}`" if row.command else shown


def _promise(row: PromiseRow, today: date) -> str:
    """A promise with its day, and how to be rid of it where that has passed."""
    said = f"{row.name}{' owes you' if row.theirs else ''}: {row.what}"
    if not row.by:
        return said
    by = date.fromisoformat(row.by)
    settle = f": `kith promise --kept {row.id}`, or `--dropped {row.id}`" if by < today else ""
    return f"{said} (by {day(by)}){settle}"
