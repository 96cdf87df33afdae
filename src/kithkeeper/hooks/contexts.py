"""Making contexts: the circumstances of a call, a plugin's settings, its folders and its HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, MutableMapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from kithkeeper.config import Config, Home
from kithkeeper.errors import Invalid, PluginError
from kithkeeper.hooks import descriptors
from kithkeeper.hooks.moment import HostedContext, HostedNoticeContext, Moment
from kithkeeper.hooks.plugin import API, Plugin
from kithkeeper.hooks.secrets import Secrets, logger
from kithkeeper.hooks.settings import secret_names, validate
from kithkeeper.hooks.soundness import unusable

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

    from pydantic import BaseModel

    from kithkeeper.hooks.context import NoticeContext, PluginContext, ReadOnlyNetwork
    from kithkeeper.hooks.http import Http
    from kithkeeper.hooks.notices import Notice
    from kithkeeper.hooks.wire import Transport

DESCRIPTORS: dict[str, type] = {
    "sources": descriptors.SourceSpec,
    "calendars": descriptors.CalendarSpec,
    "importers": descriptors.ImporterSpec,
    "exporters": descriptors.ExporterSpec,
    "rules": descriptors.RuleSpec,
    "playbook": descriptors.PlaybookSpec,
    "occasions": descriptors.OccasionSpec,
    "commands": descriptors.CommandSpec,
}
"""What each contribution answers with."""


def descriptors_of(hook: str, answer: object) -> list[object]:
    """The descriptors that a contribution answered with; `PluginError` where it is anything else."""
    kind = DESCRIPTORS[hook]
    if answer is None:
        return []
    if hasattr(answer, "close") and hasattr(answer, "send") and not hasattr(answer, "__next__"):
        answer.close()
        raise PluginError(f"{hook} must not be a coroutine; hooks are plain functions")
    try:
        items = list(cast("list[object]", answer))
    except TypeError:
        what = type(answer).__name__
        raise PluginError(
            f"{hook} must answer with a list of {kind.__name__}, not {what}"
        ) from None
    for item in items:
        if not isinstance(item, kind):
            what = type(item).__name__
            raise PluginError(f"{hook} must answer with a list of {kind.__name__}, not of {what}")
        if fault := unusable(item):
            raise PluginError(f"{kind.__name__} {fault}")
    return items


class ContextMaker:
    """Makes the contexts of one host; the arguments are those of `Host`."""

    def __init__(
        self,
        home: Home | None,
        config: Config,
        environ: Mapping[str, str],
        clock: Callable[[], datetime] | None,
        transport: Callable[[], Transport] | None,
    ) -> None:
        self._home = home
        self._config = config
        self._environ = environ
        self._clock = clock
        self._transport = transport
        self._clients: list[tuple[str, Http]] = []
        self._temporary: TemporaryDirectory[str] | None = None
        self._states: dict[str, dict[str, Any]] = {}
        self._settings: dict[str, tuple[BaseModel | None, Secrets]] = {}

    def moment(self) -> Moment:
        """The circumstances of now."""
        return Moment.of(self._config.profile, self._clock() if self._clock else None)

    def make(
        self,
        plugin: str,
        moment: Moment | None = None,
        *,
        connection: str = "",
        settings: BaseModel | None = None,
        state: MutableMapping[str, Any] | None = None,
        secrets: Secrets | None = None,
        event: Notice | None = None,
    ) -> PluginContext:
        """A context; with an event, one for a notification."""
        base = moment if moment is not None else self.moment()
        allow_insecure = bool(getattr(settings, "allow_insecure", False))
        facts: dict[str, Any] = {
            **base._asdict(),
            "api": API,
            "plugin": plugin,
            "connection": connection,
            "settings": settings,
            "log": logger(plugin),
            "state": {} if state is None else state,
            "secret": secrets or Secrets(connection or plugin, (), {}, self._environ),
            "data_dir": lambda: self._folder("plugin-data", plugin),
            "cache_dir": lambda: self._folder("cache", plugin),
            "http": lambda: self._client(plugin, connection, allow_insecure=allow_insecure),
        }
        if event is None:
            return HostedContext(**facts)
        return HostedNoticeContext(**facts, event=event)

    def for_plugin(
        self,
        name: str,
        plugin: Plugin,
        moment: Moment | None,
        state: MutableMapping[str, Any] | None = None,
    ) -> PluginContext:
        """The context of a contribution, with the settings of `[plugins.NAME]`; `Invalid` names
        a key of them that is wrong.
        """
        settings, secrets = self._own_settings(name, plugin)
        return self.make(name, moment, settings=settings, secrets=secrets, state=state)

    def for_notice(
        self,
        name: str,
        plugin: Plugin,
        moment: Moment | None,
        event: Notice,
        network: ReadOnlyNetwork | None,
    ) -> NoticeContext:
        """The context of a notification; its state is the plugin's own, see `keep_state`."""
        settings, secrets = self._own_settings(name, plugin)
        base = moment if moment is not None else self.moment()
        if network is not None:
            base = base._replace(network=network)
        state = self._state(name)
        made = self.make(name, base, settings=settings, secrets=secrets, state=state, event=event)
        return cast("NoticeContext", made)

    def _own_settings(self, name: str, plugin: Plugin) -> tuple[BaseModel | None, Secrets]:
        if name not in self._settings:
            table = self._config.plugins.get(name, {})
            model = type(plugin).settings
            path = f"plugins.{name}"
            if model is None and table:
                raise Invalid(f"{path}.{next(iter(table))}", "is not a setting; it has none")
            checked = validate(path, table, model, frozenset()) if model is not None else None
            fields = secret_names([model]) if model is not None else ()
            self._settings[name] = checked, Secrets(path, fields, table, self._environ)
        return self._settings[name]

    def _state(self, name: str) -> dict[str, Any]:
        """What a plugin's notifications remember, read from its folder on first use."""
        if name not in self._states:
            state: object = {}
            if self._home is not None:
                with suppress(OSError, ValueError):
                    state = json.loads(self._state_file(name).read_bytes())
            self._states[name] = state if isinstance(state, dict) else {}
        return self._states[name]

    def keep_state(self, name: str, before: str) -> None:
        """Write what a plugin's notifications remember, where it is not as it was `before`."""
        after = self.state_text(name)
        if after != before and self._home is not None:
            file = self._state_file(name)
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            beside = file.with_suffix(".new")
            beside.write_text(after)
            beside.replace(file)

    def state_text(self, name: str) -> str:
        """What a plugin's notifications remember, as JSON."""
        return json.dumps(self._state(name), sort_keys=True)

    def _state_file(self, name: str) -> Path:
        return self._base("plugin-data") / name / "state.json"

    def _folder(self, kind: str, plugin: str) -> Path:
        return self._base(kind) / plugin

    def _base(self, kind: str) -> Path:
        if self._home is not None:
            return self._home.cache if kind == "cache" else self._home.store.parent / kind
        if self._temporary is None:
            from tempfile import TemporaryDirectory

            self._temporary = TemporaryDirectory(prefix="kithkeeper-")
        return Path(self._temporary.name) / kind

    def _client(self, plugin: str, connection: str, *, allow_insecure: bool) -> Http:
        from kithkeeper.hooks.http import Http

        transport = self._transport() if self._transport is not None else None
        client = Http(plugin=plugin, allow_insecure=allow_insecure, transport=transport)
        self._clients.append((connection, client))
        return client

    def requests(self, connection: str) -> int:
        """How many requests went out through the clients of a connection's contexts."""
        return sum(client.requests for name, client in self._clients if name == connection)

    def let_go(self, connection: str) -> None:
        """Close the clients of a connection's contexts and forget them."""
        mine = [client for name, client in self._clients if name == connection]
        self._clients = [each for each in self._clients if each[0] != connection]
        for client in mine:
            client.close()

    def close(self) -> None:
        """Close what contexts opened, and remove the folders of a network without a home."""
        while self._clients:
            self._clients.pop()[1].close()
        if self._temporary is not None:
            self._temporary.cleanup()
            self._temporary = None
