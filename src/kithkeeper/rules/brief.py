"""The brief before a meeting: one contact on one screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kithkeeper.rules.phrases import count, day

MOST_LINES = 22
"""Lines of a brief, headings included: what an ordinary terminal shows at once."""

_WIDTH = 100


class PromiseFacts(NamedTuple):
    """An open promise: yours, or theirs."""

    what: str
    by: date | None
    theirs: bool


class BriefFacts(NamedTuple):
    """What is known of a contact, gathered for a brief.

    Attributes:
        words: Last words, the newest first: day, how, and what was said.
        dates: Dates near the meeting, in words ("birthday on 10 Dec").
        question: A question worth asking, from the playbook or what is missing.
        ledger: The balance, and whether one may ask, as `rules.ledger` says it; a line each.
        missing: Names of what is not known yet.
    """

    name: str
    role: str
    circle: str
    how_met: str = ""
    words: tuple[tuple[date, str, str], ...] = ()
    promises: tuple[PromiseFacts, ...] = ()
    dates: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    can_help_with: tuple[str, ...] = ()
    could_help_with: tuple[str, ...] = ()
    question: str = ""
    ledger: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class Section(NamedTuple):
    """A heading of the brief and its lines."""

    title: str
    lines: tuple[str, ...]


def brief(facts: BriefFacts) -> tuple[Section, ...]:
    """Put a contact on one screen: at most `MOST_LINES` lines, empty sections left out.

    Last words, promises, the question and the ledger always fit; what is long is cut at its end.
    """
    yours = [_promise(each) for each in facts.promises if not each.theirs]
    theirs = [_promise(each) for each in facts.promises if each.theirs]
    about = [each for each in (facts.role, facts.circle, facts.how_met) if each]
    told = [f"{day(on)} {how}: {said}" if said else f"{day(on)} {how}"
            for on, how, said in facts.words]  # fmt: skip
    given = (
        (facts.name, about, 3),
        ("Last words", told, 3),
        ("You promised", yours, 3),
        ("They promised", theirs, 2),
        ("Dates", facts.dates, 2),
        ("Personal", facts.personal, 1),
        ("Interests", facts.interests, 1),
        ("You could help with", facts.can_help_with, 1),
        ("They could help with", facts.could_help_with, 1),
        ("Worth asking", [facts.question] if facts.question else [], 1),
        ("Ledger", facts.ledger, 2),
        ("Not known yet", facts.missing, 1),
    )
    known = [(title, lines, most) for title, lines, most in given if lines]
    return _within_screen(known if about else [(facts.name, [], 0), *known])


def text(sections: Sequence[Section]) -> str:
    """The brief as plain text: one line a section where it has one, else a list under it."""
    lines: list[str] = []
    for place, section in enumerate(sections):
        if place and len(section.lines) == 1:
            lines.append(f"{section.title}: {section.lines[0]}"[:_WIDTH])
        else:
            lines += [section.title, *(f"  {line}" for line in section.lines)]
    return "\n".join(lines)


def _fit(lines: Sequence[str], most: int) -> tuple[str, ...]:
    if most == 1:
        return (_cut("; ".join(lines)),)
    shown = [_cut(line) for line in lines[:most]]
    if len(lines) > most:
        more = f" (and {count(len(lines) - most, 'more', 'more')})"
        shown[-1] = _cut(lines[most - 1], len(more)) + more
    return tuple(shown)


def _within_screen(given: Sequence[tuple[str, Sequence[str], int]]) -> tuple[Section, ...]:
    """Sections of as many lines as each may have; the longest get shorter until the brief fits."""
    shown = [Section(title, _fit(lines, most)) for title, lines, most in given]
    while _height(shown) > MOST_LINES:
        place = max(range(len(shown)), key=lambda each: len(shown[each].lines))
        fewer = _fit(given[place][1], len(shown[place].lines) - 1)
        shown[place] = shown[place]._replace(lines=fewer)
    return tuple(shown)


def _height(sections: Sequence[Section]) -> int:
    return len(text(sections).splitlines())


def _promise(facts: PromiseFacts) -> str:
    return facts.what + (f" (by {day(facts.by)})" if facts.by else "")


def _cut(line: str, reserved: int = 0) -> str:
    """A line that leaves room for its heading, and for so many characters behind it."""
    line, most = " ".join(line.split()), _WIDTH - 24 - reserved
    return line if len(line) <= most else line[: most - 1] + "…"
