"""The memory of an address book kept the address, UID and ETag of the card of whoever was forgotten."""

from datetime import date, timedelta

import pytest

from kithkeeper import Network
from kithkeeper.config import Config
from kithkeeper.hooks.http import Http
from kithkeeper.model import Card
from kithkeeper.sync.state import load_state, save_state
from kithkeeper.testing import FakeSource, fake_network, servers

MONDAY = date(2026, 3, 2)
LOGIN = {"username": "alice", "password": "wonderland"}
AUTH = ("alice", "wonderland")
BOOK = (
    '<mkcol xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><set><prop><resourcetype>'
    "<collection/><C:addressbook/></resourcetype></prop></set></mkcol>"
)
ZYX, BEN = (
    f"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:uid-{given.lower()}\r\nFN:{given} {family}\r\n"
    f"N:{family};{given};;;\r\nEMAIL:{given.lower()}@example.org\r\nEND:VCARD\r\n"
    for given, family in (("Zyxolina", "Quarktree"), ("Ben", "Miller"))
)
GROUP = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:g\r\nFN:Mentors\r\nN:Mentors;;;;\r\n"
    "X-ADDRESSBOOKSERVER-KIND:group\r\nX-ADDRESSBOOKSERVER-MEMBER:urn:uuid:uid-zyxolina\r\n"
    "END:VCARD\r\n"
)


@pytest.fixture
def server(tmp_path):
    """A real server with one address book, of two people and a group."""
    with servers.radicale(tmp_path / "radicale") as running, Http() as http:

        def ask(method, path, body="", kind="text/vcard"):
            answer = http.request(
                method, f"{running.url}alice/{path}", auth=AUTH, body=body,
                headers={"Content-Type": kind},
            )  # fmt: skip
            assert answer.status in (200, 201, 204), (answer.status, answer.body)
            return answer

        ask("MKCOL", "people/", BOOK, "application/xml")
        for name, card in (("quarktree", ZYX), ("ben", BEN), ("group", GROUP)):
            ask("PUT", f"people/{name}.vcf", card)
        yield running.url, ask


def opened(home, url, day):
    config = Config(
        connections={
            "people": {"plugin": "vcard", "url": f"{url}alice/people/", "write": True, **LOGIN},
            "reminders": {"plugin": "caldav", "url": url, "calendar": "kith", **LOGIN},
        }
    )
    return Network.open(home / "kith.db", home=home, config=config, clock=day, environ={})


def contact(net, name):
    (row,) = net.contacts.search(name)
    return net.contacts.get(row.id)


def traces(home, *words):
    """Which of the words stand in which file of the home."""
    return {
        (each.name, word)
        for each in home.rglob("*")
        if each.is_file()
        for word in words
        if word in each.read_bytes().lower()
    }


def test_no_byte_of_them_is_left_though_their_card_stays_there(server, tmp_path):
    """Nor after later syncs, by token and by listing, nor when the group and the card change."""
    url, ask = server
    home = tmp_path / "home"
    tag = ask("GET", "people/quarktree.vcf").headers["etag"].strip('"').encode()
    words = (b"zyxolina", b"quarktree", tag)
    with opened(home, url, MONDAY) as net:
        net.syncing.run()
        zyx = contact(net, "Zyxolina Quarktree")
        assert zyx.tags == ("Mentors",)
        net.contacts.place(zyx, "inner")
        net.syncing.run()
        assert {word for _, word in traces(home, *words)} == set(words)
        net.contacts.forget(zyx)
        assert traces(home, *words) == set()
    for day in (MONDAY, MONDAY + timedelta(1), MONDAY + timedelta(1), MONDAY + timedelta(2)):
        with opened(home, url, day) as net:
            assert [each.error for each in net.syncing.run()] == [None, None]
            assert [each.name for each in net.contacts.all()] == ["Ben Miller"]
            assert traces(home, *words) == set()
        ask("PUT", "people/group.vcf", GROUP.replace("Mentors", f"Mentors {day}"))
        ask("PUT", "people/quarktree.vcf", ZYX.replace("Quarktree", "Quarktree-Ash"))


def test_who_stays_is_tagged_removed_and_brought_back_as_before(server, tmp_path):
    """A group that changed, a card deleted on the same day or the next: found without knowing them."""
    url, ask = server
    home = tmp_path / "home"
    for step, day in enumerate((MONDAY, MONDAY, MONDAY + timedelta(1), MONDAY + timedelta(1))):
        with opened(home, url, day) as net:
            net.syncing.run()
            tags = {each.name: net.contacts.get(each.id).tags for each in net.contacts.all()}
        zyx, ben = {"Zyxolina Quarktree": ("Mentors",)}, {"Ben Miller": ()}
        assert tags == [zyx | ben, {"Zyxolina Quarktree": ()} | ben, ben, zyx | ben][step]
        if step == 0:
            ask("DELETE", "people/group.vcf")
        if step == 1:
            ask("DELETE", "people/quarktree.vcf")
        if step == 2:
            ask("PUT", "people/quarktree.vcf", ZYX)
            ask("PUT", "people/group.vcf", GROUP)


def test_a_cursor_that_names_them_is_dropped_and_a_plugins_memory_of_them(tmp_path):
    """A plugin that keeps names in its cursor is asked for everything once; its other memory stays."""
    source = FakeSource()
    source.set("quärktree-key", Card(name="Zyx Quill", uid="zyx-uid"))
    source.set("ben-key", Card(name="Ben Miller", uid="ben-uid"))
    with fake_network(MONDAY, sources={"book": source}, store=tmp_path / "kith.db") as net:
        net.syncing.run()
        store = net.session.store
        with net.session.change("a plugin's memory") as work:
            save_state(
                work,
                "book",
                {
                    **load_state(store, "book"),
                    "cursor": '{"known": ["qu\\u00e4rktree-key", "ben-key"]}',
                    "waiting": ["quärktree-key", "ben-key"],
                    "plugin": {
                        "safe": True,
                        "tags": {"quärktree-key": 1, "ben-key": 2},
                        "seen": ["zyx-uid", "ben-uid"],
                        "last": "zyx-uid",
                    },
                },
            )
        net.contacts.forget(contact(net, "Zyx Quill"))
        state = load_state(store, "book")
        assert "cursor" not in state
        assert state["waiting"] == ["ben-key"]
        assert state["plugin"] == {"safe": True, "tags": {"ben-key": 2}, "seen": ["ben-uid"]}
        net.syncing.run()
        assert [each.name for each in net.contacts.all()] == ["Ben Miller"]
    assert traces(tmp_path, "quärktree".encode(), b"zyx") == set()
