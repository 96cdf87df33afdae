"""The suites of faults pass a calendar and a source over HTTP, and catch wrong ones."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pydantic import BaseModel

from kithkeeper.errors import PluginError, TryLater
from kithkeeper.hooks import CalendarSpec, Plugin, SourceSpec
from kithkeeper.model import Card
from kithkeeper.sync.ports import Capabilities, Change, Delta, Gone, Outcome, Page, Result, Seen
from kithkeeper.sync.state import item_document, item_from
from kithkeeper.testing.fault_contract import CalendarFaultContract, SourceFaultContract
from kithkeeper.testing.proxy import FAULTS


class Shelf:
    """What a server keeps: texts with versions, by name."""

    def __init__(self):
        self.texts, self.clock = {}, 0

    def put(self, name, text):
        self.clock += 1
        self.texts[name] = (str(self.clock), text)
        return str(self.clock)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Say nothing."""

    def do_GET(self):
        shelf, name = self.server.shelf, self.path[1:]
        if not name:
            self.say(200, json.dumps({key: version for key, (version, _) in shelf.texts.items()}))
        elif name in shelf.texts:
            self.say(200, json.dumps(shelf.texts[name]))
        else:
            self.say(404)

    def do_PUT(self):
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.is_met():
            self.say(200, json.dumps(self.server.shelf.put(self.path[1:], text)))

    def do_DELETE(self):
        if self.is_met():
            self.server.shelf.texts.pop(self.path[1:], None)
            self.say(204)

    def is_met(self):
        there, wanted = self.server.shelf.texts.get(self.path[1:]), self.headers.get("If-Match")
        if wanted in (None, there and there[0]):
            return True
        self.say(412 if there or wanted == "none" else 404)
        return False

    def say(self, status, text=""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())


class Remote:
    """The requests that the plugins share; an answer that makes no sense is no answer."""

    def __init__(self, ctx):
        self.http, self.url = ctx.http(), ctx.settings.url

    def ask(self, method, name="", body=None, expected=None):
        headers = {"If-Match": expected} if expected else {}
        answer = self.http.request(method, self.url + name, body=body, headers=headers, timeout=0.7)
        if answer.status in (429, 503) or answer.status >= 500:
            raise TryLater(answer.retry_after(), "not now")
        if answer.body:
            try:
                return answer.status, json.loads(answer.body)
            except ValueError:
                raise TryLater(None, "it makes no sense") from None
        return answer.status, None


class ShelfCalendar(Remote):
    """Items on the shelf."""

    capabilities = Capabilities(conditional=True, items=("event",))

    def changes(self, cursor):
        yield Delta(list(self.ask("GET")[1].items()), complete=True)

    def read(self, ids):
        for id in ids:
            status, found = self.ask("GET", id)
            yield Gone(id) if status == 404 else self.seen(id, *found)

    def seen(self, id, version, text):
        return Seen(id, version, item_from(json.loads(text)), text)

    def find(self, uid):
        for seen in self.read(self.ask("GET")[1]):
            if isinstance(seen, Seen) and seen.item.uid == uid:
                return seen
        return None

    def put(self, item, *, id, raw, expected):
        name, text = id or item.uid, json.dumps(item_document(item))
        there = self.ask("GET", name) if not id else (200, None)
        if not id and there[0] == 200:
            return Outcome(Result.CONFLICT, name)
        try:
            status, version = self.ask("PUT", name, text, expected)
        except TryLater as error:
            return Outcome(Result.FAILED, name, reason=str(error))
        if status != 200 or not isinstance(version, str):
            return Outcome(Result.GONE if status == 404 else Result.CONFLICT, name)
        return Outcome(Result.OK, name, version, text)

    def delete(self, id, *, expected):
        status, _ = self.ask("DELETE", id, expected=expected)
        gone = {204: Result.OK, 404: Result.GONE}
        return Outcome(gone.get(status, Result.CONFLICT), id)


class ShelfSource(Remote):
    """Cards on the shelf."""

    def pull(self, cursor):
        changes = []
        for name in self.ask("GET")[1]:
            status, found = self.ask("GET", name)
            if status == 200:
                changes.append(Change(name, Card.model_validate_json(found[1]), found[0], found[1]))
        yield Page(changes, complete=True)

    def push(self, change, base, expected):
        text = change.card.model_dump_json(exclude_defaults=True)
        try:
            status, version = self.ask("PUT", change.key, text, expected)
        except TryLater as error:
            return Outcome(Result.FAILED, change.key, reason=str(error))
        if status != 200 or not isinstance(version, str):
            return Outcome(Result.CONFLICT, change.key)
        return Outcome(Result.OK, change.key, version, text)


class Settings(BaseModel):
    url: str


def plugin_of(calendar=ShelfCalendar, source=ShelfSource):
    class ShelfPlugin(Plugin):
        name = "shelf"

        def calendars(self, ctx):
            return [CalendarSpec("calendar", "A shelf of items", Settings, calendar)]

        def sources(self, ctx):
            return [SourceSpec("cards", "A shelf of cards", Settings, source)]

    return ShelfPlugin


