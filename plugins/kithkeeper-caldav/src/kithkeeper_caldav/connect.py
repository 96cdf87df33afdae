"""Opening a connection's calendar, and looking at it for `kith connect` and `kith doctor`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

from kithkeeper.errors import LoginNeeded, PluginError, TryLater
from kithkeeper.hooks import PluginContext
from kithkeeper.sync.ports import (
    Calendar,
    CalendarItem,
    Capabilities,
    Delta,
    Gone,
    Outcome,
    Result,
    Seen,
)
from kithkeeper_caldav import discovery, probing
from kithkeeper_caldav.calendar import CalDavCalendar
from kithkeeper_caldav.dav import Dav
from kithkeeper_caldav.discovery import NotThere, Place
from kithkeeper_caldav.settings import AccountSettings, CalDavSettings
from kithkeeper_caldav.transport import Transport, Unreachable

_KEY = "calendar"
Settings = TypeVar("Settings", bound=AccountSettings)


def open_calendar(ctx: PluginContext) -> Calendar:
    """Open the calendar of a connection, found or made on first use and remembered from then on.

    Raises:
        LoginNeeded: There is no password, or it is refused.
        PluginError: The account or the calendar can't be had; the message says what to do.
        TryLater: The server doesn't answer now.
    """
    settings, password = account(ctx, CalDavSettings)
    known = _recall(ctx, settings)
    transport = Transport(settings, password, ctx.connection)
    if known is None:
        found = _find(transport, ctx, settings)
        if isinstance(found, NotThere):
            return NotMadeYet(settings.as_)
        known = found
    transport.root = known.url
    return CalDavCalendar(ctx, Dav(transport, known.url), _kind(settings, known), known.items)


def check_calendar(ctx: PluginContext) -> Iterator[str]:
    """Find the calendar anew, try what its server can do, and say it in lines."""
    settings, password = account(ctx, CalDavSettings)
    transport = Transport(settings, password, ctx.connection)
    place = _find(transport, ctx, settings)
    if isinstance(place, NotThere):
        yield f"There is no calendar {settings.calendar!r} yet; it will be made at {place.home}"
        return
    yield f"Calendar {place.name!r} at {place.url}"
    kind = _kind(settings, place)
    words = {"event": "events", "todo": "tasks"}
    took = " and ".join(words[each] for each in place.items)
    yield f"It takes {took}; touchpoints will be {words[kind]}"
    if ctx.dry_run:
        return
    try:
        found = probing.probe(Dav(transport, place.url), ctx, kind)
    except Unreachable as error:
        raise TryLater(None, str(error)) from error
    probing.remember(ctx.state, place.url, found)
    yield from found.notes or ("Writes are safe there: it honours preconditions and sync-tokens",)
    transport.close()


def account(ctx: PluginContext, kind: type[Settings]) -> tuple[Settings, str]:
    """The settings, with address and account from the shared file where they name a section.

    Args:
        kind: What the settings of this connection are.

    Raises:
        PluginError: No address is set, or the section can't be read.
    """
    settings = ctx.settings
    if not isinstance(settings, kind):
        raise PluginError("this connection has no settings")
    shared: dict[str, Any] = _shared(settings.config_section) if settings.config_section else {}
    missing: KeyError | None = None
    try:
        password = ctx.secret("password")
    except KeyError as error:
        missing = error
        password = settings.password or str(shared.get("password") or "")
    url = _address(settings.url or str(shared.get("url") or ""), settings)
    if urlsplit(url).username is not None:
        raise PluginError("url names an account; set username and password_env beside it instead")
    username = settings.username or str(shared.get("username") or "")
    if username and not password:
        if isinstance(missing, LoginNeeded):
            raise missing
        raise LoginNeeded(ctx.connection, "there is no password for it")
    changed: dict[str, Any] = {"url": url, "username": username}
    if settings.auth_type == "basic" and shared.get("auth_type") in ("digest", "bearer"):
        changed["auth_type"] = shared["auth_type"]
    return settings.model_copy(update=changed), password


def _shared(section: str) -> dict[str, Any]:
    """A section of the file that caldav's own tools share."""
    from calendaring_config import ConfigError, find_config_file, load

    try:
        # Its variables may name the file; CALDAV_URL and its like must not replace the section.
        file = find_config_file()
        found = load(file, section, environment=False, kinds=("caldav",)) if file else []
    except (ConfigError, OSError, ValueError) as error:
        raise PluginError(f"the section {section!r} can't be read: {error}") from error
    connections = list(found)
    if len(connections) != 1:
        raise PluginError(f"{section!r} names {len(connections)} CalDAV accounts, not one")
    return dict(connections[0].params)


