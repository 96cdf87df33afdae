"""One Google login in use: credentials, one service a thread, and the loop that tries again."""

from __future__ import annotations

import http.client
import random
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import google_auth_httplib2
import httplib2
from google.auth.exceptions import RefreshError, TransportError
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from kithkeeper.errors import LoginNeeded, TryLater
from kithkeeper_google import tokens
from kithkeeper_google.answers import Failed, Fault, Kind, read_error
from kithkeeper_google.credentials import StoredCredentials
from kithkeeper_google.transport import AnswerTooLarge, make_http

Json = dict[str, Any]
"""A JSON object as the client gives it."""

ATTEMPTS = {
    Kind.SERVER: 6,
    Kind.MINUTE: 6,
    Kind.RESET: 6,
    Kind.BODY: 4,
    Kind.SLOW: 3,
    Kind.UNREACHABLE: 3,
    Kind.TRIED: 1,
}
"""How often a request is made in all, by what went wrong; anything else is made once."""

UNSURE = frozenset({Kind.RESET, Kind.SLOW, Kind.SERVER, Kind.BODY})
"""After these nobody knows whether the request was carried out."""

CAP = 64.0
MINUTE = 60.0
MOST_PATIENT = 120.0
"""A wait longer than this many seconds is handed to the caller as `TryLater`."""


def login_needed(connection: str, reason: str) -> LoginNeeded:
    """The error for a login that is not there or no longer holds, with the command that mends it."""
    command = f"kith connect google --as {connection}" if connection else "kith connect google"
    return LoginNeeded(connection, reason, command=command)


