"""What a server does with preconditions, found on a throw-away card and kept in the state."""

from __future__ import annotations

import uuid
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urljoin

from kithkeeper.errors import PluginError
from kithkeeper_vcard.dav import Dav

PREFIX = "kith-probe-"
_KEY = "preconditions"
_WRONG = '"kithkeeper-never-issued"'
_STORED = (200, 201, 204)
_HELD = 412


def recall(state: MutableMapping[str, Any], book: str) -> bool | None:
    """Whether this book was found to honour preconditions; None where it was never asked."""
    told = state.get(_KEY)
    found = told.get(book) if isinstance(told, dict) else None
    return found if isinstance(found, bool) else None


def remember(state: MutableMapping[str, Any], book: str, *, conditional: bool) -> None:
    """Keep what was found."""
    told = state.get(_KEY)
    state[_KEY] = {**(told if isinstance(told, dict) else {}), book: conditional}


def is_probe(href: str) -> bool:
    """Whether it is a throw-away card."""
    return href.rpartition("/")[2].startswith(PREFIX)


def probe(client: Dav, book: str) -> bool:
    """Write a throw-away card, try `If-Match` and `If-None-Match` on it, remove it: five requests.

    Its name is always the same, so that one which a killed probe left behind goes with the next.

    Raises:
        PluginError: The account doesn't answer, or takes no card.
    """
    uid = f"{PREFIX}{uuid.uuid5(uuid.NAMESPACE_URL, book)}"
    url = urljoin(book, f"{uid}.vcf")
    made = _put(client, url, uid, If_None_Match="*")
    if made == _HELD:
        client.request("DELETE", url)
        made = _put(client, url, uid, If_None_Match="*")
    if made not in _STORED:
        raise PluginError(
            f"{book} takes no card, it answered {made}; see there whether you may write to it, or "
            "set `write = false`"
        )
    try:
        create = _put(client, url, uid, If_None_Match="*") == _HELD
        update = _put(client, url, uid, If_Match=_WRONG) == _HELD
        remove = client.request("DELETE", url, None, If_Match=_WRONG).status == _HELD
    finally:
        client.request("DELETE", url)
    return create and update and remove


def _put(client: Dav, url: str, uid: str, **condition: str) -> int:
    name = "Kithkeeper test (goes away by itself)"
    text = f"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{uid}\r\nFN:{name}\r\nN:{name};;;;\r\nEND:VCARD\r\n"
    header = {"Content_Type": "text/vcard; charset=utf-8", **condition}
    return client.request("PUT", url, text.encode(), **header).status
