"""Milestones: a new title or organization that a source brought, found in the history."""

from __future__ import annotations

import shlex
from datetime import date, timedelta
from typing import NamedTuple

from kithkeeper.rules.activities import milestone
from kithkeeper.rules.facts import Finding
from kithkeeper.rules.phrases import day
from kithkeeper.services.session import Session
from kithkeeper.store import Document, Entry

LOOK_BACK_DAYS = 60
"""How long a milestone is news."""


class Milestone(NamedTuple):
    """Something to celebrate: whom, since when, why, and the command that drafts a word."""

    contact: str
    on: date
    because: str
    command: str

    @property
    def finding(self) -> Finding:
        """The same as a line of the review."""
        return Finding(self.contact, "celebrate", self.because, self.command)


def milestones(session: Session) -> tuple[Milestone, ...]:
    """What there is to celebrate, the newest first: whom, what changed, and a draft's command."""
    since = session.today - timedelta(days=LOOK_BACK_DAYS)
    found: dict[str, Milestone] = {}
    moved: dict[int, set[str]] = {}
    for entry, change in session.store.replaced("contact", f"{since - timedelta(days=1)}"):
        on = session.clock.day_of(entry.at)
        if on < since or entry.by in ("user", "plan"):
            continue
        assert change.before is not None
        assert change.after is not None
        name = change.after.get("display", "")
        what = milestone(name, _work(change.before), _work(change.after))
        if not what or change.after.get("archived") or _came_with(session, change.key, entry):
            continue
        if entry.seq not in moved:
            moved[entry.seq] = _moved(session, entry)
        if change.key in moved[entry.seq]:
            found.setdefault(change.key, _found(change.key, name, what, on))
    return tuple(found.values())


def _came_with(session: Session, contact: str, entry: Entry) -> bool:
    """Whether the same command brought the person: then two sources differ, and nobody moved."""
    first, *_ = session.store.entries(about=contact, limit=1)
    return (first.parent or first.seq) == (entry.parent or entry.seq)


def _moved(session: Session, entry: Entry) -> set[str]:
    """Of whom a source says other work than it did; a source that is new here only differs."""
    return {
        str(each.after["contact"])
        for each in session.store.changes_of(entry.seq)
        if each.table == "link" and each.before is not None and each.after is not None
        and _work(each.before["card"]) != _work(each.after["card"])
    }  # fmt: skip


def _found(contact: str, name: str, what: str, on: date) -> Milestone:
    news = what.removeprefix(f"{name} is now ").partition(" (")[0]
    words = f"becoming {news}" if not news.startswith("at ") else f"your new place {news}"
    command = f"kith script fill celebrate --to {shlex.quote(contact)} --set milestone={shlex.quote(words)}"  # fmt: skip
    return Milestone(contact, on, f"{what}, since {day(on)}", command)


def _work(row: Document) -> tuple[str, str]:
    """Title and organization of where someone works now."""
    for each in row.get("organizations", ()):
        if each.get("current", True):
            return str(each.get("title", "")), str(each.get("name", ""))
    return "", ""
