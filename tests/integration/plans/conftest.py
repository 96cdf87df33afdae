"""A network, its config and its plugins, on a Monday."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest
from plans.planned import MONDAY

from kithkeeper import Network


@pytest.fixture
def make(tmp_path):
    made = []

    def network(config="", plugins=()):
        (tmp_path / "config.toml").write_text(config)
        net = Network.open(
            tmp_path / "kith.db", home=tmp_path, discover=False, environ={}, plugins=plugins,
            clock=lambda: datetime.combine(net.day, time(9), UTC),
        )  # fmt: skip
        net.day = MONDAY
        made.append(net)
        return net

    yield network
    for net in made:
        net.close()
