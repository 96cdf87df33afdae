"""A setting with "key" or "token" in its name, which is no secret, has a say in the plan."""

from __future__ import annotations

from datetime import date

import pytest

from kithkeeper.config import Config
from kithkeeper.services.settled import mark
from kithkeeper.testing import fake_network


def mark_with(tmp_path, **settings):
    with fake_network(date(2026, 3, 2), store=tmp_path / "kith.db") as net:
        net.session.config = Config(plugins={"fridays": settings})
        return mark(net.session, ["home"])


@pytest.mark.parametrize("name", ["keywords", "token_file", "keynote_day", "password_env"])
def test_a_change_of_it_is_noticed(tmp_path, name):
    """What a sync may leave out follows from it."""
    assert mark_with(tmp_path, **{name: "a"}) != mark_with(tmp_path, **{name: "b"})


@pytest.mark.parametrize("name", ["password", "api_key", "apikey", "access-token", "Secret2"])
def test_a_secret_leaves_no_mark(tmp_path, name):
    """Not even a hash of it is kept."""
    assert mark_with(tmp_path, **{name: "a"}) == mark_with(tmp_path, **{name: "b"})
