"""From an address that a user typed to one calendar: principal, home, collections (RFC 4791
sections 5 and 6, RFC 6764), and making the calendar where it is missing.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple
from urllib.parse import quote, urljoin

from kithkeeper.errors import PluginError
from kithkeeper_caldav.dav import DESCRIBED
from kithkeeper_caldav.hrefs import may_use, same
from kithkeeper_caldav.multistatus import (
    CALDAV,
    DAV,
    XML_BODY,
    BadXml,
    Member,
    new_calendar,
    preconditions,
    propfind,
    proppatch_name,
    read_multistatus,
)
from kithkeeper_caldav.transport import Answer, Transport

_KINDS = {"VEVENT": "event", "VTODO": "todo"}


class Place(NamedTuple):
    """A calendar that was found.

    Attributes:
        url: Its address.
        name: As the server shows it.
        items: What it takes: `event`, `todo` or both.
        delta: Whether it told a sync-token.
    """

    url: str
    name: str
    items: tuple[str, ...]
    delta: bool


class NotThere(NamedTuple):
    """No calendar of that name; `home` is where one could be made."""

    home: str
    others: tuple[Place, ...]


def find(transport: Transport, url: str, name: str, kind: str) -> Place | NotThere:
    """The calendar at `url` if it is one, else the one called `name` in that account.

    Args:
        kind: `event` or `todo`, which of two calendars with that name is meant.

    Raises:
        PluginError: No account can be found at `url`.
    """
    start = _first(transport, url)
    if start is not None and start.is_calendar:
        return _place(start, transport.root)
    others: list[Place] = []
    homes = _homes(transport, start)
    for home in homes:
        others += _calendars(transport, home)
    found = _named(others, name, kind)
    return found or NotThere(homes[0], tuple(others))


def _named(places: list[Place], name: str, kind: str) -> Place | None:
    """The one called `name`, rather one that takes what we write, rather spelled the same."""
    wanted = name.casefold()
    fitting = [each for each in places if each.items and each.name.casefold() == wanted]
    fitting = fitting or [
        each for each in places if each.items and same(each.url).endswith("/" + quote(name))
    ]
    return min(fitting, key=lambda p: (kind not in p.items, p.name != name), default=None)


def _first(transport: Transport, url: str) -> Member | None:
    """What stands at the address, or at the well-known one of its host; None if nothing helps.

    Raises:
        PluginError: None of them answers as WebDAV does.
    """
    tried, answers = [], False
    for each in (url, urljoin(url, "/.well-known/caldav"), urljoin(url, "/")):
        answer = _propfind(transport, each, "0")
        tried.append(f"{each}: {answer.status}")
        members = _members(answer)
        answers = answers or bool(members)
        if members and (members[0].is_calendar or _leads_on(members[0])):
            transport.root = answer.url
            return members[0]
    if not answers:
        raise PluginError("no CalDAV account answers there (" + "; ".join(tried) + ")")
    return None


def _members(answer: Answer) -> tuple[Member, ...]:
    """The entries of a 207; none where it is a web page or anything else."""
    if answer.status != 207:
        return ()
    try:
        return read_multistatus(answer.body).members
    except BadXml:
        return ()


def _leads_on(member: Member) -> bool:
    return bool(
        member.hrefs(f"{DAV}current-user-principal") or member.hrefs(f"{CALDAV}calendar-home-set")
    )


def _homes(transport: Transport, start: Member | None) -> list[str]:
    """Where the account keeps its calendars; the given address itself if nobody says."""
    if start is None:
        return [transport.root]
    homes, base = start.hrefs(f"{CALDAV}calendar-home-set"), transport.root
    principals = start.hrefs(f"{DAV}current-user-principal")[:1]
    if not homes and principals:
        answer = _propfind(transport, _usable(transport, base, principals[0]), "0")
        base = answer.url
        homes = [h for m in _members(answer)[:1] for h in m.hrefs(f"{CALDAV}calendar-home-set")]
    return [_usable(transport, base, each) for each in homes] or [transport.root]


def _usable(transport: Transport, base: str, href: str) -> str:
    """An address that the server named, if the password may go there."""
    url = urljoin(base, href)
    if not may_use(transport.root, url):
        raise PluginError(
            f"the server names {url}, on another host, which will not be shown your password; "
            "if that is right, set url to it"
        )
    return url


def _calendars(transport: Transport, home: str) -> list[Place]:
    answer = _propfind(transport, home, "1")
    return [
        _place(each, answer.url)
        for each in _members(answer)
        if each.is_calendar and may_use(transport.root, urljoin(answer.url, each.href))
    ]


def _place(member: Member, base: str) -> Place:
    kinds = member.props.get(f"{CALDAV}supported-calendar-component-set")
    told = [str(each.get("name", "")).upper() for each in kinds] if kinds is not None else []
    items = tuple(_KINDS[each] for each in _KINDS if each in told)
    url = urljoin(base, member.href)
    name = member.text(f"{DAV}displayname") or same(url).rpartition("/")[2]
    # A server that tells no component set takes every kind (RFC 4791 section 5.2.3).
    delta = bool(member.text(f"{DAV}sync-token"))
    return Place(url, name, items if told else ("event", "todo"), delta)


def _propfind(transport: Transport, url: str, depth: str) -> Answer:
    return transport.ask("PROPFIND", url, propfind(*DESCRIBED), {"Depth": depth, **XML_BODY})


def make(transport: Transport, missing: NotThere, name: str, kind: str) -> Place:
    """Make the calendar, for events and tasks if the server lets us, and look what came out.

    Raises:
        PluginError: The server makes none; the message says what to do instead.
    """
    taken = {same(each.url) for each in missing.others}
    home, slug = missing.home.rstrip("/") + "/", _slug(name)
    said: list[str] = []
    for suffix in ("", "-2", "-3"):
        url = f"{home}{slug}{suffix}/"
        if same(url) not in taken and (made := _make_at(transport, url, name, kind, said)):
            return made
    raise PluginError(_refusal(name, missing.others, said))


def _make_at(transport: Transport, url: str, name: str, kind: str, said: list[str]) -> Place | None:
    """Make the calendar at one address, asking for less each time it is refused."""
    first = "VEVENT" if kind == "event" else "VTODO"
    ways: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("MKCALENDAR", ("VEVENT", "VTODO")), ("MKCALENDAR", (first,)), ("MKCALENDAR", ()),
        ("MKCOL", (first,)),
    )  # fmt: skip
    for method, kinds in ways:
        body = new_calendar(name, kinds, request=method.lower())
        answer = transport.ask(method, url, body, XML_BODY)
        if answer.status in (200, 201, 204, 207):
            return _made(transport, url, name)
        named = preconditions(answer.body)
        said.append(" ".join([str(answer.status), *sorted(named)]))
        if answer.status in (405, 409) or "resource-must-be-null" in named:
            # Ours already: made by a request whose answer was lost, or by another device.
            return _made(transport, url, name, fresh=False)
    return None


def _made(transport: Transport, url: str, name: str, *, fresh: bool = True) -> Place | None:
    """Look at a calendar that was made, and name it if its name was not taken over."""
    answer = _propfind(transport, url, "0")
    told = next(iter(_members(answer)), None)
    if told is None or not told.is_calendar:
        return None
    if told.text(f"{DAV}displayname") != name:
        if not fresh:
            return None
        transport.ask("PROPPATCH", url, proppatch_name(name), XML_BODY)
    return _place(told, answer.url)._replace(name=name)


def _refusal(name: str, others: tuple[Place, ...], said: list[str]) -> str:
    have = ", ".join(repr(each.name) for each in others if each.items)
    instead = f", or set calendar to one of {have}" if have else ""
    return (
        f"the server makes no calendars for programs ({'; '.join(dict.fromkeys(said))}); make one "
        f"called {name!r} where you manage your calendars{instead}"
    )


def _slug(name: str) -> str:
    """A path segment of plain letters, the same for the same name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-") or "kithkeeper"
