"""The requests of one calendar, with answers as values: listing, delta, reading, writing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from kithkeeper.errors import PluginError, TryLater
from kithkeeper_caldav.hrefs import item_id, same
from kithkeeper_caldav.multistatus import (
    CALDAV,
    DAV,
    SERVER,
    XML_BODY,
    BadXml,
    Member,
    Multistatus,
    multiget,
    preconditions,
    propfind,
    query_span,
    query_uid,
    read_multistatus,
    sync_collection,
)
from kithkeeper_caldav.refusing import NO_SPACE
from kithkeeper_caldav.transport import Answer, Transport

LISTED = ("D:getetag", "D:resourcetype", "D:sync-token", "S:getctag")
DESCRIBED = (
    "D:resourcetype", "D:displayname", "D:current-user-principal", "C:calendar-home-set",
    "C:supported-calendar-component-set", "D:sync-token", "S:getctag",
)  # fmt: skip
PROBE_PREFIX = "kith-probe-"
"""How the names of throw-away items begin; they are never shown to the engine."""
NO_REPORTS = (400, 405, 415, 501)
"""Answers of a server that has no batch reading at all."""
T = TypeVar("T")


class Listing(NamedTuple):
    """Everything that a calendar holds.

    Attributes:
        items: Id and version of each member.
        whole: Whether nothing was left out.
        sync_token, ctag: Of the collection, or empty.
        leftovers: Throw-away items that a killed probe left behind.
    """

    items: tuple[tuple[str, str | None], ...]
    whole: bool
    sync_token: str
    ctag: str
    leftovers: tuple[str, ...]


class Found(NamedTuple):
    """One item with its text."""

    id: str
    version: str | None
    text: str


class Dav:
    """One calendar collection."""

    def __init__(self, transport: Transport, url: str) -> None:
        self.transport = transport
        self.url = url

    def list_all(self) -> Listing:
        """List the calendar in one request.

        Raises:
            PluginError: It is not there, or what answers is no calendar.
        """
        found = self._multistatus("PROPFIND", self.url, propfind(*LISTED), depth="1")
        own, members = self._split(found)
        if own is None:
            own = self.describe()
        if own.status in (404, 410):
            raise PluginError(self._lost())
        if not own.is_calendar:
            raise PluginError(f"{self.url} answers, but not as a calendar; nothing was changed")
        items, leftovers = [], []
        for id, member in members:
            if _name(id).startswith(PROBE_PREFIX):
                leftovers.append(id)
            elif f"{DAV}collection" not in member.types and member.status < 300:
                items.append((id, version_of(member)))
        whole = all(each.status < 300 or each.status in (404, 410) for each in found.members)
        token, ctag = own.text(f"{DAV}sync-token"), own.text(f"{SERVER}getctag")
        return Listing(tuple(items), whole, token, ctag, tuple(leftovers))

    def describe(self) -> Member:
        """The collection's own properties.

        Raises:
            PluginError: It is not there.
        """
        found = self._multistatus("PROPFIND", self.url, propfind(*DESCRIBED), depth="0")
        own, _ = self._split(found)
        if own is None and len(found.members) == 1:
            own = found.members[0]
        if own is None or own.status in (404, 410):
            raise PluginError(self._lost())
        return own

    def delta(self, token: str) -> tuple[Multistatus, list[tuple[str, Member]], bool] | None:
        """One page of what changed since `token`.

        Returns:
            The answer, its members with their ids, and whether more is to come; None where the
            server doesn't take the token or the request.
        """
        headers = {"Depth": "0", **XML_BODY}
        answer = self.transport.ask("REPORT", self.url, sync_collection(token), headers)
        if answer.status != 207:
            return None
        try:
            found = read_multistatus(answer.body)
        except BadXml:
            return None
        own, members = self._split(found)
        if own is not None and own.status in (404, 410):
            return None
        return found, members, own is not None and own.status == 507

    def read(self, ids: Sequence[str]) -> tuple[list[Found], set[str]] | None:
        """Read items in one request.

        Returns:
            What was found, and the ids that the answer says are missing; None where the server
            refuses the whole batch.
        """
        found_in = self._batch(ids)
        if found_in is None or isinstance(found_in, int):
            return ([], set()) if found_in in NO_REPORTS else None
        wanted = {same(each): each for each in ids}
        found, missing = [], set()
        for each in found_in.members:
            id = wanted.get(same(each.href))
            if id and each.status in (404, 410):
                missing.add(id)
            elif id and f"{CALDAV}calendar-data" in each.props:
                found.append(Found(id, version_of(each), _data(each)))
        return found, missing

    def _batch(self, ids: Sequence[str]) -> Multistatus | int | None:
        """The answer to a multiget, its status if it is an error, None if its XML is broken.

        One item with a character that XML can't hold breaks the whole answer, each time.
        """
        for _ in range(2):
            answer = self.transport.ask("REPORT", self.url, multiget(ids), XML_BODY)
            if answer.status != 207:
                return answer.status
            try:
                return read_multistatus(answer.body)
            except BadXml as error:
                if b"multistatus" not in answer.body[:4096]:
                    raise TryLater(None, "the server's answer makes no sense") from error
        return None

    def get(self, id: str) -> Answer:
        """Ask for one item directly."""
        return self.transport.ask("GET", id, headers={"Accept": "text/calendar"})

    def by_uid(self, uid: str, component: str) -> list[Found] | None:
        """Items whose UID contains `uid`; None where the server can't be asked that."""
        headers = {"Depth": "1", **XML_BODY}
        answer = self.transport.ask("REPORT", self.url, query_uid(uid, component), headers)
        if answer.status != 207:
            return None
        try:
            _, members = self._split(read_multistatus(answer.body))
        except BadXml:
            return None
        return [Found(id, version_of(each), _data(each)) for id, each in members if _data(each)]

    def between(self, first: datetime, last: datetime) -> list[tuple[str, str | None]]:
        """Id and version of the events that have to do with a span, their repetitions included.

        Raises:
            PluginError: The server can't be asked that.
        """
        found = self._multistatus("REPORT", self.url, query_span(first, last), depth="1")
        _, members = self._split(found)
        return [(id, version_of(each)) for id, each in members if each.status < 300]

    def _multistatus(self, method: str, url: str, body: str, *, depth: str) -> Multistatus:
        headers = {"Depth": depth, **XML_BODY}

        def once() -> Multistatus:
            answer = self.transport.ask(method, url, body, headers)
            if answer.status in (404, 410):
                raise PluginError(self._lost())
            return self._parsed(answer)

        return twice(once)

    def _parsed(self, answer: Answer) -> Multistatus:
        """The multistatus in an answer.

        Raises:
            PluginError: The answer is an error of the server's.
            BadXml: It is something else.
        """
        if answer.status == 507:
            raise PluginError(f"{self.url}: {NO_SPACE}")
        if answer.status >= 500:
            raise TryLater(None, f"{self.url} answers {answer.status}")
        if answer.status not in (200, 207):
            named = ", ".join(sorted(preconditions(answer.body)))
            raise PluginError(
                f"{self.url} answers {answer.status}" + (f" ({named})" if named else "")
            )
        return read_multistatus(answer.body)

    def _split(self, found: Multistatus) -> tuple[Member | None, list[tuple[str, Member]]]:
        """The collection's own entry, and its members with their ids."""
        own, members = None, []
        for each in found.members:
            id = item_id(each.href, self.url)
            if id is not None:
                members.append((id, each))
            elif same(each.href) == same(self.url):
                own = each
        return own, members

    def _lost(self) -> str:
        return (
            f"the calendar {self.url} is not there any more; nothing was deleted here. "
            "If it was moved or removed, run `kith connect` again"
        )


