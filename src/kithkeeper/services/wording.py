"""What a reminder says: a pure function of stored facts, never of today."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kithkeeper.model.kinds import Kind
from kithkeeper.rules.activities import activity as activity_of
from kithkeeper.store import Document

_LONGEST = 60
"""Characters of a title; a lock screen shows hardly more."""

_OVERRIDES = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
"""Turns of the writing direction; left open in a name they turn what a calendar shows after it."""


class Words(NamedTuple):
    """Title and text of a reminder."""

    summary: str
    description: str


def words(touchpoint: Document, people: Sequence[Document], privacy: str) -> Words:
    """The title and the text of a touchpoint's reminder.

    Args:
        people: The contacts' rows, in the touchpoint's order.
        privacy: `names` tells no notes and last words, `initials` no names and numbers,
            `full` all that helps.
    """
    return Words(_summary(touchpoint, people, privacy), _description(touchpoint, people, privacy))


def _summary(touchpoint: Document, people: Sequence[Document], privacy: str) -> str:
    names = [_name(each, privacy) for each in people]
    who = names[0] if len(names) == 1 else ", ".join(name.split()[0] for name in names[:3] if name)
    if len(names) > 3:
        who += f" +{len(names) - 3}"
    if touchpoint.get("title") and privacy != "initials" and touchpoint["kind"] != Kind.BIRTHDAY:
        return _short(touchpoint["title"])
    return _short(f"{who} – {_what(touchpoint)}" if who else _what(touchpoint))


def _what(touchpoint: Document) -> str:
    match touchpoint["kind"]:
        case Kind.BIRTHDAY:
            return "birthday"
        case Kind.PROMISE:
            return "a promise"
        case Kind.FOLLOWUP:
            return "follow up"
        case _:
            return str(touchpoint.get("channel") or "get in touch")


def _description(touchpoint: Document, people: Sequence[Document], privacy: str) -> str:
    lines = [reason(touchpoint)]
    if privacy != "initials":
        lines[0] = "; ".join(each for each in (lines[0], touchpoint.get("called_for", "")) if each)
        lines.append(" ".join(link for each in people[:5] for link in _reach(each)))
        lines += [f"- {each}" for each in touchpoint.get("what", ())]
    wording = _instruction(touchpoint)
    if wording:
        lines.append(wording[0].upper() + wording[1:] + ".")
    if privacy == "full":
        lines += [each["notes"] for each in people if each.get("notes")]
        lines += [f"Could help you with: {', '.join(each['could_help_with'])}" for each in people if each.get("could_help_with")]  # fmt: skip
    return "\n".join(line for line in lines if line)


def _instruction(touchpoint: Document) -> str:
    if touchpoint["kind"] == Kind.BIRTHDAY:
        return "wish them a happy birthday"
    return activity_of(touchpoint["activity"]).wording if touchpoint.get("activity") else ""


def reason(touchpoint: Document) -> str:
    """Why it is planned; a meeting needs no other reason than that the user wants it."""
    planned = "You planned to meet" if touchpoint["kind"] == Kind.MEETING else ""
    return touchpoint.get("because") or planned


def _reach(contact: Document) -> list[str]:
    """How to reach someone with one tap: `tel:` and `mailto:`."""
    found = []
    for phone in contact.get("phones", ())[:1]:
        number = phone.get("normal") or "".join(
            c for c in phone["value"] if c.isdigit() or c == "+"
        )
        found.append(f"tel:{number}")
    found += [f"mailto:{email['value']}" for email in contact.get("emails", ())[:1]]
    return found


def _name(contact: Document, privacy: str) -> str:
    name = str(contact.get("display", ""))
    if privacy != "initials":
        return name
    return " ".join(f"{part[0].upper()}." for part in name.split() if part[0].isalnum())


def _short(text: str) -> str:
    line = " ".join(text.translate(_OVERRIDES).split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"
