"""The user's lines under a reminder: `gave:`, `asked:`, `got:`, `promised: … by DATE`, `with:`."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

_LINE = re.compile(r"^\s*[-*]?\s*(gave|asked|got|promised|with)\s*:\s*(\S.*?)\s*$", re.IGNORECASE)
_BY = re.compile(r"^(.*?)[\s,]+by\s+(\S+)$", re.IGNORECASE)


class NoteLine(NamedTuple):
    """One line that means something: `gave`, `asked`, `got`, `promised` or `with`, and its text."""

    verb: str
    text: str
    by: str = ""


def note_lines(notes: str) -> list[NoteLine]:
    """The lines of a reminder's notes that become ledger entries, promises and participants."""
    found = []
    for line in notes.splitlines():
        if match := _LINE.match(line):
            verb, text = match[1].casefold(), match[2]
            by = _BY.match(text) if verb == "promised" else None
            found.append(NoteLine(verb, by[1] if by else text, by[2] if by else ""))
    return found


def fresh_lines(before: str, now: str) -> list[NoteLine]:
    """Those that were not there before; one that is repeated is new once more."""
    known = note_lines(before)
    fresh = []
    for line in note_lines(now):
        if line in known:
            known.remove(line)
        else:
            fresh.append(line)
    return fresh


def promised_by(text: str) -> date | None:
    """The date of a promise, if it is one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
