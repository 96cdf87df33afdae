"""What all services share: the store, the settings, the clock, and how a change is made.

A change is one transaction. When it ends, what follows from it (where each contact stands) is
derived again inside it; when it is committed, observers are told.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from kithkeeper.config import Config
from kithkeeper.errors import NotFound
from kithkeeper.model.circle import Circle
from kithkeeper.services.standings import refresh
from kithkeeper.store import Group, Store, Work

if TYPE_CHECKING:
    from kithkeeper.hooks.host import Host
    from kithkeeper.hooks.moment import Moment
    from kithkeeper.hooks.notices import Notice


class Clock(NamedTuple):
    """What time it is.

    Attributes:
        now: The instant, UTC.
        zone: The profile's zone.
        fixed: A date that stands in place of the clock's own.
    """

    now: Callable[[], datetime]
    zone: ZoneInfo
    fixed: date | None = None

    @property
    def today(self) -> date:
        """The date in the profile's zone."""
        return self.fixed or self.now().astimezone(self.zone).date()

    def stamp(self) -> datetime:
        """The instant for the history; on a fixed date, that date's at the clock's time of day."""
        now = self.now()
        return now if self.fixed is None else datetime.combine(self.fixed, now.time(), UTC)

    def day_of(self, at: str) -> date:
        """The day of an instant of the history in the profile's zone; the date that was fixed."""
        instant = datetime.fromisoformat(at)
        return instant.date() if self.fixed else instant.astimezone(self.zone).date()

    def instant(self, day: date, at: time) -> datetime:
        """An instant (UTC) from a day and a time of day in the profile's zone."""
        return datetime.combine(day, at, self.zone).astimezone(UTC)


class Session:
    """The store, settings, clock and observers of one open network."""

    def __init__(
        self, store: Store, config: Config, clock: Clock, host: Callable[[], Host]
    ) -> None:
        self.store = store
        self.config = config
        self.clock = clock
        self._host = host
        self._pending: list[Notice] = []
        self._committed: deque[Notice] = deque()
        self._delivering = False
        self._observers: list[tuple[type[Notice], Callable[[Notice], None]]] = []
        self.observer_errors: list[str] = []

    @property
    def today(self) -> date:
        """The clock's date in the profile's zone."""
        return self.clock.today

    @property
    def host(self) -> Host:
        """The plugins; found when first asked for."""
        return self._host()

    @property
    def circles(self) -> tuple[Circle, ...]:
        """The circles as the user set them, dearest first."""
        return self.config.circles

    @property
    def days_off(self) -> tuple[tuple[date, date], ...]:
        """Days off from the config and from `kith away`."""
        stored = self.store.find("days_off")
        given = [
            (date.fromisoformat(row["date"]), date.fromisoformat(row["until"])) for row in stored
        ]
        return tuple(sorted([*self.config.profile.days_off, *given]))

    def circle(self, name: str) -> Circle:
        """A circle by name, whatever its case.

        Raises:
            NotFound: There is none.
        """
        wanted = str(name).casefold()
        for each in self.circles:
            if each.name.casefold() == wanted:
                return each
        names = ", ".join(each.name for each in self.circles)
        raise NotFound("circle", name, f"There are {names}.")

    @contextmanager
    def change(
        self, what: str, *, by: str = "user", subject: str = "", parent: Group | None = None
    ) -> Iterator[Work]:
        """One transaction and one history entry; inside another, a part of it."""
        outer = self.store.writing is None
        told = len(self._pending)
        try:
            with self.store.write(by=by, what=what, subject=subject, parent=parent) as work:
                yield work
                refresh(self.store, work, self.circles)
        except BaseException:
            del self._pending[told:]
            raise
        if outer:
            self._deliver()

    def moment(
        self,
        *,
        dry_run: bool = False,
        progress: Callable[[int, int | None], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Moment:
        """The circumstances in which a plugin is called now."""
        from kithkeeper.hooks.moment import Moment

        profile = self.config.profile
        made = Moment(
            today=self.today, now=self.clock.now(), timezone=self.clock.zone, locale=profile.language,
            region=profile.region, dry_run=dry_run,
        )  # fmt: skip
        if progress:
            made = made._replace(progress=progress)
        return made._replace(cancelled=cancelled) if cancelled else made

    def tell(self, notice: Notice) -> None:
        """Tell observers after the commit."""
        self._pending.append(notice)

    def observe(self, kind: type[Notice], function: Callable[[Notice], None]) -> Callable[[], None]:
        """Hear notices of one kind; the answer ends it."""
        pair = (kind, function)
        self._observers.append(pair)

        def stop() -> None:
            if pair in self._observers:
                self._observers.remove(pair)

        return stop

    def _deliver(self) -> None:
        """Tell observers and plugins; what they change themselves is told after what came before."""
        self._committed += self._pending
        self._pending = []
        if self._delivering:
            return
        self._delivering = True
        try:
            while self._committed:
                self._tell_all(self._committed.popleft())
        finally:
            self._delivering = False

    def _tell_all(self, notice: Notice) -> None:
        for kind, function in list(self._observers):
            if isinstance(notice, kind):
                self._call(function, notice)
        self._call(lambda told: self.host.notify(told, None, self.moment()), notice)

    def _call(self, function: Callable[[Notice], None], notice: Notice) -> None:
        """Observers are told; what goes wrong there is recorded and hurts nobody."""
        try:
            function(notice)
        except Exception as error:  # noqa: BLE001 - whatever an observer does, the work is done
            self.observer_errors.append(f"{type(notice).__name__}: {error!r}")
