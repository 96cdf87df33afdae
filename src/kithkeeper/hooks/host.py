"""The host: every hook as one typed method, each plugin called by itself and named in the answer."""

from __future__ import annotations

import os
from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    MutableMapping,
    Sequence,
)
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from kithkeeper.config import Config, Home
from kithkeeper.errors import NotFound, PluginError
from kithkeeper.hooks.offers import Offers
from kithkeeper.hooks.registry import Registry
from kithkeeper.hooks.state import Failure, PluginInfo, last_line

if TYPE_CHECKING:
    from types import TracebackType

    from pydantic import BaseModel

    from kithkeeper.hooks.connections import ConnectionSpec
    from kithkeeper.hooks.context import PluginContext, ReadOnlyNetwork
    from kithkeeper.hooks.contexts import ContextMaker
    from kithkeeper.hooks.descriptors import (
        CalendarSpec,
        SourceSpec,
    )
    from kithkeeper.hooks.loading import Loaded
    from kithkeeper.hooks.moment import Moment
    from kithkeeper.hooks.notices import Notice
    from kithkeeper.hooks.plugin import Plugin
    from kithkeeper.hooks.wire import Transport
    from kithkeeper.sync.ports import Calendar, Source

_T = TypeVar("_T")


class Host(Offers):
    """All plugins of one network.

    Nothing is looked for before it is needed, and a plugin is imported only when it implements
    what is asked for. A disabled plugin is never imported.

    Args:
        home: Where the user's plugins, the cache and the plugins' own data lie; None for nowhere.
        config: The settings.
        extra: Plugins that the embedding program brings, classes or instances; each goes by its
            attribute `name`, else by the name of the class in lower case with hyphens.
        discover: Whether installed plugins and the user's folder are looked at.
        environ: The environment variables; those of the process by default.
        clock: Gives the instant; the system's by default.
        transport: Makes what carries HTTP requests, for tests that inject faults.
    """

    def __init__(
        self,
        home: Home | None,
        config: Config,
        *,
        extra: Sequence[Plugin | type[Plugin]] = (),
        discover: bool = True,
        environ: Mapping[str, str] | None = None,
        clock: Callable[[], datetime] | None = None,
        transport: Callable[[], Transport] | None = None,
    ) -> None:
        self.config = config
        self._environ = os.environ if environ is None else environ
        self._registry = Registry(home, config, extra, self._environ, discover=discover)
        self._making = (home, config, self._environ, clock, transport)
        self._contexts_: ContextMaker | None = None
        self._collected: dict[str, list[tuple[str, object]]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that plugins opened through their contexts."""
        if self._contexts_ is not None:
            self._contexts_.close()

    @property
    def failures(self) -> list[Failure]:
        """What hooks raised, in order, each with its plugin."""
        return self._registry.failures

    def plugins(self) -> list[PluginInfo]:
        """How each plugin stands. One that is not known yet is imported to find out, unless it is
        disabled; what is known is remembered in the cache folder.
        """
        return self._registry.infos()

    def plugin(self, name: str) -> PluginInfo:
        """How one plugin stands; `NotFound` if none goes by that name."""
        return self._registry.info(name)

    def names(self) -> list[str]:
        """The names of all plugins that are there, nothing imported."""
        return sorted({found.name for found in self._registry.all()})

    def loaded(self, name: str) -> Loaded:
        """A plugin itself; `NotFound`, or `PluginError` where it can't be used."""
        return self._registry.usable(name)[1]

    def mark(self, hooks: Collection[str]) -> str | None:
        """What is equal for as long as the plugins that implement any of these hooks are the same,
        and None where that can't be told; nothing is imported for it that was known before.
        """
        return self._registry.mark(hooks)

    def resolve(self, plugin: str, target: str) -> object:
        """What a descriptor's "package.module:name" stands for; ":name" is in the plugin's module."""
        from importlib import import_module

        from kithkeeper.hooks.calling import named

        module, _, name = target.partition(":")
        here = type(self.loaded(plugin).plugin).__module__
        with named(plugin, self._environ):
            try:
                return getattr(import_module(module or here), name)
            except (ImportError, AttributeError) as error:
                reason = f"{target} is not there: {last_line(error)}"
                raise PluginError(reason, plugin=plugin) from error

    # Contributions

    def collect(self, hook: str, moment: Moment | None = None) -> list[tuple[str, object]]:
        """What every plugin offers for a hook, each with the plugin's name; asked once.

        A plugin whose hook raises, or answers with something else, is left out, and its error
        stands in `failures`. The circumstances are those of the first call; what a descriptor
        opens later is given a context of its own.
        """
        if hook not in self._collected:
            items: list[tuple[str, object]] = []
            for found, loaded in self._registry.implementing(hook):
                items += [
                    (found.name, item) for item in self._offers(found.name, loaded, hook, moment)
                ]
            self._collected[hook] = items
        return self._collected[hook]

    def _offers(self, name: str, loaded: Loaded, hook: str, moment: Moment | None) -> list[object]:
        def call() -> list[object]:
            return self._ask(name, loaded, hook, moment)

        return self._registry.guarded(name, hook, call) or []

    def _ask(self, name: str, loaded: Loaded, hook: str, moment: Moment | None) -> list[object]:
        from kithkeeper.hooks.contexts import descriptors_of

        context = self._contexts.for_plugin(name, loaded.plugin, moment)
        return descriptors_of(hook, loaded.call(hook, {"ctx": context}))

    # Notifications

    def notify(
        self, notice: Notice, network: ReadOnlyNetwork | None = None, moment: Moment | None = None
    ) -> None:
        """Tell every plugin that listens; an error of one is recorded in `failures`, not raised."""
        from kithkeeper.hooks.notices import NOTICE_HOOKS

        hook = NOTICE_HOOKS.get(type(notice))
        for found, loaded in self._registry.implementing(hook) if hook else ():
            self._registry.guarded(
                found.name,
                hook or "",
                lambda name=found.name, it=loaded: self._tell(  # type: ignore[misc]
                    name, it, hook or "", notice, network, moment
                ),
            )

    def _tell(
        self,
        name: str,
        loaded: Loaded,
        hook: str,
        notice: Notice,
        network: ReadOnlyNetwork | None,
        moment: Moment | None,
    ) -> None:
        maker = self._contexts
        context = maker.for_notice(name, loaded.plugin, moment, notice, network)
        before = maker.state_text(name)
        loaded.call(hook, {"ctx": context})
        maker.keep_state(name, before)

    # Connections

    def connection_spec(self, name: str) -> ConnectionSpec:
        """What a connection is, from the config and its plugin; only that plugin is imported.

        Raises:
            NotFound: The config has no such connection.
            PluginError: Its plugin is missing, disabled, incompatible or broken, or offers no
                account; the message says what to do.
            Invalid: A shared setting is wrong.
        """
        table = self.config.connections.get(name)
        if table is None:
            from kithkeeper.config.keys import near

            hint = near(name, tuple(self.config.connections)).removeprefix("; ").capitalize()
            raise NotFound("connection", name, hint)
        return self.offer_spec(name, table)

    def offer_spec(self, name: str, table: Mapping[str, object]) -> ConnectionSpec:
        """As `connection_spec`, for a table that is not in the config (yet)."""
        from kithkeeper.hooks.connections import connection_spec

        plugin = str(table["plugin"])
        try:
            found, loaded = self._registry.usable(plugin)
        except NotFound as error:
            reason = (
                f"connection {name!r} needs it and it is not there; there are "
                f"{', '.join(self.names())}; install another with `pip install kithkeeper-{plugin}`"
            )
            raise PluginError(reason, plugin=plugin) from error
        hooks = loaded.known.hooks
        sources = self._ask_now(found.name, loaded, "sources") if "sources" in hooks else []
        calendars = self._ask_now(found.name, loaded, "calendars") if "calendars" in hooks else []
        return connection_spec(
            name,
            table,
            cast("list[SourceSpec]", sources),
            cast("list[CalendarSpec]", calendars),
        )

    def _ask_now(self, name: str, loaded: Loaded, hook: str) -> list[object]:
        """What one plugin offers, its error raised: the user asked for this very plugin."""
        return self._raising(name, lambda: self._ask(name, loaded, hook, None))

    def _raising(self, plugin: str, call: Callable[[], _T]) -> _T:
        """The result of a call that the user asked for; an unknown error becomes a `PluginError`
        with the plugin's name.
        """
        from kithkeeper.hooks.calling import named

        with named(plugin, self._environ):
            return call()

    def steps(self, plugin: str, call: Callable[[], Iterable[_T]], kind: type[_T]) -> Iterator[_T]:
        """What an importer or exporter yields, its errors named; see `hooks.calling.steps`."""
        from kithkeeper.hooks.calling import steps

        return steps(plugin, self._environ, call, kind)

    def open_source(
        self,
        name: str,
        moment: Moment | None = None,
        state: MutableMapping[str, Any] | None = None,
    ) -> Source:
        """The source of a connection.

        Args:
            name: The connection.
            moment: The circumstances; those of now by default.
            state: The connection's small memory, which the caller commits with the cursor.

        Raises:
            NotFound, Invalid, PluginError, LoginNeeded, TryLater: As `connection_spec`, and as
                the plugin says.
        """
        spec = self.connection_spec(name)
        if spec.source is None:
            raise PluginError(f"connection {name!r} is no source of contacts", plugin=spec.plugin)
        opened = self._used(spec, spec.source, spec.source.open, moment, state)
        return cast("Source", opened)

    def open_calendar(
        self,
        name: str,
        moment: Moment | None = None,
        state: MutableMapping[str, Any] | None = None,
    ) -> Calendar:
        """The calendar of a connection; see `open_source`."""
        spec = self.connection_spec(name)
        if spec.calendar is None:
            raise PluginError(f"connection {name!r} is no calendar", plugin=spec.plugin)
        opened = self._used(spec, spec.calendar, spec.calendar.open, moment, state)
        return cast("Calendar", opened)

    def requests(self, name: str) -> int:
        """How many requests of a connection went out through the clients of its contexts."""
        return 0 if self._contexts_ is None else self._contexts_.requests(name)

    def let_go(self, name: str) -> None:
        """Close what a connection's contexts opened; it is opened anew when it is used again."""
        if self._contexts_ is not None:
            self._contexts_.let_go(name)

    def check_connection(
        self,
        name: str,
        moment: Moment | None = None,
        state: MutableMapping[str, Any] | None = None,
    ) -> list[str]:
        """Ask the account whether it answers: lines that describe it. Errors as `open_source`."""
        spec = self.connection_spec(name)
        lines: list[str] = []
        for each in (spec.source, spec.calendar):
            if each is not None and each.check is not None:
                lines += self._lines(spec, each, each.check, moment, state)
            elif each is not None:
                spec.settings(each)
        return list(dict.fromkeys(lines))

    def login(self, name: str, moment: Moment | None = None) -> list[str]:
        """Let the user in where the connection has a login of its own; lines that tell of it."""
        spec = self.connection_spec(name)
        if spec.source is None or spec.source.login is None:
            return []
        return self._lines(spec, spec.source, spec.source.login, moment, None)

    def settings(self, name: str) -> list[BaseModel]:
        """The checked settings of a connection, of the source and of the calendar that it is."""
        spec = self.connection_spec(name)
        return [spec.settings(each) for each in (spec.source, spec.calendar) if each is not None]

    def _lines(
        self,
        spec: ConnectionSpec,
        part: SourceSpec | CalendarSpec,
        call: Callable[[PluginContext], object],
        moment: Moment | None,
        state: MutableMapping[str, Any] | None,
    ) -> list[str]:
        def read(context: PluginContext) -> object:
            return [str(line) for line in cast("Sequence[str]", call(context))]

        return cast("list[str]", self._used(spec, part, read, moment, state))

    def _used(
        self,
        spec: ConnectionSpec,
        part: SourceSpec | CalendarSpec,
        call: Callable[[PluginContext], object],
        moment: Moment | None,
        state: MutableMapping[str, Any] | None,
    ) -> object:
        """The result of a call with the context of a connection."""
        context = self._contexts.make(
            spec.plugin,
            moment,
            connection=spec.name,
            settings=spec.settings(part),
            state=state,
            secrets=spec.secrets(self._environ),
        )
        return self._raising(spec.plugin, lambda: call(context))

    def context(
        self,
        plugin: str,
        moment: Moment | None = None,
        state: MutableMapping[str, Any] | None = None,
    ) -> PluginContext:
        """A context for calling what a plugin offers, such as an importer's `open`.

        Args:
            plugin: The plugin's name.
            moment: The circumstances; those of now by default.
            state: A small memory, which the caller keeps.
        """
        return self._contexts.for_plugin(plugin, self.loaded(plugin).plugin, moment, state)

    @property
    def _contexts(self) -> ContextMaker:
        if self._contexts_ is None:
            from kithkeeper.hooks.contexts import ContextMaker

            self._contexts_ = ContextMaker(*self._making)
        return self._contexts_
