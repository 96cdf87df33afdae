"""The kit for people who write plugins: contract suites, fakes, faults, and servers to run against.

A suite is a class: subclass it in a test module, give it what it asks for, and pytest runs it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kithkeeper.testing.calendar import FakeCalendar, Manners
    from kithkeeper.testing.calendar_contract import CalendarContract
    from kithkeeper.testing.fault_contract import CalendarFaultContract, SourceFaultContract
    from kithkeeper.testing.importer_contract import ImporterContract
    from kithkeeper.testing.plugin import FakePlugin, fake_network
    from kithkeeper.testing.plugin_contract import PluginContract
    from kithkeeper.testing.source import FakeSource
    from kithkeeper.testing.source_contract import SourceContract
    from kithkeeper.testing.store_contract import StoreContract

_LAZY = {
    "CalendarContract": "calendar_contract",
    "CalendarFaultContract": "fault_contract",
    "FakeCalendar": "calendar",
    "FakePlugin": "plugin",
    "FakeSource": "source",
    "ImporterContract": "importer_contract",
    "Manners": "calendar",
    "PluginContract": "plugin_contract",
    "SourceContract": "source_contract",
    "SourceFaultContract": "fault_contract",
    "StoreContract": "store_contract",
    "fake_network": "plugin",
}

__all__ = [
    "CalendarContract",
    "CalendarFaultContract",
    "FakeCalendar",
    "FakePlugin",
    "FakeSource",
    "ImporterContract",
    "Manners",
    "PluginContract",
    "SourceContract",
    "SourceFaultContract",
    "StoreContract",
    "fake_network",
]


def __getattr__(name: str) -> object:
    if name in _LAZY:
        return getattr(import_module(f"kithkeeper.testing.{_LAZY[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
