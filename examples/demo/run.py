"""The main job, step by step, with the commands that a user would type.

Contacts come in from vCard files of several makers' habits, are placed in circles and planned, and
stand as reminders in a CalDAV server (Radicale) that is started here on a free port of loopback.
One reminder is ticked off there, as a calendar program would, and comes back as a touchpoint.
Everything lives in a temporary folder; nothing is left running.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urljoin

from kithkeeper.testing.servers import RunningServer, radicale

CONTACTS = Path(__file__).parent / "contacts"
KITH = Path(sys.executable).with_name("kith")


class Demo:
    """Runs `kith` in a home of its own and shows what it does."""

    def __init__(self, home: Path, server: RunningServer) -> None:
        self._environment = {
            **os.environ,
            "KITHKEEPER_HOME": str(home),
            "KITH_CALDAV_PASSWORD": server.password,
        }
        self._server = server
        self._number = 0

    def step(self, text: str) -> None:
        """Say what comes next."""
        self._number += 1
        print(
            f"\n\033[1m{self._number}. {text}\033[0m"
            if sys.stdout.isatty()
            else f"\n{self._number}. {text}"
        )

    def kith(self, *words: str, expect: int = 0) -> None:
        """Run a command and show it with what it prints."""
        print(f"$ kith {shlex.join(words)}", flush=True)
        done = subprocess.run([KITH, *words], env=self._environment, check=False)
        if done.returncode != expect:
            sys.exit(f"kith ended with {done.returncode}, expected {expect}")

    def data(self, *words: str) -> list[dict[str, object]]:
        """What a command says in JSON."""
        done = subprocess.run(
            [KITH, *words, "--json"], env=self._environment, check=True, capture_output=True
        )
        found: list[dict[str, object]] = json.loads(done.stdout)
        return found

    def request(self, method: str, path: str, body: str | None = None, **headers: str) -> str:
        """Talk to the server as a calendar program would."""
        secret = base64.b64encode(f"{self._server.user}:{self._server.password}".encode()).decode()
        asked = urllib.request.Request(  # noqa: S310
            urljoin(self._server.url, path), body.encode() if body else None, method=method,
            headers={"Authorization": f"Basic {secret}", **headers},
        )  # fmt: skip
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
            return str(answer.read().decode())

    def items(self) -> Iterator[tuple[str, str]]:
        """Path and text of every item in the calendar."""
        folder = f"/{self._server.user}/touchpoints/"
        listing = self.request("PROPFIND", folder, Depth="1")
        for path in re.findall(r"<href>([^<]+\.ics)</href>", listing):
            yield path, self.request("GET", path)


def main() -> None:
    """Run the demo."""
    with (
        tempfile.TemporaryDirectory(prefix="kith-demo-") as folder,
        radicale(Path(folder) / "server") as server,
    ):
        home = Path(folder) / "home"
        demo = Demo(home, server)
        begin(demo)
        look_ahead(demo)
        to_the_calendar(demo, server)
        and_back(demo)
    print("\nThat was the main job. The server is stopped and the folder is gone.")


def begin(demo: Demo) -> None:
    """Contacts in, and circles."""
    demo.step("A home, and contacts from a phone, an old desktop, the web and a folder of vCards")
    demo.kith("init", "--name", "You", "--timezone", "Europe/Berlin", "--temperament", "introvert")
    print("(one card in there is broken on purpose: it is named, and its neighbours are taken)")
    demo.kith("import", str(CONTACTS), expect=1)
    demo.step("Circles: labels placed most of them; some are placed by hand")
    demo.kith("circle", "Jürgen Müller", "Isabel Archer", "middle")
    demo.kith("circles")
    demo.step("What happened lately counts at once")
    demo.kith(
        "log",
        "Elizabeth Bennet",
        "--on",
        "-5w",
        "--channel",
        "coffee",
        "--note",
        "She looks for a statistician",
    )
    demo.kith(
        "log",
        "Sherlock Holmes",
        "--on",
        "-25d",
        "--channel",
        "call",
        "--gave",
        "insight",
        "--what",
        "an article on bees",
    )


def look_ahead(demo: Demo) -> None:
    """Who is due, and the plan."""
    demo.step("Who is due, and why")
    demo.kith("due", "--within", "7")
    demo.step("Four weeks, within what an introvert's week can hold")
    demo.kith("plan", "--weeks", "4")


def to_the_calendar(demo: Demo, server: RunningServer) -> None:
    """Reminders in the calendar."""
    demo.step("The plan goes into a real CalDAV calendar")
    demo.kith("connect", "caldav", "--as", "home", "--set", f"url={server.url}",
              "--set", f"username={server.user}", "--set", "password_env=KITH_CALDAV_PASSWORD")  # fmt: skip
    demo.kith("sync")
    demo.kith("sync")
    demo.step("What stands in the calendar now, as the server has it")
    for path, text in sorted(demo.items(), key=lambda item: _value(item[1], "DTSTART")):
        print(
            f"  {_value(text, 'DTSTART')}  {_value(text, 'SUMMARY'):<40} {path.rsplit('/', 1)[-1]}"
        )


def and_back(demo: Demo) -> None:
    """One of them is ticked off there."""
    demo.step("Elizabeth Bennet is ticked off there: a ✓ before the title, a line in the notes")
    path, text = next(
        each for each in demo.items()
        if "Elizabeth Bennet" in _value(each[1], "SUMMARY") and _value(each[1], "X-KITH-KIND") == "cadence"
    )  # fmt: skip
    ticked = re.sub(r"(?m)^SUMMARY:", "SUMMARY:✓ ", text)
    promise = f"promised: send her two names by {date.today() + timedelta(days=9)}"
    ticked = _unfolded(ticked).replace(r"— notes —\n", rf"— notes —\n{promise}\n")
    demo.request("PUT", path, ticked, **{"Content-Type": "text/calendar; charset=utf-8"})
    demo.step("The sync reads it back: a touchpoint, a promise, and the next date")
    demo.kith("sync", "-v")
    demo.kith("show", "Elizabeth Bennet")
    [shown] = [each for each in demo.data("list") if each["name"] == "Elizabeth Bennet"]
    if shown["last_touch"] is None or str(shown["next_due"]) <= date.today().isoformat():
        sys.exit("the tick did not come back")
    print("\nThe item in the calendar, ticked:")
    text = next(each for name, each in demo.items() if name == path)
    print("".join(f"  {line}\n" for line in _unfolded(text).splitlines()), end="")
    demo.step("Everything is in the history, and can be taken back")
    demo.kith("history", "--limit", "6")


def _unfolded(text: str) -> str:
    return re.sub(r"\r?\n[ \t]", "", text)


def _value(text: str, name: str) -> str:
    found = re.search(rf"(?m)^{name}[^:\n]*:(.*?)\r?$", _unfolded(text))
    return found[1] if found else ""


if __name__ == "__main__":
    main()
