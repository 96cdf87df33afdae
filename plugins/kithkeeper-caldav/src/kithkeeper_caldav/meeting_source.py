"""A calendar that is only read, as a source of touches: its past meetings with known people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from itertools import islice

from kithkeeper.errors import PluginError, Problem
from kithkeeper.hooks import PluginContext
from kithkeeper.sync.ports import Page, Touch
from kithkeeper_caldav import discovery
from kithkeeper_caldav.connect import account
from kithkeeper_caldav.dav import Dav, batches
from kithkeeper_caldav.discovery import NotThere, Place
from kithkeeper_caldav.meeting_settings import MeetingFileSettings, MeetingSettings
from kithkeeper_caldav.meetings import Meetings, Reading
from kithkeeper_caldav.transport import Transport

_BATCH = 100
_PAGE = 200
_MARGIN = timedelta(days=1)
"""How much of the last look is looked at again; a touch that is known is not taken twice."""


def reading_of(ctx: PluginContext, me: Iterable[str], days: int | None = None) -> Reading:
    """What the reading of meetings depends on, from the host's context."""
    end = datetime.combine(ctx.today, time.max, ctx.timezone).astimezone(UTC)
    now = ctx.now.astimezone(UTC) if ctx.now else end
    if now.astimezone(ctx.timezone).date() != ctx.today:
        now = end
    since = ctx.today - timedelta(days=days) if days else date.min
    own = frozenset(each.strip().casefold() for each in me)
    return Reading(ctx.today, now, ctx.timezone, own, since)


def open_source(ctx: PluginContext) -> MeetingSource:
    """Open the calendar of a connection for reading; nothing is ever made or changed there.

    Raises:
        LoginNeeded: There is no password, or it is refused.
        PluginError: There is no such calendar.
    """
    transport, place, settings = _found(ctx)
    return MeetingSource(ctx, Dav(transport, place.url), settings)


def check_source(ctx: PluginContext) -> Iterator[str]:
    """Look whether the calendar is there, and say it in lines."""
    transport, place, settings = _found(ctx)
    transport.close()
    yield f"Calendar {place.name!r} at {place.url}, only read"
    yield f"Meetings of the last {settings.days} days are taken"
    if not _own_addresses(settings):
        yield "Set `me` to your own addresses, so that declined meetings are known"


def _found(ctx: PluginContext) -> tuple[Transport, Place, MeetingSettings]:
    given, password = account(ctx, MeetingSettings)
    transport = Transport(given, password, ctx.connection)
    place = discovery.find(transport, given.url, given.calendar, "event")
    if isinstance(place, NotThere):
        names = ", ".join(sorted(each.name for each in place.others)) or "none"
        transport.close()
        raise PluginError(
            f"there is no calendar {given.calendar!r} at {place.home}; set `calendar` to one of: {names}"
        )
    transport.root = place.url
    return transport, place, given


def _own_addresses(settings: MeetingSettings) -> tuple[str, ...]:
    account_name = (settings.username,) if "@" in settings.username else ()
    return (*settings.me, *account_name)


@dataclass(frozen=True)
class _Cursor:
    """What the last look left.

    Attributes:
        place: The calendar's address.
        mark: Its ctag or sync-token; empty where it has none.
        until: The instant up to which meetings were taken.
        seen: Digests of the events in the window, with their versions.
    """

    place: str
    mark: str
    until: datetime
    seen: frozenset[str]

    @classmethod
    def parse(cls, text: str | None, place: str) -> _Cursor | None:
        try:
            told = json.loads(text or "")
            made = cls(
                str(told["place"]), str(told["mark"]), datetime.fromisoformat(told["until"]),
                frozenset(told["seen"]),
            )  # fmt: skip
        except (ValueError, KeyError, TypeError):
            return None
        return made if made.place == place and made.until.tzinfo else None

    def __str__(self) -> str:
        return json.dumps({
            "place": self.place, "mark": self.mark, "until": self.until.isoformat(),
            "seen": sorted(self.seen),
        })  # fmt: skip