def _address(url: str, settings: AccountSettings) -> str:
    """The address to begin at; a bare domain or e-mail address is looked up (RFC 6764)."""
    if "://" in url:
        return url
    if not (url or "@" in settings.username):
        raise PluginError(
            "no url is set for this connection; give it to `kith connect`: --set url=https://…"
        )
    from caldav.discovery import DiscoveryError, discover_caldav

    name = url or settings.username
    try:
        found = discover_caldav(identifier=name, timeout=int(settings.timeout), require_tls=True)
    except (DiscoveryError, OSError, ValueError):
        found = None
    if found is not None:
        return str(found.url)
    return f"https://{name.rpartition('@')[2]}"


def _find(transport: Transport, ctx: PluginContext, settings: CalDavSettings) -> Place | NotThere:
    """Find the calendar, or make it; remember it, unless nothing may be changed."""
    place = discovery.find(transport, settings.url, settings.calendar, settings.as_)
    if isinstance(place, NotThere):
        if ctx.dry_run:
            return place
        place = discovery.make(transport, place, settings.calendar, settings.as_)
    if not place.items:
        raise PluginError(f"{place.name!r} takes neither events nor tasks")
    ctx.state[_KEY] = {
        "for": _fingerprint(settings),
        "url": place.url,
        "name": place.name,
        "items": list(place.items),
        "delta": place.delta,
    }
    return place


def _recall(ctx: PluginContext, settings: CalDavSettings) -> Place | None:
    """The calendar that was found before under the same settings."""
    told = ctx.state.get(_KEY)
    if not isinstance(told, dict) or told.get("for") != _fingerprint(settings):
        return None
    items = tuple(each for each in ("event", "todo") if each in told.get("items", ()))
    url = str(told.get("url", ""))
    if not items or not urlsplit(url).netloc:
        return None
    return Place(url, str(told.get("name", "")), items, bool(told.get("delta")))


def _fingerprint(settings: CalDavSettings) -> str:
    """What is equal while the settings mean the same calendar."""
    told = f"{settings.url}\n{settings.username}\n{settings.calendar}\n{settings.as_}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _kind(settings: CalDavSettings, place: Place) -> Literal["event", "todo"]:
    """What we write: as the user says, or what the calendar takes if it takes only one kind."""
    if settings.as_ in place.items:
        return settings.as_
    return "todo" if "todo" in place.items else "event"


class NotMadeYet:
    """In a dry run: the calendar that the first real run will make. It is empty."""

    def __init__(self, kind: str) -> None:
        self.capabilities = Capabilities(items=(kind,))

    requests = 0

    def changes(self, cursor: str | None) -> Iterator[Delta]:
        """Nothing yet, and nothing to conclude from it."""
        yield Delta(cursor=cursor)

    def read(self, ids: Sequence[str]) -> Iterable[Seen | Gone]:
        """No item is known."""
        return ()

    def find(self, uid: str) -> Seen | None:
        """No item is known."""
        return None

    def put(self, item: CalendarItem, *, id: str, raw: str, expected: str | None) -> Outcome:
        """Write nothing."""
        return Outcome(Result.FAILED, reason="nothing is written in a dry run")

    def delete(self, id: str, *, expected: str | None) -> Outcome:
        """Delete nothing."""
        return Outcome(Result.FAILED, id, reason="nothing is deleted in a dry run")