class Session:
    """Makes requests for one connection. May be used from several threads: each has its own service.

    Attributes:
        requests: How many requests were made.
    """

    def __init__(
        self,
        connection: str,
        token_path: Path,
        endpoint: str,
        timeout: float,
        *,
        wait: Callable[[float], None] | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """Prepare; nothing is read or sent before the first request.

        Args:
            connection: Name of the connection, for messages.
            token_path: The token file; it is rewritten after each refresh.
            endpoint: Root of the API, with a slash at its end.
            timeout: Seconds to wait for an answer.
            wait: Waits that many seconds; by itself it waits until `stop` at most.
            jitter: A number from 0 up to 1.
        """
        self.requests = 0
        self._connection = connection
        self._token_path = token_path
        self._endpoint = endpoint
        self._timeout = timeout
        self._stopped = threading.Event()
        self._wait = wait or self._stopped.wait
        self._jitter = jitter
        self._here = threading.local()

    def call(
        self, request: Callable[[Any], Any], look: Callable[[], Json | None] | None = None
    ) -> Json:
        """Make a request and return the JSON object that answers it.

        Args:
            request: Given the service, makes the request (a `googleapiclient` HttpRequest).
            look: For a request that must not be carried out twice: asked before a repetition,
                when nobody knows whether it was; what it finds is returned as the answer.

        Raises:
            Failed: With a fault of kind EXPIRED, STALE, GONE or REFUSED.
            LoginNeeded: The login no longer holds.
            TryLater: Nothing helped for now, or the other side asks for a long wait.
        """
        made = 0
        while True:
            made += 1
            answer = self._once(request)
            if not isinstance(answer, Fault):
                return answer
            pause = self._pause(answer, made)
            if pause is not None:
                self._wait(pause)
            if self._stopped.is_set():
                raise self._given_up(answer)
            if look is not None and answer.kind in UNSURE and (found := look()) is not None:
                return found
            if pause is None:
                raise self._given_up(answer)

    def _once(self, request: Callable[[Any], Any]) -> Json | Fault:
        self.requests += 1
        try:
            answer = request(self._service()).execute(num_retries=0)
        except Exception as error:
            if not isinstance(error, HttpError):
                self._drop()  # httplib2 would keep the dead socket
            fault = _fault_of(error)
            if fault is None:
                raise
            return fault
        finally:
            if (credentials := getattr(self._here, "credentials", None)) is not None:
                credentials.keep()
        return (
            answer if isinstance(answer, dict) else Fault(Kind.BODY, "the answer is no JSON object")
        )

    def stop(self) -> None:
        """Let a request that another thread is at end without another attempt, until `close`."""
        self._stopped.set()

    def close(self) -> None:
        """Close this thread's connection; a later request opens another."""
        self._drop()
        self._stopped.clear()

    def __del__(self) -> None:
        self._drop()

    def _pause(self, fault: Fault, made: int) -> float | None:
        """Seconds before the next attempt (full jitter, base 1 s), or None to give up."""
        if made >= ATTEMPTS.get(fault.kind, 1):
            return None
        if fault.after is not None:
            return fault.after if fault.after <= MOST_PATIENT else None
        if fault.kind is Kind.MINUTE and made == 3:
            return MINUTE + self._jitter()
        return self._jitter() * min(CAP, 2.0 ** (made - 1))

    def _given_up(self, fault: Fault) -> Exception:
        if fault.kind is Kind.LOGIN:
            return self.login_needed(fault.message)
        if fault.kind in ATTEMPTS or fault.kind is Kind.DAY:
            after = fault.after if fault.after is not None else MINUTE
            return TryLater(after, f"Google: {fault.message}", plugin="google")
        return Failed(fault)

    def login_needed(self, reason: str) -> LoginNeeded:
        """The error for a login that no longer holds, with the command that mends it."""
        return login_needed(self._connection, reason)

    def _service(self) -> Any:
        if getattr(self._here, "service", None) is None:
            try:
                self._here.credentials = StoredCredentials.load(self._token_path)
            except tokens.TokenUnreadable as error:
                raise self.login_needed(str(error)) from error
            self._here.http = make_http(self._endpoint, self._timeout)
            authorized = google_auth_httplib2.AuthorizedHttp(
                self._here.credentials, http=self._here.http
            )
            self._here.service = build(
                "people",
                "v1",
                http=authorized,
                static_discovery=True,
                cache_discovery=False,
                client_options={"api_endpoint": self._endpoint},
            )
        return self._here.service

    def _drop(self) -> None:
        here = self.__dict__.get("_here")  # missing where __init__ raised
        if getattr(here, "service", None) is not None:
            self._here.http.close()
            self._here.service = None


def _refused_login(error: RefreshError) -> Fault:
    """What a failed renewal means: only a refusal in the words of OAuth ends a login."""
    said, answer = (*error.args, "", "")[:2]
    if not error.args or str(said).startswith("The credentials do not contain"):
        said = "Google no longer takes the stored token, and nothing is there to renew it"
        return Fault(Kind.LOGIN, said)
    told = isinstance(answer, dict) and "error" in answer
    if error.retryable or not (told or str(said).startswith("Reauthentication")):
        said = said if told else "Google's login server gave no proper answer"
        return Fault(Kind.TRIED, " ".join(str(said).split())[:300])
    return Fault(Kind.LOGIN, " ".join(str(said).removesuffix(": None").split())[:300])


def _fault_of(error: Exception) -> Fault | None:
    """What an exception of the client means; None where it is none of the network's."""
    match error:
        case HttpError():
            return read_error(int(error.resp.status), error.resp, error.content or b"")
        case RefreshError():
            return _refused_login(error)
        case TransportError():
            cause = error.__cause__ or error.__context__
            found = _fault_of(cause) if isinstance(cause, Exception) else None
            return found or Fault(Kind.UNREACHABLE, f"no way to Google's login: {error}")
        case AnswerTooLarge():
            return Fault(Kind.REFUSED, str(error))
        case TimeoutError():
            return Fault(Kind.SLOW, f"no answer in time ({error})")
        case httplib2.ServerNotFoundError() | ConnectionRefusedError():
            return Fault(Kind.UNREACHABLE, f"the server can't be reached ({error})")
        case ConnectionError() | http.client.HTTPException() | UnicodeDecodeError():
            return Fault(Kind.RESET, f"the connection broke ({error!r})")
        case OSError():
            return Fault(Kind.UNREACHABLE, f"the server can't be reached ({error})")
        case _:
            return None
