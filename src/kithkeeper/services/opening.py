"""Opening a network: where it is kept, and what is made of that when it is first used.

`kithkeeper.network` imports this at once, so that it imports nothing heavy itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kithkeeper.config import Config, Home, load
from kithkeeper.errors import Invalid

if TYPE_CHECKING:
    from kithkeeper.hooks.host import Host
    from kithkeeper.hooks.plugin import Plugin
    from kithkeeper.services.backup import Restored
    from kithkeeper.services.session import Session

IN_MEMORY = ":memory:"
"""In the place of a path: a store that leaves nothing behind."""


_FIRST_YEAR, _LAST_YEAR = 1900, 9900


def clock_of(
    clock: Callable[[], datetime] | date | None,
) -> tuple[Callable[[], datetime], date | None]:
    """What tells the instant, and the date that stands in its place, if one was given.

    Raises:
        Invalid: It is neither (an instant is none, as it stands still and is another day elsewhere),
            or so near to the ends of the calendar that there is no room to look around.
    """
    if clock is None or callable(clock):
        return clock or utc_now, None
    from kithkeeper.services.checking import a_day

    day = a_day("today", clock)
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise Invalid("today", f"{day} is not within the years {_FIRST_YEAR} to {_LAST_YEAR}")
    return utc_now, day


def utc_now() -> datetime:
    """The instant by the clock of this computer."""
    return datetime.now(UTC)


class Opening(NamedTuple):
    """What a network is opened with; nothing is read before it is asked for.

    Attributes:
        file: The path of the store, or `IN_MEMORY`.
        given: Settings in the place of the home's.
        named: Whether the file of the settings was asked for, so that it has to be there.
        now: Tells the instant, UTC.
        today: A date that stands in place of the clock's own.
        plugins: Plugins to use beside those that are installed.
        discover: Whether to look for installed plugins.
    """

    home: Home
    file: str
    owner: str
    environ: Mapping[str, str]
    given: Config | None = None
    named: bool = False
    now: Callable[[], datetime] = utc_now
    today: date | None = None
    plugins: Sequence[Plugin | type[Plugin]] = ()
    discover: bool = True

    def config(self) -> Config:
        """The settings.

        Raises:
            Invalid: A key or value of the config can't be taken, or a file of it that was asked for
                is missing.
        """
        if self.named and not self.home.config.exists():
            raise Invalid(
                "config", f"there is no {self.home.config}; leave it out to use the home's"
            )
        return self.given or load(self.home.config)

    def host(self, config: Config) -> Host:
        """The plugins."""
        from kithkeeper.hooks.host import Host

        return Host(
            self.home, config, extra=self.plugins, discover=self.discover, environ=self.environ
        )

    def session(self, config: Config, host: Callable[[], Host]) -> Session:
        """What the services share, with standings by the circles as they are set now.

        Raises:
            StoreNewer, StoreLocked, StoreDamaged: The file can't be used.
        """
        from kithkeeper.services.session import Clock, Session
        from kithkeeper.services.standings import keep_current
        from kithkeeper.store import SqliteStore

        clock = Clock(self.now, config.profile.zone, self.today)
        store = SqliteStore(self.file, owner=self.owner, now=clock.stamp)
        session = Session(store, config, clock, host)
        keep_current(session.store, session.circles)
        return session

    def restore(self, path: str | Path, *, yes: bool) -> Restored:
        """Put a backup in the place of the store; see `backup.restore`.

        Raises:
            Invalid: The network is in memory.
        """
        from kithkeeper.services.backup import restore

        if self.file == IN_MEMORY:
            raise Invalid("restore", "a network in memory has no file to restore to")
        return restore(self.file, path, owner=self.owner, yes=yes, opened=self._opened)

    def _opened(self, file: str, owner: str) -> Session:
        """Another store under the same settings."""
        config = self.config()
        return self._replace(file=file, owner=owner).session(config, lambda: self.host(config))
