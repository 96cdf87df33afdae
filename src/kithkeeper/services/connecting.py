"""Adding accounts: their settings, a check of them, and a probe of what the account can do."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kithkeeper.errors import Invalid, KithError
from kithkeeper.services.session import Session
from kithkeeper.sync.state import load_state, save_state

if TYPE_CHECKING:
    from kithkeeper.hooks.connections import ConnectionSpec

_SPELLINGS = ("_env", "_command")


class Question(NamedTuple):
    """A setting to ask for."""

    field: str
    text: str
    default: str
    required: bool
    secret: bool


class Connecting:
    """Adds and lists the accounts of the config.

    Args:
        config: The file that is written.
    """

    def __init__(self, session: Session, config: Path) -> None:
        self._session = session
        self._config = config

    def table(self, plugin: str, name: str, given: Mapping[str, str]) -> dict[str, object]:
        """The table of a new connection, its texts read as the plugin's settings have them.

        Raises:
            Invalid: The name is taken or can't be one.
            PluginError: There is no such plugin, or it offers no account.
        """
        if not name or not all(each.isalnum() or each in "-_" for each in name):
            raise Invalid("--as", f"{name!r} is no name; use letters, digits, - and _")
        if name in self._session.config.connections:
            raise Invalid("--as", f"there is a connection {name!r} already; change it in {self._config}")
        spec = self._session.host.offer_spec(name, {"plugin": plugin})
        read = {key: _read(spec, key, value) for key, value in given.items()}
        return {"plugin": plugin, **read}

    def questions(self, name: str, table: Mapping[str, object]) -> list[Question]:
        """What has to be asked: fields without a value that are required, and secrets."""
        spec = self._session.host.offer_spec(name, table)
        asked = []
        for model in spec.models:
            for field, info in model.model_fields.items():
                key = info.alias or field
                if any(f"{key}{ending}" in table for ending in ("", *_SPELLINGS)):
                    continue
                extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
                secret = bool(extra.get("secret"))
                if secret or info.is_required() or extra.get("ask"):
                    default = "" if info.is_required() or info.default is None else str(info.default)
                    asked.append(Question(key, info.description or key, default, info.is_required(), secret))
        return asked

    def take(self, name: str, table: dict[str, object], question: Question, answer: str) -> None:
        """Take an answer; a secret goes to the keyring, never into the config.

        Raises:
            Invalid: There is no keyring to keep a secret in.
        """
        if not question.secret:
            spec = self._session.host.offer_spec(name, table)
            table[question.field] = _read(spec, question.field, answer)
            return
        try:
            import keyring

            keyring.set_password("kithkeeper", f"{name}.{question.field}", answer)
        except Exception as error:
            raise Invalid(
                question.field,
                f"no keyring keeps it here ({type(error).__name__}); give "
                f"--set {question.field}_env=VARIABLE or {question.field}_command='[\"…\"]' instead",
            ) from error

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
        """Write the connection to the config."""
        from kithkeeper.config import edit

        edit.add_table(self._config, f"connections.{name}", table)

    def probe(self, name: str) -> list[str]:
        """Log in where that is needed, ask the account, and remember what it can do.

        Raises:
            LoginNeeded, TryLater, PluginError: It doesn't answer as it should.
        """
        moment = self._session.moment()
        host = self._session.host
        state = load_state(self._session.store, name)
        memory = dict(state.get("plugin", {}))
        lines = [*host.login(name, moment), *host.check_connection(name, moment, memory)]
        with self._session.change("", by=f"sync:{name}") as work:
            save_state(work, name, {**state, "plugin": memory})
        return lines

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
        kinds = [word for word, part in (("source", spec.source), ("calendar", spec.calendar)) if part]
        return {**row, "capabilities": kinds}


def _read(spec: ConnectionSpec, key: str, text: str) -> object:
    """A setting from text: as the field's type says, so that a password of digits stays text."""
    if key.endswith("_env"):
        return text
    if key.endswith("_command"):
        return _listed(key, text)
    for model in spec.models:
        for field, info in model.model_fields.items():
            if key in (field, info.alias):
                return text if info.annotation in (str, str | None) else _as_toml(text)
    return _as_toml(text)


def _listed(key: str, text: str) -> list[str]:
    if not text.lstrip().startswith("["):
        import shlex

        return shlex.split(text)
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
