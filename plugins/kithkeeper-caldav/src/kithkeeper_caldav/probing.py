"""What a server does with preconditions, tokens and our own properties, found on a throw-away item.

The answers are kept in the connection's state; where the probe was never run, nothing is trusted.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, MutableMapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Literal

from kithkeeper.errors import KithError
from kithkeeper.hooks import PluginContext
from kithkeeper.sync.ports import CalendarItem
from kithkeeper_caldav.content_lines import decode
from kithkeeper_caldav.dav import PROBE_PREFIX, Dav, is_strong, state_name
from kithkeeper_caldav.multistatus import DAV
from kithkeeper_caldav.rendering import render
from kithkeeper_caldav.transport import Answer, Unreachable

_KEY = "probe"
_TEXT = {"Content-Type": "text/calendar; charset=utf-8"}
_WRONG = '"kithkeeper-never-issued"'
_NEVER_ISSUED = "urn:kithkeeper:never-issued"
_STORED = (200, 201, 204)


@dataclass(frozen=True, slots=True)
class Findings:
    """What the probe found.

    Attributes:
        conditional: All four of the preconditions below hold.
        create: `If-None-Match: *` keeps what is there.
        update: `If-Match` with another version keeps what is there.
        remove: So it does on DELETE.
        revive: `If-Match` on something deleted does not bring it back.
        delta: A sync-token is taken, and one that was never issued is not.
        keeps: Our own properties come back.
        tagged: A write is answered with a strong ETag.
        moves: The collection's sync-token never comes back: an item that came and went leaves
            another one. Where there is none, its ctag; of tokens that are not told from foreign
            ones nothing is known.
        relocates: A new item gets another address than the one that it was written to.
    """

    create: bool
    update: bool
    remove: bool
    revive: bool
    delta: bool
    keeps: bool
    tagged: bool
    moves: bool
    relocates: bool = False

    @property
    def conditional(self) -> bool:
        """Whether writes can rest on preconditions alone."""
        return self.create and self.update and self.remove and self.revive

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user should know."""
        return tuple(
            text
            for fine, text in (
                (
                    self.conditional,
                    "it ignores preconditions: each item is read before it is written",
                ),
                (self.delta, "it has no sync-token to rely on: the calendar is listed each time"),
                (self.keeps, "it drops our own properties: items are known by their UID alone"),
                (self.tagged, "it tells no version after a write: it is read back once"),
            )
            if not fine
        )


def recall(state: MutableMapping[str, Any], url: str) -> Findings | None:
    """What was found at this calendar before."""
    told = state.get(_KEY)
    if not isinstance(told, dict) or told.get("url") != url:
        return None
    try:
        return Findings(**{key: bool(value) for key, value in told["found"].items()})
    except (TypeError, KeyError, AttributeError):
        return None


def remember(state: MutableMapping[str, Any], url: str, found: Findings) -> None:
    """Keep what was found."""
    state[_KEY] = {"url": url, "found": asdict(found)}


def sweep(dav: Dav, leftovers: Iterable[str]) -> None:
    """Remove throw-away items that a killed probe left behind; a failure can wait."""
    for each in leftovers:
        try:
            _remove(dav, each)
        except Unreachable:
            return


def is_probe(id: str) -> bool:
    """Whether it is a throw-away item."""
    return id.rpartition("/")[2].startswith(PROBE_PREFIX)


def probe(dav: Dav, ctx: PluginContext, kind: Literal["event", "todo"]) -> Findings:
    """Write a throw-away item, try the preconditions on it, and remove it: twelve requests.

    Raises:
        KithError: The account or the calendar doesn't answer, or takes no item.
        Unreachable: An answer was lost; nothing is known.
    """
    uid = f"{PROBE_PREFIX}{uuid.uuid4()}"
    id = f"{dav.url.rstrip('/')}/{uid}.ics"
    text = _throw_away(uid, ctx, kind)
    before = dav.describe()
    token = before.text(f"{DAV}sync-token")
    try:
        made = _put(dav, id, text, {"If-None-Match": "*"})
        if made.status not in _STORED:
            raise KithError(
                f"{dav.url} takes no item: it answers {made.status}; see there whether you may "
                "write to it, or set calendar to one of your own"
            )
        delta = _is_token_good(dav, token)
        sent_to = id
        id, there = _standing(dav, id, uid, kind)
        relocates = id != sent_to
        create = _put(dav, id, text, {"If-None-Match": "*"}).status not in _STORED
        update = _put(dav, id, text, {"If-Match": _WRONG}).status not in _STORED
        remove = _delete(dav, id, {"If-Match": _WRONG}).status == 412
        _remove(dav, id)
        version = there.header("ETag").removeprefix("W/") or _WRONG
        revive = _put(dav, id, text, {"If-Match": version}).status not in _STORED
        if not revive:
            id, _ = _standing(dav, id, uid, kind)
    finally:
        _clear(dav, id)
    return Findings(
        create=create,
        update=update,
        remove=remove,
        revive=revive,
        delta=delta,
        keeps="X-KITH-NETWORK:probe" in decode(there.body).replace("\r", ""),
        tagged=made.header("ETag").startswith('"'),
        moves=(delta or not token) and state_name(before) != state_name(dav.describe()),
        relocates=relocates,
    )


def _throw_away(uid: str, ctx: PluginContext, kind: Literal["event", "todo"]) -> str:
    item = CalendarItem(
        uid=uid,
        summary="Kithkeeper test (goes away by itself)",
        day=ctx.today + timedelta(days=1),
        network="probe",
    )
    return render(item, "", kind=kind, profile=ctx.timezone, now=ctx.now)


def _is_token_good(dav: Dav, token: str) -> bool:
    """Whether the server knows its own tokens from others.

    One that takes any would answer a stale one with less than what changed, and not say so.
    """
    if not token:
        return False
    page = dav.delta(token)
    return page is not None and bool(page[0].sync_token) and dav.delta(_NEVER_ISSUED) is None


def _put(dav: Dav, id: str, text: str, condition: dict[str, str]) -> Answer:
    return dav.transport.send("PUT", id, text, {**_TEXT, **condition})


def _delete(dav: Dav, id: str, condition: dict[str, str]) -> Answer:
    return dav.transport.send("DELETE", id, headers=condition)


def _remove(dav: Dav, id: str) -> None:
    """Delete what stands there, if anything does; some servers insist on being told its version."""
    if _delete(dav, id, {}).status not in (400, 403, 409, 412, 428):
        return
    version = dav.get(id).header("ETag")
    if is_strong(version):
        _delete(dav, id, {"If-Match": version})


def _standing(dav: Dav, id: str, uid: str, kind: Literal["event", "todo"]) -> tuple[str, Answer]:
    """Where the throw-away item stands and what it says; some servers give it another address."""
    there = dav.get(id)
    if there.status not in (404, 410):
        return id, there
    found = dav.by_uid(uid, "VEVENT" if kind == "event" else "VTODO")
    id = found[0].id if found else id
    return id, dav.get(id)


def _clear(dav: Dav, id: str) -> None:
    """Remove the throw-away item, whatever happened before."""
    try:
        _remove(dav, id)
    except (KithError, Unreachable):
        return
