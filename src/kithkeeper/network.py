"""The front door: a `Network` opens a store, loads plugins on need, and hands out the services."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from kithkeeper.config import Config, Home
from kithkeeper.errors import Invalid
from kithkeeper.services.opening import IN_MEMORY, Opening, clock_of

if TYPE_CHECKING:
    from types import TracebackType

    from kithkeeper.hooks.host import Host
    from kithkeeper.hooks.notices import Notice
    from kithkeeper.hooks.plugin import Plugin
    from kithkeeper.planning import Forecast
    from kithkeeper.rules.brief import Section
    from kithkeeper.rules.facts import Finding
    from kithkeeper.services.backup import BackedUp, Restored
    from kithkeeper.services.circles import Circles
    from kithkeeper.services.communities import Communities
    from kithkeeper.services.conflicts import Conflicts
    from kithkeeper.services.contacts import Contacts
    from kithkeeper.services.due import DueRow
    from kithkeeper.services.duplicates import Duplicates
    from kithkeeper.services.events import Events
    from kithkeeper.services.exchanges import Exchanges
    from kithkeeper.services.exporting import Exports
    from kithkeeper.services.finding import Who
    from kithkeeper.services.goals import Goals
    from kithkeeper.services.imports import Imports
    from kithkeeper.services.introductions import Introductions
    from kithkeeper.services.outlook import CatchUp
    from kithkeeper.services.planview import PlanView
    from kithkeeper.services.playbooks import Playbooks
    from kithkeeper.services.reviewing import Reviews
    from kithkeeper.services.session import Session
    from kithkeeper.services.syncing import Syncing
    from kithkeeper.services.timeline import History
    from kithkeeper.services.today import Today
    from kithkeeper.services.touchpoints import Touchpoints
    from kithkeeper.sync.report import SyncReport

_N = TypeVar("_N", bound="Notice")


class Network:
    """One person's professional network.

    Open it with `open` or `in_memory`, as a context manager or with `close`. It belongs to the
    thread that opened it; many may open the same store. Used in another thread, or once it is
    closed, it raises `Invalid`.

    Example:
        >>> with Network.in_memory(today=date(2026, 3, 4)) as net:
        ...     ada = net.contacts.add("Ada Lovelace", circle="inner")
        ...     logged = net.touchpoints.log(ada, channel="coffee")
        ...     logged.next_due[ada.id]
        datetime.date(2026, 4, 4)
    """

    def __init__(self, opening: Opening) -> None:
        self.home = opening.home
        self._opening = opening

    @classmethod
    def open(
        cls,
        path: str | Path | None = None,
        *,
        config: Config | str | Path | None = None,
        owner: str = "me",
        clock: Callable[[], datetime] | date | None = None,
        plugins: Sequence[Plugin | type[Plugin]] | None = None,
        discover: bool = True,
        home: str | Path | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> Network:
        """Open a network; nothing is read before it is used.

        Args:
            path: The store's file; the home's if not given. It is made when it is missing.
            config: Settings, or the path of a `config.toml`; the home's if not given.
            owner: Whose network, where several are kept in one store.
            clock: Tells the instant (UTC), or a date that stands in its place.
            plugins: Plugins to use beside those that are installed.
            discover: Whether to look for installed plugins.
            home: The folder of the home; else KITHKEEPER_HOME or the platform's own folders.

        Raises:
            Invalid: An argument is of another kind.
            StoreNewer, StoreLocked, StoreDamaged: On first use, when the file can't be used.
        """
        surroundings = os.environ if environ is None else environ
        place = Home.find(home, surroundings)
        given = config if isinstance(config, Config) else None
        named = given is None and config is not None
        if isinstance(config, (str, Path)):
            place = place._replace(config=Path(config))
        elif named:
            raise Invalid("config", f"{config!r} is neither a Config nor the path of one")
        now, today = clock_of(clock)
        return cls(Opening(
            home=place, file=str(path or place.store), owner=owner,
            given=given, named=named, now=now, today=today, plugins=tuple(plugins or ()), discover=discover, environ=surroundings,
        ))  # fmt: skip

    @classmethod
    def in_memory(
        cls,
        today: date | None = None,
        *,
        config: Config | None = None,
        owner: str = "me",
        plugins: Sequence[Plugin | type[Plugin]] = (),
    ) -> Network:
        """A network that leaves nothing behind, for tests and examples.

        Raises:
            Invalid: `today` is no day.
        """
        now, day = clock_of(today)
        return cls(Opening(
            home=Home.at(Path("/nonexistent/kithkeeper")), file=IN_MEMORY, owner=owner, environ={},
            given=config or Config(), now=now, today=day, plugins=tuple(plugins), discover=False,
        ))  # fmt: skip

    @cached_property
    def config(self) -> Config:
        """What the user set.

        Raises:
            Invalid: A key or value of the config can't be taken.
        """
        return self._opening.config()

    @cached_property
    def session(self) -> Session:
        """What the services share."""
        return self._opening.session(self.config, lambda: self.host)

    @cached_property
    def host(self) -> Host:
        """The plugins."""
        return self._opening.host(self.config)

    @cached_property
    def contacts(self) -> Contacts:
        """The people."""
        from kithkeeper.services.contacts import Contacts

        return Contacts(self.session)

    @cached_property
    def circles(self) -> Circles:
        """The rings that they are in."""
        from kithkeeper.services.circles import Circles

        return Circles(self.session)

    @cached_property
    def touchpoints(self) -> Touchpoints:
        """Contacts made and planned."""
        from kithkeeper.services.touchpoints import Touchpoints

        return Touchpoints(self.session, self.exchanges)

    @cached_property
    def exchanges(self) -> Exchanges:
        """The ledger and the promises."""
        from kithkeeper.services.exchanges import Exchanges

        return Exchanges(self.session)

    @cached_property
    def introductions(self) -> Introductions:
        """Who knows whom, and bringing people together."""
        from kithkeeper.services.introductions import Introductions

        return Introductions(self.session, self.exchanges)

    @cached_property
    def communities(self) -> Communities:
        """Places on the net where one takes part."""
        from kithkeeper.services.communities import Communities

        return Communities(self.session, self.exchanges, self.touchpoints)

    @cached_property
    def playbook(self) -> Playbooks:
        """What to say: scripts, lines, checklists, advice, the pitch and one's own card."""
        from kithkeeper.services.playbooks import Playbooks

        return Playbooks(self.session, self.home.folder_config)

    @cached_property
    def events(self) -> Events:
        """Networking events, from preparation to follow-ups."""
        from kithkeeper.services.events import Events

        return Events(self.session, self.contacts, self.touchpoints, self.exchanges, self.playbook)

    @cached_property
    def goals(self) -> Goals:
        """Goals of the week, the month and the quarter."""
        from kithkeeper.services.goals import Goals

        return Goals(self.session)

    @cached_property
    def reviews(self) -> Reviews:
        """The quarterly look at the network, and what was decided in it."""
        from kithkeeper.services.reviewing import Reviews

        return Reviews(self.session, self.goals)

    @cached_property
    def imports(self) -> Imports:
        """Files in."""
        from kithkeeper.services.imports import Imports

        return Imports(self.session)

    @cached_property
    def exports(self) -> Exports:
        """Files out."""
        from kithkeeper.services.exporting import Exports

        return Exports(self.session)

    @cached_property
    def duplicates(self) -> Duplicates:
        """Likely doubles: call it for the pairs."""
        from kithkeeper.services.duplicates import Duplicates

        return Duplicates(self.session)

    @cached_property
    def conflicts(self) -> Conflicts:
        """What a source and the user both changed: call it for the rows, and settle each."""
        from kithkeeper.services.conflicts import Conflicts

        return Conflicts(self.session)

    @cached_property
    def history(self) -> History:
        """What changed, and taking it back."""
        from kithkeeper.services.timeline import History

        return History(self.session)

    @cached_property
    def syncing(self) -> Syncing:
        """Connections, and what they hold back."""
        from kithkeeper.services.syncing import Syncing

        return Syncing(self.session)

    def due(self, *, within: int = 0, limit: int | None = None) -> list[DueRow]:
        """Who to reach by `within` days from now, the most pressing first."""
        from kithkeeper.services.due import due

        return due(self.session, within=within, limit=limit)

    def today(self) -> Today:
        """What today holds: who to reach, promises, follow-ups, dates, meetings and what comes up."""
        from kithkeeper.services.today import today

        return today(self.session)

    def away(self, first: date, last: date) -> tuple[tuple[date, date], ...]:
        """Note days off, on which nothing is planned and by which nothing becomes overdue; all spans.

        Raises:
            Invalid: The last day is before the first.
        """
        from kithkeeper.services.away import add_days_off

        return add_days_off(self.session, first, last)

    def plan(self, *, weeks: int | None = None, dry_run: bool = False) -> PlanView:
        """Give every touchpoint of the next weeks a day; see `Planner.plan`."""
        from kithkeeper.services.planner import Planner

        return Planner(self.session).plan(weeks=weeks, dry_run=dry_run)

    def brief(self, who: Who) -> tuple[Section, ...]:
        """One contact on one screen, before a meeting."""
        from kithkeeper.services.briefing import brief_of
        from kithkeeper.services.finding import contact_row

        return brief_of(self.session, contact_row(self.session.store, who)["id"])

    def why(self, who: Who) -> tuple[str, ...]:
        """Why this one, this day, this activity: a line each."""
        from kithkeeper.services.outlook import why

        return why(self.session, who)

    def forecast(self, *, weeks: int = 52) -> Forecast:
        """Whether the circles can be kept in the weeks ahead with your capacity."""
        from kithkeeper.services.outlook import look_ahead

        return look_ahead(self.session, weeks=weeks)

    def catchup(self) -> CatchUp:
        """A way out of a backlog: some now, the rest spread, or a longer cadence."""
        from kithkeeper.services.outlook import catch_up

        return catch_up(self.session)

    def review(self) -> tuple[Finding, ...]:
        """What the quarterly look finds and is not decided on yet; see `reviews`."""
        return self.reviews.findings()

    def sync(
        self,
        *names: str,
        dry_run: bool = False,
        full: bool = False,
        allow_deletions: bool = False,
        progress: Callable[[str, int, int | None], None] | None = None,
        cancel: Callable[[], bool] | None = None,
    ) -> list[SyncReport]:
        """Contacts in, what happened in the calendars in, plan, touchpoints out."""
        return self.syncing.run(
            names, dry_run=dry_run, full=full, allow_deletions=allow_deletions,
            progress=progress, cancel=cancel,
        )  # fmt: skip

    def backup(self, path: str | Path) -> BackedUp:
        """Write a consistent copy of the whole store to a new file, while it is in use.

        Raises:
            Refused: There is something at that path already.
            Invalid: The file can't be made.
        """
        from kithkeeper.services.backup import backup

        return backup(self.session, path)

    def restore(self, path: str | Path, *, yes: bool = False) -> Restored:
        """Bring a backup back; the store as it is now is kept beside it as `….before-restore`.

        Args:
            yes: Also where the store has changes that the backup lacks.

        Raises:
            NotFound, Invalid: There is no such file, or it can't be read.
            StoreDamaged, StoreNewer: It is no sound backup, or one of a newer Kithkeeper.
            Refused: The store has later changes, or can't be read; without `yes`.
            StoreLocked: Another process goes on writing.
        """
        restored = self._opening.restore(path, yes=yes)
        if "session" in vars(self):
            from kithkeeper.services.standings import keep_current

            keep_current(self.session.store, self.session.circles)
        return restored

    @contextmanager
    def transaction(self, what: str = "") -> Iterator[None]:
        """Join several calls in one transaction and one history entry."""
        with self.session.change(what):
            yield

    def on(self, kind: type[_N], function: Callable[[_N], None]) -> Callable[[], None]:
        """Hear notices of one kind, in order, after each commit; call the answer to stop."""
        return self.session.observe(kind, function)  # type: ignore[arg-type]

    def close(self) -> None:
        """Let go of the store, and of what plugins hold open."""
        if "host" in vars(self):
            self.host.close()
        if "session" in vars(self):
            self.session.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
