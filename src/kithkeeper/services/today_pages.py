"""A day as lines to read: its titles, what stands under each, and their words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from kithkeeper.rules.phrases import count, day
from kithkeeper.services.near_events import NearEvent
from kithkeeper.services.today import PromiseRow, Today


class Entry(NamedTuple):
    """One line of a day, and what belongs below it."""

    text: str
    details: tuple[str, ...] = ()


def as_text(page: Today) -> Iterator[str]:
    """The day as lines for a terminal, with nothing below the date where there is nothing."""
    yield title_of(page.day)
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


def title_of(on: date) -> str:
    """The day in full: "Wednesday, 4 March 2026"."""
    return f"{on:%A}, {on.day} {on:%B %Y}"


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
