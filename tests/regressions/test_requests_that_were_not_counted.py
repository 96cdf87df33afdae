"""A plugin that sends through its context, and counts nothing itself, was said to send nothing."""

import http.server
import threading
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel

from kithkeeper.config import Config
from kithkeeper.hooks import Plugin, SourceSpec
from kithkeeper.model import Card
from kithkeeper.network import Network
from kithkeeper.sync.ports import Change, Page


class Settings(BaseModel):
    url: str


class Web:
    """Asks for each of three people."""

    def __init__(self, ctx):
        self.http, self.url = ctx.http(), ctx.settings.url

    def pull(self, cursor):
        for number in range(3):
            answer = self.http.request("GET", f"{self.url}{number}")
            yield Page([Change(str(number), Card(name=answer.body.decode()))])
        yield Page(complete=True)


class WebPlugin(Plugin):
    name = "web"

    def sources(self, ctx):
        return [SourceSpec("web", "People by HTTP", Settings, Web)]


class Names(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = f"Person Number{self.path[1:]}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def url():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Names)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
    thread.join()


def test_requests_through_the_context_are_counted_in_each_sync(url):
    """Those of this sync alone."""
    config = Config(connections={"people": {"plugin": "web", "url": url}})
    with Network.in_memory(date(2026, 3, 2), config=config, plugins=[WebPlugin]) as net:
        assert [net.sync()[0].requests for _ in range(2)] == [3, 3]


def test_a_network_that_is_closed_holds_nothing_open(url):
    """Not the sockets that plugins opened through their contexts, even between two syncs."""
    config = Config(connections={"people": {"plugin": "web", "url": url}})
    net = Network.in_memory(date(2026, 3, 2), config=config, plugins=[WebPlugin])
    net.sync()
    assert peers(url) == 0
    web = net.host.open_source("people", net.session.moment(), {})
    list(web.pull(None))
    assert peers(url) == 1
    net.close()
    assert peers(url) == 0


def peers(url):
    """Connections of this process to a server on this machine, as the kernel lists them."""
    port = int(url.rpartition(":")[2].strip("/"))
    mine = set()
    for each in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            mine.add(str(each.readlink()))
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    to_server = [row for row in rows if int(row[2].partition(":")[2], 16) == port]
    return sum(f"socket:[{row[9]}]" in mine for row in to_server)
