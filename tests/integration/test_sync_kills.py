"""A sync that is killed, or whose requests fail, at every boundary: nothing doubled, nothing lost."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta

import pytest

from kithkeeper import Network
from kithkeeper.config import Config, Profile
from kithkeeper.sync.ports import CalendarItem, ItemStatus
from kithkeeper.sync.state import load_state
from kithkeeper.testing import servers
from kithkeeper.testing.faults import differences
from kithkeeper.testing.outside import Outside
from kithkeeper.testing.proxy import FAULTS, fault_proxy

MONDAY = date(2026, 3, 2)
TABLE = {
    "plugin": "caldav",
    "username": "alice",
    "password": "wonderland",
    "calendar": "T",
    "timeout": 0.7,
}
WARM = textwrap.dedent(
    """
    import json, os, sys
    from datetime import date
    from kithkeeper import Network
    from kithkeeper.config import Config, Profile
    import kithkeeper.model, kithkeeper.services.syncing, kithkeeper_caldav.connect
    import kithkeeper.services.planner, kithkeeper.services.reminders, kithkeeper.sync.push

    def sync(job):
        config = Config(profile=Profile(timezone="Europe/Berlin"), connections={"home": job["table"]})
        today = date.fromisoformat(job["today"])
        with Network.open(job["store"], config=config, clock=today, home=job["home"], environ={}) as net:
            net.sync()

    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            with open(os.devnull, "w") as null:
                os.dup2(null.fileno(), 1)
            sync(json.loads(line))
            os._exit(0)
        print(child, flush=True)
        print(os.waitpid(child, 0)[1], flush=True)
    """
)


class World:
    """A server, a proxy before it, a store, and a child that syncs the one with the other."""

    def __init__(self, folder, server, proxy, child):
        self.folder, self.server, self.proxy, self.child = folder, server, proxy, child
        self.home = folder / "home"
        self.home.mkdir(exist_ok=True)
        self.today = MONDAY
        self.outside = Outside(self.opened)

    def table(self, url):
        return {**TABLE, "url": url}

    def open(self, url=None):
        config = Config(
            profile=Profile(timezone="Europe/Berlin"),
            connections={"home": self.table(url or self.proxy.url)},
        )
        return Network.open(
            self.home / "kith.db", config=config, clock=self.today, home=self.home, environ={}
        )

    def opened(self):
        with self.open() as net:
            memory = load_state(net.session.store, "home").get("plugin", {})
            return net.host.open_calendar("home", net.session.moment(), dict(memory))

    def sync(self):
        with self.open() as net:
            return net.sync()[0]

    def sync_in_child(self, on_start):
        """Run a sync in the child; whether it came to its end."""
        job = {
            "table": self.table(self.proxy.url), "today": self.today.isoformat(),
            "store": str(self.home / "kith.db"), "home": str(self.home),
        }  # fmt: skip
        print(json.dumps(job), file=self.child.stdin, flush=True)
        on_start(int(self.child.stdout.readline()))
        return int(self.child.stdout.readline()) == 0

    @property
    def collections(self):
        return self.folder / "server" / "radicale" / "collections"

    def clear(self):
        """A server on which nothing was ever made."""
        shutil.rmtree(self.collections, ignore_errors=True)
        self.collections.mkdir()

    def snapshot(self, name):
        self.proxy.reset()
        for part, path in (("home", self.home), ("cal", self.collections)):
            shutil.rmtree(self.folder / name / part, ignore_errors=True)
            shutil.copytree(path, self.folder / name / part)

    def restore(self, name, parts=("home", "cal")):
        self.proxy.reset()
        for part, path in (("home", self.home), ("cal", self.collections)):
            if part in parts:
                shutil.rmtree(path)
                shutil.copytree(self.folder / name / part, path)

    def state(self):
        """All that matters of both sides, without ids that chance gives.

        Where the planner may choose, it may give two people each other's day: their days are
        compared together, and each item with the touchpoint that it stands for.
        """
        items = list(self.outside.items.values())
        with self.open() as net:
            store = net.session.store
            touchpoints = {each["id"]: each for each in store.find("touchpoint")}
            acts = sorted(
                (each["kind"], each["what"], each["on"], each.get("direction", ""))
                for each in store.find("exchange")
            )
            promises = sorted((each["what"], each["by"]) for each in store.find("commitment"))
            open_rows = sum(bool(each.get("intent")) for each in store.find("sync_item"))
        free = {key for key, each in touchpoints.items() if is_free(each)}
        return {
            "items": sorted(
                (i.summary, "" if i.touchpoint in free else str(i.day), str(i.time),
                 i.status.value, i.notes, i.kind, i.description)
                for i in items
            ),
            "touchpoints": sorted(
                json.dumps(
                    {k: v for k, v in each.items()
                     if k not in ("id", "parent") and not (k == "date" and key in free)},
                    sort_keys=True,
                )
                for key, each in touchpoints.items()
            ),
            "free days": sorted(touchpoints[key].get("date", "") for key in free),
            "apart": [
                (i.summary, str(i.day), touchpoints[i.touchpoint].get("date"))
                for i in items
                if i.touchpoint in free and str(i.day) != touchpoints[i.touchpoint].get("date")
            ],
            "acts": acts, "promises": promises, "unfinished": open_rows,
        }  # fmt: skip


def is_free(touchpoint):
    """Whether the planner chooses its day: an open cadence touchpoint that nobody fixed."""
    return (
        touchpoint["kind"] == "cadence"
        and touchpoint.get("state", "planned") == "planned"
        and not touchpoint.get("pinned")
    )


class XandikosWorld(World):
    """The same on Xandikos, which is started anew on files that were put in the place of its own."""

    def __init__(self, folder, child):
        self._running = ExitStack()
        server = self._running.enter_context(servers.xandikos(folder / "server"))
        self._port = int(server.url.rstrip("/").rpartition(":")[2])
        super().__init__(folder, server, None, child)

    @property
    def collections(self):
        return self.folder / "server" / "dav"

    def stop(self):
        self._running.close()

    def start(self):
        folder = self.folder / "server"
        self._running.enter_context(servers.xandikos(folder, port=self._port))

    def clear(self):
        self.stop()
        shutil.rmtree(self.collections)
        self.start()

    def restore(self, name, parts=("home", "cal")):
        self.stop()
        super().restore(name, parts)
        self.start()


@contextmanager
def warm_child():
    """A process that has imported everything, and forks for each sync."""
    child = subprocess.Popen(
        [sys.executable, "-c", WARM], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    yield child
    child.stdin.close()
    child.wait()
    child.stdout.close()


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


def two_way(world, count):
    """Snapshot "begin": what `count` people did on both sides since the last sync.

    Ticked, moved, deleted, noted and made there; met, renamed, snoozed and added here.
    """
    for path in world.home.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    world.clear()
    names = [f"Person {chr(65 + n // 26)}{chr(97 + n % 26)}ron Test" for n in range(count)]
    with world.open(world.server.url) as net:
        for name in names:
            contact = net.contacts.add(name, circle="inner" if count <= 50 else None)
            if count > 50:
                net.touchpoints.meet(contact, on=MONDAY + timedelta(days=1 + len(name) % 3))
            net.touchpoints.log(contact, on=MONDAY - timedelta(days=20), channel="coffee")
    world.sync()
    world.sync()
    by_name = {item.summary.split(" –")[0]: key for key, item in world.outside.items.items()}
    listed = [by_name[name] for name in names if name in by_name]
    fifth = max(1, count // 10)
    groups = [listed[n * fifth : (n + 1) * fifth] for n in range(5)]
    for key in groups[0]:
        world.outside.edit(key, status=ItemStatus.DONE, completed_on=MONDAY)
    for key in groups[1]:
        world.outside.edit(key, day=MONDAY + timedelta(days=16))
    for key in groups[2][:5]:
        world.outside.remove(key)
    for key in groups[3]:
        world.outside.edit(key, notes="gave: a book\npromised: the slides by 2026-03-20")
    world.outside.add(CalendarItem("made-there", f"Lunch with {names[-1]}", date(2026, 3, 12)))
    with world.open() as net:
        people = {each["display"]: each["id"] for each in net.session.store.find("contact")}
        rest = names[5 * fifth :]
        for name in rest[:fifth]:
            net.touchpoints.log(people[name], channel="call", on=MONDAY)
        for name in rest[fifth : 2 * fifth]:
            net.contacts.edit(people[name], name=f"{name} Newname")
        for name in rest[2 * fifth : 3 * fifth]:
            open_ids = [t.id for t in net.touchpoints.of(people[name]) if t.state.is_open]
            net.touchpoints.snooze(open_ids[0], MONDAY + timedelta(days=11))
        for name in rest[3 * fifth : 4 * fifth]:
            net.contacts.pause(people[name])
        for n in range(fifth):
            new = net.contacts.add(f"Newcomer {chr(65 + n)}da Fresh", circle="inner")
            net.touchpoints.log(new, on=MONDAY - timedelta(days=25), channel="coffee")
    world.snapshot("begin")


def finished(world):
    """The end state and the number of requests of a run in which nothing goes wrong."""
    world.restore("begin")
    world.proxy.reset()
    assert world.sync_in_child(lambda pid: None)
    requests = len(world.proxy.requests)
    world.proxy.reset()
    assert world.sync().ok
    return world.state(), requests


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


def test_sync_kills_two_syncs_at_once_do_the_work_once(world):
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


def test_sync_kills_the_second_sync_says_that_another_goes_on(tmp_path):
    """After its patience it ends with the store's exit code, and names `kith sync`."""
    from kithkeeper.errors import StoreLocked
    from kithkeeper.services.lock import one_sync

    store = str(tmp_path / "kith.db")
    with one_sync(store), pytest.raises(StoreLocked, match="another `kith sync`") as told:  # noqa: SIM117
        with one_sync(store, wait=0.0):
            pass
    assert told.value.exit_code == 6


def test_sync_kills_two_homes_editing_at_once_agree(world):
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


def test_sync_kills_radicale_restored_from_yesterday_undoes_nothing(world):
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
