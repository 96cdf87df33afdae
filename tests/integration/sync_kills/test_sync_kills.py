"""A sync that is killed, or whose requests fail, at every boundary: nothing doubled, nothing lost."""

from __future__ import annotations

import os
import signal

import pytest
from sync_kills.world import finished, two_way

from kithkeeper.testing.faults import differences
from kithkeeper.testing.proxy import FAULTS


def kill_at(world, number, moment):
    """Kill the child when request `number` comes, or when the server has carried it out."""
    world.restore("begin")
    pid = []

    def kill():
        os.kill(pid[0], signal.SIGKILL)
        return True

    world.proxy.reset(at=number, **{moment: kill})
    return world.sync_in_child(pid.append)


def left_wrong_by_kills(world, moment):
    """By the number of the request at which a sync was killed: an error or a state of the next run
    that is not as after a sync that nobody killed.
    """
    two_way(world, 10)
    expected, requests = finished(world)
    assert requests > 12
    wrong = {}
    for number in range(1, requests + 1):
        assert not kill_at(world, number, moment), number
        world.proxy.reset()
        error = world.sync().error
        if error is not None or world.state() != expected:
            wrong[number] = error or world.state()
    return wrong


@pytest.mark.timeout(400)
@pytest.mark.parametrize("moment", [pytest.param("before", marks=pytest.mark.long), "after"])
def test_sync_kills_ten_items_both_ways_killed_at_every_request(world, moment):
    """SIGKILL before and after each request of a sync; one clean run later all is as it should be."""
    assert left_wrong_by_kills(world, moment) == {}


@pytest.mark.timeout(900)
@pytest.mark.long
@pytest.mark.parametrize("moment", ["before", "after"])
def test_sync_kills_ten_items_on_xandikos_killed_at_every_request(xandikos_world, moment):
    """The same on the other server."""
    assert left_wrong_by_kills(xandikos_world, moment) == {}


@pytest.mark.timeout(900)
@pytest.mark.long
@pytest.mark.parametrize("moment", ["before", "after"])
def test_sync_kills_two_hundred_items_at_fifteen_boundaries(world, moment):
    """The same with 200 items, at fifteen boundaries spread over the run."""
    two_way(world, 200)
    expected, requests = finished(world)
    for number in sorted({1 + requests * n // 15 for n in range(15)}):
        kill_at(world, number, moment)
        world.proxy.reset()
        world.sync()
        assert world.state() == expected, number


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "fault",
    [
        each if each == "reset-after" else pytest.param(each, marks=pytest.mark.long)
        for each in FAULTS
    ],
)
def test_sync_kills_each_request_failing_once_leads_to_the_same_end(world, fault):
    """Reset, error, silence, half an answer or another's page: the next clean run mends it all."""
    two_way(world, 10)
    found = differences(
        world.proxy, begin=lambda: world.restore("begin"), sync=world.sync, state=world.state,
        faults=[fault], every=3 if fault == "slow" else 1,
    )  # fmt: skip
    assert list(found) == []
