"""Writing changed contacts back to a CardDAV address book."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from kithkeeper.errors import LoginNeeded, PluginError
from kithkeeper.model import Card
from kithkeeper.sync.ports import Change, Outcome, Result
from kithkeeper_vcard import probing
from kithkeeper_vcard.carddav import CardDavSource
from kithkeeper_vcard.discovery import find_books
from kithkeeper_vcard.listing import fetch_one
from kithkeeper_vcard.patch import patched, said_after
from kithkeeper_vcard.writer import card_text, file_name, with_uid

if TYPE_CHECKING:
    from kithkeeper.hooks import Response

_WRITTEN = (200, 201, 204)
_REFUSED = (400, 403, 405, 413, 415, 422, 507)
_ADVICE = {
    403: "it does not take this change; see there whether you may write to this card",
    405: "you may only read there; set `write = false`",
    413: "the card is too large for it; a smaller photo there may help",
    423: "the card is locked by another program there; the next sync tries again",
    507: "your space there is used up; free some, and the next sync tries again",
}  # fmt: skip
"""What to do about an answer to a write."""


class WritableCardDavSource(CardDavSource):
    """An address book that changed contacts are written back to."""

    def describe(self) -> list[str]:
        """A line for each address book that is there, and what its server does with writes."""
        lines = super().describe()
        book = find_books(self._client, self._settings.url)[0]
        try:
            is_conditional = self._probed(book.url)
        except LoginNeeded:
            raise
        except PluginError as error:
            return [*lines, f"nothing could be written there: {error.message}"]
        if is_conditional:
            return [*lines, "writes are safe there: it honours preconditions"]
        return [*lines, "it ignores preconditions: each card is read before it is written"]

    def push(self, change: Change, base: Card | None, expected: str | None) -> Outcome:
        """Write one card, if nothing changed there meanwhile; see `WritableSource.push`."""
        if not change.key:
            return self._create(change)
        url = urljoin(self._settings.url, change.key)
        condition = self._condition(url, change, expected)
        if isinstance(condition, Outcome):
            return condition
        if change.card is None:
            response = self._client.request("DELETE", url, None, **condition)
            return _judged(response, change.key)
        if not change.raw:
            return Outcome(Result.REFUSED, change.key, reason="the card is not known as received")
        text = patched(change.raw, change.card, base)
        response = self._put(url, text, condition)
        outcome = _judged(response, change.key, text, said_after(change.raw, text, base))
        kept = self._as_kept(url, outcome, change.raw, base)
        return kept if expected else replace(kept, version=None)

    def _create(self, change: Change) -> Outcome:
        if change.card is None:
            return Outcome(Result.REFUSED, reason="there is nothing to delete")
        book = find_books(self._client, self._settings.url)[0]
        card = with_uid(change.card)
        url = urljoin(book.url, f"{file_name(card.uid)}.vcf")
        text = card_text(card)
        if not self._is_conditional(book.url):
            there = fetch_one(self._client, url, _path(url))
            if there is not None and there.text is not None:
                return Outcome(Result.CONFLICT, _path(url), there.etag or None, there.text)
        response = self._put(url, text, {"If_None_Match": "*"})
        outcome = _judged(response, _path(url), text, card)
        if outcome.result is not Result.CONFLICT:
            return self._as_kept(url, outcome, text, card)
        there = fetch_one(self._client, url, outcome.id)
        if there is None or there.text is None:
            return outcome
        return replace(outcome, version=there.etag or None, raw=there.text)

    def _as_kept(self, url: str, outcome: Outcome, raw: str, base: Card | None) -> Outcome:
        """What came of a write; read again where no ETag says that it was kept as it was sent.

        A server that changes what it is given must not answer with one (RFC 7231 section 4.3.4).
        """
        if outcome.result is not Result.OK or outcome.version:
            return outcome
        now = fetch_one(self._client, url, outcome.id)
        if now is None or now.text is None:
            return outcome
        said = said_after(raw, now.text, base)
        return replace(outcome, version=now.etag or None, raw=now.text, card=said or outcome.card)

    def _is_conditional(self, book: str) -> bool:
        """Whether preconditions surely hold; where that can't be found out, they don't."""
        try:
            return self._probed(book)
        except LoginNeeded:
            raise
        except PluginError as error:
            self._ctx.log.debug("the probe came to no end: %s", error)
            return False

    def _probed(self, book: str) -> bool:
        """Whether preconditions hold; asked with a throw-away card before the first write.

        Raises:
            PluginError: The account doesn't answer, or takes no card.
        """
        found = probing.recall(self._ctx.state, book)
        if found is None:
            found = probing.probe(self._client, book)
            probing.remember(self._ctx.state, book, conditional=found)
        return found

    def _put(self, url: str, text: str, condition: dict[str, str]) -> Response:
        return self._client.request(
            "PUT", url, text.encode(), Content_Type="text/vcard; charset=utf-8", **condition
        )

    def _condition(
        self, url: str, change: Change, expected: str | None
    ) -> dict[str, str] | Outcome:
        """The header that guards the write.

        A weak ETag guards nothing, nor does any where the server ignores preconditions: there the
        card is read again, and compared with what we know.
        """
        is_strong = bool(expected) and not str(expected).startswith("W/")
        if expected and is_strong and self._is_conditional(urljoin(url, ".")):
            return {"If_Match": expected}
        now = fetch_one(self._client, url, change.key)
        if now is None:
            return Outcome(Result.FAILED, change.key, reason="the card can't be read again")
        if now.text is None:
            return Outcome(Result.GONE, change.key)
        is_same = (is_strong and now.etag == expected) or _lines(now.text) == _lines(change.raw)
        if not is_same:
            return Outcome(Result.CONFLICT, change.key, now.etag or None, now.text)
        if now.etag and not now.etag.startswith("W/"):
            return {"If_Match": now.etag}
        return {}


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").strip().split("\n")


def _path(url: str) -> str:
    return "/" + url.split("://", 1)[-1].partition("/")[2]


def _judged(response: Response, key: str, text: str = "", card: Card | None = None) -> Outcome:
    """What the answer to a write means."""
    status = response.status
    if status in _WRITTEN:
        etag = response.headers.get("etag", "") or None
        return Outcome(Result.OK, key, etag if text else None, text, card=card)
    if status in (404, 410):
        return Outcome(Result.GONE, key)
    said = _said(response.body)
    if status in (409, 412) and "no-uid-conflict" not in said:
        return Outcome(Result.CONFLICT, key, reason="it was changed there, or is there already")
    reason = f"the server answered {status}{said}; {_advice(status, said)}"
    is_refused = status in _REFUSED or "no-uid-conflict" in said
    return Outcome(Result.REFUSED if is_refused else Result.FAILED, key, reason=reason)


def _advice(status: int, said: str) -> str:
    """What the user can do about a write that was not taken."""
    if "no-uid-conflict" in said:
        return "another card there has the same UID; delete one of the two there"
    if "need-privileges" in said:
        return (
            "you may only read there; set `write = false`, or ask its owner for the right to write"
        )
    return _ADVICE.get(status, "the next sync tries again; if it stays so, change the card there")


def _said(body: bytes) -> str:
    """The precondition that an error body names, such as ` (no-uid-conflict)`."""
    from kithkeeper_vcard.davxml import BadXml, parse

    try:
        names: Iterable[str] = (each.name for each in parse(body).children)
    except BadXml:
        return ""
    words = [name.rpartition(" ")[2] for name in names]
    return f" ({', '.join(words)})" if words else ""
