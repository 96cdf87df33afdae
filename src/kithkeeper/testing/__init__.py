"""The kit for people who write plugins: contract suites, fakes, faults, and servers to run against.

A suite is a class: subclass it in a test module, give it what it asks for, and pytest runs it.
"""

from __future__ import annotations

from kithkeeper.testing.calendar import FakeCalendar, Manners
from kithkeeper.testing.plugin import FakePlugin, fake_network
from kithkeeper.testing.source import FakeSource

__all__ = ["FakeCalendar", "FakePlugin", "FakeSource", "Manners", "fake_network"]