def twice(request: Callable[[], T]) -> T:
    """Ask again once where the answer was no XML, as a proxy's error page or a cut-off one.

    Raises:
        TryLater: The second one was none either.
    """
    try:
        return request()
    except BadXml:
        try:
            return request()
        except BadXml as error:
            raise TryLater(None, f"the server's answer makes no sense: {error}") from error


def version_of(member: Member) -> str | None:
    """The ETag of a listed item, weak ones with their mark; None where none was told."""
    return member.text(f"{DAV}getetag") or None


def state_name(collection: Member) -> str:
    """What a collection calls the state that it is in: its sync-token, else its ctag, if any."""
    return collection.text(f"{DAV}sync-token") or collection.text(f"{SERVER}getctag")


def is_strong(version: str | None) -> bool:
    """Whether a version can stand in If-Match."""
    return bool(version) and not str(version).startswith("W/")


def opaque(version: str | None) -> str:
    """What is equal for the weak and the strong form of one ETag."""
    return (version or "").removeprefix("W/").strip('"')


def batches(ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """The ids in parts of at most `size`."""
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _data(member: Member) -> str:
    element = member.props.get(f"{CALDAV}calendar-data")
    return (element.text or "") if element is not None else ""


def _name(id: str) -> str:
    return id.rpartition("/")[2]
