"""Why a server gave no answer was told in the HTTP library's words, or not at all."""

import socket
import threading

import pytest

from kithkeeper.hooks.unreached import unreached


@pytest.fixture
def connect(kith):
    """Connect both kinds of account to an address, and say what each was told."""

    def tried(url):
        told = []
        for plugin in ("caldav", "vcard"):
            words = (f"url={url}", "username=ada", "password=secret")
            sets = [part for each in words for part in ("--set", each)]
            answer = kith("connect", plugin, "--as", plugin, *sets, code=1)
            told.append(answer["error"]["message"].removeprefix("vcard: "))
        return told

    return tried


@pytest.fixture
def plain_port():
    """A server that answers anything in plain http and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            while True:
                try:
                    caller, _ = server.accept()
                except OSError:
                    return
                with caller:
                    caller.recv(65536)
                    caller.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


def test_nobody_listens(connect):
    """Host and port are named, and what to look at."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    reason = "it refuses the connection; see whether the server runs and the port is right"
    expected = f"127.0.0.1:{port} can't be reached: {reason}; try again later"
    assert connect(f"http://127.0.0.1:{port}/") == [expected, expected]


def test_https_where_plain_http_is_spoken(connect, plain_port):
    """That it is the wrong scheme is said, in place of a TLS library's error."""
    reason = "speaks no https; if it is meant to be plain http, begin the address with http://"
    expected = f"127.0.0.1:{plain_port} {reason}"
    assert connect(f"https://127.0.0.1:{plain_port}/") == [expected, expected]


@pytest.mark.parametrize(
    ("error", "reason", "lasts"),
    [
        (
            socket.gaierror(-2, "Name or service not known"),
            "dav.example can't be reached: no such host is known; see whether the address is spelt "
            "right and this computer is online",
            False,
        ),
        (TimeoutError("timed out"), "dav.example did not answer in time", False),
        (OSError(101, "Network is unreachable"), "dav.example can't be reached: Network is unreachable", False),
        (ConnectionResetError(104, "reset"), "dav.example hung up without an answer", False),
    ],
)  # fmt: skip
def test_reason_is_found_under_what_wraps_it(error, reason, lasts):
    """A library's own error around the system's changes nothing of what is told."""
    assert unreached("https://dav.example/ada/", error) == (reason, lasts)
    wrapped = RuntimeError("Max retries exceeded")
    wrapped.__cause__ = error
    assert unreached("https://dav.example/ada/", wrapped) == (reason, lasts)


def test_plain_http_to_a_server_that_speaks_https():
    """The scheme is named as what to look at."""
    told = unreached("http://127.0.0.1:8443/", ConnectionResetError(104, "reset")).reason
    hint = "if it speaks https, begin the address with https://"
    assert told == f"127.0.0.1:8443 hung up without an answer; {hint}"
