"""HTTP with bounds: no answer is larger, or takes longer, than was agreed; no redirect is followed."""

from __future__ import annotations

import http.client
import time
import zlib

import httplib2

from kithkeeper_google.endpoints import is_loopback, trusted

MOST_BYTES = 64 << 20
"""The largest answer that is read, unpacked. A page of 1,000 full contacts has a few megabytes."""

_CHUNK = 1 << 16


class AnswerTooLarge(Exception):
    """The other side sent more than is read, or took too long over it."""


class _BoundedResponse(http.client.HTTPResponse):
    """Reads at most `most` bytes, before `deadline`, and unpacks gzip within the same bound.

    httplib2 reads with one call and unpacks without a bound of its own in older versions, so both
    are done here and the header that would make it unpack again is taken away.
    """

    most = MOST_BYTES
    patience = 240.0

    def read(self, amt: int | None = None) -> bytes:
        """Read the whole body; `amt` is only used by the standard library itself."""
        if amt is not None:
            return super().read(amt)
        try:
            body = self._whole()
        except BaseException:
            self.close()
            raise
        if (self.getheader("content-encoding") or "").lower() not in ("gzip", "deflate"):
            return body
        del self.headers["content-encoding"]
        return self._unpacked(body)

    def _whole(self) -> bytes:
        deadline = time.monotonic() + self.patience
        chunks: list[bytes] = []
        size = 0
        while chunk := super().read1(_CHUNK):
            chunks.append(chunk)
            size += len(chunk)
            if size > self.most:
                raise AnswerTooLarge(f"the answer has more than {self.most} bytes")
            if time.monotonic() > deadline:
                raise TimeoutError(f"the answer took more than {self.patience:.0f} s")
        if self.length:
            raise http.client.IncompleteRead(b"", self.length)
        chunks.append(super().read())  # nothing is left, but only this frees the connection
        return b"".join(chunks)

    def _unpacked(self, body: bytes) -> bytes:
        unpack = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
        try:
            plain = unpack.decompress(body, self.most)
        except zlib.error as error:
            raise http.client.HTTPException(f"the answer can't be unpacked: {error}") from error
        if unpack.unconsumed_tail:
            raise AnswerTooLarge(f"the answer unpacks to more than {self.most} bytes")
        if not unpack.eof:
            raise http.client.IncompleteRead(b"")
        return plain


class _OneAttempt:
    """Reads bounded answers, and leaves repeating to us.

    httplib2 sends a request again when the server hangs up without an answer, a creation too; it
    does so for `BadStatusLine` only.
    """

    response_class = _BoundedResponse
    most = MOST_BYTES
    patience = 240.0

    def getresponse(self) -> http.client.HTTPResponse:
        """As in the standard library, but a server that hangs up is a broken connection."""
        try:
            found: _BoundedResponse = super().getresponse()  # type: ignore[misc]
        except http.client.BadStatusLine as error:
            raise ConnectionResetError(f"the server hung up: {error}") from error
        found.most, found.patience = self.most, self.patience
        return found


class _Plain(_OneAttempt, httplib2.HTTPConnectionWithTimeout):  # type: ignore[misc]  # untyped
    """Plain http, on loopback."""


class _Secure(_OneAttempt, httplib2.HTTPSConnectionWithTimeout):  # type: ignore[misc]  # untyped
    """Encrypted http."""


class BoundedHttp(httplib2.Http):  # type: ignore[misc]  # untyped package
    """An httplib2.Http whose connections read within bounds, and only from trusted addresses."""

    def __init__(self, timeout: float, most: int, *, direct: bool) -> None:
        """Make one; `direct` leaves out any proxy of the environment."""
        proxies = {"proxy_info": None} if direct else {}
        super().__init__(timeout=timeout, **proxies)
        self.follow_redirects = False
        bounds = {"most": most, "patience": 4 * timeout}
        self._plain = type("Plain", (_Plain,), bounds)
        self._secure = type("Secure", (_Secure,), bounds)

    def request(  # noqa: D102 - as in the base class
        self,
        uri: str,
        method: str = "GET",
        body: object = None,
        headers: object = None,
        redirections: int = 0,
        connection_type: object = None,
    ) -> tuple[httplib2.Response, bytes]:
        kind = self._secure if trusted(uri).startswith("https:") else self._plain
        return super().request(  # type: ignore[no-any-return]
            uri, method, body, headers, redirections, connection_type or kind
        )

    def _auth_from_challenge(self, *_: object) -> tuple[()]:
        """Nothing: we hold no password, and httplib2 fails on a challenge without parameters."""
        return ()


def make_http(endpoint: str, timeout: float, most: int = MOST_BYTES) -> BoundedHttp:
    """An HTTP client for one endpoint; a proxy of the environment is not used on loopback.

    Args:
        timeout: Seconds without a byte after which an answer is given up; four times that for all.
        most: Bytes that an answer may have.
    """
    return BoundedHttp(timeout, most, direct=is_loopback(endpoint))
