"""Wayward CalDAV servers, and contexts for the plugin."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kithkeeper.hooks import PluginContext
from kithkeeper_caldav.settings import CalDavSettings

sys.path.insert(0, str(Path(__file__).parent))

from wayward_server import Wayward, serve


@pytest.fixture
def wayward() -> Iterator[Wayward]:
    """A server that keeps to the specifications until it is told otherwise."""
    with serve() as running:
        yield running


@pytest.fixture
def other_host() -> Iterator[Wayward]:
    """Another server, to which no password may go."""
    with serve() as running:
        yield running


@pytest.fixture
def context() -> Callable[..., PluginContext]:
    """Makes a context: `context(url, today="2026-11-22", state={}, as_="event", …)`."""

    def make(
        url: str, today: str = "2026-11-22", state: dict[str, Any] | None = None,
        password: str = "wonderland", dry_run: bool = False, **settings: Any,
    ) -> PluginContext:  # fmt: skip
        day = date.fromisoformat(today)
        told = {"url": url, "username": "alice", "timeout": 5, **settings}
        return PluginContext(
            api=(1, 0), plugin="caldav", owner="me", today=day, dry_run=dry_run,
            now=datetime(day.year, day.month, day.day, 10, tzinfo=UTC),
            timezone=ZoneInfo("Europe/Berlin"), connection="home",
            settings=CalDavSettings.model_validate(told),
            state={} if state is None else state, secret=lambda _: password,
        )  # fmt: skip

    return make
