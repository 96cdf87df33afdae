"""Letting the sync run by itself: by a systemd user timer, launchd, or a crontab."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple, Protocol

from kithkeeper.config import Home
from kithkeeper.errors import KithError, Refused
from kithkeeper.services import schedule_files as files
from kithkeeper.services.schedule_files import Job
from kithkeeper.services.session import Session
from kithkeeper.sync.state import load_state

_PATIENCE = 30.0
_KEPT = ("HOME", "PATH", "USER", "LOGNAME", "LANG", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME",
         "XDG_DATA_HOME", "DBUS_SESSION_BUS_ADDRESS", "KITHKEEPER_HOME")  # fmt: skip
"""What of the environment a run by itself has, too."""


class Status(NamedTuple):
    """How the schedule stands.

    Attributes:
        by: `systemd`, `launchd` or `crontab`; None where none is installed.
        every: Seconds from run to run; None where that is not known.
        last: When the last sync ended, of whatever began it.
        next: When the next is expected.
    """

    installed: bool
    by: str | None
    every: int | None
    last: datetime | None
    next: datetime | None


class Mechanism(Protocol):
    """One way to run a job by itself."""

    name: str

    def install(self, job: Job) -> int:
        """Install or replace the job; the interval that holds. `OSError` where it can't be."""
        ...

    def remove(self, name: str) -> bool:
        """Take the job out; False if it wasn't there."""
        ...

    def every(self, name: str) -> int | None:
        """The interval of the installed job, 0 where unknown; None where there is none."""
        ...


