"""The user's lines under a reminder: `gave:`, `asked:`, `got:`, `promised: … by DATE`, `with:`."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from typing import NamedTuple

_LINE = re.compile(
    r"(?:[-*•◦▪–—+]|\d{1,3}[.)])?\s*(gave|asked|got|promised|with)\s*:\s*(\S.*)", re.IGNORECASE
)
_BY = re.compile(r"(.*)[\s,]by\s+(.+)", re.IGNORECASE)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_AHEAD = re.compile(r"\+(\d{1,3})([dw])", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.(?:\s?(\d{4}))?", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})\.? ([a-z]{3,9})\.?,?(?: (\d{4}))?", re.ASCII)
_NAMED_FIRST = re.compile(r"([a-z]{3,9})\.? (\d{1,2}),?(?: (\d{4}))?", re.ASCII)


class NoteLine(NamedTuple):
    """One line that means something: `gave`, `asked`, `got`, `promised` or `with`, and its text.

    Attributes:
        by: What stands after the last "by" of a promise; a date or not.
    """

    verb: str
    text: str
    by: str = ""

    def promise(self, day: date) -> tuple[str, date | None]:
        """What was promised and by when; where no date stands after "by", all of it is what."""
        by = promised_by(self.by, day) if self.by else None
        whole = f"{self.text} by {self.by}" if self.by and by is None else self.text
        return whole, by


def note_lines(notes: str) -> list[NoteLine]:
    """The lines of a reminder's notes that become ledger entries, promises and participants."""
    found = []
    for line in notes.splitlines():
        if match := _LINE.fullmatch(line.strip()):
            verb, text = match[1].casefold(), match[2]
            by = _BY.fullmatch(text) if verb == "promised" else None
            found.append(NoteLine(verb, by[1].rstrip(" ,") if by else text, by[2] if by else ""))
    return found


def said(notes: str) -> str:
    """What was said: the notes without the lines that became entries, and without the mark done."""
    return "\n".join(
        line
        for line in notes.splitlines()
        if not _LINE.fullmatch(line.strip()) and line.strip().casefold() != "done"
    )


def fresh_lines(before: str, now: str) -> list[NoteLine]:
    """Those that were not there before; one that is repeated is new once more."""
    return _less(note_lines(now), note_lines(before))


def dropped_lines(before: str, now: str) -> list[NoteLine]:
    """Those that are there no more, such as one that was worded anew."""
    return _less(note_lines(before), note_lines(now))


def merged(note: str, before: str, now: str) -> str:
    """A touchpoint's note, in which the user's lines `before` have become those of `now`."""
    lines, old, new = (text.strip().splitlines() for text in (note, before, now))
    at = _where(lines, old) if old else None
    if at is not None:
        lines[at : at + len(old)] = new
    elif _where(new, lines) is not None:
        lines = new
    elif _where(lines, new) is None:
        lines += new
    return "\n".join(lines)


def _where(lines: list[str], part: list[str]) -> int | None:
    """Where some lines stand among others, as a whole; None if they don't."""
    starts = range(len(lines) - len(part) + 1)
    return next((at for at in starts if lines[at : at + len(part)] == part), None)


def promised_by(text: str, day: date) -> date | None:
    """The date of a promise made on `day`, if it is one: 2026-03-20, 20.3.2026, 20 March, fri,
    tomorrow, +2w; without a year the next one.
    """
    word = text.strip(" .,;").casefold()
    with suppress(ValueError):  # then it is written in another way
        return date.fromisoformat(word)
    if word in ("today", "tomorrow"):
        return day + timedelta(days=int(word == "tomorrow"))
    if word[:3] in _DAYS and word.isalpha() and _is_short_of(word, _DAY_NAMES):
        return day + timedelta(days=(_DAYS.index(word[:3]) - day.weekday() - 1) % 7 + 1)
    if match := _AHEAD.fullmatch(word):
        return day + timedelta(days=int(match[1]) * (7 if match[2] == "w" else 1))
    if match := _DOTTED.fullmatch(word):
        return _dated(int(match[1]), int(match[2]), match[3], day)
    if match := _NAMED.fullmatch(word) or _NAMED_FIRST.fullmatch(word):
        number, name = (match[1], match[2]) if match[1].isdigit() else (match[2], match[1])
        if name[:3] in _MONTHS:
            return _dated(int(number), _MONTHS.index(name[:3]) + 1, match[3], day)
    return None


def _dated(number: int, month: int, year: str | None, day: date) -> date | None:
    try:
        if year:
            return date(int(year), month, number)
        this = date(day.year, month, number)
        return this if this >= day else date(day.year + 1, month, number)
    except ValueError:
        return None


def _is_short_of(word: str, names: tuple[str, ...]) -> bool:
    return any(name.startswith(word) for name in names)


def _less(lines: list[NoteLine], others: list[NoteLine]) -> list[NoteLine]:
    rest = Counter(others)
    found = []
    for line in lines:
        if rest[line]:
            rest[line] -= 1
        else:
            found.append(line)
    return found
