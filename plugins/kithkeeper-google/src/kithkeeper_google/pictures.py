"""A person's picture: fetched when somebody wants to see it, small, and without the login."""

from __future__ import annotations

from http import HTTPStatus
from http.client import HTTPException

from httplib2 import HttpLib2Error

from kithkeeper_google.endpoints import trusted
from kithkeeper_google.fields import Json, items
from kithkeeper_google.transport import AnswerTooLarge, make_http

MOST_BYTES = 4 << 20
"""A larger picture is not taken."""


def picture_url(person: Json) -> str | None:
    """The address of the contact's own picture; None for the letter that Google draws instead."""
    for item in items(person, "photos"):
        url = item.get("url")
        if isinstance(url, str) and url and not item.get("default"):
            return url
    return None


def fetch_picture(person: Json, timeout: float) -> bytes | None:
    """Fetch the picture of a person; None where there is none, or it can't be had.

    Only https and loopback addresses are asked, no redirect is followed, no credentials are sent.
    """
    url = picture_url(person)
    try:
        address = trusted(url or "")
    except ValueError:
        return None
    http = make_http(address, timeout, most=MOST_BYTES)
    try:
        answer, content = http.request(address)
    except (OSError, HTTPException, HttpLib2Error, AnswerTooLarge):
        return None
    finally:
        http.close()
    kind = str(answer.get("content-type", ""))
    is_picture = kind.startswith("image/") and "svg" not in kind  # which can hold a script
    return content if answer.status == HTTPStatus.OK and is_picture else None
