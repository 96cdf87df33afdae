"""A plugin whose connections are given objects, so that a whole sync runs in one process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from kithkeeper.config import Config, Profile
from kithkeeper.hooks.context import PluginContext
from kithkeeper.hooks.descriptors import CalendarSpec, SourceSpec
from kithkeeper.hooks.plugin import Plugin
from kithkeeper.network import Network
from kithkeeper.sync.ports import Calendar, Source


class _NoSettings(BaseModel):
    """A connection that needs none."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FakePlugin(Plugin):
    """Offers the calendars and sources that it is given, by the name of the connection."""

    name: ClassVar[str] = "fake"

    def __init__(
        self,
        calendars: Mapping[str, Calendar] | None = None,
        sources: Mapping[str, Source] | None = None,
    ) -> None:
        self.given_calendars = dict(calendars or {})
        self.given_sources = dict(sources or {})

    def calendars(self, ctx: PluginContext) -> Sequence[CalendarSpec]:  # noqa: ARG002
        """One kind, `calendar`."""
        return [CalendarSpec("calendar", "A calendar in memory", _NoSettings, self._calendar)]

    def sources(self, ctx: PluginContext) -> Sequence[SourceSpec]:  # noqa: ARG002
        """One kind, `source`."""
        return [SourceSpec("source", "A source in memory", _NoSettings, self._source)]

    def _calendar(self, ctx: PluginContext) -> Calendar:
        return self.given_calendars[ctx.connection]

    def _source(self, ctx: PluginContext) -> Source:
        return self.given_sources[ctx.connection]


def fake_network(
    today: date,
    *,
    calendars: Mapping[str, Calendar] | None = None,
    sources: Mapping[str, Source] | None = None,
    store: Path | None = None,
    profile: Profile | None = None,
    settings: Mapping[str, Mapping[str, object]] | None = None,
) -> Network:
    """A network whose connections are the given objects, on a fixed date.

    Args:
        store: The store's file; in memory if not given.
        settings: Further keys of `[connections.X]`, by connection.
    """
    more = settings or {}
    tables = {
        name: {"plugin": "fake", "kind": kind, **more.get(name, {})}
        for kind, given in (("source", sources or {}), ("calendar", calendars or {}))
        for name in given
    }
    zone = profile or Profile(timezone="Europe/Berlin")
    config = Config(profile=zone, connections=tables)
    plugin = FakePlugin(calendars, sources)
    if store is None:
        return Network.in_memory(today, config=config, plugins=[plugin])
    return Network.open(
        store, config=config, clock=today, plugins=[plugin], discover=False, environ={}
    )
