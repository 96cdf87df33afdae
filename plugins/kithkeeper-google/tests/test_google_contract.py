"""Google Contacts keeps the promises of every source, and bears every fault of the way there."""

import pytest

from kithkeeper import Network
from kithkeeper.config import Config
from kithkeeper.model import Card
from kithkeeper.testing import SourceContract
from kithkeeper.testing.faults import differences
from kithkeeper.testing.proxy import FAULTS, fault_proxy

UNKNOWN = {"key": "shoe size", "value": "38"}


def fields_of(card):
    """A card as a person of the People API."""
    given, _, family = card.name.partition(" ")
    return {
        "names": [{"givenName": given, "familyName": family}],
        "emailAddresses": [{"value": each.value} for each in card.emails],
    }


class Browser:
    """The account as its owner changes it at contacts.google.com."""

    def __init__(self, account):
        self.account = account

    def add(self, card):
        return self.account.add(**fields_of(card))

    def change(self, key, card):
        self.account.put(key, fields_of(card))

    def remove(self, key):
        self.account.delete(key)

    def add_unknown(self, key):
        self.account.put(key, {"sipAddresses": [{"value": "sip:ada@example.org"}]})
        self.account.put(key, {"clientData": [UNKNOWN]})

    def has_unknown(self, key):
        person = self.account.people[key]
        kept = [(each["key"], each["value"]) for each in person.get("clientData", [])]
        return kept == [tuple(UNKNOWN.values())] and bool(person.get("sipAddresses"))


class TestGoogleThatIsOnlyRead(SourceContract):
    """With the scope that a connection asks for by default."""

    incremental = True

    @pytest.fixture
    def open_source(self, google):
        return google.open

    @pytest.fixture
    def there(self, google):
        return Browser(google.server.account)


class TestGoogleThatIsWritten(TestGoogleThatIsOnlyRead):
    """With `write = true`."""

    writable = True
    keeps_unknown = True

    @pytest.fixture
    def open_source(self, google):
        google.settings["write"] = True
        return google.open


class Both:
    """An account behind a faulty proxy, and a network that is synced with it both ways."""

    def __init__(self, server, proxy, folder):
        self.server, self.proxy, self.folder = server, proxy, folder

    def open(self):
        table = {"plugin": "google", "api_endpoint": self.proxy.url, "write": True, "timeout": 0.7,
                 "token_file": str(self.folder / "token.json")}  # fmt: skip
        return Network.open(
            self.folder / "kith.db", config=Config(connections={"people": table}),
            home=self.folder, environ={},
        )  # fmt: skip

    def begin(self):
        """Two people known on both sides; one renamed here, one changed there, one new there."""
        for path in self.folder.glob("kith.db*"):
            path.unlink()
        self.proxy.reset()
        self.server.account.__init__()
        browser = Browser(self.server.account)
        people = [Card(name=name) for name in ("Ada Lovelace", "Bob Frost")]
        ada, bob = (browser.add(each) for each in people)
        assert ada != bob
        self.sync()
        with self.open() as net:
            (known,) = [each for each in net.contacts.all() if each.name == "Ada Lovelace"]
            net.contacts.edit(known.id, title="Analyst", phones=["+44 20 7946 0000"])
        browser.change(bob, Card(name="Bob Winter"))
        browser.add(Card(name="Cy Coder"))

    def sync(self):
        with self.open() as net:
            net.sync()

    def state(self):
        people = self.server.account.people.values()
        there = sorted(
            (
                person["names"][0]["displayName"],
                [each.get("title") for each in person.get("organizations", [])],
                [each["value"] for each in person.get("phoneNumbers", [])],
            )
            for person in people
        )
        with self.open() as net:
            here = sorted((each.name, each.title) for each in net.contacts.all())
        return {"there": there, "here": here}


@pytest.fixture
def both(server, google, tmp_path):
    with fault_proxy(server.url) as proxy:
        yield Both(server, proxy, tmp_path)


@pytest.mark.parametrize(
    "fault",
    [
        each if each == "reset-after" else pytest.param(each, marks=pytest.mark.long)
        for each in FAULTS
    ],
)
@pytest.mark.timeout(600)
def test_each_request_failing_once_leads_to_the_same_end(both, fault):
    """Labels, pages, reads before a write, and writes: nothing is lost and nothing is doubled."""
    both.begin()
    both.sync()
    assert both.state()["there"] == [
        ("Ada Lovelace", ["Analyst"], ["+44 20 7946 0000"]),
        ("Bob Winter", [], []),
        ("Cy Coder", [], []),
    ]
    found = differences(
        both.proxy, begin=both.begin, sync=both.sync, state=both.state, faults=[fault]
    )
    assert list(found) == []
