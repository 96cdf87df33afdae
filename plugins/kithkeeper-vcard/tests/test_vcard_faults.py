"""An address book on a real server bears every fault of the way, read and written."""

from __future__ import annotations

import urllib.error
import urllib.request
from base64 import b64encode

import pytest

from kithkeeper.testing import SourceFaultContract
from kithkeeper.testing.proxy import FAULTS
from kithkeeper.testing.servers import radicale
from kithkeeper_vcard import VCardPlugin
from kithkeeper_vcard.writer import card_text

BOOK = "alice/people/"
MADE = (
    '<?xml version="1.0"?><D:mkcol xmlns:D="DAV:" xmlns:A="urn:ietf:params:xml:ns:carddav">'
    "<D:set><D:prop><D:resourcetype><D:collection/><A:addressbook/></D:resourcetype></D:prop>"
    "</D:set></D:mkcol>"
)


class Phone:
    """Another program on the same account."""

    def __init__(self, server):
        self.server = server

    def ask(self, method, path, text=""):
        secret = b64encode(f"{self.server.user}:{self.server.password}".encode()).decode()
        headers = {"Authorization": f"Basic {secret}", "Content-Type": "text/vcard"}
        headers |= {"Content-Type": "application/xml"} if method == "MKCOL" else {}
        request = urllib.request.Request(
            self.server.url + path, text.encode() or None, headers, method=method
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            answer.read()

    def begin(self):
        """An empty address book."""
        try:
            self.ask("DELETE", BOOK)
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise
        self.ask("MKCOL", BOOK, MADE)

    def add(self, card):
        self.change(card.uid, card)
        return card.uid

    def change(self, key, card):
        self.ask("PUT", f"{BOOK}{key}.vcf", card_text(card))

    def remove(self, key):
        self.ask("DELETE", f"{BOOK}{key}.vcf")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with radicale(tmp_path_factory.mktemp("radicale")) as running:
        yield running


class TestAddressBookUnderFaults(SourceFaultContract):
    """Where the answer to a request is lost after the server has carried it out."""

    plugin = VCardPlugin
    writable = True
    faults = ("reset-after",)

    @pytest.fixture
    def url(self, server):
        return server.url

    @pytest.fixture
    def there(self, server):
        return Phone(server)

    @pytest.fixture
    def clear(self, there):
        return there.begin

    @pytest.fixture
    def table(self, server):
        return lambda url: {
            "plugin": "v-card-plugin", "url": f"{url}{BOOK}", "username": server.user, "write": True,
            "password": server.password,
        }  # fmt: skip


@pytest.mark.long
class TestAddressBookUnderAllFaults(TestAddressBookUnderFaults):
    """And in every other way."""

    faults = tuple(each for each in FAULTS if each != "reset-after")
    every = 2
