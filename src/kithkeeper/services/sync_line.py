"""One connection's way through a sync: opened, pulled, read back, pushed, written back, finished.

What only some syncs need is imported where they need it, so that one in which nothing changed stays
quick.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kithkeeper.errors import KithError, PluginError, TryLater
from kithkeeper.errors.concealing import redacted
from kithkeeper.hooks.notices import ContactChanged, SyncFinished
from kithkeeper.services.patience import Patience
from kithkeeper.services.session import Session
from kithkeeper.store import Group
from kithkeeper.sync.readback import ReadBack
from kithkeeper.sync.report import SyncReport, summary
from kithkeeper.sync.state import load_state, save_state

if TYPE_CHECKING:
    from kithkeeper.hooks.connections import ConnectionSpec
    from kithkeeper.services.writeback import WriteBack
    from kithkeeper.sync.departed import Place
    from kithkeeper.sync.ingest import Ingest
    from kithkeeper.sync.keeper import Keeper
    from kithkeeper.sync.ports import Calendar, Source
    from kithkeeper.sync.push import Push

log = logging.getLogger(__name__)

Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class Wish:
    """How the user wants a sync; see `Syncing.run`."""

    full: bool
    allow_deletions: bool
    recreate: bool
    progress: Progress
    cancelled: Callable[[], bool]


class SyncLine:
    """One connection during a sync.

    Its steps are called in the order in which they stand here, each through `attempt`.

    Attributes:
        readback: Is there when the calendar was read.
        settled: The mark of the plan that stands in the calendar, and how many items that is.
    """

    def __init__(self, session: Session, name: str, wish: Wish, group: Group) -> None:
        self.name = name
        self.report = SyncReport(name)
        self.calendar: Calendar | None = None
        self.readback: ReadBack | None = None
        self.settled: tuple[str, int] | None = None
        self.wanted = 0
        self._session = session
        self._wish = wish
        self._group = group
        self._memory: dict[str, Any] = dict(load_state(session.store, name).get("plugin", {}))
        self._sent_before = session.host.requests(name)
        self._spec: ConnectionSpec | None = None
        self._source: Source | None = None
        self._push: Push | None = None
        self._writeback: WriteBack | None = None
        self._patience = Patience()

    @property
    def is_clean(self) -> bool:
        """Whether all that was to be written was written, and nothing is left for a later run."""
        left = self.readback is not None and (
            self.readback.scene.again or self.readback.scene.doubles
        )
        return self.report.ok and not self.report.conflicts and not left

    def attempt(self, step: Callable[[], None]) -> None:
        """Take one step; once one failed, the later ones are left out.

        Each goes on from what the last try has written down, so that it can be tried again.
        """
        if self.report.error is not None:
            return
        try:
            self._patiently(step)
        except KithError as error:
            self.report.error = error
        except (Exception, SystemExit) as error:  # noqa: BLE001 - its part alone
            from traceback import format_exc

            from kithkeeper.hooks.state import last_line

            log.debug("connection %s failed: %s", self.name, redacted(format_exc()))
            plugin = self._spec.plugin if self._spec else self.name
            self.report.error = PluginError(last_line(error), plugin=plugin)

    def _patiently(self, step: Callable[[], None]) -> None:
        while True:
            try:
                step()
            except TryLater as error:
                if not self._patience.bears(error, self.report.changes):
                    raise
                self.report.detail(f"waited, as {self.name} asked: {error.message}")
            else:
                return

    def open(self) -> None:
        """Open what the connection is: a source, a calendar, or both."""
        host, dry_run = self._session.host, self.report.dry_run
        moment = self._session.moment(
            dry_run=dry_run, progress=self._progress, cancelled=self._wish.cancelled
        )
        self._spec = host.connection_spec(self.name)
        if self._spec.source is not None:
            self._source = host.open_source(self.name, moment, self._memory)
            _must_have(self._source, "pull", self._spec.plugin, "source")
        if self._spec.calendar is not None:
            calendar = host.open_calendar(self.name, moment, self._memory)
            _must_have(calendar, "changes", self._spec.plugin, "calendar")
            if dry_run:
                from kithkeeper.sync.rehearsal import RehearsedCalendar

                calendar = RehearsedCalendar(calendar)
            self.calendar = calendar

    def pull(self) -> None:
        """Take in what the source says."""
        if self._source is None or self._spec is None:
            return
        from kithkeeper.services.wishes import wishes
        from kithkeeper.services.writeback import WriteBack
        from kithkeeper.sync.ingest import Ingest
        from kithkeeper.sync.pull import Pull

        ingest = Ingest(
            self._session.store, self.name, wishes(self._session, groups=self._spec.shared.groups)
        )
        self._writeback = WriteBack(self._session, self._source, self.report, self._group)
        pull = Pull(
            self._session.store, self._source, ingest, self.report,
            lambda what: self._session.change(what, by=f"sync:{self.name}", parent=self._group),
            self._memory, full=self._wish.full, allow_deletions=self._wish.allow_deletions,
            cancelled=self._wish.cancelled, progress=self._progress,
            settle=self._writeback.settle if self._spec.shared.write else lambda *_: None,
        )  # fmt: skip
        try:
            pull.run()
        finally:
            self._tell_of(ingest)

    def _tell_of(self, ingest: Ingest) -> None:
        if ingest.touched:
            with self._session.change("", by=f"sync:{self.name}", parent=self._group):
                for contact, outcome in ingest.touched.items():
                    self._session.tell(ContactChanged(contact, outcome))

    def read_back(self, elsewhere: Sequence[Place]) -> None:
        """Carry out here what the user did in the calendar.

        Args:
            elsewhere: The other calendars of ours.
        """
        if self.calendar is None or self._spec is None:
            return
        self.readback = ReadBack(
            self._session.store, self._keeper, self.calendar, self.report,
            memory=self._memory, full=self._wish.full,
            allow_deletions=self._wish.allow_deletions, recreate=self._wish.recreate,
            others=self._spec.shared.other_network, elsewhere=elsewhere,
            zone=str(self._session.clock.zone), cancelled=self._wish.cancelled,
        )  # fmt: skip
        self.readback.run()

    def _keeper(self) -> Keeper:
        from kithkeeper.services.reminders import Reminders

        return Reminders(self._session, self._group, calendars_of(self._session), self.name)

    def push(self) -> None:
        """Write into the calendar what is wanted there and differs."""
        if self.calendar is None or self.readback is None or self._wish.cancelled():
            return
        from kithkeeper.sync.push import Push

        self._push = Push(
            self.readback, allow_deletions=self._wish.allow_deletions,
            cancelled=self._wish.cancelled, progress=self._progress,
        )  # fmt: skip
        self.wanted = self._push.write()

    def withdraw(self) -> None:
        """Delete from the calendar what is not wanted there any more, once all others are written."""
        if self._push is not None:
            self._push.withdraw()

    def write_back(self) -> None:
        """Write to the source; who changed there meanwhile is read, merged and written once more."""
        if self._writeback is None or self._spec is None or not self._spec.shared.write:
            return
        report = self.report
        self._writeback.push(dry_run=report.dry_run)
        if self._writeback.crossed and not self._wish.cancelled():
            unchanged = report.pulled.unchanged
            self.pull()
            report.pulled.unchanged = unchanged
            self._writeback.push(dry_run=report.dry_run)
        report.conflicts += [
            f"{name}: it changes there faster than we can write; left for the next sync"
            for name in self._writeback.crossed
        ]
        self._remember()

    def _remember(self) -> None:
        """Keep what the plugin learnt while it wrote, such as how the server answers.

        Where a card is another than what was read of it, and no pull tells of that, the server went
        back to an earlier state: the next sync reads everything anew.
        """
        state = load_state(self._session.store, self.name)
        now = {**state, "plugin": dict(self._memory)}
        if self._writeback is not None and self._writeback.crossed:
            now.pop("cursor", None)
        if not self.report.dry_run and now != {"plugin": {}, **state}:
            with self._session.change("", by=f"sync:{self.name}") as work:
                save_state(work, self.name, now)

    def finish(self) -> None:
        """Let go of the connection, note how it went, and tell observers; whatever failed before."""
        report = self.report
        report.requests = self._requests()
        report.problems = list(dict.fromkeys(report.problems))
        for part in (self.calendar, self._source):
            close = getattr(part, "close", None)
            if close is not None:
                close()
        self._session.host.let_go(self.name)
        if report.dry_run:
            return
        state = load_state(self._session.store, self.name)
        error = report.error.message if report.error else ""
        code = report.error.code if report.error else ""
        stamp = self._session.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
        with self._session.change("", by=f"sync:{self.name}") as work:
            waits = "held" if report.held else "settled"
            settled = self.settled if self.is_clean else None
            save_state(work, self.name, {**state, "state": waits, "settled": settled, "last": {
                "ran": stamp, "ok": report.ok, "error": error, "code": code,
                "held": [[each.id, each.direction] for each in report.held],
            }})  # fmt: skip
            self._session.tell(SyncFinished(self.name, report.ok, summary(report)))

    def _requests(self) -> int:
        """What the connection's parts counted, or what went out through the host's own clients."""
        parts = (self.calendar, self._source)
        told = sum(int(getattr(part, "requests", 0)) for part in parts)
        return max(told, self._session.host.requests(self.name) - self._sent_before)

    def _progress(self, done: int, total: int | None) -> None:
        self._wish.progress(self.name, done, total)


def calendars_of(session: Session) -> list[str]:
    """Names of all connections that are calendars, in the order of the config.

    One that can't be used now and that reminders stand in keeps them: they don't move to the next
    calendar for as long as a plugin is missing.
    """
    found = []
    for name in session.config.connections:
        try:
            is_calendar = session.host.connection_spec(name).calendar is not None
        except KithError:
            is_calendar = session.store.count("sync_item", {"connection": name}) > 0
        if is_calendar:
            found.append(name)
    return found


def _must_have(opened: object, method: str, plugin: str, what: str) -> None:
    if not callable(getattr(opened, method, None)):
        kind = type(opened).__name__
        raise PluginError(f"its {what} has no method {method!r}; it is {kind}", plugin=plugin)
