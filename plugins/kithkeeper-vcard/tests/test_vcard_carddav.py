"""CardDAV against real servers, and against answers that no good server gives."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import ClassVar
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

import pytest

from kithkeeper.errors import LoginNeeded, PluginError, TryLater
from kithkeeper.hooks import PluginContext
from kithkeeper.hooks.http import Http
from kithkeeper.model import Card, Email, PartialDate
from kithkeeper.sync.ports import Change, Result
from kithkeeper.testing import SourceContract
from kithkeeper.testing.servers import radicale, xandikos
from kithkeeper_vcard.settings import CardSettings
from kithkeeper_vcard.source import check_source, open_source

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


NUMBERS = count()


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


CLIENT = Http()


@pytest.fixture(autouse=True)
def _close_clients() -> Iterator[None]:
    yield
    while Counting.made:
        Counting.made.pop().close()
    CLIENT.close()


@pytest.fixture(scope="module", params=[(radicale, "alice/"), (xandikos, "alice/contacts/")])
def home(request, tmp_path_factory) -> Iterator[str]:
    """Where a real server keeps the address books of its one user."""
    start, path = request.param
    with start(tmp_path_factory.mktemp("dav")) as running:
        yield running.url + path


@pytest.fixture
def book(home) -> str:
    """A fresh address book; its URL."""
    name = f"book{next(NUMBERS)}"
    made = CLIENT.request(
        "MKCOL", f"{home}{name}/", auth=("alice", "wonderland"),
        headers={"Content-Type": "application/xml"},
        body='<mkcol xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><set><prop><resourcetype>'
        "<collection/><C:addressbook/></resourcetype></prop></set></mkcol>",
    )  # fmt: skip
    assert made.status == 201, (made.status, made.body)
    return f"{home}{name}/"


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


def test_first_pull_gives_every_card_and_is_complete(book):
    """Everything is listed once, with ETag and raw text."""
    put(f"{book}ada.vcf", ADA)
    put(f"{book}ben.vcf", BEN)
    changes, last = pull(open_source(context(Counting(), url=book)))
    assert names(changes) == {"Ada Example", "Ben Example"}
    assert last.complete
    assert all(each.version and "X-OURS" in each.raw for each in changes.values())


def test_nothing_changed_costs_one_request(book):
    """On the same day by token, on the next by a listing: one request, no change."""
    put(f"{book}ada.vcf", ADA)
    _, last = pull(open_source(context(Counting(), url=book)))
    for today in (TODAY, date(2026, 3, 5)):
        http = Counting()
        changes, last = pull(open_source(context(http, today, url=book)), last.checkpoint)
        assert (changes, len(http.asked), last.complete) == ({}, 1, today != TODAY)


@pytest.mark.parametrize("today", [TODAY, date(2026, 3, 5)])
def test_changes_and_removals_come_in_by_token_and_by_listing(book, today):
    """A changed card comes again, a new one comes, a deleted one is reported as gone."""
    put(f"{book}ada.vcf", ADA)
    put(f"{book}ben.vcf", BEN)
    _, last = pull(open_source(context(Counting(), url=book)))
    put(f"{book}ada.vcf", ADA.replace("Ada Example", "Ada Changed"))
    put(f"{book}cleo.vcf", ADA.replace("Ada", "Cleo").replace("ada", "cleo"))
    delete(f"{book}ben.vcf")
    pages = list(open_source(context(Counting(), today, url=book)).pull(last.checkpoint))
    changes = {change.key: change for page in pages for change in page.changes}
    assert names(changes) == {"Ada Changed", "Cleo Example"}
    told = [each.key.rpartition("/")[2] for each in changes.values() if not each.card]
    there = {key.rpartition("/")[2] for page in pages for key in page.present}
    if today == TODAY:
        assert (told, there, pages[-1].complete) == (["ben.vcf"], set(), False)
    else:
        assert (told, there, pages[-1].complete) == ([], {"ada.vcf", "cleo.vcf"}, True)


def test_bad_token_falls_back_to_a_listing(book):
    """A token that the server never gave costs nothing but a listing."""
    put(f"{book}ada.vcf", ADA)
    _, last = pull(open_source(context(Counting(), url=book)))
    import json

    cursor = json.loads(last.checkpoint)
    cursor["books"][0]["token"] = "http://example.org/never-issued"
    put(f"{book}ben.vcf", BEN)
    changes, _ = pull(open_source(context(Counting(), url=book)), json.dumps(cursor))
    assert "Ben Example" in names(changes)


def test_server_root_is_enough(book, home):
    """Discovery goes from the root by the principal to its address books."""
    lines = list(check_source(context(Counting(), url=home.partition("alice")[0])))
    assert any(book in line for line in lines)


def test_groups_become_tags_and_leave_again(book):
    """A group is no contact; its name is a tag of its members while they are members."""
    put(f"{book}ada.vcf", ADA)
    put(f"{book}group.vcf", GROUP)
    changes, last = pull(open_source(context(Counting(), url=book)))
    assert {c.card.name: c.card.tags for c in changes.values()} == {"Ada Example": ("Mentors",)}
    delete(f"{book}group.vcf")
    changes, _ = pull(open_source(context(Counting(), url=book)), last.checkpoint)
    assert {c.card.name: c.card.tags for c in changes.values() if c.card} == {"Ada Example": ()}


def test_a_group_that_is_read_last_tags_its_members_at_once(book):
    """Cards wait for the groups of their book: nobody is told of twice, nothing is read twice."""
    put(f"{book}ada.vcf", ADA)
    put(f"{book}ben.vcf", BEN)
    put(f"{book}zz.vcf", GROUP)
    http = Counting()
    pages = list(open_source(context(http, url=book)).pull(None))
    told = [change.card for page in pages for change in page.changes]
    assert sorted((card.name, card.tags) for card in told) == [
        ("Ada Example", ("Mentors",)), ("Ben Example", ()),
    ]  # fmt: skip
    assert http.asked.count("REPORT") == 1


def test_a_real_server_is_found_to_honour_preconditions(book):
    """The probe says so, leaves nothing behind, and is not asked for again."""
    put(f"{book}ada.vcf", ADA)
    left = f"kith-probe-{uuid5(NAMESPACE_URL, book)}"
    put(f"{book}{left}.vcf", ADA.replace("UID:ada", f"UID:{left}"))
    http = Counting()
    ctx = context(http, url=book, write=True)
    lines = list(check_source(ctx))
    assert "writes are safe there" in lines[-1]
    before = len(http.asked)
    assert list(check_source(ctx)) == lines
    assert set(http.asked[before:]) == {"PROPFIND"}
    changes, _ = pull(open_source(context(Counting(), url=book)))
    assert names(changes) == {"Ada Example"}
    there = CLIENT.request("GET", f"{book}{left}.vcf", auth=("alice", "wonderland"))
    assert there.status == 404


def test_a_server_that_ignores_preconditions_is_read_before_it_is_written():
    """It takes whatever it is given, so that what changed there is seen by reading it first."""
    there = {"/book/a.vcf": ADA}

    def answer(method, path, _, sent):
        match method:
            case "PUT":
                there[path] = sent
            case "DELETE":
                there.pop(path, None)
            case "GET" if path in there:
                version = f'"{len(there[path])}"'
                return 200, {"ETag": version}, there[path].encode()
            case "GET":
                return 404, {}, b""
        return 204, {}, b""

    with answering(answer) as url:
        source = open_source(context(Counting(), url=url, write=True))
        card = Card(name="Ada Example", uid="ada")
        change = Change("/book/a.vcf", card.model_copy(update={"notes": "ours"}), raw=ADA)
        theirs = there["/book/a.vcf"] = ADA.replace("END", "NOTE:theirs\r\nEND")
        stale = source.push(change, card, f'"{len(ADA)}"')
        assert (stale.result, stale.raw) == (Result.CONFLICT, theirs)
        assert there == {"/book/a.vcf": theirs}
        there["/book/a.vcf"] = ADA
        assert source.push(change, card, f'"{len(ADA)}"').result is Result.OK
        assert "NOTE:ours" in there["/book/a.vcf"]


def test_write_changes_only_what_differs_and_only_what_was_seen(book):
    """The foreign line stays; a stale version is a conflict; a deleted card is gone."""
    put(f"{book}ada.vcf", ADA)
    source = open_source(context(Counting(), url=book, write=True))
    changes, last = pull(source)
    (seen,) = changes.values()
    wanted = seen.card.model_copy(update={"birthday": PartialDate(None, 2, 29)})
    outcome = source.push(replace(seen, card=wanted), seen.card, seen.version)
    assert outcome.result is Result.OK
    again, _ = pull(source, last.checkpoint)
    (now,) = again.values()
    assert now.card == wanted
    assert "X-OURS:stays as it is" in now.raw
    assert (
        source.push(replace(seen, card=wanted), seen.card, seen.version).result is Result.CONFLICT
    )
    assert source.push(replace(seen, card=None), seen.card, seen.version).result is Result.CONFLICT
    assert source.push(replace(now, card=None), now.card, now.version).result is Result.OK
    assert source.push(replace(now, card=wanted), now.card, now.version).result in (
        Result.GONE, Result.CONFLICT,
    )  # fmt: skip


def test_creation_that_is_repeated_meets_itself(book):
    """A new card gets a place that follows from it; the second time that is a conflict there."""
    source = open_source(context(Counting(), url=book, write=True))
    new = Change("", Card(name="Dora Example", emails=(Email(value="dora@example.org"),)))
    first = source.push(new, None, None)
    second = source.push(new, None, None)
    assert (first.result, second.result) == (Result.OK, Result.CONFLICT)
    assert first.id == second.id
    changes, _ = pull(source)
    assert list(changes) == [first.id]
    assert changes[first.id].card == first.card


def test_source_without_write_has_no_push(book):
    """The engine sees by the missing method that it must not write."""
    assert not hasattr(open_source(context(Counting(), url=book)), "push")


def test_wrong_password_asks_for_a_login(tmp_path):
    """401 names the connection."""
    with radicale(tmp_path) as server, pytest.raises(LoginNeeded, match="cards"):
        pull(open_source(context(Counting(), password="wrong", url=f"{server.url}alice/")))


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


def test_document_types_are_refused():
    """An answer that declares entities is an error, not a gigabyte."""
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><multistatus>&b;</multistatus>'
    with answering(lambda *_: (207, {}, bomb)) as url, pytest.raises(PluginError, match="entities"):
        pull(open_source(context(Counting(), url=url)))


def test_patience_is_asked_for():
    """503 with Retry-After ends the run with the seconds to wait."""
    with answering(lambda *_: (503, {"Retry-After": "7"}, b"")) as url:
        with pytest.raises(TryLater) as caught:
            pull(open_source(context(Counting(), url=url)))
        assert caught.value.after == 7


def test_password_never_goes_to_another_host():
    """A redirect to another port is followed without credentials; what it names is refused."""
    seen: list[tuple[str, str | None]] = []

    def other(method, path, headers, _):
        seen.append((method, headers.get("authorization")))
        return 207, {}, _book_answer(path)

    with (
        answering(other) as there,
        answering(lambda *_: (307, {"Location": there}, b"")) as url,
        pytest.raises(PluginError, match="another host"),
    ):
        pull(open_source(context(Counting(), url=url)))
    assert seen
    assert all(credentials is None for _, credentials in seen)


def test_plain_http_outside_of_this_machine_is_refused():
    """Unless the settings allow it, which the host passes to the client."""
    with pytest.raises(PluginError, match="plain http"):
        pull(open_source(context(Counting(), url="http://cards.example/book/")))


MULTI = '<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav">{}</multistatus>'
ONE = (
    "<response><href>{href}</href><propstat><prop>{prop}</prop>"
    "<status>HTTP/1.1 200 OK</status></propstat></response>"
)
BOOK = "<resourcetype><collection/><C:addressbook/></resourcetype>"


def _book_answer(path: str, *more: str) -> bytes:
    own = ONE.format(href=path, prop=BOOK)
    return MULTI.format("".join([own, *more])).encode()


def test_card_that_multiget_leaves_out_is_asked_for_by_itself():
    """What no answer names is neither lost nor gone: a GET says which."""
    listed = [
        ONE.format(href=f"/book/{name}.vcf", prop=f'<getetag>"{name}"</getetag>') for name in "ab"
    ]

    def answer(method, path, *_):
        if method == "PROPFIND":
            return 207, {}, _book_answer("/book/", *listed)
        if method == "REPORT":
            return 404, {}, b""
        if path.endswith("a.vcf"):
            return 200, {"ETag": '"a"'}, ADA.encode()
        return 404, {}, b""

    with answering(answer) as url:
        changes, last = pull(open_source(context(Counting(), url=url)))
    assert names(changes) == {"Ada Example"}
    assert last.complete


def test_card_that_breaks_the_answer_costs_no_other():
    """A control character makes a whole multiget unreadable; the others are asked for without it."""
    names_ = [f"c{number}" for number in range(9)]
    listed = [ONE.format(href=f"/book/{n}.vcf", prop=f'<getetag>"{n}"</getetag>') for n in names_]

    def answer(method, path, _, body):
        if method == "PROPFIND":
            return 207, {}, _book_answer("/book/", *listed)
        if method == "GET":
            return 200, {"ETag": '"g"'}, ADA.replace("Ada Example", "Odd \x01 One").encode()
        data = [
            ONE.format(
                href=f"/book/{n}.vcf",
                prop=f"<C:address-data>{ADA.replace('Ada', n)}{chr(1) * (n == 'c4')}</C:address-data>",
            )
            for n in names_
            if f"/{n}.vcf" in body
        ]
        return 207, {}, MULTI.format("".join(data)).encode()

    with answering(answer) as url:
        changes, _ = pull(open_source(context(Counting(), url=url)))
    assert names(changes) == {f"c{n} Example" for n in range(9) if n != 4} | {"Odd  One"}


def test_weak_etag_is_compared_before_the_write():
    """A weak ETag guards nothing, so the card is read again; what changed there is a conflict."""
    there = {"text": ADA}

    def answer(method, *_):
        if method == "GET":
            return 200, {"ETag": 'W/"1"'}, there["text"].encode()
        there["text"] = "written"
        return 204, {}, b""

    with answering(answer) as url:
        source = open_source(context(Counting(), url=url, write=True))
        card = Card(name="Ada Example", uid="ada")
        wanted = card.model_copy(update={"notes": "new"})
        change = Change("/book/a.vcf", wanted, raw=ADA.replace("Ada", "Eve"))
        assert source.push(change, card, 'W/"1"').result is Result.CONFLICT
        assert there["text"] == ADA
        outcome = source.push(replace(change, raw=ADA), card, 'W/"1"')
        assert (outcome.result, there["text"]) == (Result.OK, "written")


def test_what_the_server_made_of_a_write_is_what_it_says():
    """An answer without an ETag says that the card was changed: it is read, and taken as kept."""
    there = {"text": ADA}

    def answer(method, *given):
        if method == "PUT":
            lines = given[-1].replace("VERSION:3.0", "VERSION:4.0").splitlines(keepends=True)
            there["text"] = "".join(line for line in lines if not line.startswith("X-"))
            return 204, {}, b""
        return 200, {"ETag": '"2"'}, there["text"].encode()

    with answering(answer) as url:
        source = open_source(context(Counting(), url=url, write=True, conditional=True))
        card = Card(name="Ada Example", uid="ada")
        wanted = card.model_copy(update={"notes": "new", "how_met": "At a fair"})
        outcome = source.push(Change("/book/a.vcf", wanted, raw=ADA), card, '"1"')
    assert (outcome.result, outcome.version) == (Result.OK, '"2"')
    assert (outcome.card.notes, outcome.card.how_met) == ("new", "")
    assert outcome.raw == there["text"]


@pytest.mark.parametrize(
    ("status", "result"),
    [(412, Result.CONFLICT), (409, Result.CONFLICT), (404, Result.GONE), (410, Result.GONE),
     (403, Result.REFUSED), (415, Result.REFUSED), (507, Result.REFUSED), (500, Result.FAILED)],
)  # fmt: skip
def test_what_the_answer_to_a_write_means(status, result):
    """One card's trouble is that card's outcome and nobody else's."""
    with answering(lambda *_: (status, {}, b"")) as url:
        source = open_source(context(Counting(), url=url, write=True, conditional=True))
        change = Change("/book/a.vcf", Card(name="Ada New", uid="ada"), raw=ADA)
        assert source.push(change, None, '"1"').result is result


