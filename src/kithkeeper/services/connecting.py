"""Adding accounts: their settings, a check of them, and a probe of what the account can do."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from kithkeeper.errors import Invalid, KithError, PluginError
from kithkeeper.services.session import Session
from kithkeeper.sync.state import load_state, save_state

if TYPE_CHECKING:
    from kithkeeper.hooks.connections import ConnectionSpec
    from kithkeeper.sync.ports import Calendar, Seen

_SPELLINGS = ("", "_env", "_command")
_INSTEAD = {"path": ("url", "username", "password"), "url": ("path", "config_section")}
"""Settings that need no question once another one was answered."""
_OF_CALENDARS = ("calendar", "as")
_CHOICES = {"as": {"calendar": "event", "tasks": "todo", "event": "event", "todo": "todo"}}
"""What may be answered, in the user's words or in the file's, and what the file has of it."""


class Question(NamedTuple):
    """A setting to ask for.

    Attributes:
        text: What to ask.
        choices: The answers that there are, each with what is kept of it; empty where any will do.
    """

    field: str
    text: str
    default: str
    required: bool
    secret: bool
    choices: Mapping[str, str] = MappingProxyType({})


class Probe(NamedTuple):
    """What an account answered.

    Attributes:
        capabilities: `source`, `calendar`, and of a calendar what it can do.
        lines: The plugin's own words.
    """

    capabilities: tuple[str, ...]
    lines: tuple[str, ...]


class TestItem(NamedTuple):
    """An item that was written to look whether it appears."""

    calendar: Calendar
    seen: Seen


class Connecting:
    """Adds, changes and lists the accounts of the config.

    Args:
        config: The file that is written.
    """

    def __init__(self, session: Session, config: Path) -> None:
        self._session = session
        self._config = config

    def table(self, plugin: str, name: str, given: Mapping[str, str]) -> dict[str, object]:
        """The table of a connection, its texts read as the plugin's settings have them.

        One that is there already is taken as it is, with what is given changed.

        Raises:
            Invalid: The name can't be one, or is that of another plugin's connection.
            PluginError: There is no such plugin, or it offers no account.
        """
        if not name or not all(each.isalnum() or each in "-_" for each in name):
            raise Invalid("--as", f"{name!r} is no name; use letters, digits, - and _")
        before = self._session.config.connections.get(name, {"plugin": plugin})
        if before["plugin"] != plugin:
            raise Invalid("--as", f"{name!r} is a connection of {before['plugin']} already")
        table = dict(before)
        spec = self._session.host.offer_spec(name, table)
        for key, value in given.items():
            for other in _spellings(key):
                table.pop(other, None)
            table[key] = _read(spec, key, value)
        return table

    def questions(self, name: str, table: Mapping[str, object]) -> list[Question]:
        """What may have to be asked, in order; `needless` tells of each whether it still does."""
        from kithkeeper.hooks.settings import fields

        spec = self._session.host.offer_spec(name, table)
        asked: dict[str, Question] = {}
        for model in spec.models:
            for each in fields(model):
                of_calendar = spec.calendar is not None and each.name in _OF_CALENDARS
                open_text = each.kind == "str" and not each.default
                if each.required or each.secret or of_calendar or open_text:
                    choices = _CHOICES.get(each.name, {}) if of_calendar else {}
                    asked[each.name] = Question(
                        each.name, each.description or each.name, each.default, each.required,
                        each.secret, choices,
                    )  # fmt: skip
        return list(asked.values())

    def needless(self, question: Question, table: Mapping[str, object]) -> bool:
        """Whether a question is answered, or another answer made it void."""
        if any(f"{question.field}{ending}" in table for ending in _SPELLINGS):
            return True
        if question.secret and question.field == "password" and not table.get("username", ""):
            return True
        return any(question.field in void and table.get(key) for key, void in _INSTEAD.items())

    def take(self, name: str, table: dict[str, object], question: Question, answer: str) -> None:
        """Take an answer; a secret goes to the keyring, never into the config.

        Raises:
            Invalid: There is no keyring to keep a secret in.
        """
        from kithkeeper.hooks.secrets import to_keyring

        if not question.secret:
            spec = self._session.host.offer_spec(name, table)
            table[question.field] = _read(
                spec, question.field, question.choices.get(answer, answer)
            )
        elif not to_keyring(name, question.field, answer):
            reason = (
                f"there is no keyring here to keep it; give --set {question.field}_command="
                f"'pass show {name}' or --set {question.field}_env=VARIABLE instead"
            )
            raise Invalid(question.field, reason)

    def check_table(self, name: str, table: Mapping[str, object]) -> None:
        """See whether the settings are complete and right, without asking the account.

        Raises:
            Invalid: One is missing or wrong; it is named by its path.
        """
        spec = self._session.host.offer_spec(name, table)
        for each in (spec.source, spec.calendar):
            if each is not None:
                spec.settings(each)

    def write(self, name: str, table: Mapping[str, object]) -> None:
        """Write the connection to the config, comments kept."""
        from kithkeeper.config import edit

        before = self._session.config.connections.get(name)
        if before is None:
            edit.add_table(self._config, f"connections.{name}", table)
            return
        for key in before.keys() - table.keys():
            edit.unset(self._config, f"connections.{name}.{key}")
        for key, value in table.items():
            if before.get(key) != value:
                edit.set_value(self._config, f"connections.{name}.{key}", value)

    def probe(self, name: str) -> Probe:
        """Log in where that is needed, ask the account, and remember what it can do.

        Raises:
            LoginNeeded, TryLater, PluginError: It doesn't answer as it should.
        """
        moment, host = self._session.moment(), self._session.host
        state = load_state(self._session.store, name)
        memory = dict(state.get("plugin", {}))
        lines = [*host.login(name, moment), *host.check_connection(name, moment, memory)]
        spec = host.connection_spec(name)
        able = list(_kinds(spec))
        if spec.calendar is not None:
            can = host.open_calendar(name, moment, memory).capabilities
            able += [*can.items, *(word for word in ("conditional", "delta") if getattr(can, word))]
        with self._session.change("", by=f"sync:{name}") as work:
            save_state(work, name, {**state, "plugin": memory})
        return Probe(tuple(able), tuple(lines))

    def write_test_item(self, name: str) -> TestItem | None:
        """Write an item for tomorrow to a connection's calendar; None if it is no calendar.

        Raises:
            PluginError: It was not taken.
        """
        from uuid import uuid4

        from kithkeeper.sync.ports import CalendarItem, Result

        host = self._session.host
        if host.connection_spec(name).calendar is None:
            return None
        memory = dict(load_state(self._session.store, name).get("plugin", {}))
        calendar = host.open_calendar(name, self._session.moment(), memory)
        tomorrow = self._session.today + timedelta(days=1)
        item = CalendarItem(
            uid=f"kithkeeper-test-{uuid4()}", summary="Kithkeeper – can you see this?", day=tomorrow
        )
        outcome = calendar.put(item, id="", raw="", expected=None)
        seen = calendar.find(item.uid) if outcome.result is Result.OK else None
        if seen is None:
            raise PluginError(f"a test item was not taken: {outcome.reason or outcome.result}")
        return TestItem(calendar, seen)

    def remove_test_item(self, test: TestItem) -> bool:
        """Take the test item away again; False where it is still there."""
        from kithkeeper.sync.ports import Result

        outcome = test.calendar.delete(test.seen.id, expected=test.seen.version)
        return outcome.result in (Result.OK, Result.GONE)

    def all(self) -> list[dict[str, Any]]:
        """All connections: name, plugin, whether all is well, what they are, the last sync."""
        return [self._row(name, table) for name, table in self._session.config.connections.items()]

    def _row(self, name: str, table: Mapping[str, object]) -> dict[str, Any]:
        last = load_state(self._session.store, name).get("last", {})
        row = {
            "name": name, "plugin": str(table["plugin"]), "ok": bool(last.get("ok", True)), "capabilities": [],
            "last": last.get("ran"), "error": last.get("error", ""), "held": len(last.get("held", ())),
        }  # fmt: skip
        try:
            spec = self._session.host.connection_spec(name)
            for each in (spec.source, spec.calendar):
                if each is not None:
                    spec.settings(each)
        except KithError as error:
            return {**row, "ok": False, "error": error.message}
        return {**row, "capabilities": list(_kinds(spec))}


def _kinds(spec: ConnectionSpec) -> tuple[str, ...]:
    pairs = (("source", spec.source), ("calendar", spec.calendar))
    return tuple(word for word, part in pairs if part is not None)


def _spellings(key: str) -> tuple[str, ...]:
    """The keys that say the same: `password`, `password_env`, `password_command`."""
    base = key.removesuffix("_env").removesuffix("_command")
    return tuple(f"{base}{ending}" for ending in _SPELLINGS)


_LISTS = ("tuple", "list", "frozenset")
"""Kinds of settings with several values, which may be told with commas between."""


def _read(spec: ConnectionSpec, key: str, text: str) -> object:
    """A setting from text: as the field's type says, so that a password of digits stays text."""
    from kithkeeper.config.shared import LISTS
    from kithkeeper.hooks.settings import fields

    if key.endswith("_env"):
        return text
    if key.endswith("_command"):
        return _listed(key, text)
    kinds = {each.name: each.kind for model in spec.models for each in fields(model)}
    secret = {each.name for model in spec.models for each in fields(model) if each.secret}
    if kinds.get(key) == "str" or key in secret:
        return text
    value = _as_toml(text)
    if (key in LISTS or kinds.get(key) in _LISTS) and not isinstance(value, list):
        return [part for part in (each.strip() for each in text.split(",")) if part]
    return value


def _listed(key: str, text: str) -> list[str]:
    if not text.lstrip().startswith("["):
        from kithkeeper.hooks.secrets import argv

        return argv(text)
    try:
        found = json.loads(text)
    except ValueError as error:
        raise Invalid(key, f"{text!r} is no list of texts") from error
    return [str(each) for each in found]


def _as_toml(text: str) -> object:
    try:
        return tomllib.loads(f"x = {text}")["x"]
    except tomllib.TOMLDecodeError:
        return text
