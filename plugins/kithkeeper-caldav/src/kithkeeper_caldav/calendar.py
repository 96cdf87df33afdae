"""The `Calendar` port on one CalDAV collection: what changed, reading, finding, writing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kithkeeper.errors import KithError, LoginNeeded
from kithkeeper.hooks import PluginContext
from kithkeeper.sync.ports import (
    CalendarItem,
    Capabilities,
    Delta,
    Gone,
    Outcome,
    Restored,
    Result,
    Seen,
)
from kithkeeper_caldav import probing, writing
from kithkeeper_caldav.arrivals import Arrivals
from kithkeeper_caldav.content_lines import Unreadable, decode
from kithkeeper_caldav.dav import PROBE_PREFIX, Dav, Found, batches, version_of
from kithkeeper_caldav.reading import understand
from kithkeeper_caldav.trail import Trail
from kithkeeper_caldav.transport import Unreachable

BATCH = 50
PAGES = 100
SMALL = 500
"""Members up to which a whole listing is as cheap as asking first whether anything changed."""
DIRECT = 10
"""Missing items up to which each is asked for directly; above, a listing answers for all."""


@dataclass(frozen=True, slots=True)
class _Cursor:
    """What `changes` goes on from.

    Attributes:
        url: The calendar that it belongs to.
        token: Its sync-token, or empty where the server has none.
        ctag: Its ctag, or empty.
        full: Day of the last full listing, ISO.
        count: Members at that time.
    """

    url: str
    token: str
    ctag: str
    full: str
    count: int

    def write(self) -> str:
        return json.dumps(
            {"url": self.url, "token": self.token, "ctag": self.ctag, "full": self.full,
             "count": self.count}
        )  # fmt: skip

    @classmethod
    def read(cls, text: str | None, url: str) -> _Cursor | None:
        """The cursor, if it is one of ours and belongs to this calendar."""
        try:
            told = json.loads(text or "")
            made = cls(*(told[key] for key in ("url", "token", "ctag", "full", "count")))
        except (ValueError, TypeError, KeyError):
            return None
        return made if made.url == url else None


class CalDavCalendar:
    """One calendar; `requests` counts what was sent through it."""

    def __init__(
        self, ctx: PluginContext, dav: Dav, kind: Literal["event", "todo"], items: tuple[str, ...]
    ) -> None:
        self._ctx = ctx
        self._dav = dav
        self._kind = kind
        self._items = items
        self._trail = Trail(ctx.state, dav.url)
        self._arrivals = Arrivals(dav)
        self._may_probe = not ctx.dry_run

    @property
    def requests(self) -> int:
        """Requests sent so far, discovery included."""
        return self._dav.transport.count

    @property
    def url(self) -> str:
        """The calendar's address."""
        return self._dav.url

    @property
    def capabilities(self) -> Capabilities:
        """What it can do, as the probe found it; nothing is sent for this."""
        found = probing.recall(self._ctx.state, self.url)
        return Capabilities(
            conditional=bool(found and found.conditional),
            delta=bool(found and found.delta),
            items=self._items,
            notes=found.notes if found else (),
        )

    def changes(self, cursor: str | None) -> Iterator[Delta]:
        """Yield what changed; everything on a first run, on token trouble, and once a day."""
        last = _Cursor.read(cursor, self.url)
        today = self._ctx.today.isoformat()
        if last is None or last.full != today:
            yield self._everything(last)
        elif last.token and self._knows_its_tokens():
            yield from self._since(last)
        elif last.ctag and last.count > SMALL and self._ctag() == last.ctag:
            yield Delta(cursor=cursor)
        else:
            yield self._everything(last)

    def _everything(self, last: _Cursor | None) -> Delta:
        """A full listing; `last` tells where the calendar's counters stood."""
        listing = self._dav.list_all()
        name = listing.sync_token or listing.ctag
        before = (last.token or last.ctag) if last else ""
        self._trail.told(name, backwards=_backwards(before, name))
        if not self._ctx.dry_run:
            probing.sweep(self._dav, listing.leftovers)
        self._arrivals.since(listing.sync_token, (id for id, _ in listing.items))
        today = self._ctx.today.isoformat()
        cursor = _Cursor(self.url, listing.sync_token, listing.ctag, today, len(listing.items))
        return Delta(
            changed=listing.items,
            cursor=cursor.write() if listing.whole else None,
            complete=listing.whole,
            restored=self._restored() if listing.whole else Restored.NO,
        )

    def _restored(self) -> Restored:
        """Whether the server went back to a backup, as the names of the calendar's states tell."""
        if not self._trail.went_back:
            return Restored.NO
        found = probing.recall(self._ctx.state, self.url)
        return Restored.YES if found and found.moves else Restored.MAYBE

    def _knows_its_tokens(self) -> bool:
        """Whether a delta can be relied on; so it is until a probe found otherwise."""
        found = probing.recall(self._ctx.state, self.url)
        return found is None or found.delta

    def _ctag(self) -> str:
        return self._dav.describe().text("{http://calendarserver.org/ns/}getctag")

    def _since(self, last: _Cursor) -> Iterator[Delta]:
        """Pages of changes; a token that is not taken, or runs backwards, ends in a listing."""
        token = last.token
        for _ in range(PAGES):
            page = self._dav.delta(token)
            told = page[0].sync_token if page else ""
            if page is None or not told or self._is_of_a_backup(token, told):
                yield self._everything(last)
                return
            found, members, more = page
            members = [each for each in members if not probing.is_probe(each[0])]
            gone = [id for id, each in members if each.status in (404, 410)]
            changed = [(id, version_of(each)) for id, each in members if each.status < 300]
            if more and found.sync_token == token:
                break
            token = found.sync_token
            cursor = _Cursor(self.url, token, last.ctag, last.full, last.count)
            yield Delta(changed, gone, cursor.write())
            if not more:
                self._arrivals.since(token)
                return
        yield self._everything(last)

    def _is_of_a_backup(self, sent: str, told: str) -> bool:
        """Whether a server told a token that it had left behind, or counts backwards."""
        self._trail.told(told, backwards=_backwards(sent, told))
        return self._trail.went_back

    def read(self, ids: Sequence[str]) -> Iterable[Seen | Gone]:
        """Read items fifty at a time; what an answer leaves out is asked for directly.

        Items that were written to an address which the server changed are read at the new one.
        """
        wanted = list(dict.fromkeys(ids))
        if self._arrivals.wait_for(wanted):
            fresh = self._arrivals.fresh(by_token=self._knows_its_tokens())
            found = [each for each in self._read(fresh) if isinstance(each, Seen)]
            for old, each in self._arrivals.settle(found):
                yield from (Gone(old), each)
                wanted.remove(old)
        yield from self._read(wanted)

    def _read(self, ids: Sequence[str]) -> Iterator[Seen | Gone]:
        unsure: dict[str, bool] = {}
        for batch in batches(ids, BATCH):
            yield from self._read_batch(batch, unsure)
        yield from self._settle(unsure)

    def _read_batch(self, ids: Sequence[str], unsure: dict[str, bool]) -> Iterator[Seen | Gone]:
        """One batch; where the server refuses it whole, its halves."""
        answer = self._dav.read(ids)
        if answer is None:
            if len(ids) == 1:
                unsure[ids[0]] = False
                return
            for half in batches(ids, (len(ids) + 1) // 2):
                yield from self._read_batch(half, unsure)
            return
        found, missing = answer
        yield from map(self._seen, found)
        there = {each.id for each in found}
        unsure.update({each: each in missing for each in ids if each not in there})

    def _settle(self, unsure: Mapping[str, bool]) -> Iterator[Seen | Gone]:
        """Ask for each item that no batch had.

        Of many, those that were answered with 404 and that a whole listing lacks too are gone.

        Args:
            unsure: Ids, and whether a batch answered 404 for them.
        """
        gone: set[str] = set()
        if len(unsure) > DIRECT:
            listing = self._dav.list_all()
            listed = {id for id, _ in listing.items}
            gone = {id for id, told in unsure.items() if told and id not in listed}
            gone = gone if listing.whole else set()
        for each in unsure:
            if each in gone:
                yield Gone(each)
            else:
                yield from self._ask_for(each)

    def _ask_for(self, id: str) -> Iterator[Seen | Gone]:
        answer = self._dav.get(id)
        text = decode(answer.body)
        if answer.status in (404, 410):
            yield Gone(id)
        elif answer.status == 200 and "BEGIN:VCALENDAR" in text[:4096].upper():
            yield self._seen(Found(id, answer.header("ETag") or None, text))

    def _seen(self, found: Found) -> Seen | Gone:
        try:
            item = understand(found.text, self._ctx.timezone).item
        except Unreadable as error:
            return Seen(found.id, found.version, None, found.text, f"can't be read: {error}")
        if item.uid.startswith(PROBE_PREFIX):
            # Left behind by a killed probe, and under a name of the server's.
            if not self._ctx.dry_run:
                probing.sweep(self._dav, (found.id,))
            return Gone(found.id)
        return Seen(found.id, found.version, item, found.text)

    def find(self, uid: str) -> Seen | None:
        """Look for a UID by a query; where the server can't be asked, through everything."""
        first, second = ("VEVENT", "VTODO") if self._kind == "event" else ("VTODO", "VEVENT")
        for component in (first, second):
            answer = self._dav.by_uid(uid, component)
            if answer is None:
                return self._find_among_all(uid)
            for each in map(self._seen, answer):
                if isinstance(each, Seen) and each.item is not None and each.item.uid == uid:
                    return each
        return None

    def _find_among_all(self, uid: str) -> Seen | None:
        ids = sorted((id for id, _ in self._dav.list_all().items), key=lambda each: uid not in each)
        for each in self.read(ids):
            if isinstance(each, Seen) and each.item is not None and each.item.uid == uid:
                return each
        return None

    def put(self, item: CalendarItem, *, id: str, raw: str, expected: str | None) -> Outcome:
        """Write one item, patched into `raw`, if it still has the version `expected`."""
        outcome = writing.put(self._writer(), item, id=id, raw=raw, expected=expected)
        if outcome.result is Result.OK and not id and self._relocates():
            self._arrivals.sent(outcome.id, item.uid)
            outcome = replace(outcome, version=None)
        return self._noted(outcome, changed=outcome.raw != raw)

    def delete(self, id: str, *, expected: str | None) -> Outcome:
        """Delete one item if it still has the version `expected`."""
        outcome = writing.delete(self._writer(), id, expected=expected)
        return self._noted(outcome, changed=True)

    def _noted(self, outcome: Outcome, *, changed: bool) -> Outcome:
        if changed and outcome.result is Result.OK:
            self._trail.wrote()
        return outcome

    def _relocates(self) -> bool:
        found = probing.recall(self._ctx.state, self.url)
        return bool(found and found.relocates)

    def _writer(self) -> writing.Writer:
        return writing.Writer(
            self._dav, self._ctx, self._kind, conditional=self._is_conditional(), find=self.find
        )

    def _is_conditional(self) -> bool:
        """Whether preconditions hold; asked once with a throw-away item, before the first write."""
        found = probing.recall(self._ctx.state, self.url)
        if found is None and self._may_probe:
            self._may_probe = False
            try:
                found = probing.probe(self._dav, self._ctx, self._kind)
            except LoginNeeded:
                raise
            except (KithError, Unreachable) as error:
                self._ctx.log.debug("the probe came to no end: %s", error)
                return False
            probing.remember(self._ctx.state, self.url, found)
        return bool(found and found.conditional)

    def close(self) -> None:
        """Close the connection."""
        self._dav.transport.close()


def _backwards(sent: str, told: str) -> bool:
    """Whether a counting token runs backwards, as on a server restored from a backup."""
    head, number = _counted(sent)
    other, later = _counted(told)
    return head == other and number is not None and later is not None and later < number


def _counted(token: str) -> tuple[str, int | None]:
    digits = len(token) - len(token.rstrip("0123456789"))
    if not 0 < digits <= 18 or not token[-digits:].isascii():
        return token, None
    return token[:-digits], int(token[-digits:])
