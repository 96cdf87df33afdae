"""Reads a playbook's TOML into entries; what is wrong becomes problems, and the rest is taken.

The tables are `[scripts.NAME]`, `[lines.NAME]`, `[checklists.NAME]` and `[advice.NAME]`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from typing import NamedTuple

from kithkeeper.errors import Invalid, Problem
from kithkeeper.model.period import Period
from kithkeeper.playbook.entries import Advice, Checklist, Entry, Item, Lines, Script
from kithkeeper.playbook.template import parse, placeholders

MOST_BYTES = 1_000_000
MOST_ITEMS = 500

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}", re.ASCII)
_WHERE = re.compile(r"line (\d+)")


class Found(NamedTuple):
    """An entry and whether it adds its items to one of the same name instead of replacing it."""

    entry: Entry
    extends: bool


class Reading(NamedTuple):
    """What one text gave: entries in its order, and what could not be taken."""

    found: tuple[Found, ...]
    problems: tuple[Problem, ...]


class _Table:
    """One table of the text; asking for a key of the wrong type is an `Invalid` of that key."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self.values = values
        self.asked = {"extend"}

    def text(self, key: str, default: str | None = None) -> str:
        self.asked.add(key)
        value = self.values.get(key, default)
        if not isinstance(value, str):
            raise Invalid(key, "is missing" if value is None else "must be text")
        if default is None and not value.strip():
            raise Invalid(key, "is empty")
        return value.strip("\n")

    def template(self, key: str, default: str | None = None) -> str:
        value = self.text(key, default)
        try:
            parse(value)
        except Invalid as error:
            raise Invalid(key, error.reason) from error
        return value

    def list(self, key: str, *, needed: str = "") -> list[object]:
        self.asked.add(key)
        value = self.values.get(key, None if needed else [])
        if not isinstance(value, list) or (needed and not value):
            raise Invalid(key, f"must be a list of {needed or 'texts'}")
        if len(value) > MOST_ITEMS:
            raise Invalid(key, f"has more than {MOST_ITEMS} entries")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.list(key)
        if not all(isinstance(each, str) for each in values):
            raise Invalid(key, "must be a list of texts")
        return tuple(str(each) for each in values)


def read_playbook(toml: str, source: str) -> Reading:
    """Read one text.

    Args:
        toml: The text, at most `MOST_BYTES` long.
        source: What to call it in entries and problems: a plugin's name or a file's path.
    """
    if len(toml) > MOST_BYTES:
        return Reading((), (Problem(source, None, "", f"is longer than {MOST_BYTES} bytes"),))
    try:
        tables = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        where = _WHERE.search(str(error))
        line = int(where[1]) if where else toml.count("\n") + 1
        return Reading((), (Problem(source, line, "", f"is no TOML: {error}"),))
    except RecursionError:
        return Reading((), (Problem(source, None, "", "is nested too deeply"),))
    found: list[Found] = []
    problems: list[Problem] = []
    for kind, entries in tables.items():
        maker = _MAKERS.get(kind)
        if maker is None or not isinstance(entries, dict):
            reason = f"is no part of a playbook; use {', '.join(_MAKERS)}"
            problems.append(Problem(source, _line(toml, kind), kind, reason))
            continue
        for name, values in entries.items():
            at = _line(toml, kind, name)
            taken, reasons = _entry(maker, name, values, source)
            problems += [Problem(source, at, f"{kind}.{name}", reason) for reason in reasons]
            found += [taken] if taken else []
    return Reading(tuple(found), tuple(problems))


def _entry(
    maker: Callable[[str, _Table, str], Entry], name: str, values: object, source: str
) -> tuple[Found | None, list[str]]:
    if not _NAME.fullmatch(name):
        return None, ["a name has small letters, digits and hyphens"]
    if not isinstance(values, dict):
        return None, ["must be a table"]
    table = _Table(values)
    extends = values.get("extend", False)
    if not isinstance(extends, bool):
        return None, ["extend must be true or false"]
    try:
        entry = maker(name, table, source)
    except Invalid as error:
        return None, [f"{error.field} {error.reason}"]
    reasons = [f"{key} is unknown and was left out" for key in sorted(values.keys() - table.asked)]
    if isinstance(entry, Script):
        reasons += [
            f"[{word}] will stay as it is; write a slot as {{{word.lower().replace(' ', '_')}}}"
            for word in placeholders(f"{entry.subject}\n{entry.text}")
        ]
    return Found(entry, extends), reasons


def _script(name: str, table: _Table, source: str) -> Script:
    return Script(
        name,
        table.text("title", name),
        table.template("text"),
        table.template("subject", ""),
        table.text("channel", ""),
        table.texts("aliases"),
        table.text("guide", ""),
        source,
    )


def _lines(name: str, table: _Table, source: str) -> Lines:
    items = []
    for each in table.list("items", needed="texts"):
        if not isinstance(each, str) or not each.strip():
            raise Invalid("items", "must be a list of texts")
        items.append(each)
        try:
            parse(each)
        except Invalid as error:
            raise Invalid("items", error.reason) from error
    return Lines(name, table.text("title", name), tuple(items), table.text("guide", ""), source)


def _checklist(name: str, table: _Table, source: str) -> Checklist:
    return Checklist(
        name,
        table.text("title", name),
        _items(table),
        table.text("when", ""),
        table.texts("kinds"),
        table.text("guide", ""),
        source,
    )


def _advice(name: str, table: _Table, source: str) -> Advice:
    return Advice(name, table.text("title", name), _items(table), table.text("guide", ""), source)


def _items(table: _Table) -> tuple[Item, ...]:
    items = []
    for place, each in enumerate(table.list("items", needed="items"), 1):
        if isinstance(each, str):
            each = {"text": each}  # noqa: PLW2901 - the short way of writing one
        if not isinstance(each, dict):
            raise Invalid("items", f"the {place}. is neither a text nor a table")
        one = _Table(each)
        text = one.template("text")
        every = one.text("every", "")
        items.append(
            Item(one.text("id", _slug(text)), text, Period.parse(every) if every else None)
        )
    ids = [each.id for each in items]
    if len(set(ids)) != len(ids):
        raise Invalid("items", "has two items of one id")
    return tuple(items)


def _slug(text: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", text.casefold())[:6]) or "item"


def _line(toml: str, *names: str) -> int | None:
    """The line of a table's header, found by its names; None where it is written another way."""
    header = r"\.".join(rf'"?{re.escape(name)}"?' for name in names)
    found = re.search(rf"^\s*\[+\s*{header}", toml, re.MULTILINE)
    return toml.count("\n", 0, found.end()) + 1 if found else None


_MAKERS: Mapping[str, Callable[[str, _Table, str], Entry]] = {
    "scripts": _script,
    "lines": _lines,
    "checklists": _checklist,
    "advice": _advice,
}
