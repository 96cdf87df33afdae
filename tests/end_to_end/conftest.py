"""The `kith` command as a process, in a home of its own, each JSON answer held to its schema."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kithkeeper.testing.servers import RunningServer, radicale

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "docs" / "json"
KITH = Path(sys.executable).with_name("kith")
SUNDAY = "2026-11-22"


@dataclass(frozen=True)
class Answer:
    """How a run of `kith` ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Kith:
    """Runs `kith` in one home on one day."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environ = {
            "HOME": str(home.parent / "user"), "PATH": os.defpath, "LANG": "C.UTF-8", "TZ": "UTC",
            "KITHKEEPER_HOME": str(home), "KITHKEEPER_TODAY": SUNDAY, "TERM": "dumb",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        }  # fmt: skip

    def __call__(
        self, *words: str, code: int = 0, stdin: str | bytes = "", **environ: str
    ) -> Answer:
        """Run one command; its exit code must be `code`."""
        data = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [str(KITH), *words], input=data, capture_output=True, check=False, timeout=60,
            env={**self.environ, **environ},
        )  # fmt: skip
        answer = Answer(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert answer.code == code, f"{words}: {answer}"
        assert "Traceback" not in answer.err, answer.err
        return answer

    def json(self, *words: str, code: int = 0, stdin: str | bytes = "", **environ: str) -> Any:
        """Run one command with --json; standard output is one document of the promised form."""
        document = self(*words, "--json", code=code, stdin=stdin, **environ).json
        failed = isinstance(document, dict) and set(document) == {"error"}
        jsonschema.validate(document, schema("error" if failed else schema_name(words)))
        return document

    def at_terminal(
        self, *words: str, typed: tuple[str, ...] = (), **environ: str
    ) -> tuple[int, str]:
        """Run one command at a terminal; each text is typed when the screen has come to rest."""
        pid, fd = pty.fork()
        if pid == 0:
            os.execve(KITH, [str(KITH), *words], {**self.environ, **environ})
        screen = _until_quiet(fd, 10.0)
        for text in typed:
            os.write(fd, text.encode())
            screen += _until_quiet(fd, 10.0)
        while more := _until_quiet(fd, 10.0):
            screen += more
        os.close(fd)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), screen.decode()

    def config(self, text: str) -> None:
        """Write the home's config."""
        self.home.mkdir(parents=True, exist_ok=True)
        (self.home / "config.toml").write_text(text)


def _until_quiet(fd: int, first: float, rest: float = 0.4) -> bytes:
    """What the screen shows until it rests; empty when the other side is gone."""
    shown = b""
    while select.select([fd], [], [], rest if shown else first)[0]:
        try:
            data = os.read(fd, 65_536)
        except OSError:
            return shown
        if not data:
            return shown
        shown += data
    return shown


def schema_name(words: tuple[str, ...]) -> str:
    """The schema of a command: `plugins-list`, else `plugins`."""
    named = "-".join(words[:2])
    return named if (SCHEMAS / f"{named}.json").exists() else words[0]


def schema(name: str) -> Mapping[str, Any]:
    return json.loads((SCHEMAS / f"{name}.json").read_text())


@pytest.fixture
def kith(tmp_path: Path) -> Kith:
    """`kith` in an empty home."""
    (tmp_path / "user").mkdir()
    return Kith(tmp_path / "home")


@pytest.fixture
def ada(kith: Kith) -> str:
    """The id of Ada, inner circle."""
    return kith.json("add", "Ada Lovelace", "--circle", "inner", "--email", "ada@engines.example")[
        "id"
    ]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    """A CalDAV server on loopback."""
    with radicale(tmp_path / "radicale") as running:
        yield running


@pytest.fixture
def tool(kith: Kith, tmp_path: Path) -> Callable[[str, str], Path]:
    """Puts a stub of one of the system's tools on the PATH; it notes its arguments."""
    folder = tmp_path / "bin"
    folder.mkdir()
    kith.environ["PATH"] = f"{folder}:/nonexistent"

    def make(name: str, body: str) -> Path:
        file, notes = folder / name, tmp_path / f"{name}.calls"
        file.write_text(f'#!/bin/sh\nPATH=/usr/bin:/bin\necho "$@" >> {notes}\n{body}\n')
        file.chmod(0o755)
        return notes

    return make
