"""What runs the sync by itself, as text: systemd units, a launchd agent, a line of a crontab."""

from __future__ import annotations

import plistlib
import re
import shlex
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from kithkeeper.errors import Invalid

_EVERY = re.compile(r"\s*(\d{1,4})\s*(m|min|minutes?|h|hours?|d|days?)\s*", re.ASCII)
_SECONDS = {"m": 60, "h": 3600, "d": 86_400}
_LEAST, _MOST = 300, 7 * 86_400
_CRON_STEPS = (
    *((minutes * 60, f"*/{minutes} * * * *") for minutes in (5, 6, 10, 12, 15, 20, 30)),
    (3600, "0 * * * *"),
    *((hours * 3600, f"0 */{hours} * * *") for hours in (2, 3, 4, 6, 8, 12)),
    (86_400, "0 8 * * *"),
)  # fmt: skip
"""Intervals that a crontab can say, in seconds, with how it says them."""


class Job(NamedTuple):
    """What is run, and how often.

    Attributes:
        name: Of the units, the agent or the marker in the crontab.
        command: Program and arguments; the program's path is absolute.
        path: The PATH it is given, so that a `password_command` is found.
        every: Seconds from one run to the next.
    """

    name: str
    command: tuple[str, ...]
    path: str
    every: int


def parse_every(text: str) -> int:
    """Seconds of an interval such as `30m`, `1h` or `1d`.

    Raises:
        Invalid: It is none, shorter than five minutes or longer than a week.
    """
    found = _EVERY.fullmatch(text.casefold())
    seconds = int(found[1]) * _SECONDS[found[2][0]] if found else 0
    if not _LEAST <= seconds <= _MOST:
        raise Invalid("--every", f"{text!r} is no interval from 5m to 7d; write 30m, 1h or 1d")
    return seconds


def every_text(seconds: int) -> str:
    """An interval as it is typed: `1h`."""
    for unit, size in reversed(_SECONDS.items()):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def systemd_service(job: Job) -> str:
    """The service that runs the job once."""
    words = " ".join(_systemd_quoted(each) for each in job.command)
    return (
        "[Unit]\nDescription=Kithkeeper: sync contacts and calendars\n\n"
        "[Service]\nType=oneshot\n"
        f"Environment={_systemd_quoted(f'PATH={job.path}', dollar='$')}\n"
        f"ExecStart={words}\n"
    )


def systemd_timer(job: Job) -> str:
    """The timer that starts the service: soon after login, then again and again."""
    return (
        "[Unit]\nDescription=Kithkeeper: sync now and then\n\n"
        f"[Timer]\nOnStartupSec=2min\nOnUnitActiveSec={job.every}s\n\n"
        "[Install]\nWantedBy=timers.target\n"
    )


def every_of_timer(text: str) -> int | None:
    """The interval that a timer of ours says."""
    found = re.search(r"^OnUnitActiveSec=(\d+)s$", text, re.MULTILINE)
    return int(found[1]) if found else None


def launchd_agent(job: Job) -> bytes:
    """The agent that runs the job."""
    return plistlib.dumps(
        {
            "Label": job.name,
            "ProgramArguments": list(job.command),
            "StartInterval": job.every,
            "RunAtLoad": True,
            "ProcessType": "Background",
            "EnvironmentVariables": {"PATH": job.path},
        }
    )


def every_of_agent(data: bytes) -> int | None:
    """The interval that an agent of ours says."""
    try:
        found: Mapping[str, object] = plistlib.loads(data)
    except (plistlib.InvalidFileException, ValueError, OSError):
        return None
    every = found.get("StartInterval")
    return every if isinstance(every, int) else None


def with_cron(crontab: str, job: Job) -> str:
    """The crontab with the job in it, in place of an older line of the same name."""
    kept = without_cron(crontab, job.name)
    if kept and not kept.endswith("\n"):
        kept += "\n"
    _, times = _cron_step(job.every)
    command = f"PATH={shlex.quote(job.path)} {shlex.join(job.command)}".replace("%", "\\%")
    return f"{kept}{_marker(job.name)}\n{times} {command} >/dev/null 2>&1\n"


def without_cron(crontab: str, name: str) -> str:
    """The crontab less the job of this name."""
    kept: list[str] = []
    lines = crontab.splitlines(keepends=True)
    skip = False
    for line in lines:
        if line.rstrip("\n") == _marker(name):
            skip = True
        elif not skip:
            kept.append(line)
        else:
            skip = False
    return "".join(kept)


def every_of_cron(crontab: str, name: str) -> int | None:
    """The interval at which a crontab runs the job of this name; None where it doesn't."""
    lines = crontab.splitlines()
    for marker, line in pairwise(lines):
        if marker == _marker(name):
            return next((size for size, times in _CRON_STEPS if line.startswith(f"{times} ")), 0)
    return None


def cron_every(every: int) -> int:
    """The longest interval up to this one that a crontab can say."""
    return _cron_step(every)[0]


def _cron_step(every: int) -> tuple[int, str]:
    return max((step for step in _CRON_STEPS if step[0] <= every), default=_CRON_STEPS[0])


def _marker(name: str) -> str:
    return f"# {name} (made by `kith schedule install`)"


def _systemd_quoted(word: str, dollar: str = "$$") -> str:
    """A word as a unit file takes it; systemd.service(5), "Command lines"."""
    inner = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{inner.replace("$", dollar)}"'


def shown(words: Sequence[str]) -> str:
    """A command line as it would be typed."""
    return shlex.join(words)
