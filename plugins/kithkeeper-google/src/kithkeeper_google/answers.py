"""What an error of the People API means: each is read once, into a `Fault` that says what to do."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

DAILY_WAIT = 6 * 3600.0
"""Seconds to stay away when a quota of a day, or of the account's writes, is used up."""

EXPIRED_REASON = "EXPIRED_SYNC_TOKEN"


class Kind(Enum):
    """What to do about a fault."""

    SERVER = auto()
    """The server stumbled: try again."""
    BODY = auto()
    """The answer was no JSON object: try again."""
    RESET = auto()
    """The connection broke: try again over a fresh one."""
    SLOW = auto()
    """No answer in time: try again over a fresh connection."""
    UNREACHABLE = auto()
    """There is no way to the server: try again a little."""
    TRIED = auto()
    """The login server stumbled, and the library has tried it several times: come back later."""
    MINUTE = auto()
    """The quota of a minute is used up: wait for the next one."""
    DAY = auto()
    """The quota of a day is used up: come back much later."""
    EXPIRED = auto()
    """The sync token has expired: pull everything."""
    STALE = auto()
    """The etag is not the current one: read again and merge."""
    GONE = auto()
    """It is not there (any more)."""
    LOGIN = auto()
    """The login no longer holds, or doesn't reach this far."""
    REFUSED = auto()
    """The request is not taken, now or later."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One failed request.

    Attributes:
        message: What the other side said, cut to a line.
        after: Seconds that the other side asks to wait, where it said.
    """

    kind: Kind
    message: str
    after: float | None = None


class Failed(Exception):
    """A request that ended in a fault which no repetition mends, or not soon."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def read_error(status: int, headers: Mapping[str, str], content: bytes) -> Fault:
    """Read an answer that is no success.

    Args:
        status: The HTTP status.
        headers: The answer's headers with lower-case names.
        content: The answer's body, JSON or anything else.
    """
    error = _error_of(content)
    message = str(error.get("message") or "") or HTTPStatus(status).phrase if _known(status) else ""
    message = " ".join((message or f"HTTP {status}").split())[:300]
    kind = _kind(status, _reasons(error), json.dumps(error).casefold())
    after = _retry_after(headers)
    if kind is Kind.DAY and after is None:
        after = DAILY_WAIT
    return Fault(kind, f"{message} (HTTP {status})", after)


def _known(status: int) -> bool:
    return status in HTTPStatus._value2member_map_


def _error_of(content: bytes) -> dict[str, Any]:
    try:
        body = json.loads(content)
    except ValueError:
        return {}
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, dict) else {}


def _reasons(error: dict[str, Any]) -> set[str]:
    """The reasons in both forms of Google's errors: `details` (ErrorInfo) and the older `errors`."""
    found = {str(error.get("status", ""))}
    for key in ("details", "errors"):
        items = error.get(key)
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict):
                found.add(str(item.get("reason", "")))
    return found


def _kind(status: int, reasons: set[str], text: str) -> Kind:
    if EXPIRED_REASON in reasons or status == HTTPStatus.GONE:
        return Kind.EXPIRED
    match status:
        case HTTPStatus.BAD_REQUEST:
            return _bad_request(reasons, text)
        case HTTPStatus.UNAUTHORIZED:
            return Kind.LOGIN
        case HTTPStatus.FORBIDDEN:
            return _forbidden(reasons, text)
        case HTTPStatus.NOT_FOUND:
            return Kind.GONE
        case HTTPStatus.TOO_MANY_REQUESTS:
            return Kind.DAY if _of_a_day(reasons, text) else Kind.MINUTE
        case HTTPStatus.REQUEST_TIMEOUT:
            return Kind.SERVER
        case _:
            return Kind.SERVER if status >= HTTPStatus.INTERNAL_SERVER_ERROR else Kind.REFUSED


def _bad_request(reasons: set[str], text: str) -> Kind:
    # The status word is no help: some answers call an expired token INVALID_ARGUMENT, others
    # FAILED_PRECONDITION, which is also what a stale etag is called.
    if "sync token" in text and "expired" in text:
        return Kind.EXPIRED
    if "failedprecondition" in {reason.casefold().replace("_", "") for reason in reasons}:
        return Kind.STALE
    return Kind.STALE if "etag" in text and "different" in text else Kind.REFUSED


def _forbidden(reasons: set[str], text: str) -> Kind:
    if reasons & {"userRateLimitExceeded", "rateLimitExceeded", "RATE_LIMIT_EXCEEDED"}:
        return Kind.DAY if _of_a_day(set(), text) else Kind.MINUTE
    if _of_a_day(reasons, text):
        return Kind.DAY
    if "ACCESS_TOKEN_SCOPE_INSUFFICIENT" in reasons or "insufficient authentication scope" in text:
        return Kind.LOGIN
    return Kind.REFUSED


def _of_a_day(reasons: set[str], text: str) -> bool:
    named = reasons & {"quotaExceeded", "dailyLimitExceeded"}
    told = ("per day", "perday", "daily", "fbs quota", "/d/")
    return bool(named and "per minute" not in text) or any(word in text for word in told)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds from a Retry-After header, which holds seconds or a date (RFC 9110, 10.2.3)."""
    value = str(headers.get("retry-after", "")).strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        until = parsedate_to_datetime(value)
        now = parsedate_to_datetime(str(headers.get("date", "")))
    except (TypeError, ValueError, IndexError):
        return None
    return max(0.0, (_utc(until) - _utc(now)).total_seconds())


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
