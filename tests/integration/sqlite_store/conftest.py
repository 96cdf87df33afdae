"""Stores in one file, whose clock stands still."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kithkeeper.store import SqliteStore

AT = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)


@pytest.fixture
def open_store(tmp_path):
    """Opens the store of an owner."""
    path = str(tmp_path / "kith.db")
    return lambda owner="me": SqliteStore(path, owner=owner, now=lambda: AT)


@pytest.fixture
def store(open_store):
    made = open_store()
    yield made
    made.close()
