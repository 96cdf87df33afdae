"""Fixtures for tests of plugins; name it in a conftest:
`pytest_plugins = ["kithkeeper.testing.pytest_plugin"]`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kithkeeper.network import Network
from kithkeeper.testing import servers
from kithkeeper.testing.calendar import FakeCalendar
from kithkeeper.testing.source import FakeSource

TODAY = date(2026, 3, 2)
"""A Monday; the date of `network`."""


@pytest.fixture
def network() -> Iterator[Network]:
    """An empty network in memory on 2 March 2026."""
    with Network.in_memory(today=TODAY) as opened:
        yield opened


@pytest.fixture
def fake_calendar() -> FakeCalendar:
    """A calendar in memory that behaves well."""
    return FakeCalendar()


@pytest.fixture
def fake_source() -> FakeSource:
    """An empty source of contacts in memory."""
    return FakeSource()


@pytest.fixture(scope="session")
def radicale_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.RunningServer]:
    """Radicale on loopback; it must be installed."""
    with servers.radicale(Path(tmp_path_factory.mktemp("radicale"))) as running:
        yield running


@pytest.fixture(scope="session")
def xandikos_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.RunningServer]:
    """Xandikos on loopback; it must be installed."""
    with servers.xandikos(Path(tmp_path_factory.mktemp("xandikos"))) as running:
        yield running