class MeetingSource:
    """The past meetings of one calendar. A `Source` that knows touches and no contacts."""

    def __init__(self, ctx: PluginContext, dav: Dav, settings: MeetingSettings) -> None:
        self._ctx = ctx
        self._dav = dav
        self._reading = reading_of(ctx, _own_addresses(settings), settings.days)
        self._now = self._reading.now

    @property
    def requests(self) -> int:
        """How many requests were made."""
        return self._dav.transport.count

    def close(self) -> None:
        """Close the connection."""
        self._dav.transport.close()

    def pull(self, cursor: str | None) -> Iterator[Page]:
        """Touches of meetings that passed since the last look, and of events that changed since.

        What was taken stays, also where the event is moved or deleted later.

        Raises:
            LoginNeeded, TryLater, PluginError: The calendar can't be read.
        """
        own = self._dav.describe()
        if not own.is_calendar:
            raise PluginError(f"{self._dav.url} answers, but not as a calendar")
        mark = own.text("{http://calendarserver.org/ns/}getctag") or own.text("{DAV:}sync-token")
        last = _Cursor.parse(cursor, self._dav.url)
        if last is not None and mark and mark == last.mark:
            wanted, seen = self._passed(last), last.seen
        else:
            wanted, seen = self._changed(last)
        yield from pages(self._read(wanted))
        if self._ctx.cancelled():
            return
        yield Page(checkpoint=str(_Cursor(self._dav.url, mark, self._now, seen)))

    def _passed(self, last: _Cursor) -> list[str]:
        """Events that took place since the last look, though nobody changed them."""
        if last.until - _MARGIN >= self._now:
            return []
        return [id for id, _ in self._dav.between(last.until - _MARGIN, self._now)]

    def _changed(self, last: _Cursor | None) -> tuple[list[str], frozenset[str]]:
        start = datetime.combine(self._reading.since, time.min, self._ctx.timezone)
        window = self._dav.between(start, self._now) if start.astimezone(UTC) < self._now else []
        digests = {id: _digest(id, version) for id, version in window}
        known = last.seen if last else frozenset()
        fresh = [id for id, version in window if not version or digests[id] not in known]
        passed = set(self._passed(last)) if last else set()
        wanted = dict.fromkeys([*fresh, *(id for id in digests if id in passed)])
        return list(wanted), frozenset(digests.values())

    def _read(self, ids: Sequence[str]) -> Iterator[Touch | Problem]:
        done = 0
        for batch in batches(ids, _BATCH):
            for text in self._texts(batch):
                yield from Meetings(self._reading).read(self._dav.url, [text.encode()])
            done += len(batch)
            self._ctx.progress(done, len(ids))
            if self._ctx.cancelled():
                return

    def _texts(self, ids: Sequence[str]) -> Iterator[str]:
        """The events' texts, by one request, or one by one where that is refused."""
        answer = self._dav.read(ids)
        found, missing = answer if answer is not None else ([], set[str]())
        yield from (each.text for each in found)
        left = set(ids) - {each.id for each in found} - missing
        for id in ids:
            if id in left:
                got = self._dav.get(id)
                if got.status == 200:
                    yield got.body.decode("utf-8", "replace")


def _digest(id: str, version: str | None) -> str:
    return sha256(f"{id}\n{version}".encode()).hexdigest()[:12]


class MeetingFile:
    """Reads the past meetings of an iCalendar file. An `Importer`."""

    def __init__(self, ctx: PluginContext) -> None:
        settings = ctx.settings
        me = settings.me if isinstance(settings, MeetingFileSettings) else ()
        self._meetings = Meetings(reading_of(ctx, me))

    def read(self, path: str, data: Iterable[bytes]) -> Iterator[Page]:
        """Yield a touch for each past occurrence of each meeting."""
        yield from pages(self._meetings.read(path, data))


def pages(items: Iterable[Touch | Problem]) -> Iterator[Page]:
    """Pages of `_PAGE` items; none claims to be complete, so that nothing is removed."""
    waiting = iter(items)
    while batch := list(islice(waiting, _PAGE)):
        yield Page(
            touches=tuple(each for each in batch if isinstance(each, Touch)),
            problems=tuple(each for each in batch if isinstance(each, Problem)),
        )
