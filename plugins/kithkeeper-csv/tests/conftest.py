"""What the tests of this plugin share: reading a file the way the host does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kithkeeper.errors import Problem
from kithkeeper.hooks import PluginContext
from kithkeeper.model import Card
from kithkeeper.sync.ports import Change, Touch
from kithkeeper_csv import CsvPlugin
from kithkeeper_csv.settings import CsvSettings


@dataclass
class Read:
    """What came of a file, and who read it."""

    format: str
    changes: list[Change] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def cards(self) -> list[Card]:
        return [change.card for change in self.changes if change.card]

    @property
    def names(self) -> list[str]:
        return [card.display_name for card in self.cards]


def context(**given: Any) -> PluginContext:
    """A context on 22 Nov 2026 in Berlin, with settings given as plain values."""
    settings = CsvSettings.model_validate(given.pop("settings", {}))
    base: dict[str, Any] = {
        "api": (1, 0),
        "plugin": "csv",
        "owner": "me",
        "today": date(2026, 11, 22),
        "now": datetime(2026, 11, 22, 12, 0, tzinfo=UTC),
        "timezone": ZoneInfo("Europe/Berlin"),
        "settings": settings,
    }
    return PluginContext(**{**base, **given})


def chunks(content: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


@pytest.fixture
def make_context() -> Callable[..., PluginContext]:
    return context


@pytest.fixture
def read() -> Callable[..., Read]:
    """Reads content with the format that recognises it best, as `kith import` does."""

    def reading(content: str | bytes, size: int = 65_536, path: str = "file", **given: Any) -> Read:
        data = content.encode() if isinstance(content, str) else content
        ctx = context(**given)
        specs = CsvPlugin().importers(ctx)
        sure, spec = max(
            ((each.recognises(data[:65_536]), each) for each in specs), key=lambda e: e[0]
        )
        if not sure:
            return Read("")
        found = Read(spec.name)
        for page in spec.open(ctx).read(path, chunks(data, size)):
            assert not page.complete
            found.changes.extend(page.changes)
            found.touches.extend(page.touches)
            found.problems.extend(page.problems)
        return found

    return reading
