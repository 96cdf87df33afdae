"""What follows from the people met at a networking event (guide, "After the Event").

Two checklists of people, for the first day and the first week, with only the steps that are called
for; and a promise each for what was promised. The event's score is follow-ups kept, not people met.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from kithkeeper.rules.phrases import count, listed

FIRST_DAY = 1
FIRST_WEEK = 7
"""Days after the event by which the two checklists are due."""


class Step(StrEnum):
    """The guide's eight steps, four for the first day and four for the first week."""

    CONNECT = "connect"
    WRITE = "write"
    RESOURCE = "resource"
    NOTES = "notes"
    COMMITMENT = "commitment"
    COFFEE = "coffee"
    ARTICLE = "article"
    INTRODUCTION = "introduction"

    @property
    def within(self) -> int:
        """Days after the event by which it should be done."""
        return FIRST_DAY if self in _FIRST_DAY_STEPS else FIRST_WEEK

    @property
    def is_promise(self) -> bool:
        """Whether it is something promised, which stands as an item of its own."""
        return self in (Step.RESOURCE, Step.COMMITMENT, Step.INTRODUCTION)


_FIRST_DAY_STEPS = (Step.CONNECT, Step.WRITE, Step.RESOURCE, Step.NOTES)

_INTRODUCING = re.compile(
    r"\bintro\b|introduc|put .{1,60} in touch|connect .{1,60} with", re.IGNORECASE
)
_RESOURCE = re.compile(
    r"\b(send|share|forward|e-?mail|mail|pass on|link|article|paper|slides?|deck|book|pdf|report|"
    r"recording|resource|template|contact details)\b",
    re.IGNORECASE,
)


class EncounterFacts(NamedTuple):
    """Someone met, and what is known of them by the time of wrapping up.

    Attributes:
        connected: Whether one is already connected online (a profile link, a logged message).
        promised_by: The day that was named for the promise.
        noted: Whether what one learned of them has been written down.
        common: Interests that the two share.
    """

    contact: str
    name: str
    on: date
    said: str = ""
    promised: str = ""
    promised_by: date | None = None
    connected: bool = False
    noted: bool = False
    common: tuple[str, ...] = ()


class FollowUp(NamedTuple):
    """One step for one person, with the day by which it should be done."""

    contact: str
    name: str
    step: Step
    what: str
    by: date
    because: str


class Checklist(NamedTuple):
    """One calendar item: people and what to do, a line each person.

    Attributes:
        within: 1 for the first day, 7 for the first week.
        lines: "Ada Lovelace: connect, write about looms".
    """

    within: int
    by: date
    contacts: tuple[str, ...]
    lines: tuple[str, ...]
    title: str


class Score(NamedTuple):
    """How well an event was followed up; `share` is None where nothing was called for.

    Attributes:
        kept: Follow-ups done at all; `in_time` of them by their day.
        called_for: How many there were, those not yet due included.
        share: Per cent kept.
    """

    kept: int
    in_time: int
    called_for: int
    share: int | None
    because: str


def promise_step(promised: str) -> Step:
    """Which of the guide's steps a promise is, read from its words; else a plain commitment."""
    if _INTRODUCING.search(promised):
        return Step.INTRODUCTION
    return Step.RESOURCE if _RESOURCE.search(promised) else Step.COMMITMENT


def followups(met: Iterable[EncounterFacts]) -> tuple[FollowUp, ...]:
    """The steps that are called for, in the order of people, first day before first week."""
    return tuple(step for each in met for step in sorted(_steps(each), key=lambda s: s.step.within))


def checklists(event: str, steps: Sequence[FollowUp]) -> tuple[Checklist, ...]:
    """At most two calendar items of an event; promises have items of their own and are left out.

    Args:
        event: The networking event's name.
        steps: What `followups` said, or what is left of it.
    """
    found = []
    for within in (FIRST_DAY, FIRST_WEEK):
        chosen = [each for each in steps if each.step.within == within and not each.step.is_promise]
        if chosen:
            people = tuple(dict.fromkeys(each.contact for each in chosen))
            lines = tuple(_line(person, chosen) for person in people)
            by = max(each.by for each in chosen)
            found.append(Checklist(within, by, people, lines, _title(event, within)))
    return tuple(found)


def promises(steps: Iterable[FollowUp]) -> tuple[FollowUp, ...]:
    """The steps that are promises: one commitment each."""
    return tuple(each for each in steps if each.step.is_promise)


def score(steps: Iterable[tuple[date, date | None]]) -> Score:
    """Score an event by the follow-ups kept.

    Args:
        steps: For each follow-up the day by which it was due and the day on which it was done,
            None while it wasn't.
    """
    known = tuple(steps)
    kept = sum(done is not None for _, done in known)
    in_time = sum(done is not None and done <= by for by, done in known)
    if not known:
        return Score(0, 0, 0, None, "Nothing was called for")
    because = f"{kept} of {count(len(known), 'follow-up')} kept, {in_time} in time"
    return Score(kept, in_time, len(known), round(100 * kept / len(known)), because)


def _steps(met: EncounterFacts) -> list[FollowUp]:
    found = []
    if not met.connected:
        found.append(_follow(met, Step.CONNECT, "connect", "you are not connected online yet"))
    if met.said:
        words = f"write about {met.said}"
        found.append(_follow(met, Step.WRITE, words, "you had a conversation to come back to"))
    if not met.noted:
        found.append(_follow(met, Step.NOTES, "add notes", "nothing is noted of them yet"))
    if met.said:
        found.append(_follow(met, Step.COFFEE, "suggest a coffee", "there is more to talk about"))
    if met.common:
        words = f"share something on {listed(met.common[:2])}"
        found.append(_follow(met, Step.ARTICLE, words, "you share that interest"))
    if met.promised:
        found.append(_promise(met))
    return found


def _follow(met: EncounterFacts, step: Step, what: str, because: str) -> FollowUp:
    return FollowUp(
        met.contact, met.name, step, what, met.on + timedelta(days=step.within), because
    )


def _promise(met: EncounterFacts) -> FollowUp:
    step = promise_step(met.promised)
    by = met.promised_by or met.on + timedelta(days=step.within)
    return FollowUp(met.contact, met.name, step, met.promised, by, "you promised it")


def _line(contact: str, steps: Sequence[FollowUp]) -> str:
    own = [each for each in steps if each.contact == contact]
    return f"{own[0].name}: {', '.join(each.what for each in own)}"


def _title(event: str, within: int) -> str:
    return f"{event} – follow up within {'24 hours' if within == FIRST_DAY else 'a week'}"
