"""What `kith doctor` looks at: each check says whether all is well, what was found, what to do.

A check never raises: what can't be looked at is a finding of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from kithkeeper.config import Config, Home, load
from kithkeeper.errors import KithError, StoreDamaged, StoreLocked, StoreNewer
from kithkeeper.rules.phrases import count as counted
from kithkeeper.store.open import copies
from kithkeeper.store.protocol import Condition

if TYPE_CHECKING:
    from kithkeeper.services.session import Session

_OLD_HOURS = 48
_CLOCK_FLOOR = datetime(2026, 1, 1, tzinfo=UTC)
"""No clock that is right shows less: this program was not there before."""


class CheckRow(NamedTuple):
    """One thing that was looked at.

    Attributes:
        check: What was looked at, such as `store` or `connection home`.
        detail: What was found.
        fix: What to do about it; empty where all is well.
        exit_code: What the command ends with because of it.
    """

    check: str
    ok: bool
    detail: str
    fix: str = ""
    exit_code: int = 0


def examine(
    home: Home, environ: Mapping[str, str], open_session: Callable[[], Session]
) -> list[CheckRow]:
    """Look at everything.

    Args:
        open_session: Opens the network of the home; not called when config or store are bad,
            since standings that are derived under other circles would be wrong.
    """
    rows: list[CheckRow] = []
    config = _config(home, rows)
    rows += [*_clock(config or Config()), *_store(home), *_backups(home)]
    if config is None or any(row.exit_code == StoreDamaged.exit_code for row in rows):
        return rows
    try:
        session = open_session()
    except KithError as error:
        return [*rows, _bad("store", error.message, _restore(home), error.exit_code)]
    return [
        *rows,
        *_guarded("plugins", lambda: _plugins(session)),
        *_guarded("connections", lambda: _connections(session, environ)),
        *_guarded("held deletions", lambda: _held(session)),
        *_guarded("circles", lambda: _circles(session)),
        *_guarded("greetings", lambda: _greetings(session)),
        *_guarded("schedule", lambda: _schedule(session, home, environ)),
    ]


def _guarded(check: str, look: Callable[[], Iterator[CheckRow]]) -> list[CheckRow]:
    """The rows of a check; where it fails itself, a row that says so."""
    rows: list[CheckRow] = []
    try:
        rows.extend(look())
    except KithError as error:
        rows.append(_bad(check, error.message, "", error.exit_code))
    except Exception as error:  # noqa: BLE001 - whatever is wrong is the finding
        rows.append(_bad(check, f"{type(error).__name__}: {error}", "Report this."))
    return rows


def _config(home: Home, rows: list[CheckRow]) -> Config | None:
    try:
        config = load(home.config)
    except KithError as error:
        rows.append(_bad("config", error.message, f"Correct it in {home.config}."))
        return None
    there = home.config.exists()
    rows.append(
        CheckRow(
            "config", True, f"{home.config}{'' if there else ' is not there; the defaults hold'}"
        )
    )
    return config


def _clock(config: Config) -> Iterator[CheckRow]:
    from kithkeeper.model.zone import named

    now = datetime.now(UTC)
    if now < _CLOCK_FLOOR:
        yield _bad("clock", f"the system's clock shows {now:%Y-%m-%d}", "Set the clock.")
    else:
        yield CheckRow("clock", True, f"{now.astimezone(config.profile.zone):%Y-%m-%d %H:%M}")
    zone = config.profile.timezone
    if zone and named(zone) is None:
        yield _bad("time zone", f"{zone!r} is not known here", "kith config set profile.timezone Europe/Berlin")  # fmt: skip
    elif not zone and config.profile.zone.key == "UTC":
        detail = "UTC, as the system has it"
        yield CheckRow("time zone", True, f"{detail}; if you live elsewhere, set profile.timezone")
    else:
        yield CheckRow("time zone", True, str(config.profile.zone))


def _store(home: Home) -> Iterator[CheckRow]:
    from kithkeeper.store import SqliteStore

    if not home.store.exists():
        yield CheckRow("store", True, f"{home.store} is not there yet; the first change makes it")
        return
    advice = {
        StoreNewer: "pip install --upgrade kithkeeper",
        StoreLocked: "Let the other program finish.",
    }
    try:
        store = SqliteStore(str(home.store))
        try:
            found, people = store.check(), store.count("contact", {"merged_into": None})
        finally:
            store.close()
    except (StoreNewer, StoreLocked, StoreDamaged) as error:
        yield _bad("store", error.message, advice.get(type(error), _restore(home)), error.exit_code)
        return
    except Exception as error:  # noqa: BLE001 - a damaged file may fail in any way
        detail = f"{type(error).__name__}: {error}"
        yield _bad("store", detail, _restore(home), StoreDamaged.exit_code)
        return
    if found:
        yield _bad("store", "; ".join(found[:3]), _restore(home), StoreDamaged.exit_code)
        return
    yield CheckRow("store", True, f"{home.store}, {counted(people, 'contact', 'contacts')}")
    if os.name == "posix" and home.store.stat().st_mode & 0o077:
        yield _bad("store", "other users can read it", f"chmod 600 {home.store}")


def _restore(home: Home) -> str:
    kept = copies(str(home.store))
    if kept:
        return f"Move {home.store} aside and run `kith restore {kept[-1]}`."
    return f"Move {home.store} aside and bring a copy back with `kith restore`."


def _greetings(session: Session) -> Iterator[CheckRow]:
    """Whether the holidays are known on which circles are greeted."""
    if not any(each.greet for each in session.circles):
        return
    from kithkeeper.services.greetings import has_occasions, unknown_holidays

    if not has_occasions(session):
        yield _bad("greetings", "no plugin knows holidays", "pip install kithkeeper-holidays")
        return
    missed = list(unknown_holidays(session))
    for circle, name, near in missed:
        meant = f"; did you mean {' or '.join(near)}?" if near else ""
        yield _bad(
            "greetings", f"nobody's country of the {circle} circle keeps {name!r} within a year{meant}",
            f"kith circles set {circle} --greet NAME",
        )  # fmt: skip
    if not missed:
        yield CheckRow("greetings", True, "every holiday is known")


def _backups(home: Home) -> Iterator[CheckRow]:
    if kept := copies(str(home.store)):
        size = sum(each.stat().st_size for each in kept) / 1e6
        detail = f"{len(kept)} from before upgrades and restores, {size:.0f} MB: {kept[-1].name}"
        yield CheckRow("copies", True, f"{detail}; delete them when all is well")


def _plugins(session: Session) -> Iterator[CheckRow]:
    from kithkeeper.hooks.state import PluginState

    advice = {
        PluginState.BROKEN: "kith plugins check {name}, or kith plugins disable {name}",
        PluginState.INCOMPATIBLE: "pip install --upgrade kithkeeper kithkeeper-{name}",
        PluginState.FAILING: "kith plugins check {name}",
    }
    for info in session.host.plugins():
        fix = advice.get(info.state, "").format(name=info.name)
        detail = f"{info.state}{f': {info.error}' if info.error else ''}"
        yield CheckRow(f"plugin {info.name}", not fix, detail, fix, 1 if fix else 0)
    for name in session.config.plugins:
        if name not in session.host.names():
            yield _bad(f"plugin {name}", f"[plugins.{name}] is set and there is no such plugin",
                       f"pip install kithkeeper-{name}, or take the table out")  # fmt: skip


def _connections(session: Session, environ: Mapping[str, str]) -> Iterator[CheckRow]:
    if not session.config.connections:
        yield CheckRow("connections", True, "none yet; `kith connect PLUGIN --as NAME` adds one")
    for name in session.config.connections:
        yield from _guarded(f"connection {name}", lambda name=name: _connection(session, name, environ))  # type: ignore[misc]  # fmt: skip


def _connection(session: Session, name: str, environ: Mapping[str, str]) -> Iterator[CheckRow]:
    from kithkeeper.errors import Invalid, PluginError

    check = f"connection {name}"
    try:
        spec = session.host.connection_spec(name)
        for part in (spec.source, spec.calendar):
            if part is not None:
                spec.settings(part)
    except PluginError as error:
        plugin = str(session.config.connections[name]["plugin"])
        fix = f"kith plugins enable {plugin}" if "disabled" in error.message else f"pip install kithkeeper-{plugin}, or kith plugins check {plugin}"  # fmt: skip
        yield _bad(check, error.message, fix)
        return
    except Invalid as error:
        yield _bad(check, error.message, f"kith config set {error.field} …")
        return
    kinds = [word for word, part in (("source", spec.source), ("calendar", spec.calendar)) if part]
    yield CheckRow(check, True, f"{spec.plugin}: {' and '.join(kinds)}")
    for key in spec.plain_secrets:
        yield _bad(f"{check} {key}", "stands in the config where anyone who reads it sees it",
                   f"Use {key}_command or the keyring: kith config unset connections.{name}.{key}")  # fmt: skip
    yield from _secrets(session, name, environ)
    yield from _last_sync(session, name)


def _secrets(session: Session, name: str, environ: Mapping[str, str]) -> Iterator[CheckRow]:
    from kithkeeper.hooks.secrets import SUFFIXES
    from kithkeeper.hooks.settings import secret_names

    spec = session.host.connection_spec(name)
    secrets = spec.secrets(environ)
    for field in sorted(secret_names(spec.models)):
        if not any(spec.table.get(field + suffix) for suffix in SUFFIXES):
            continue
        try:
            secrets(field)
        except KithError as error:
            fix = f"Set it, or log in: kith connect {spec.plugin} --as {name}"
            yield _bad(f"connection {name} {field}", error.message, fix, 4)
        else:
            yield CheckRow(f"connection {name} {field}", True, "can be read")


def _last_sync(session: Session, name: str) -> Iterator[CheckRow]:
    from kithkeeper.errors import LoginNeeded
    from kithkeeper.sync.state import load_state

    check = f"last sync of {name}"
    last = load_state(session.store, name).get("last", {})
    if not last.get("ran"):
        yield _bad(check, "never", "kith sync")
        return
    ran = datetime.strptime(last["ran"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    age = session.clock.now() - ran
    if last.get("error"):
        plugin = session.config.connections[name]["plugin"]
        ended = last.get("code") == LoginNeeded.code
        fix = f"kith connect {plugin} --as {name}" if ended else f"kith sync {name}"
        yield _bad(check, f"{last['ran']}: {last['error']}", fix)
    elif age > timedelta(hours=_OLD_HOURS):
        yield _bad(check, f"{age.days} days ago", "kith sync, or let it run by itself: kith schedule install")  # fmt: skip
    else:
        yield CheckRow(check, True, str(last["ran"]))


def _held(session: Session) -> Iterator[CheckRow]:
    from kithkeeper.services.reading import held_back

    if count := held_back(session):
        yield _bad("held deletions", f"{count} wait for your word",
                   "kith sync --allow-deletions, or kith sync --recreate-deleted")  # fmt: skip


def _circles(session: Session) -> Iterator[CheckRow]:
    from kithkeeper.services.reading import waiting

    for circle in session.circles:
        where: dict[str, Condition] = {
            "circle": circle.name,
            "archived": 0,
            "removed": 0,
            "merged_into": None,
        }
        size = session.store.count("contact", where)
        if circle.most is not None and size > circle.most:
            yield _bad(f"circle {circle.name}", f"holds {size}, at most {circle.most} is meant",
                       "kith circles shows who might move")  # fmt: skip
    known = {circle.name for circle in session.circles}
    used = {row[0] for row in session.store.columns("contact", ["circle"], {"archived": 0, "merged_into": None})}  # fmt: skip
    for name in sorted(each for each in used - known if each):
        yield _bad(f"circle {name}", "people are in it and it is not in the config",
                   f"kith circles add {name} --cadence '3 months', or place them anew")  # fmt: skip
    count = waiting(session)
    detail = (
        f"{counted(count, 'person waits', 'people wait')} for a circle: kith triage"
        if count
        else "everyone is placed"
    )
    yield CheckRow("circles", True, detail)


def _schedule(session: Session, home: Home, environ: Mapping[str, str]) -> Iterator[CheckRow]:
    from kithkeeper.services.scheduling import Scheduling, unattended

    status = Scheduling(session, home, environ).status()
    if not status.installed:
        yield CheckRow("schedule", True, "the sync doesn't run by itself; kith schedule install lets it")  # fmt: skip
        return
    yield CheckRow("schedule", True, f"by {status.by}")
    for name in session.config.connections:
        if reason := unattended(session, name, environ):
            yield _bad(f"schedule of {name}", reason, "Use password_command or the keyring.")


def _bad(check: str, detail: str, fix: str, exit_code: int = 1) -> CheckRow:
    return CheckRow(check, False, detail, fix, max(1, exit_code))
