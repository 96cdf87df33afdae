"""A place of its own for each test."""

import sys
from pathlib import Path

import pytest
from plugin_host.place import Place


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    place = Place(tmp_path)
    monkeypatch.syspath_prepend(str(place.site))
    yield place
    for name in [each for each in sys.modules if each.startswith("acme_")]:
        del sys.modules[name]