class Scheduling:
    """The schedule of one home's sync.

    Args:
        environ: The environment variables: they say where units lie and what is on the PATH.
    """

    def __init__(self, session: Session, home: Home, environ: Mapping[str, str]) -> None:
        self._session = session
        self._home = home
        self._environ = environ

    def install(self, every: int) -> Status:
        """Run `kith sync --quiet` every so many seconds, in place of an older schedule.

        Raises:
            Refused: A secret can't be had without a person.
            KithError: Nothing here runs jobs by itself.
        """
        self._check_secrets()
        job = self._job(every)
        said: list[str] = []
        for each in self._mechanisms():
            try:
                each.install(job)
            except OSError as error:
                said.append(f"{each.name}: {error}")
                continue
            for other in self._mechanisms():
                if other.name != each.name:
                    other.remove(job.name)
            return self.status()
        tried = "; ".join(said) or "there is neither systemctl nor crontab nor launchctl here"
        raise KithError(
            f"Nothing here runs jobs by itself ({tried}). Let another program run "
            f"`{files.shown(job.command)}` now and then."
        )

    def remove(self) -> bool:
        """Take the schedule back; False if there was none."""
        removed = [each.remove(self._name()) for each in self._mechanisms()]
        return any(removed)

    def status(self) -> Status:
        """Whether the sync runs by itself, when it last did, and when it will."""
        last = self._last()
        for each in self._mechanisms():
            every = each.every(self._name())
            if every is not None:
                now = self._session.clock.now()
                soon = max(now, last + timedelta(seconds=every)) if last else now
                return Status(True, each.name, every or None, last, soon if every else None)
        return Status(False, None, None, last, None)

    def _job(self, every: int) -> Job:
        return Job(self._name(), (*kith_program(), *self._where(), "sync", "--quiet"),
                   self._environ.get("PATH", os.defpath), every)  # fmt: skip

    def _where(self) -> tuple[str, ...]:
        """`--home DIR` for a home in one folder; the platform's own needs none."""
        folder = self._home.folder_config
        return ("--home", str(folder)) if Home.at(folder) == self._home else ()

    def _name(self) -> str:
        """One name a home, so that two homes don't take each other's place."""
        where = self._where()
        mark = hashlib.sha256(where[1].encode()).hexdigest()[:8] if where else ""
        return f"kithkeeper-sync-{mark}" if mark else "kithkeeper-sync"

    def _last(self) -> datetime | None:
        ran = [
            load_state(self._session.store, name).get("last", {}).get("ran")
            for name in self._session.config.connections
        ]
        texts = [each for each in ran if each]
        return (
            datetime.strptime(max(texts), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
            if texts
            else None
        )

    def _mechanisms(self) -> list[Mechanism]:
        path = self._environ.get("PATH")
        run = _Runner(self._environ)
        found: list[Mechanism] = []
        if sys.platform == "darwin" and shutil.which("launchctl", path=path):
            found.append(_Launchd(run, _home_folder(self._environ)))
        if shutil.which("systemctl", path=path):
            found.append(_Systemd(run, self._environ))
        if shutil.which("crontab", path=path):
            found.append(_Crontab(run))
        return found

    def _check_secrets(self) -> None:
        for name in self._session.config.connections:
            if reason := unattended(self._session, name, self._environ):
                raise Refused(
                    f"connections.{name}: {reason}, so the sync could not run by itself.",
                    (
                        f'set password_command in [connections.{name}], such as ["pass", "show", "dav"]',
                        f"or put it into the system keyring (service kithkeeper, user {name}.password)",
                    ),
                )


def unattended(session: Session, connection: str, environ: Mapping[str, str]) -> str:
    """Why a connection's secrets can't be had without a person; empty where they can.

    Raises:
        KithError: The connection can't be used at all.
    """
    from kithkeeper.hooks.secrets import SUFFIXES
    from kithkeeper.hooks.settings import secret_names

    spec = session.host.connection_spec(connection)
    alone = {key: value for key, value in environ.items() if key in _KEPT}
    secrets = spec.secrets(alone)
    for field in sorted(secret_names(spec.models)):
        variable = spec.table.get(f"{field}_env")
        if variable:
            return f"{field} comes from the variable {variable}, which only this shell has"
        if not any(spec.table.get(field + suffix) for suffix in ("", *SUFFIXES)):
            continue
        try:
            secrets(field)
        except KithError as error:
            return error.message.rstrip(".")
    return ""


def kith_program() -> tuple[str, ...]:
    """How this very `kith` is run from anywhere."""
    beside = Path(sys.executable).with_name("kith")
    if beside.exists():
        return (str(beside),)
    found = shutil.which("kith")
    return (str(Path(found).absolute()),) if found else (sys.executable, "-m", "kithkeeper.cli")


class _Runner:
    """Runs the system's own tools."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def __call__(self, *words: str, stdin: str = "") -> str:
        """What the tool prints; `OSError` with what it said where it fails."""
        program = shutil.which(words[0], path=self._environ.get("PATH")) or words[0]
        try:
            done = subprocess.run(
                [program, *words[1:]], input=stdin, capture_output=True, text=True, check=False,
                timeout=_PATIENCE, env=dict(self._environ),
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise OSError(f"{words[0]} gave no answer within {_PATIENCE:.0f} s") from None
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip().splitlines()
            raise OSError(said[-1] if said else f"{words[0]} ended with {done.returncode}")
        return done.stdout


class _Systemd:
    name = "systemd"

    def __init__(self, run: _Runner, environ: Mapping[str, str]) -> None:
        self._run = run
        base = environ.get("XDG_CONFIG_HOME") or str(_home_folder(environ) / ".config")
        self._folder = Path(base) / "systemd" / "user"

    def install(self, job: Job) -> int:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._file(job.name, "service").write_text(files.systemd_service(job))
        self._file(job.name, "timer").write_text(files.systemd_timer(job))
        try:
            self._run("systemctl", "--user", "daemon-reload")
            self._run("systemctl", "--user", "enable", "--now", f"{job.name}.timer")
        except OSError:
            self._drop(job.name)
            raise
        return job.every

    def remove(self, name: str) -> bool:
        if not self._file(name, "timer").exists():
            return False
        for words in (("disable", "--now", f"{name}.timer"), None, ("daemon-reload",)):
            if words is None:
                self._drop(name)
                continue
            _try(self._run, "systemctl", "--user", *words)
        return True

    def every(self, name: str) -> int | None:
        file = self._file(name, "timer")
        return (files.every_of_timer(file.read_text()) or 0) if file.exists() else None

    def _file(self, name: str, kind: str) -> Path:
        return self._folder / f"{name}.{kind}"

    def _drop(self, name: str) -> None:
        for kind in ("timer", "service"):
            self._file(name, kind).unlink(missing_ok=True)


class _Launchd:
    name = "launchd"

    def __init__(self, run: _Runner, home: Path) -> None:
        self._run = run
        self._folder = home / "Library" / "LaunchAgents"

    def install(self, job: Job) -> int:
        file = self._file(job.name)
        if file.exists():
            _try(self._run, "launchctl", "unload", str(file))
        self._folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(files.launchd_agent(job))
        try:
            self._run("launchctl", "load", "-w", str(file))
        except OSError:
            file.unlink(missing_ok=True)
            raise
        return job.every

    def remove(self, name: str) -> bool:
        file = self._file(name)
        if not file.exists():
            return False
        _try(self._run, "launchctl", "unload", "-w", str(file))
        file.unlink(missing_ok=True)
        return True

    def every(self, name: str) -> int | None:
        file = self._file(name)
        return (files.every_of_agent(file.read_bytes()) or 0) if file.exists() else None

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.plist"


class _Crontab:
    name = "crontab"

    def __init__(self, run: _Runner) -> None:
        self._run = run

    def install(self, job: Job) -> int:
        self._run("crontab", "-", stdin=files.with_cron(self._read(), job))
        return files.cron_every(job.every)

    def remove(self, name: str) -> bool:
        try:
            before = self._read()
        except OSError:
            return False
        after = files.without_cron(before, name)
        if after == before:
            return False
        self._run("crontab", "-", stdin=after)
        return True

    def every(self, name: str) -> int | None:
        try:
            return files.every_of_cron(self._read(), name)
        except OSError:
            return None

    def _read(self) -> str:
        """The user's crontab; empty where there is none, which `crontab -l` calls an error.

        Any other error is raised: writing over a crontab that can't be read would lose it.
        """
        try:
            return self._run("crontab", "-l")
        except OSError as error:
            if "no crontab" in str(error) or "ended with" in str(error):
                return ""
            raise


def _try(run: _Runner, *words: str) -> bool:
    """Run a tool whose failure changes nothing of what is done next."""
    try:
        run(*words)
    except OSError:
        return False
    return True


def _home_folder(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("HOME") or Path.home())


def as_document(status: Status) -> dict[str, object]:
    """A status as JSON values."""
    return {
        "installed": status.installed, "by": status.by,
        "every": files.every_text(status.every) if status.every else None,
        "last": _stamp(status.last), "next": _stamp(status.next),
    }  # fmt: skip


def _stamp(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
