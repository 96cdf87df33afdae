"""The HTTP client against servers on loopback: kept connections, bounds, and answers cut short."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest

from kithkeeper.errors import PluginError, TryLater
from kithkeeper.hooks.http import Http
from kithkeeper_caldav.settings import AccountSettings
from kithkeeper_caldav.transport import Client


class Handler(BaseHTTPRequestHandler):
    """Answers with what was asked, and counts connections."""

    protocol_version = "HTTP/1.1"
    connections = 0

    def setup(self) -> None:
        type(self).connections += 1
        super().setup()

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = f"{self.command} {self.path} {self.rfile.read(length).decode()}".encode()
        self.send_response(401 if self.path == "/secret" else 207)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"1"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_PUT = do_PROPFIND = do_DELETE = answer  # noqa: N815 - http.server looks for these

    def log_message(self, *args) -> None:
        pass


@pytest.fixture
def server():
    Handler.connections = 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def raw():
    """A server that gives each connection to a function of its own, in turn."""
    listener = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []

    def serve(*talks: Callable[[socket.socket], None]) -> str:
        def accept() -> None:
            for talk in talks:
                try:
                    peer, _ = listener.accept()
                except OSError:
                    return  # the test is over, and what it had left to say with it
                with peer:
                    peer.recv(65536)
                    talk(peer)

        threads.append(threading.Thread(target=accept, daemon=True))
        threads[-1].start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/"

    yield serve
    listener.close()


def says(data: bytes) -> Callable[[socket.socket], None]:
    return lambda peer: peer.sendall(data)


def good(peer: socket.socket) -> None:
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")


def test_requests_of_one_host_share_a_connection(server: str) -> None:
    """Ten requests, one connection; status, headers and body arrive."""
    with Http() as http:
        for number in range(10):
            answer = http.request("PROPFIND", f"{server}/{number}", body="<q/>")
        head = http.request("HEAD", f"{server}/x")

    assert answer.body == b"PROPFIND /9 <q/>"
    assert (answer.status, answer.headers["etag"], answer.url) == (207, '"1"', f"{server}/9")
    assert (head.status, head.body) == (207, b"")
    assert Handler.connections == 1


def test_an_answer_of_any_status_is_returned(server: str) -> None:
    """What a 401 means is for the plugin to say."""
    with Http() as http:
        assert http.request("GET", f"{server}/secret").status == 401


def test_a_connection_closed_while_idle_is_made_anew(raw) -> None:
    """Even for a writing request, which is sent once."""
    url = raw(good, good)
    with Http() as http:
        assert http.request("PUT", url, body=b"1").body == b"ok"
        assert http.request("PUT", url, body=b"2").body == b"ok"


def test_a_cut_answer_is_asked_for_again_and_never_taken_for_whole(raw) -> None:
    """Half a listing would look like deletions."""
    cut = says(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
    chunk = says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf")
    with Http() as http:
        assert http.request("GET", raw(cut, good)).body == b"ok"
        assert http.request("GET", raw(chunk, good)).body == b"ok"
        with pytest.raises(TryLater):
            http.request("GET", raw(cut, cut))


def test_a_body_until_the_end_of_the_connection_is_read(raw) -> None:
    """HTTP/1.0 servers tell no length."""
    with Http() as http:
        answer = http.request("GET", raw(says(b"HTTP/1.0 200 OK\r\n\r\nall of it")))

    assert answer.body == b"all of it"


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 5000000000\r\n\r\n",
        b"\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nfffffff\r\n",
    ],
)
def test_an_answer_without_bounds_is_refused(raw, head: bytes) -> None:
    """Announced or not, what is too large is not taken."""

    def flood(peer: socket.socket) -> None:
        peer.sendall(b"HTTP/1.1 200 OK\r\n" + head)
        try:
            for _ in range(100):
                peer.sendall(b"x" * 65536)
        except OSError:
            return

    with Http(largest=1024 * 1024) as http, pytest.raises(PluginError, match="over 1 MB"):
        http.request("GET", raw(flood))


def test_an_answer_that_drips_ends_with_the_time_of_the_whole(raw) -> None:
    """Each byte in time is not enough."""
    stop = threading.Event()

    def drip(peer: socket.socket) -> None:
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n")
        try:
            while not stop.wait(0.02):
                peer.sendall(b"x")
        except OSError:
            return

    with Http(timeout=0.3, total=0.3) as http, pytest.raises(TryLater, match="in time"):
        http.request("GET", raw(drip))
    stop.set()


def test_a_silent_server_ends_with_the_timeout(raw) -> None:
    """It is for later."""
    stop = threading.Event()
    with Http(timeout=0.2) as http, pytest.raises(TryLater, match="did not answer in time"):
        http.request("GET", raw(lambda peer: stop.wait(10)))
    stop.set()


def test_silence_ends_with_the_time_of_the_whole_even_where_one_wait_may_be_longer(raw) -> None:
    """Of two bounds the nearer counts."""
    stop = threading.Event()
    with Http(timeout=30, total=0.2) as http, pytest.raises(TryLater, match="in time"):
        http.request("GET", raw(lambda peer: stop.wait(10)))
    stop.set()


@pytest.mark.parametrize(
    "data",
    [b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 500],
)
def test_what_is_no_http_is_said(raw, data: bytes) -> None:
    """Another service on the port is the plugin's error, not a traceback."""
    with Http(plugin="cards") as http, pytest.raises(PluginError, match=r"cards: .*no HTTP"):
        http.request("GET", raw(says(data), says(data)))


def test_nobody_there_is_for_later() -> None:
    """A refused connection names the host."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with Http() as http, pytest.raises(TryLater, match=r"127\.0\.0\.1:\d+ can't be reached"):
        http.request("GET", f"http://127.0.0.1:{port}/")


def test_no_proxy_is_asked(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable of the environment must not send an address book through another machine."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    with Http() as http:
        assert http.request("GET", f"{server}/x").status == 207


@pytest.mark.parametrize("headers", [{"X": "a\r\nEvil: b"}, {"X": "\u20ac"}])
def test_a_header_that_would_break_the_request_is_refused(server: str, headers) -> None:
    """Injection ends in an error before it is sent."""
    with Http() as http, pytest.raises(PluginError, match="can't be sent"):
        http.request("GET", f"{server}/x", headers=headers)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of 127.0.0.1, with its key, that nobody trusts yet."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "loopback.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def https(certificate: Path) -> Iterator[str]:
    """The address of a server that shows the certificate."""
    Handler.connections = 0
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True, args=(0.05,))
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}/x"
    server.shutdown()
    server.server_close()
    thread.join()


def test_https_is_checked_and_kept_alive(
    certificate: Path, https: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A certificate that nobody trusts ends it; a trusted one serves many requests at once."""
    with Http() as http, pytest.raises(PluginError, match=r"is not trusted.*SSL_CERT_FILE"):
        http.request("GET", https)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with Http() as http:
        for _ in range(5):
            assert http.request("PROPFIND", https, body="<q/>").body == b"PROPFIND /x <q/>"

    assert Handler.connections == 1


def test_caldav_trusts_the_same_certificates(
    certificate: Path, https: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client of the calendars speaks through another library, and takes the same variable."""
    settings = AccountSettings(url=https, username="ada")
    with pytest.raises(PluginError, match=r"is not trusted.*SSL_CERT_FILE"):
        Client(settings, "secret").exchange("GET", https, b"", {})
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert Client(settings, "secret").exchange("GET", https, b"", {}).body == b"GET /x "
