"""Parts of a plugin's page that can't be taken in: each becomes a problem, and the rest is taken."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from kithkeeper.errors import PluginError, Problem
from kithkeeper.errors.concealing import redacted
from kithkeeper.model.card import Card
from kithkeeper.sync.ports import Change, Page

_PARTS: tuple[tuple[str, tuple[type, ...], str], ...] = (
    ("key", (str,), "text"),
    ("card", (Card, type(None)), "a Card or None"),
    ("version", (str, int, type(None)), "text or None"),
    ("raw", (str,), "text"),
)


class Sound(NamedTuple):
    """What of a page can be taken in.

    Attributes:
        page: The page without what can't, and with a problem for each of that.
        spoilt: Keys of what was left out.
        nameless: Something without a key was left out: who it is, nobody can tell, and so nobody
            may be taken for gone.
    """

    page: Page
    spoilt: frozenset[str]
    nameless: bool


def sound(page: Page, connection: str) -> Sound:
    """Part what can be taken in from what can't.

    Raises:
        PluginError: The checkpoint can't be kept.
    """
    if not isinstance(page.checkpoint, (str, type(None))):
        kind = type(page.checkpoint).__name__
        raise PluginError(f"a checkpoint is {kind}, and must be text or None", plugin=connection)
    taken, problems, spoilt = [], [_problem(each, connection) for each in page.problems], set()
    present = _texts(page.present)
    nameless = len(present) < len(page.present)
    if nameless:
        why = "the plugin gave a `present` that is not a list of keys, which are text"
        problems.append(Problem(connection, None, "", why))
    for change in page.changes:
        why = _flaw(change)
        if not why:
            taken.append(change)
            continue
        key = getattr(change, "key", None)
        problems.append(Problem(connection, None, str(key or "")[:100], why))
        if isinstance(key, str) and key:
            spoilt.add(key)
        else:
            nameless = True
    page = replace(page, changes=taken, problems=problems, present=present)
    return Sound(page, frozenset(spoilt), nameless)


def _texts(given: Any) -> list[str]:
    """The texts of a list; a text by itself is none."""
    return [] if isinstance(given, str) else [each for each in given if isinstance(each, str)]


def _flaw(change: Any) -> str:
    """What is wrong with a change, in words; empty for nothing."""
    if not isinstance(change, Change):
        return f"the plugin gave {type(change).__name__} where a Change is due"
    for name, kinds, wanted in _PARTS:
        value = getattr(change, name)
        if not isinstance(value, kinds):
            kind = type(value).__name__
            return f"the plugin gave a {name} that is {kind}, and must be {wanted}"
    return "" if change.key else "the plugin gave an empty key"


def _problem(given: Any, connection: str) -> Problem:
    if not isinstance(given, Problem):
        return Problem(connection, None, "", redacted(str(given)))
    return given._replace(file=given.file or connection, reason=redacted(str(given.reason)))
