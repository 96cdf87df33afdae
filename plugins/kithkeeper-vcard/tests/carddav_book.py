"""An account for tests of CardDAV: a client that counts, cards, and answers made by hand."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from zoneinfo import ZoneInfo

from kithkeeper.hooks import PluginContext
from kithkeeper.hooks.http import Http
from kithkeeper_vcard.settings import CardSettings

TODAY = date(2026, 3, 4)

ADA = """BEGIN:VCARD\r
VERSION:3.0\r
UID:ada\r
FN:Ada Example\r
N:Example;Ada;;;\r
EMAIL;TYPE=WORK:ada@example.org\r
X-OURS:stays as it is\r
END:VCARD\r
"""
BEN = ADA.replace("Ada", "Ben").replace("ada", "ben")
GROUP = """BEGIN:VCARD\r
VERSION:3.0\r
UID:group-1\r
FN:Mentors\r
N:Mentors;;;;\r
X-ADDRESSBOOKSERVER-KIND:group\r
X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:ada\r
END:VCARD\r
"""

MULTI = '<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav">{}</multistatus>'
ONE = (
    "<response><href>{href}</href><propstat><prop>{prop}</prop>"
    "<status>HTTP/1.1 200 OK</status></propstat></response>"
)
BOOK = "<resourcetype><collection/><C:addressbook/></resourcetype>"

CLIENT = Http()


class Counting(Http):
    """The real client, which also writes down what was asked."""

    made: ClassVar[list[Counting]] = []

    def __init__(self) -> None:
        super().__init__(plugin="vcard")
        self.asked: list[str] = []
        self.made.append(self)

    def request(self, method, url, **more):
        self.asked.append(method)
        return super().request(method, url, **more)


def context(
    http: Http, today: date = TODAY, password: str = "wonderland", conditional=None, **settings
) -> PluginContext:
    known = {} if conditional is None else {"preconditions": {settings["url"]: conditional}}
    return PluginContext(
        api=(1, 0), plugin="vcard", owner="me", today=today,
        now=datetime(2026, 3, 4, 9, tzinfo=UTC), timezone=ZoneInfo("UTC"), connection="cards",
        settings=CardSettings(username="alice", **settings),
        secret=lambda name: password, http=lambda: http, state=known,
    )  # fmt: skip


def put(url: str, text: str) -> None:
    answer = CLIENT.request(
        "PUT", url, auth=("alice", "wonderland"), body=text, headers={"Content-Type": "text/vcard"}
    )
    assert answer.status in (201, 204), (answer.status, answer.body)


def delete(url: str) -> None:
    assert CLIENT.request("DELETE", url, auth=("alice", "wonderland")).status in (200, 204)


def pull(source, cursor=None):
    pages = list(source.pull(cursor))
    changes = {change.key: change for page in pages for change in page.changes}
    return changes, pages[-1]


def names(changes) -> set[str]:
    return {change.card.name for change in changes.values() if change.card}


@contextmanager
def answering(answer) -> Iterator[str]:
    """A server whose every answer comes from `answer(method, path, headers, body)`."""

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            sent = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
            status, headers, body = answer(self.command, self.path, self.headers, sent)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_PROPFIND = do_REPORT = do_GET = do_PUT = do_DELETE = _any  # noqa: N815

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/book/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def book_answer(path: str, *more: str) -> bytes:
    own = ONE.format(href=path, prop=BOOK)
    return MULTI.format("".join([own, *more])).encode()
