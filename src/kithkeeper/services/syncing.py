"""A sync: contacts in, what happened in the calendars in, plan, touchpoints out.

What only some syncs need is imported where they need it, so that one in which nothing changed stays
quick.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from kithkeeper.errors import KithError, NotFound, PluginError, TryLater
from kithkeeper.hooks.notices import ContactChanged, SyncFinished
from kithkeeper.services.lock import one_sync
from kithkeeper.services.patience import Patience
from kithkeeper.services.session import Session
from kithkeeper.services.settled import mark
from kithkeeper.store import Group, SqliteStore
from kithkeeper.sync.readback import ReadBack
from kithkeeper.sync.report import SyncReport
from kithkeeper.sync.state import load_state, save_state

if TYPE_CHECKING:
    from kithkeeper.hooks.connections import ConnectionSpec
    from kithkeeper.hooks.notices import Notice
    from kithkeeper.services.writeback import WriteBack
    from kithkeeper.sync.ingest import Ingest
    from kithkeeper.sync.keeper import Keeper
    from kithkeeper.sync.ports import Calendar, Source
    from kithkeeper.sync.push import Push

log = logging.getLogger(__name__)

Progress = Callable[[str, int, int | None], None]


@dataclass
class _Line:
    """One connection during a sync."""

    name: str
    report: SyncReport
    spec: ConnectionSpec | None = None
    memory: dict[str, Any] = field(default_factory=dict)
    calendar: Calendar | None = None
    source: Source | None = None
    readback: ReadBack | None = None
    push: Push | None = None
    writeback: WriteBack | None = None
    patience: Patience = field(default_factory=Patience)
    sent_before: int = 0
    wanted: int = 0
    settled: tuple[str, int] | None = None

    @property
    def is_clean(self) -> bool:
        """Whether all that was to be written was written, and nothing is left for a later run."""
        left = self.readback is not None and (
            self.readback.scene.again or self.readback.scene.doubles
        )
        return self.report.ok and not self.report.conflicts and not left


@dataclass(frozen=True)
class _Wish:
    """How the user wants this sync."""

    full: bool
    allow_deletions: bool
    recreate: bool
    progress: Progress
    cancelled: Callable[[], bool]


class _Rehearsal(Session):
    """A session in which nobody is told anything."""

    def tell(self, notice: Notice) -> None:
        """It did not happen."""


class Syncing:
    """Runs the connections of the config."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def run(
        self,
        names: Sequence[str] = (),
        *,
        dry_run: bool = False,
        full: bool = False,
        allow_deletions: bool = False,
        recreate: bool = False,
        progress: Progress | None = None,
        cancel: Callable[[], bool] | None = None,
    ) -> list[SyncReport]:
        """Sync the named connections, or all.

        What goes wrong with one is in its report's `error`; the others' work goes on.

        Args:
            full: Read everything anew, whatever is remembered.
            allow_deletions: Carry out the deletions that the guard held back.
            recreate: Make the reminders anew that the guard holds as deleted there.

        Raises:
            NotFound: There is no such connection.
            StoreLocked: Another sync goes on.
        """
        wish = _Wish(
            full,
            allow_deletions,
            recreate,
            progress or (lambda *_: None),
            cancel or (lambda: False),
        )
        chosen = self._chosen(names)
        if dry_run:
            return self._rehearse(chosen, wish)
        with one_sync(getattr(self._session.store, "path", ":memory:")):
            return self._run(chosen, wish, dry_run=False)

    def status(self, connection: str) -> dict[str, Any]:
        """What is remembered of a connection: `ran`, `ok`, `error`."""
        return load_state(self._session.store, connection).get("last", {})  # type: ignore[no-any-return]

    def _rehearse(self, chosen: Sequence[str], wish: _Wish) -> list[SyncReport]:
        """Sync on a copy of the store that is thrown away, writing nothing anywhere."""
        store = self._session.store
        with TemporaryDirectory(prefix="kith-dry-run-") as folder:
            path = str(Path(folder) / "kith.db")
            store.backup(path)
            copy = SqliteStore(
                path, owner=getattr(store, "owner", "me"), now=self._session.clock.now
            )
            session = _Rehearsal(
                copy, self._session.config, self._session.clock, lambda: self._session.host
            )
            try:
                return Syncing(session)._run(chosen, wish, dry_run=True)
            finally:
                copy.close()

    def _run(self, chosen: Sequence[str], wish: _Wish, *, dry_run: bool) -> list[SyncReport]:
        group = Group("sync", f"synced {', '.join(chosen)}")
        lines = [self._line(name) for name in chosen]
        for line in lines:
            self._guarded(line, lambda line=line: self._open(line, dry_run=dry_run, wish=wish))  # type: ignore[misc]
        for line in lines:
            self._guarded(line, lambda line=line: self._pull(line, group, wish))  # type: ignore[misc]
        for line in lines:
            self._guarded(line, lambda line=line: self._read_back(line, group, wish))  # type: ignore[misc]
        calendars = [line for line in lines if line.calendar is not None]
        if calendars and not self._are_settled(calendars, wish):
            self._plan_and_push(calendars, group, wish)
        for line in lines:
            self._guarded(line, lambda line=line: self._write_back(line, group, wish))  # type: ignore[misc]
            self._finish(line, dry_run=dry_run)
        return [line.report for line in lines]

    def _are_settled(self, lines: Sequence[_Line], wish: _Wish) -> bool:
        """Whether nothing can have to be planned or written: all is as after the last sync."""
        if wish.full or wish.allow_deletions or wish.recreate or wish.cancelled():
            return False
        if any(line.report.error or not (line.readback and line.readback.quiet) for line in lines):
            return False
        now = mark(self._session, self._calendars())
        for line in lines:
            line.settled = load_state(self._session.store, line.name).get("settled")
        if not now or any(line.settled is None or line.settled[0] != now for line in lines):
            return False
        for line in lines:
            line.report.pushed.unchanged = line.settled[1] if line.settled else 0
        return True

    def _plan_and_push(self, lines: Sequence[_Line], group: Group, wish: _Wish) -> None:
        """Plan, write what differs, and note where nothing is left to do.

        The mark is taken where the plan is made, in its transaction: what somebody does while we
        write is not a part of it, and so is seen by the next sync.
        """
        from kithkeeper.services.planner import Planner

        for line in lines:
            line.settled = None
            if line.readback is not None:
                line.readback.unsettle()
        calendars = self._calendars()
        with self._session.change("", by="plan", parent=group):
            Planner(self._session).plan(parent=group)
            planned = mark(self._session, calendars)
        for line in lines:
            self._guarded(line, lambda line=line: self._push(line, wish))  # type: ignore[misc]
        for line in lines:
            self._guarded(line, lambda line=line: self._withdraw(line))  # type: ignore[misc]
        if planned and planned == mark(self._session, calendars):
            for line in lines:
                line.settled = (planned, line.wanted)

    def _chosen(self, names: Sequence[str]) -> list[str]:
        known = self._session.config.connections
        for name in names:
            if name not in known:
                listed = ", ".join(known) or "none yet; add one with `kith connect`"
                raise NotFound("connection", name, f"There are {listed}.")
        return [name for name in known if not names or name in names]

    def _calendars(self) -> list[str]:
        """Names of all connections that are calendars, in the order of the config.

        One that can't be used now and that reminders stand in keeps them: they don't move to the
        next calendar for as long as a plugin is missing.
        """
        found = []
        for name in self._session.config.connections:
            try:
                is_calendar = self._session.host.connection_spec(name).calendar is not None
            except KithError:
                is_calendar = self._session.store.count("sync_item", {"connection": name}) > 0
            if is_calendar:
                found.append(name)
        return found

    def _line(self, name: str) -> _Line:
        memory = dict(load_state(self._session.store, name).get("plugin", {}))
        sent = self._session.host.requests(name)
        return _Line(name, SyncReport(name), memory=memory, sent_before=sent)

    def _guarded(self, line: _Line, step: Callable[[], None]) -> None:
        """One step of one connection; once it failed, its later steps are left out.

        Each step goes on from what the last try has written down, so that it can be tried again.
        """
        if line.report.error is not None:
            return
        try:
            self._patiently(line, step)
        except KithError as error:
            line.report.error = error
        except Exception as error:
            log.debug("connection %s failed", line.name, exc_info=True)
            line.report.error = PluginError(
                f"{type(error).__name__}: {error}",
                plugin=line.spec.plugin if line.spec else line.name,
            )

    @staticmethod
    def _patiently(line: _Line, step: Callable[[], None]) -> None:
        while True:
            try:
                step()
            except TryLater as error:
                if not line.patience.bears(error):
                    raise
                line.report.detail(f"waited, as {line.name} asked: {error.message}")
            else:
                return

    def _open(self, line: _Line, *, dry_run: bool, wish: _Wish) -> None:
        host = self._session.host
        moment = self._session.moment(
            dry_run=dry_run, cancelled=wish.cancelled,
            progress=lambda done, total: wish.progress(line.name, done, total),
        )  # fmt: skip
        line.spec = host.connection_spec(line.name)
        if line.spec.source is not None:
            line.source = host.open_source(line.name, moment, line.memory)
        if line.spec.calendar is not None:
            calendar = host.open_calendar(line.name, moment, line.memory)
            if dry_run:
                from kithkeeper.sync.rehearsal import RehearsedCalendar

                calendar = RehearsedCalendar(calendar)
            line.calendar = calendar
        line.report.dry_run = dry_run

    def _pull(self, line: _Line, group: Group, wish: _Wish) -> None:
        if line.source is None or line.spec is None:
            return
        from kithkeeper.services.wishes import wishes
        from kithkeeper.services.writeback import WriteBack
        from kithkeeper.sync.ingest import Ingest
        from kithkeeper.sync.pull import Pull

        ingest = Ingest(
            self._session.store, line.name, wishes(self._session, groups=line.spec.shared.groups)
        )
        line.writeback = WriteBack(self._session, line.source, line.report, group)
        pull = Pull(
            self._session.store, line.source, ingest, line.report,
            lambda what: self._session.change(what, by=f"sync:{line.name}", parent=group),
            line.memory, full=wish.full, allow_deletions=wish.allow_deletions,
            cancelled=wish.cancelled, progress=lambda done, total: wish.progress(line.name, done, total),
            settle=line.writeback.settle if line.spec.shared.write else lambda *_: None,
        )  # fmt: skip
        try:
            pull.run()
        finally:
            self._tell_of(ingest, line.name, group)

    def _tell_of(self, ingest: Ingest, connection: str, group: Group) -> None:
        if ingest.touched:
            with self._session.change("", by=f"sync:{connection}", parent=group):
                for contact, outcome in ingest.touched.items():
                    self._session.tell(ContactChanged(contact, outcome))

    def _keeper(self, connection: str, group: Group) -> Keeper:
        from kithkeeper.services.reminders import Reminders

        return Reminders(self._session, group, self._calendars(), connection)

    def _read_back(self, line: _Line, group: Group, wish: _Wish) -> None:
        if line.calendar is None or line.spec is None:
            return
        line.readback = ReadBack(
            self._session.store, lambda: self._keeper(line.name, group), line.calendar, line.report,
            memory=line.memory, full=wish.full,
            allow_deletions=wish.allow_deletions, recreate=wish.recreate,
            others=line.spec.shared.other_network, cancelled=wish.cancelled,
        )  # fmt: skip
        line.readback.run()

    def _push(self, line: _Line, wish: _Wish) -> None:
        if line.calendar is None or line.readback is None or wish.cancelled():
            return
        from kithkeeper.sync.push import Push

        line.push = Push(
            line.readback, allow_deletions=wish.allow_deletions, cancelled=wish.cancelled,
            progress=lambda done, total: wish.progress(line.name, done, total),
        )  # fmt: skip
        line.wanted = line.push.write()

    def _withdraw(self, line: _Line) -> None:
        if line.push is not None:
            line.push.withdraw()

    def _write_back(self, line: _Line, group: Group, wish: _Wish) -> None:
        """Write to the source; who changed there meanwhile is read, merged and written once more."""
        if line.writeback is None or line.spec is None or not line.spec.shared.write:
            return
        report = line.report
        line.writeback.push(dry_run=report.dry_run)
        if line.writeback.crossed and not wish.cancelled():
            unchanged = report.pulled.unchanged
            self._pull(line, group, wish)
            report.pulled.unchanged = unchanged
            line.writeback.push(dry_run=report.dry_run)
        report.conflicts += [
            f"{name}: it changes there faster than we can write; left for the next sync"
            for name in line.writeback.crossed
        ]
        self._remember(line)

    def _remember(self, line: _Line) -> None:
        """Keep what the plugin learnt while it wrote, such as how the server answers."""
        state = load_state(self._session.store, line.name)
        if not line.report.dry_run and state.get("plugin", {}) != line.memory:
            with self._session.change("", by=f"sync:{line.name}") as work:
                save_state(work, line.name, {**state, "plugin": dict(line.memory)})

    def _requests(self, line: _Line) -> int:
        """What the connection's parts counted, or what went out through the host's own clients."""
        parts = (line.calendar, line.source)
        told = sum(int(getattr(part, "requests", 0)) for part in parts)
        return max(told, self._session.host.requests(line.name) - line.sent_before)

    def _finish(self, line: _Line, *, dry_run: bool) -> None:
        """Note how it went, and tell observers."""
        report = line.report
        report.requests = self._requests(line)
        report.problems = list(dict.fromkeys(report.problems))
        for part in (line.calendar, line.source):
            close = getattr(part, "close", None)
            if close is not None:
                close()
        self._session.host.let_go(line.name)
        if dry_run:
            return
        state = load_state(self._session.store, line.name)
        error = report.error.message if report.error else ""
        stamp = self._session.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        with self._session.change("", by=f"sync:{line.name}") as work:
            waits = "held" if report.held else "settled"
            settled = line.settled if line.is_clean else None
            save_state(work, line.name, {**state, "state": waits, "settled": settled, "last": {
                "ran": stamp, "ok": report.ok, "error": error,
                "held": [[each.id, each.direction] for each in report.held],
            }})  # fmt: skip
            self._session.tell(SyncFinished(line.name, report.ok, summary(report)))


def summary(report: SyncReport) -> str:
    """What a sync did, in one line."""
    pulled, pushed = report.pulled, report.pushed
    parts = [
        f"{count} {word}"
        for count, word in (
            (pulled.added, "in"), (pulled.updated, "changed there"), (pulled.removed, "gone there"),
            (pushed.created, "created"), (pushed.updated, "updated"), (pushed.deleted, "withdrawn"),
            (len(report.conflicts), "in conflict"), (len(report.held), "held back"),
            (len(report.problems), "with a problem"),
        )
        if count
    ]  # fmt: skip
    return ", ".join(parts) or "nothing changed"
