"""One write, from the condition that it is sent under to what became of it.

A server that ignores conditions is read and compared first. An answer that never came is looked
into: what stands there tells whether the write was carried out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from kithkeeper.hooks import PluginContext
from kithkeeper.sync.ports import CalendarItem, Outcome, Result, Seen
from kithkeeper_caldav.content_lines import Unreadable, decode
from kithkeeper_caldav.dav import Dav, Found, is_strong, opaque
from kithkeeper_caldav.hrefs import item_id
from kithkeeper_caldav.multistatus import conflicting_href, preconditions
from kithkeeper_caldav.reading import understand
from kithkeeper_caldav.refusing import AGAIN, refusal, said, unmoved, unwelcome
from kithkeeper_caldav.rendering import render
from kithkeeper_caldav.transport import Answer, Unreachable

ATTEMPTS = 2
"""How often a write under a condition is sent before we look what became of it."""
_TEXT = {"Content-Type": "text/calendar; charset=utf-8"}
_UID_TAKEN = {"no-uid-conflict", "unique-scheduling-object-resource"}


@dataclass(frozen=True, slots=True)
class Writer:
    """What a write needs.

    Attributes:
        kind: What a new item becomes.
        conditional: Whether the server honours preconditions.
        find: Looks for a UID.
    """

    dav: Dav
    ctx: PluginContext
    kind: Literal["event", "todo"]
    conditional: bool
    find: Callable[[str], Seen | None]


def put(writer: Writer, item: CalendarItem, *, id: str, raw: str, expected: str | None) -> Outcome:
    """Write one item; see `kithkeeper.sync.ports.Calendar.put`.

    Raises:
        LoginNeeded, TryLater, PluginError: Something is wrong with the whole account or calendar.
    """
    target = id or writer.dav.url.rstrip("/") + f"/{item.uid}.ics"
    target = target if id else (item_id(target, writer.dav.url) or target)
    if writer.ctx.dry_run:
        return Outcome(Result.FAILED, target, reason="nothing is written in a dry run")
    try:
        text = render(item, raw, kind=writer.kind, profile=writer.ctx.timezone, now=writer.ctx.now)
    except (Unreadable, ValueError, OverflowError) as error:
        return Outcome(Result.REFUSED, target, reason=f"can't be written: {error}")
    condition, stop = _condition(writer, target, expected, raw=raw, new=not id)
    if stop is not None:
        return stop
    answer, lost = _send(writer, "PUT", target, text, condition)
    if answer is None or (lost and answer.status in (404, 409, 410, 412)):
        return _look(writer, item, target, text, lost)
    if answer.status in (200, 201, 204):
        tag = answer.header("ETag")
        return Outcome(Result.OK, target, tag if is_strong(tag) else None, text)
    return _refused(writer, item, target, answer, new=not id)


def delete(writer: Writer, id: str, *, expected: str | None) -> Outcome:
    """Delete one item; see `kithkeeper.sync.ports.Calendar.delete`.

    Raises:
        LoginNeeded, TryLater, PluginError: Something is wrong with the whole account.
    """
    if writer.ctx.dry_run:
        return Outcome(Result.FAILED, id, reason="nothing is deleted in a dry run")
    condition, stop = _condition(writer, id, expected, raw=None, new=False)
    if stop is not None:
        return stop
    answer, lost = _send(writer, "DELETE", id, "", condition)
    if answer is None:
        return _outcome_of_lost_delete(writer, id, lost)
    match answer.status:
        case 404 | 410:
            return Outcome(Result.GONE, id)
        case 412:
            return Outcome(Result.CONFLICT, id, reason="it was changed there since")
        case status if 200 <= status < 300:
            return Outcome(Result.OK, id)
        case _:
            return refusal(id, answer)


def _outcome_of_lost_delete(writer: Writer, id: str, lost: str) -> Outcome:
    if writer.dav.get(id).status in (404, 410):
        return Outcome(Result.GONE, id)
    return Outcome(Result.FAILED, id, reason=f"{lost}; it still stands there. {AGAIN}")


def _condition(
    writer: Writer, id: str, expected: str | None, *, raw: str | None, new: bool
) -> tuple[dict[str, str], Outcome | None]:
    """The header that guards a write, or the outcome where it must not be sent.

    A version that the server did not tell, or only a weak one, can't guard anything: then, as on
    a server that ignores conditions, what stands there is read and compared.
    """
    if new:
        if not writer.conditional and writer.dav.get(id).status not in (404, 410):
            return {}, Outcome(Result.CONFLICT, id, reason="an item stands there already")
        return {"If-None-Match": "*"}, None
    if writer.conditional and expected is not None and is_strong(expected):
        return {"If-Match": expected}, None
    there = _standing(writer, id)
    if there is None:
        return {}, Outcome(Result.GONE, id)
    if expected is None:
        same = not there.version if raw is None else _says_the_same(writer, there.text, raw)
    else:
        same = opaque(there.version) == opaque(expected)
    if not same:
        return {}, Outcome(Result.CONFLICT, id, reason="it was changed there since")
    strong = there.version if is_strong(there.version) else expected
    return ({"If-Match": strong} if strong and is_strong(strong) else {}), None


def _standing(writer: Writer, id: str) -> Found | None:
    """What stands there now, with a strong version if the server has any; None if it is gone."""
    batch = writer.dav.read([id])
    for each in batch[0] if batch else ():
        if each.version:
            return each
    answer = writer.dav.get(id)
    if answer.status in (404, 410):
        return None
    return Found(id, answer.header("ETag") or None, decode(answer.body))


def _send(
    writer: Writer, method: str, id: str, text: str, condition: dict[str, str]
) -> tuple[Answer | None, str]:
    """Send a write, again under its condition if no answer came that tells how it ended.

    Returns:
        The answer, None if none came at all; and what came before it in its place, empty where the
        first attempt was answered: that attempt may have been carried out.
    """
    headers = {**condition, **(_TEXT if text else {})}
    lost = ""
    for _ in range(ATTEMPTS if condition else 1):
        try:
            answer = writer.dav.transport.send(method, id, text, headers)
        except Unreachable as error:
            lost = str(error)
            continue
        if answer.status not in (500, 502, 504) and not _is_page(answer):
            return answer, lost
        lost = "a web page came in place of an answer" if _is_page(answer) else said(answer)
    return None, lost


def _is_page(answer: Answer) -> bool:
    """Whether something between us and the server answered with a page for people."""
    return answer.status == 200 and answer.header("Content-Type").startswith("text/html")


def _look(writer: Writer, item: CalendarItem, id: str, text: str, lost: str) -> Outcome:
    """What became of a write whose answer was lost: what stands there says the same, or not."""
    answer = writer.dav.get(id)
    if answer.status in (404, 410):
        reason = f"{lost}, and it does not stand there. {AGAIN}"
        return Outcome(Result.FAILED, id, reason=reason)
    if _says_the_same(writer, decode(answer.body), text):
        tag = answer.header("ETag")
        return Outcome(Result.OK, id, tag if is_strong(tag) else None, text)
    found = _read_item(writer, decode(answer.body))
    if found is not None and found.uid == item.uid:
        reason = f"{lost}; it stands there as it was before. {AGAIN}"
        return Outcome(Result.CONFLICT, id, reason=reason)
    return Outcome(Result.FAILED, id, reason=f"{lost}. {AGAIN}")


def _says_the_same(writer: Writer, there: str, sent: str) -> bool:
    found, meant = _read_item(writer, there), _read_item(writer, sent)
    return found is not None and found == meant


def _read_item(writer: Writer, text: str) -> CalendarItem | None:
    try:
        return understand(text, writer.ctx.timezone).item
    except Unreadable:
        return None


def _refused(writer: Writer, item: CalendarItem, id: str, answer: Answer, *, new: bool) -> Outcome:
    """What an answer other than success means for this item, or for the calendar as a whole."""
    named = preconditions(answer.body)
    if named & _UID_TAKEN:
        return _uid_taken(writer, item, id, answer, new=new)
    if answer.status == 412:
        reason = unwelcome(answer) if new else unmoved(answer)
        return Outcome(Result.CONFLICT, id, reason=reason)
    if answer.status in (404, 409, 410):
        writer.dav.describe()  # a calendar that is gone is an error of the whole connection
        if answer.status == 409:
            return _uid_taken(writer, item, id, answer, new=new)
        if new:
            return Outcome(Result.REFUSED, id, reason=unwelcome(answer))
        if writer.dav.get(id).status in (404, 410):
            return Outcome(Result.GONE, id)
    return refusal(id, answer)


def _uid_taken(
    writer: Writer, item: CalendarItem, id: str, answer: Answer, *, new: bool
) -> Outcome:
    """Another item of the calendar may have this UID: say which, so that it can be adopted."""
    told = conflicting_href(answer.body)
    other = item_id(told, writer.dav.url) if told else None
    found = writer.find(item.uid) if other in (None, id) else None
    where = found.id if found else other or id
    reason = f"the UID is taken by {where}"
    if where == id:
        reason = unwelcome(answer) if new else unmoved(answer)
    return Outcome(
        Result.CONFLICT, where, found.version if found else None, found.raw if found else "",
        reason=reason,
    )  # fmt: skip
