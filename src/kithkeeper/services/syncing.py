"""A sync: contacts in, what happened in the calendars in, plan, touchpoints out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from kithkeeper.errors import NotFound
from kithkeeper.services.beside import Beside
from kithkeeper.services.lock import one_sync
from kithkeeper.services.session import Session
from kithkeeper.services.settled import mark
from kithkeeper.services.source_order import follow_order
from kithkeeper.services.sync_line import Progress, SyncLine, Wish, calendars_of
from kithkeeper.store import Group, SqliteStore
from kithkeeper.sync.departed import Place
from kithkeeper.sync.report import SyncReport
from kithkeeper.sync.state import load_state

if TYPE_CHECKING:
    from kithkeeper.hooks.notices import Notice


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
        wish = Wish(
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

    def _rehearse(self, chosen: Sequence[str], wish: Wish) -> list[SyncReport]:
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

    def _run(self, chosen: Sequence[str], wish: Wish, *, dry_run: bool) -> list[SyncReport]:
        group = Group("sync", f"synced {', '.join(chosen)}")
        follow_order(self._session, group)
        lines = [SyncLine(self._session, name, wish, group) for name in chosen]
        for line in lines:
            line.report.dry_run = dry_run
            line.attempt(line.open)
        for line in lines:
            line.attempt(line.pull)
        beside = [
            Beside(self._session, name)
            for name in calendars_of(self._session)
            if name not in chosen
        ]
        for line in lines:
            elsewhere = [
                Place(each.calendar.find) for each in lines if each.calendar and each is not line
            ]
            elsewhere += [each.place for each in beside]
            line.attempt(partial(line.read_back, elsewhere))
        for each in beside:
            each.close()
        calendars = [line for line in lines if line.calendar is not None]
        if calendars and not self._are_settled(calendars, wish):
            self._plan_and_push(calendars, group)
        for line in lines:
            line.attempt(line.write_back)
            line.finish()
        return [line.report for line in lines]

    def _are_settled(self, lines: Sequence[SyncLine], wish: Wish) -> bool:
        """Whether nothing can have to be planned or written: all is as after the last sync."""
        if wish.full or wish.allow_deletions or wish.recreate or wish.cancelled():
            return False
        if any(line.report.error or not (line.readback and line.readback.quiet) for line in lines):
            return False
        now = mark(self._session, calendars_of(self._session))
        for line in lines:
            line.settled = load_state(self._session.store, line.name).get("settled")
        if not now or any(line.settled is None or line.settled[0] != now for line in lines):
            return False
        for line in lines:
            line.report.pushed.unchanged = line.settled[1] if line.settled else 0
        return True

    def _plan_and_push(self, lines: Sequence[SyncLine], group: Group) -> None:
        """Plan, write what differs, and note where nothing is left to do.

        The mark is taken where the plan is made, in its transaction: what somebody does while we
        write is not a part of it, and so is seen by the next sync.
        """
        from kithkeeper.services.planner import Planner

        for line in lines:
            line.settled = None
            if line.readback is not None:
                line.readback.unsettle()
        calendars = calendars_of(self._session)
        with self._session.change("", by="plan", parent=group):
            Planner(self._session).plan(parent=group)
            planned = mark(self._session, calendars)
        for line in lines:
            line.attempt(line.push)
        for line in lines:
            line.attempt(line.withdraw)
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
