"""The worlds in which syncs are killed: Radicale for a module, Xandikos for one test."""

from __future__ import annotations

import pytest
from sync_kills.world import World, XandikosWorld, warm_child

from kithkeeper.testing import servers
from kithkeeper.testing.proxy import fault_proxy


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kills")
    (folder / "server" / "radicale").mkdir(parents=True)
    with (
        servers.radicale(folder / "server" / "radicale") as server,
        fault_proxy(server.url) as proxy,
        warm_child() as child,
    ):
        yield World(folder, server, proxy, child)


@pytest.fixture
def xandikos_world(tmp_path):
    (tmp_path / "server").mkdir()
    with warm_child() as child:
        made = XandikosWorld(tmp_path, child)
        with fault_proxy(made.server.url) as made.proxy:
            yield made
        made.stop()
