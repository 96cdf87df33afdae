"""Why no answer came from a server, in words that say what to look at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from ssl import SSLError


class Unreached(NamedTuple):
    """What came instead of an answer.

    Attributes:
        reason: What happened and what to look at, without a full stop.
        lasts: Whether it stays so until somebody changes something: waiting doesn't help.
    """

    reason: str
    lasts: bool = False


def unreached(url: str, error: BaseException) -> Unreached:
    """Say why a request got no answer.

    Args:
        url: Where it was sent; of it only host and port are told.
        error: What the HTTP library raised; what it was raised from is looked at too.
    """
    from socket import gaierror
    from ssl import SSLCertVerificationError, SSLError

    where = _place(url)
    for each in _chain(error):
        match each:
            case SSLCertVerificationError():
                return Unreached(
                    f"the certificate of {where} is not trusted: {each.verify_message}; if it is one "
                    "of your own, name its file in the variable SSL_CERT_FILE",
                    lasts=True,
                )
            case SSLError() if _is_plain(each):
                return Unreached(
                    f"{where} speaks no https; if it is meant to be plain http, begin the address "
                    "with http://",
                    lasts=True,
                )
            case gaierror():
                return Unreached(
                    f"{where} can't be reached: no such host is known; see whether the address is "
                    "spelt right and this computer is online"
                )
            case ConnectionRefusedError():
                return Unreached(
                    f"{where} can't be reached: it refuses the connection; see whether the server "
                    "runs and the port is right"
                )
            case ConnectionResetError():
                hint = "; if it speaks https, begin the address with https://"
                is_open = urlsplit(url).scheme == "http"
                return Unreached(f"{where} hung up without an answer{hint if is_open else ''}")
            case TimeoutError():
                return Unreached(f"{where} did not answer in time")
            case _:
                pass
    told = (each.strerror for each in _chain(error) if isinstance(each, OSError) and each.strerror)
    reason = next(told, f"{type(error).__name__}: {error}")
    return Unreached(f"{where} can't be reached: {reason}")


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what it was raised from: libraries wrap the system's own."""
    seen: set[int] = set()
    step: BaseException | None = error
    while step is not None and id(step) not in seen:
        seen.add(id(step))
        yield step
        step = step.__cause__ or step.__context__


def _is_plain(error: SSLError) -> bool:
    """Whether the other side answered without TLS."""
    return error.reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST")


def _place(url: str) -> str:
    """Host and port of an address for messages; nothing else of it, which may be private."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "the server"
    return f"{host}:{port}" if port is not None else host