class _There:
    """An address book as another program changes it."""

    def __init__(self, book: str) -> None:
        self.book, self.count = book, 0

    def add(self, card):
        self.count += 1
        key = f"{self.book}{self.count}.vcf"
        self.put(key, card, self.count)
        return key

    def change(self, key, card):
        self.put(self.url(key), card, key.rsplit("/", 1)[-1].removesuffix(".vcf"))

    def remove(self, key):
        CLIENT.request("DELETE", self.url(key), auth=("alice", "wonderland"))

    def add_unknown(self, key):
        text = self.text(key).replace("END:VCARD", "X-OTHER;X-P=1:kept\r\nEND:VCARD")
        self.send(self.url(key), text)

    def has_unknown(self, key):
        return "X-OTHER;X-P=1:kept" in self.text(key)

    def text(self, key):
        return CLIENT.request("GET", self.url(key), auth=("alice", "wonderland")).body.decode()

    def url(self, key):
        return f"{self.book}{key.rsplit('/', 1)[-1]}"

    def put(self, url, card, uid):
        lines = ["BEGIN:VCARD", "VERSION:3.0", f"UID:uid-{uid}", f"FN:{card.name}",
                 f"N:{card.names.family};{card.names.given};;;",
                 *(f"EMAIL:{each.value}" for each in card.emails), "END:VCARD", ""]  # fmt: skip
        self.send(url, "\r\n".join(lines))

    def send(self, url, text):
        headers = {"Content-Type": "text/vcard; charset=utf-8"}
        answer = CLIENT.request(
            "PUT", url, auth=("alice", "wonderland"), headers=headers, body=text
        )
        assert answer.status in (200, 201, 204), (answer.status, answer.body)


class TestAddressBook(SourceContract):
    """The promises of every source, on both servers."""

    writable = keeps_unknown = True

    @pytest.fixture
    def there(self, book):
        return _There(book)

    @pytest.fixture
    def open_source(self, book):
        return lambda: open_source(context(Counting(), url=book, write=True))
