"""Touchpoints as an iCalendar file (RFC 5545): the open ones, and the done ones as a record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from kithkeeper.services.wording import words
from kithkeeper.store import Document, Not

if TYPE_CHECKING:
    from kithkeeper.services.session import Session

_MINUTES = 30
_LIMIT = 75
"""Octets of a content line (RFC 5545, 3.1)."""


def written(session: Session, counted: dict[str, int]) -> Iterator[bytes]:
    """The file in chunks: one event a touchpoint that has a day and was not skipped."""
    names = {
        row[0]: row for row in session.store.columns("contact", ["id", "archived", "merged_into"])
    }
    yield _lines(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kithkeeper//export//EN"])
    count = 0
    where = {"date": Not(None), "state": ("planned", "snoozed", "done")}
    for row in session.store.find("touchpoint", where, order=("date", "id")):
        is_open = row.get("state", "planned") != "done"
        if is_open and all(names.get(each, (each, 1))[1] for each in row["contacts"]):
            continue
        count += 1
        yield _lines(_event(session, row))
    counted["touchpoints"] = count
    yield _lines(["END:VCALENDAR"])


def _event(session: Session, row: Document) -> list[str]:
    people = [found for each in row["contacts"] if (found := session.store.get("contact", each))]
    text = words(row, people, "names")
    done = row.get("state") == "done"
    title = f"✓ {text.summary}" if done else text.summary
    note = row.get("note", "") if done else ""
    body = "\n".join(part for part in (text.description, note) if part)
    stamp = datetime.combine(date.fromisoformat(row["date"]), time(), UTC)
    return [
        "BEGIN:VEVENT",
        f"UID:{row['id']}@kithkeeper",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        *_when(session, row),
        f"SUMMARY:{escaped(title)}",
        *([f"DESCRIPTION:{escaped(body)}"] if body else []),
        f"CATEGORIES:{escaped(row['kind'])}",
        "TRANSP:TRANSPARENT",
        "CLASS:PRIVATE",
        "END:VEVENT",
    ]


def _when(session: Session, row: Document) -> list[str]:
    day = date.fromisoformat(row["date"])
    if not row.get("time"):
        after = day + timedelta(days=1)
        return [f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]
    start = session.clock.instant(day, time.fromisoformat(row["time"]))
    end = start + timedelta(minutes=_MINUTES)
    return [f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{end:%Y%m%dT%H%M%SZ}"]


def escaped(text: str) -> str:
    """A text value (RFC 5545, 3.3.11), without control characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(each for each in lines if each in "\n\t" or each.isprintable())
    for sign in ("\\", ";", ","):
        kept = kept.replace(sign, f"\\{sign}")
    return kept.replace("\n", "\\n")


def folded(line: str) -> str:
    """A content line in pieces of at most 75 octets, never within a character."""
    pieces: list[str] = [""]
    size = 0
    for char in line:
        octets = len(char.encode("utf-8", "replace"))
        if size + octets > _LIMIT:
            pieces.append(" ")
            size = 1
        pieces[-1] += char
        size += octets
    return "\r\n".join(pieces) + "\r\n"


def _lines(lines: list[str]) -> bytes:
    return "".join(map(folded, lines)).encode("utf-8", "replace")