class OnAShelf:
    kind = ""

    @pytest.fixture
    def server(self):
        running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        running.daemon_threads = True
        running.shelf = Shelf()
        thread = threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield running
        running.shutdown()
        running.server_close()
        thread.join()

    @pytest.fixture
    def url(self, server):
        return f"http://127.0.0.1:{server.server_address[1]}/"

    @pytest.fixture
    def clear(self, server):
        return lambda: setattr(server, "shelf", Shelf())

    @pytest.fixture
    def table(self):
        return lambda url: {"plugin": "shelf", "kind": self.kind, "url": url}

    @pytest.fixture
    def there(self, server):
        return There(server)


class There:
    def __init__(self, server):
        self.server = server

    def add(self, card):
        self.change(card.uid, card)
        return card.uid

    def change(self, key, card):
        self.server.shelf.put(key, card.model_dump_json(exclude_defaults=True))

    def remove(self, key):
        del self.server.shelf.texts[key]


QUICK = ("reset-after", "wrong-type")


class CalendarUnderFaults(OnAShelf, CalendarFaultContract):
    kind = "calendar"
    faults = QUICK
    plugin = plugin_of()


class SourceUnderFaults(OnAShelf, SourceFaultContract):
    kind = "cards"
    faults = QUICK
    plugin = plugin_of()

    @pytest.fixture
    def table(self):
        return lambda url: {"plugin": "shelf", "kind": "cards", "url": url, "write": True}

    writable = True


class TestShelfCalendar(CalendarUnderFaults):
    """A calendar that tells what it does not know bears faults."""


class TestShelfSource(SourceUnderFaults):
    """So does a source."""


OTHERS = tuple(each for each in FAULTS if each not in QUICK)


@pytest.mark.long
class TestShelfCalendarUnderAll(CalendarUnderFaults):
    """It bears all the others."""

    faults = OTHERS


@pytest.mark.long
class TestShelfSourceUnderAll(SourceUnderFaults):
    """So does the source."""

    faults = OTHERS


# What follows is wrong on purpose.


class SaysDone(ShelfCalendar):
    """Takes no answer for a good one."""

    def put(self, item, *, id, raw, expected):
        outcome = super().put(item, id=id, raw=raw, expected=expected)
        return replace(outcome, result=Result.OK) if outcome.result is Result.FAILED else outcome


class SilenceIsGone(ShelfCalendar):
    """Takes an item that could not be asked for as gone."""

    def read(self, ids):
        for id in ids:
            try:
                yield from super().read([id])
            except PluginError:
                yield Gone(id)


class SilenceIsEmpty(ShelfSource):
    """Takes a listing that could not be read for an empty one."""

    def pull(self, cursor):
        try:
            yield from super().pull(cursor)
        except PluginError:
            yield Page(complete=True)


class LeavesOut(ShelfSource):
    """Passes over who could not be read, and says that this was everyone."""

    def ask(self, method, name="", body=None, expected=None):
        try:
            return super().ask(method, name, body, expected)
        except PluginError:
            if method != "GET" or not name:
                raise
            return 404, None


class SaysWritten(ShelfSource):
    """Takes no answer for a good one."""

    def push(self, change, base, expected):
        outcome = super().push(change, base, expected)
        return replace(outcome, result=Result.OK, version="?") if outcome.reason else outcome


WRONG = {
    "says-done": (CalendarUnderFaults, SaysDone, "reset-before"),
    "silence-is-gone": (CalendarUnderFaults, SilenceIsGone, "wrong-type"),
    "silence-is-empty": (SourceUnderFaults, SilenceIsEmpty, "wrong-type"),
    "leaves-out": (SourceUnderFaults, LeavesOut, "wrong-type"),
    "says-written": (SourceUnderFaults, SaysWritten, "reset-before"),
}


@pytest.mark.parametrize("name", WRONG)
def test_contract_faults_wrong_plugins_are_caught(name, tmp_path):
    """A suite that lets one pass is itself wrong."""
    source = tmp_path / "test_wrong.py"
    source.write_text(
        "import importlib.util\n"
        f"spec = importlib.util.spec_from_file_location('faulty', {__file__!r})\n"
        "faulty = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(faulty)\n"
        f"suite, wrong, fault = faulty.WRONG[{name!r}]\n"
        "part = 'calendar' if suite is faulty.CalendarUnderFaults else 'source'\n"
        "class TestWrong(suite):\n"
        "    plugin = faulty.plugin_of(**{part: wrong})\n"
        "    faults = (fault,)\n"
    )
    counts = _Counts()
    pytest.main(
        ["-x", "-p", "no:cacheprovider", "-p", "no:terminal", "-p", "no:xdist", "--rootdir", str(tmp_path), "-c", "/dev/null", "--import-mode=importlib", str(source)],
        plugins=[counts],
    )  # fmt: skip
    assert counts.failed > 0


class _Counts:
    failed = 0

    def pytest_runtest_logreport(self, report):
        if report.failed:
            assert report.when == "call", report.longreprtext
            assert "at request" in report.longreprtext, report.longreprtext
            self.failed += 1
