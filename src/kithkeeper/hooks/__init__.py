"""Who else may speak: hook specifications, discovery, isolation and connection settings.

A plugin author needs `Plugin`, the descriptors and the context; they are all named here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kithkeeper.hooks.connections import ConnectionSpec
    from kithkeeper.hooks.context import NoticeContext, PluginContext
    from kithkeeper.hooks.descriptors import (
        CalendarSpec,
        CommandSpec,
        ExporterSpec,
        ImporterSpec,
        OccasionSpec,
        PlaybookSpec,
        RuleSpec,
        SourceSpec,
    )
    from kithkeeper.hooks.host import Host
    from kithkeeper.hooks.http import Http
    from kithkeeper.hooks.moment import Moment
    from kithkeeper.hooks.notices import (
        CircleChanged,
        ContactChanged,
        ExchangeRecorded,
        Notice,
        SyncFinished,
        TouchpointLogged,
    )
    from kithkeeper.hooks.plugin import API, HOOKS, Plugin
    from kithkeeper.hooks.rulebook import Rulebook
    from kithkeeper.hooks.state import Failure, PluginInfo, PluginState
    from kithkeeper.hooks.wire import Response

_LAZY = {
    "API": "plugin", "HOOKS": "plugin", "Plugin": "plugin",
    "NoticeContext": "context", "PluginContext": "context",
    "CalendarSpec": "descriptors", "CommandSpec": "descriptors", "ExporterSpec": "descriptors",
    "ImporterSpec": "descriptors", "PlaybookSpec": "descriptors", "RuleSpec": "descriptors",
    "OccasionSpec": "descriptors", "SourceSpec": "descriptors",
    "CircleChanged": "notices", "ContactChanged": "notices", "ExchangeRecorded": "notices",
    "Notice": "notices", "SyncFinished": "notices", "TouchpointLogged": "notices",
    "ConnectionSpec": "connections", "Failure": "state", "Host": "host", "Http": "http",
    "Moment": "moment", "PluginInfo": "state", "PluginState": "state", "Response": "wire",
    "Rulebook": "rulebook",
}  # fmt: skip

__all__ = [
    "API",
    "HOOKS",
    "CalendarSpec",
    "CircleChanged",
    "CommandSpec",
    "ConnectionSpec",
    "ContactChanged",
    "ExchangeRecorded",
    "ExporterSpec",
    "Failure",
    "Host",
    "Http",
    "ImporterSpec",
    "Moment",
    "Notice",
    "NoticeContext",
    "OccasionSpec",
    "PlaybookSpec",
    "Plugin",
    "PluginContext",
    "PluginInfo",
    "PluginState",
    "Response",
    "RuleSpec",
    "Rulebook",
    "SourceSpec",
    "SyncFinished",
    "TouchpointLogged",
]


def __getattr__(name: str) -> object:
    if name in _LAZY:
        return getattr(import_module(f"kithkeeper.hooks.{_LAZY[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
