"""The contract kit on the first-party plugins, on real servers and real files."""

from __future__ import annotations

import re
from datetime import date

import pytest

from kithkeeper import Network
from kithkeeper.config import Config, Profile
from kithkeeper.testing import servers
from kithkeeper.testing.calendar_contract import CalendarContract
from kithkeeper.testing.plugin_contract import PluginContract
from kithkeeper.testing.source_contract import SourceContract
from kithkeeper_caldav import CalDavPlugin
from kithkeeper_caldav.meeting_plugin import MeetingsPlugin
from kithkeeper_csv import CsvPlugin
from kithkeeper_google import GooglePlugin
from kithkeeper_holidays import HolidaysPlugin
from kithkeeper_vcard import VCardPlugin


@pytest.fixture(scope="module")
def radicale(tmp_path_factory):
    with servers.radicale(tmp_path_factory.mktemp("radicale")) as running:
        yield running


@pytest.fixture(scope="module")
def xandikos(tmp_path_factory):
    with servers.xandikos(tmp_path_factory.mktemp("xandikos")) as running:
        yield running


def opened(folder, table, kind):
    """A source or calendar as a sync opens it; the plugin's memory lasts in `table`'s home."""
    config = Config(profile=Profile(timezone="Europe/Berlin"), connections={"x": table})
    net = Network.open(
        folder / "kith.db", config=config, clock=date(2026, 3, 2), home=folder, environ={}
    )
    open_it = net.host.open_calendar if kind == "calendar" else net.host.open_source
    return open_it("x", net.session.moment(), MEMORY.setdefault(folder, {}))


MEMORY = {}


class CalDav(CalendarContract):
    has_outside = has_other_places = True
    server = kind = ""

    @pytest.fixture
    def again(self, request, tmp_path):
        running = request.getfixturevalue(self.server)
        table = {
            "plugin": "caldav", "url": running.url, "username": "alice", "password": "wonderland",
            "calendar": tmp_path.name, "as": self.kind,
        }  # fmt: skip
        return lambda: opened(tmp_path, table, "calendar")

    @pytest.fixture
    def calendar(self, again):
        return again()

    @pytest.fixture
    def add_line(self, again):
        def add(key):
            transport = again()._dav.transport
            text = transport.send("GET", key).body.decode()
            changed = re.sub(r"(SUMMARY[^\r\n]*)", r"\1\r\nX-OTHER:1", text, count=1)
            answer = transport.send(
                "PUT", key, changed, {"Content-Type": "text/calendar; charset=utf-8"}
            )
            assert answer.status < 300

        return add

    @pytest.fixture
    def add_item(self, again):
        def add(item):
            calendar = again()
            made = calendar.put(item, id="", raw="", expected=None)
            text = calendar._dav.transport.send("GET", made.id).body.decode()
            assert calendar.delete(made.id, expected=made.version).result == "ok"
            place = made.id.rpartition("/")[0] + "/of-another-program.ics"
            headers = {"Content-Type": "text/calendar; charset=utf-8"}
            assert calendar._dav.transport.send("PUT", place, text, headers).status < 300
            return place

        return add

    @pytest.fixture
    def has_line(self, again):
        return lambda key: b"X-OTHER:1" in again()._dav.transport.send("GET", key).body


class TestRadicaleEvents(CalDav):
    server, kind = "radicale", "event"


class TestRadicaleTasks(CalDav):
    server, kind, tells_day_of_completion = "radicale", "todo", True


class TestXandikosEvents(CalDav):
    server, kind = "xandikos", "event"


class TestXandikosTasks(CalDav):
    server, kind, tells_day_of_completion = "xandikos", "todo", True


class Folder:
    """A folder of vCards as another program changes it."""

    def __init__(self, folder):
        self.folder, self.count, self.clock = folder, 0, 0

    def add(self, card):
        self.count += 1
        key = f"{self.count}.vcf"
        self.write(key, card, f"uid-{self.count}")
        return key

    def change(self, key, card):
        self.write(key, card, f"uid-{key.removesuffix('.vcf')}")

    def remove(self, key):
        (self.folder / key).unlink()

    def add_unknown(self, key):
        path = self.folder / key
        text = path.read_bytes().replace(b"END:VCARD", b"X-OTHER;X-P=1:kept\r\nEND:VCARD")
        path.write_bytes(text)

    def has_unknown(self, key):
        return b"X-OTHER;X-P=1:kept" in (self.folder / key).read_bytes()

    def add_broken(self):
        (self.folder / "broken.vcf").write_bytes(b"BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n")

    def write(self, key, card, uid):
        lines = ["BEGIN:VCARD", "VERSION:3.0", f"UID:{uid}", f"FN:{card.name}",
                 f"N:{card.names.family};{card.names.given};;;",
                 *(f"EMAIL:{each.value}" for each in card.emails), "END:VCARD", ""]  # fmt: skip
        (self.folder / key).write_bytes("\r\n".join(lines).encode())


class TestFolderOfCards(SourceContract):
    writable = keeps_unknown = has_broken = True

    @pytest.fixture
    def there(self, tmp_path):
        (tmp_path / "cards").mkdir()
        return Folder(tmp_path / "cards")

    @pytest.fixture
    def open_source(self, tmp_path, there):
        table = {"plugin": "vcard", "path": str(there.folder), "write": True}
        return lambda: opened(tmp_path, table, "source")


class TestCalDavPlugin(PluginContract):
    plugin = CalDavPlugin


class TestVCardPlugin(PluginContract):
    plugin = VCardPlugin


class TestMeetingsPlugin(PluginContract):
    plugin = MeetingsPlugin


class TestCsvPlugin(PluginContract):
    plugin = CsvPlugin


class TestHolidaysPlugin(PluginContract):
    plugin = HolidaysPlugin


class TestGooglePlugin(PluginContract):
    plugin = GooglePlugin
