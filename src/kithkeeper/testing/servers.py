"""Real CalDAV servers on loopback, for tests, demos and benchmarks: Radicale and Xandikos.

Each runs as a process of its own on a port that the system chose, keeps its data in the folder
that it is given, and is ended when the context manager is left.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 20.0
"""Seconds that a server may take until it listens."""

_RADICALE = """\
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {users}
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {data}
[logging]
level = warning
"""


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that answers.

    Attributes:
        url: Its root, with a slash at the end.
        user, password: Of the one account it knows.
        pid: Its process, for tests that stop and go on with it.
    """

    url: str
    user: str
    password: str
    pid: int


@contextmanager
def radicale(folder: str | Path, *, port: int = 0) -> Iterator[RunningServer]:
    """Run Radicale on `folder`, which keeps its collections; a second run finds them again.

    Args:
        folder: Made if missing.
        port: 0 for one that the system chooses.

    Raises:
        RuntimeError: It did not start.
    """
    folder = Path(folder)
    port = port or _free_port()
    users, config = folder / "users", folder / "radicale.ini"
    (folder / "collections").mkdir(parents=True, exist_ok=True)
    users.write_text("alice:wonderland\n", encoding="utf-8")
    data = folder / "collections"
    config.write_text(_RADICALE.format(port=port, users=users, data=data), encoding="utf-8")
    command = [sys.executable, "-m", "radicale", "--config", str(config)]
    yield from _run(command, port, folder)


@contextmanager
def xandikos(folder: str | Path, *, port: int = 0) -> Iterator[RunningServer]:
    """Run Xandikos on `folder`; its one user has the principal `/alice/`.

    Its command must be installed beside the running Python. It takes any password: over plain
    http it offers no authentication.

    Raises:
        RuntimeError: It did not start.
    """
    folder = Path(folder)
    port = port or _free_port()
    data = folder / "dav"
    data.mkdir(parents=True, exist_ok=True)
    command = [
        str(Path(sys.executable).parent / "xandikos"), "serve", "--directory", str(data),
        "--state-dir", str(folder / "state"), "--listen-address", "127.0.0.1",
        "--port", str(port), "--current-user-principal", "/alice/", "--defaults",
        "--no-detect-systemd",
    ]  # fmt: skip
    yield from _run(command, port, folder)


def _run(command: list[str], port: int, folder: Path) -> Iterator[RunningServer]:
    log = folder / "server.log"
    with log.open("ab") as sink:
        process = subprocess.Popen(command, stdout=sink, stderr=sink, stdin=subprocess.DEVNULL)
    try:
        _wait(process, port, log)
        yield RunningServer(f"http://127.0.0.1:{port}/", "alice", "wonderland", process.pid)
    finally:
        process.terminate()
        try:
            process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until the port answers; a server that ended tells its last words."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    said = log.read_text(encoding="utf-8", errors="replace")[-2000:]
    raise RuntimeError(f"the server did not start on port {port}: {said}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
