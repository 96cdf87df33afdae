"""The examples run as they are printed, and do what they say."""

import json
import os
import subprocess
import sys
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from kithkeeper import Network

ROOT = Path(__file__).parents[2]


def test_the_library_example_prints_a_next_date_a_refusal_and_a_plan():
    """`examples/quarter.py` ends well, refuses the early ask, and plans both people."""
    done = subprocess.run(
        [sys.executable, ROOT / "examples" / "quarter.py"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert "next due: 2026-04-04" in done.stdout
    assert "not yet: " in done.stdout
    assert "Ada Lovelace: " in done.stdout
    assert "Charles Babbage: " in done.stdout
    assert "help 1, insight 0, asks 1" in done.stdout


def test_a_dropped_in_file_keeps_fridays_free(tmp_path):
    """With `examples/no_fridays.py` in the plugins folder, nobody is planned on a Friday."""
    config = "[profile]\nworking_days = ['thu', 'fri']\ntimezone = 'UTC'\n"
    (tmp_path / "config.toml").write_text(config)
    (tmp_path / "plugins").mkdir()
    with Network.open(home=tmp_path, clock=date(2026, 3, 2)) as net:
        for name, last in (("Ada", date(2026, 2, 5)), ("Ben", date(2026, 2, 6))):
            net.touchpoints.log(net.contacts.add(name, circle="inner"), on=last)  # due in a month
        before = {row.date.weekday() for row in net.plan(dry_run=True).touchpoints}

    rule = (ROOT / "examples" / "no_fridays.py").read_text()
    (tmp_path / "plugins" / "no_fridays.py").write_text(rule)
    with Network.open(home=tmp_path, clock=date(2026, 3, 2)) as net:
        after = {row.date.weekday() for row in net.plan(dry_run=True).touchpoints}

    assert before == {3, 4}
    assert after == {3}


def test_a_source_in_one_file_inherits_merging_and_the_guard(tmp_path):
    """`examples/staff.py` brings people, their new titles, and no deletion from an emptied list."""
    folder = tmp_path / "intranet"
    folder.mkdir()
    staff = [
        {"id": f"{n}", "name": f"Person Q{n}", "title": "Engineer", "mail": f"p{n}@engines.example"}
        for n in range(6)
    ]
    listed = folder / "staff.json"
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        home = tmp_path / "home"
        (home / "plugins").mkdir(parents=True)
        (home / "plugins" / "staff.py").write_text((ROOT / "examples" / "staff.py").read_text())
        (home / "config.toml").write_text(
            f"[connections.work]\nplugin = 'staff'\n"
            f"url = 'http://127.0.0.1:{server.server_port}/staff.json'\n"
        )
        with Network.open(home=home, clock=date(2026, 3, 2)) as net:
            listed.write_text(json.dumps(staff))
            [first] = net.sync()
            listed.write_text(json.dumps([{**staff[0], "title": "Lead"}, *staff[1:]]))
            [second] = net.sync()
            titles = {row.name: row.title for row in net.contacts.all()}
            listed.write_text("[]")
            [third] = net.sync()
            listed.unlink()
            [fourth] = net.sync()
            left = len(net.contacts.all())
        server.shutdown()

    assert (first.pulled.added, second.pulled.updated, second.pulled.unchanged) == (6, 1, 5)
    assert titles["Person Q0"] == "Lead"
    assert (len(third.held), left) == (6, 6)
    assert "answered 404" in str(fourth.error)


def test_the_demo_runs_and_leaves_nothing_running(tmp_path):
    """`examples/demo/run.py` ends with 0, ticks one reminder off there, and reads it back."""
    done = subprocess.run(
        [sys.executable, ROOT / "examples" / "demo" / "run.py"],
        capture_output=True, text=True, check=False, env={**os.environ, "TMPDIR": str(tmp_path)},
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    assert "ticked off on" in done.stdout
    assert "SUMMARY:✓ Elizabeth Bennet" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_library_example_of_the_readme_prints_what_it_says():
    """The first Python block of README.md runs, and prints the lines shown below it."""
    readme = (ROOT / "README.md").read_text()
    code = readme.split("```python\n")[1].split("```")[0]
    shown = readme.split("It prints:\n\n")[1].split("\n\n")[0]

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines() == [line.strip() for line in shown.splitlines()]


def test_the_plugin_example_of_the_readme_is_a_plugin(tmp_path):
    """The second Python block of README.md works as a file in the plugins folder."""
    code = (ROOT / "README.md").read_text().split("```python\n")[2].split("```")[0]
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "no_fridays.py").write_text(code)

    with Network.open(home=tmp_path, clock=date(2026, 3, 2)) as net:
        [info] = [each for each in net.host.plugins() if each.name == "no_fridays"]

    assert (str(info.state), tuple(info.offers)) == ("active", ("rules",))
