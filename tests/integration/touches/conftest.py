"""A story for each test."""

from __future__ import annotations

import pytest
from touches.story import Story


@pytest.fixture
def story(tmp_path):
    made = Story(tmp_path)
    yield made
    made.net.close()
