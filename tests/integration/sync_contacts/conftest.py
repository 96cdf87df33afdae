"""A home whose source tells what changed, and one whose source lists all."""

from __future__ import annotations

import pytest
from sync_contacts.home import Home

from kithkeeper.testing import FakeSource


@pytest.fixture(params=["incremental", "lists-all"])
def home(request, tmp_path):
    return Home(tmp_path, FakeSource(incremental=request.param == "incremental", page=3))
