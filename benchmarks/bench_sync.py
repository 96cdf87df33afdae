"""A calendar sync against vdirsyncer, on one Radicale, with the same items, in one run.

Three jobs: the first upload of all items, a run in which nothing changed, and one in which ten
changed here; and the second of these as a command, with the start of Python. Each side has a
calendar of its own on the server, and both go through the same counting proxy, so that its cost is
in both times. Prints seconds, CPU seconds of the thread that syncs, requests, and ratios of the
seconds. Aim: upload within 1.15, no change in one request and a third of the time, never more
requests.

Run: python benchmarks/bench_sync.py [--full]     (300 items; 1,000 with --full)
"""

import contextlib
import io
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from kithkeeper import Network
from kithkeeper.config import Config, Profile
from kithkeeper.sync.state import save_state
from kithkeeper.testing.outside import Outside
from kithkeeper.testing.proxy import fault_proxy
from kithkeeper.testing.servers import radicale

TODAY = date(2026, 3, 2)
CHANGED = 10
ROUNDS = 3
CHANGED_FEW, UNCHANGED, AS_COMMAND = f"{CHANGED} changed", "nothing changed", "the same, a command"


class Ours:
    """Kithkeeper with `count` meetings, on the calendar `name`."""

    def __init__(self, folder, url, count, name="ours"):
        table = {"plugin": "caldav", "url": url, "username": "alice", "password": "wonderland",
                 "calendar": name}  # fmt: skip
        config = Config(profile=Profile(timezone="Europe/Berlin"), connections={"home": table})
        self.home = folder
        lines = [
            f"{key} = {json.dumps(value)}" for key, value in table.items() if key != "password"
        ]
        (folder / "config.toml").write_text("\n".join([
            "[profile]", 'timezone = "Europe/Berlin"', "[connections.home]", *lines,
            'password_env = "WONDER"', "",
        ]))  # fmt: skip
        self.net = Network.open(
            folder / "kith.db", config=config, clock=TODAY, home=folder, environ={}
        )
        people = self.net.contacts.add_many([{"name": f"Person{n} Test{n}"} for n in range(count)])
        with self.net.transaction("planned"):
            self.meetings = [
                self.net.touchpoints.meet(each, on=TODAY + timedelta(days=1 + n % 300))
                for n, each in enumerate(people)
            ]

    def connect(self):
        """Find the calendar and try what its server can do, as `kith connect` does."""
        session, memory = self.net.session, {}
        self.net.host.check_connection("home", session.moment(), memory)
        self.net.host.open_calendar("home", session.moment(), memory)
        self.net.host.check_connection("home", session.moment(), memory)
        with session.change("connected") as work:
            save_state(work, "home", {"plugin": memory})

    def sync(self):
        (report,) = self.net.sync()
        assert report.ok, (report.error, report.problems)

    def command(self):
        environ = {"KITHKEEPER_HOME": str(self.home), "KITHKEEPER_TODAY": TODAY.isoformat()}
        run("kith", "sync", **environ, WONDER="wonderland")

    def change(self, round_):
        with self.net.transaction("changed"):
            for each in self.meetings[round_ * CHANGED : (round_ + 1) * CHANGED]:
                self.net.touchpoints.snooze(each.id, each.date + timedelta(days=1))

    def opened(self):
        return self.net.host.open_calendar("home", self.net.session.moment(), {})


class Theirs:
    """vdirsyncer with the same items as files, on the calendar at `url`."""

    def __init__(self, folder, url, texts):
        self.files = folder / "items"
        self.files.mkdir(parents=True)
        for number, text in enumerate(texts):
            (self.files / f"{number}.ics").write_text(text, newline="")
        self.config = folder / "config"
        self.config.write_text(
            f'[general]\nstatus_path = "{folder}/status"\n'
            '[pair p]\na = "local"\nb = "remote"\ncollections = null\n'
            f'[storage local]\ntype = "filesystem"\npath = "{self.files}"\nfileext = ".ics"\n'
            f'[storage remote]\ntype = "caldav"\nurl = "{url}"\nusername = "alice"\n'
            'password = "wonderland"\n'
        )
        self.run("discover", "p")

    def run(self, *arguments):
        from vdirsyncer.cli import app

        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            app.main(["-c", str(self.config), *arguments], standalone_mode=False)

    def sync(self):
        self.run("sync")

    def command(self):
        run("vdirsyncer", "-c", str(self.config), "sync")

    def change(self, round_):
        for number in range(round_ * CHANGED, (round_ + 1) * CHANGED):
            path = self.files / f"{number}.ics"
            with path.open(newline="") as file:
                text = file.read()
            path.write_text(text.replace("Person", f"Changed{round_} Person"), newline="")


def run(name, *arguments, **environ):
    command = [str(Path(sys.executable).with_name(name)), *arguments]
    # As it is for a user: with byte code that is cached.
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, env={**kept, **environ}, check=True, capture_output=True)


def measured(proxy, sync):
    proxy.reset()
    began, used = time.perf_counter(), time.thread_time()
    sync()
    return time.perf_counter() - began, time.thread_time() - used, len(proxy.requests)


def best(proxy, side, job):
    found = []
    for round_ in range(ROUNDS):
        if job == CHANGED_FEW:
            side.change(round_)
        found.append(measured(proxy, side.command if job == AS_COMMAND else side.sync))
    return min(found)


def main(count):
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with radicale(folder / "server") as server, fault_proxy(server.url) as proxy:
            (folder / "ours").mkdir()
            ours = Ours(folder / "ours", proxy.url, count)
            ours.connect()
            rows = {"first upload": [measured(proxy, ours.sync)]}
            outside = Outside(ours.opened)
            texts = [each.raw for each in outside.seen.values()]
            assert len(texts) == count
            (folder / "empty").mkdir()
            place = Ours(folder / "empty", proxy.url, 0, name="theirs").opened().url
            theirs = Theirs(folder / "theirs", place, texts)
            rows["first upload"].append(measured(proxy, theirs.sync))
            for job in (UNCHANGED, AS_COMMAND, CHANGED_FEW):
                rows[job] = [best(proxy, side, job) for side in (ours, theirs)]
    head = f"{count} items on Radicale"
    print(f"{head:24}  {'kithkeeper':27}  {'vdirsyncer':27}  ratio")
    for job, (a, b) in rows.items():
        print(f"{job:24}  {line(*a)}  {line(*b)}  {a[0] / b[0]:5.2f}")


def line(seconds, cpu, requests):
    return f"{seconds:7.3f} s {cpu:6.3f} cpu {requests:4} req"


if __name__ == "__main__":
    main(1000 if "--full" in sys.argv[1:] else 300)
