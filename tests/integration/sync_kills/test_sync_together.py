"""Two syncs at once, two computers in turn, and a server that went back: each thing once."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta

import pytest
from sync_kills.world import MONDAY, World, finished, two_way

from kithkeeper.sync.ports import ItemStatus


def test_sync_together_two_syncs_at_once_do_the_work_once(world):
    """The second waits for the first, or says that another sync goes on."""
    two_way(world, 10)
    expected, _ = finished(world)
    world.restore("begin")
    reports = []

    def at_the_same_time():
        from threading import Thread

        other = Thread(target=lambda: reports.append(world.sync()))
        other.start()
        threads.append(other)
        return False

    threads = []
    world.proxy.reset(at=3, after=at_the_same_time)
    assert world.sync_in_child(lambda pid: None)
    threads[0].join()
    assert reports[0].error is None
    assert world.state() == expected


def test_sync_together_the_second_sync_says_that_another_goes_on(tmp_path):
    """After its patience it ends with the store's exit code, and names `kith sync`."""
    from kithkeeper.errors import StoreLocked
    from kithkeeper.services.lock import one_sync

    store = str(tmp_path / "kith.db")
    with one_sync(store), pytest.raises(StoreLocked, match="another `kith sync`") as told:  # noqa: SIM117
        with one_sync(store, wait=0.0):
            pass
    assert told.value.exit_code == 6


def test_sync_together_two_homes_editing_at_once_agree(world):
    """Two computers with one network, syncing in turn while items change: one item a touchpoint."""
    two_way(world, 10)
    world.proxy.reset()
    world.sync()
    world.snapshot("both")
    shutil.rmtree(world.folder / "second", ignore_errors=True)
    shutil.copytree(world.home, world.folder / "second")
    other = World(world.folder, world.server, world.proxy, world.child)
    other.home = world.folder / "second"
    keys = [key for key, item in world.outside.items.items() if item.status is ItemStatus.OPEN]
    world.outside.edit(keys[0], status=ItemStatus.DONE, completed_on=MONDAY)
    world.outside.edit(keys[1], day=date(2026, 3, 27))
    for each in (world, other, world, other):
        each.today += timedelta(days=1)
        assert each.sync().error is None
    open_items = [i for i in world.outside.items.values() if i.status is ItemStatus.OPEN]
    who = [i.summary.split(" –")[0] for i in open_items if i.kind == "cadence"]
    assert len(who) == len(set(who)), who
    world.today = MONDAY


def test_sync_together_radicale_restored_from_yesterday_undoes_nothing(world):
    """The server's folder goes back; what was done since stays done and is told there again."""
    two_way(world, 10)
    world.proxy.reset()
    world.sync()
    world.snapshot("yesterday")
    key = next(
        k
        for k, i in world.outside.items.items()
        if i.status is ItemStatus.OPEN and i.summary.startswith("Newcomer")
    )
    name = world.outside.items[key].summary.split(" –")[0]
    world.outside.edit(key, status=ItemStatus.DONE, completed_on=MONDAY)
    world.sync()
    world.today = MONDAY + timedelta(days=10)
    world.sync()
    expected = world.state()
    assert sum(each[0].startswith(name) for each in expected["items"]) == 2
    world.restore("yesterday", parts=("cal",))
    world.today += timedelta(days=1)
    assert world.sync().error is None
    world.sync()
    after = world.state()
    touched = [json.loads(each) for each in after["touchpoints"]]
    assert sum(each.get("state") == "skipped" for each in touched) == sum(
        json.loads(each).get("state") == "skipped" for each in expected["touchpoints"]
    )
    assert world.outside.items[key].status is ItemStatus.DONE
    assert sum(each[0].startswith(name) for each in after["items"]) == 2
    world.today = MONDAY
