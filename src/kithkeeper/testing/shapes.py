"""What a plugin answers, looked at piece by piece: a wrong shape is said in words.

The suites read every answer through these, so that their author learns what to yield or return
and not only where Python stumbled over it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import date, datetime
from datetime import time as time_of_day
from itertools import islice
from typing import TypeVar

from kithkeeper.errors import Problem
from kithkeeper.model import Card
from kithkeeper.sync.ports import (
    Calendar,
    CalendarItem,
    Change,
    Delta,
    Gone,
    ItemStatus,
    Outcome,
    Page,
    Result,
    Seen,
    Source,
)

Part = TypeVar("Part")

_ENOUGH = 10_000
"""So many parts of one answer are an endless one."""

_OF_ITEM: dict[str, tuple[type, ...]] = {
    "day": (date, type(None)),
    "time": (time_of_day, type(None)),
    "completed_on": (date, type(None)),
    "alarm": (datetime, type(None)),
    "status": (ItemStatus,),
    "minutes": (int,),
    "repeats": (bool,),
}
"""Types of an item's fields; the others are text."""


def pages_of(source: Source, cursor: str | None) -> list[Page]:
    """All pages of a pull, each looked at."""
    pages = _parts(lambda: source.pull(cursor), Page, "pull()", "yield Page([Change(…), …])")
    for page in pages:
        for change in page.changes:
            _look_at_change(change)
        for problem in page.problems:
            of_type(problem, Problem, "a problem of a page", "make it Problem(file, line, record, reason)")  # fmt: skip
        for key in page.present:
            of_type(key, str, "a key in Page.present", "give it as text")
        _look_at_version(page.checkpoint, "a page's checkpoint")
    return pages


def deltas_of(calendar: Calendar, cursor: str | None) -> list[Delta]:
    """All parts of an answer to what changed, each looked at."""
    what = "changes()"
    parts = _parts(lambda: calendar.changes(cursor), Delta, what, "yield Delta([(id, version), …])")
    for part in parts:
        for each in part.changed:
            of_type(each, tuple, "an entry of Delta.changed", "make it a pair (id, version)")
            key, version = each
            of_type(key, str, "an id in Delta.changed", "give it as text")
            _look_at_version(version, "a version in Delta.changed")
        _look_at_version(part.cursor, "a delta's cursor")
    return parts


def answers_of(calendar: Calendar, ids: Sequence[str]) -> list[Seen | Gone]:
    """The answers to a reading, each looked at; none is of an id that was not asked for."""
    asked = list(ids)
    answers = _parts(
        lambda: calendar.read(list(ids)),
        (Seen, Gone),
        "read()",
        "answer with a Seen or a Gone for each id",
    )
    for each in answers:
        assert each.id in asked, (
            f"read({asked}) answered for {each.id!r}, which nobody asked for: answer for the ids "
            "that are given, under the very ids by which changes() and put() tell of them."
        )
        if isinstance(each, Seen):
            look_at_seen(each)
    told = [each.id for each in answers]
    assert len(told) == len(set(told)), f"read() answered twice for one id: {told}; answer once."
    return answers


def look_at_seen(seen: Seen) -> None:
    """Complain of an item whose parts are of the wrong type."""
    _look_at_version(seen.version, "Seen.version")
    of_type(seen.raw, str, "Seen.raw", "give the text as it was received, decoded")
    if seen.item is None:
        assert seen.problem, (
            f"{seen.id} has neither an item nor a problem: where an item can't be understood, "
            "answer Seen(id, version, None, raw, problem) and say why."
        )
        return
    of_type(seen.item, CalendarItem, "Seen.item", "make it a CalendarItem")
    for each in fields(CalendarItem):
        kinds = _OF_ITEM.get(each.name, (str,))
        value = getattr(seen.item, each.name)
        named = " or ".join("None" if kind is type(None) else kind.__name__ for kind in kinds)
        assert type(value) in kinds, (
            f"CalendarItem.{each.name} was read back as {value!r}, a {type(value).__name__}: "
            f"make it {named}."
        )
    alarm = seen.item.alarm
    assert alarm is None or alarm.utcoffset() is not None, (
        f"CalendarItem.alarm was read back as {alarm!r} without a zone: give the instant in UTC."
    )


def outcome_of(write: Callable[[], object], call: str) -> Outcome:
    """The outcome that a write answers with, looked at."""
    with no_error(call, "answer for the item with an Outcome"):
        answer = write()
    of_type(answer, Outcome, f"the answer to {call}", "return Outcome(Result.…, id, version)")
    assert isinstance(answer, Outcome)
    of_type(answer.result, Result, f"the result of {call}", "take one of Result")
    _look_at_version(answer.version, f"the version of {call}")
    of_type(answer.raw, str, f"raw of {call}", "give the text that was written, or an empty one")
    if answer.result in (Result.REFUSED, Result.FAILED):
        assert answer.reason, f"{call} answered {answer.result.value} without a reason: say why."
    return answer


def of_type(value: object, kinds: type | tuple[type, ...], what: str, do: str) -> None:
    """Complain of a value that is of another type."""
    kind = type(value).__name__
    assert isinstance(value, kinds), f"{what} is {value!r:.80}, of type {kind}: {do}."


def _look_at_change(change: object) -> None:
    of_type(change, Change, "what stands in Page.changes", "make it Change(key, card, version)")
    assert isinstance(change, Change)
    of_type(change.key, str, "Change.key", "give the source's own identity as text")
    assert change.key, "Change.key is empty: give the source's own stable identity of the person."
    _look_at_version(change.version, "Change.version")
    of_type(change.raw, str, "Change.raw", "give the text as it was received, decoded")
    of_type(change.card, (Card, type(None)), "Change.card", "make it a Card, or None for one gone")


def _look_at_version(version: object, what: str) -> None:
    of_type(version, (str, type(None)), what, "give it as text, or None where it is not known")


def _parts(
    ask: Callable[[], Iterable[Part]], kinds: type | tuple[type, ...], call: str, do: str
) -> list[Part]:
    with no_error(call, do):
        answer = ask()
    of_type(answer, Iterable, f"the answer to {call}", do)
    with no_error(call, do):
        parts = list(islice(answer, _ENOUGH))
    assert len(parts) < _ENOUGH, f"{call} answered with {_ENOUGH} parts and no end: let it end."
    for each in parts:
        of_type(each, kinds, f"a part of the answer to {call}", do)
    return parts


@contextmanager
def no_error(call: str, do: str) -> Iterator[None]:
    """Say in words what an error ends: here nothing is wrong with the whole connection."""
    try:
        yield
    except Exception as error:
        raise AssertionError(
            f"{call} raised {type(error).__name__}: {error}. Errors are for when the whole "
            f"connection can't be used; here {do}."
        ) from error
