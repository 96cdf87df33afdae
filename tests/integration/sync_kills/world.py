"""A server, a proxy before it, a store, and a child process that syncs them and may be killed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import textwrap
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta

from kithkeeper import Network
from kithkeeper.config import Config, Profile
from kithkeeper.sync.ports import CalendarItem, ItemStatus
from kithkeeper.sync.state import load_state
from kithkeeper.testing import servers
from kithkeeper.testing.outside import Outside

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
