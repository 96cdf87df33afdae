"""A calendar that was deleted and made again right after the first sync was taken for unchanged.

Its token stood for an empty calendar, and so did the token of the new one.
"""

import urllib.request
from base64 import b64encode
from datetime import date, timedelta

import pytest

from kithkeeper import Network
from kithkeeper.config import Config, Profile
from kithkeeper.sync.ports import ItemStatus
from kithkeeper.testing import FakeCalendar, Manners, fake_network, servers

MONDAY = date(2026, 3, 2)


def ask(server, method, url):
    secret = b64encode(f"{server.user}:{server.password}".encode()).decode()
    headers = {"Authorization": f"Basic {secret}"}
    with urllib.request.urlopen(
        urllib.request.Request(url, method=method, headers=headers), timeout=20
    ) as answer:
        answer.read()


@pytest.mark.parametrize("name", ["radicale", "xandikos"])
def test_what_was_there_is_held_back(tmp_path, name):
    """The next sync sees that all is gone, and asks."""
    with getattr(servers, name)(tmp_path / name) as server:
        table = {"plugin": "caldav", "url": server.url, "username": server.user,
                 "password": server.password, "calendar": "Touch"}  # fmt: skip
        config = Config(profile=Profile(timezone="Europe/Berlin"), connections={"home": table})
        with Network.open(
            tmp_path / "kith.db", config=config, clock=MONDAY, home=tmp_path, environ={}
        ) as net:
            for person in ("Ada Lovelace", "Bob Frost"):
                net.touchpoints.meet(net.contacts.add(person), on=MONDAY + timedelta(days=3))
            (first,) = net.sync()
            assert first.pushed.created == 2
            url = net.session.store.get("sync_state", "home")["plugin"]["calendar"]["url"]
            ask(server, "DELETE", url)
            ask(server, "MKCALENDAR", url)
            (second,) = net.sync()
            assert sorted(each.name for each in second.held) == ["Ada Lovelace", "Bob Frost"]
            (third,) = net.syncing.run(recreate=True)
            assert (third.pushed.created, third.held) == (2, [])
            (fourth,) = net.sync()
            assert (fourth.requests, fourth.pushed.unchanged) == (1, 2)


def test_an_answer_that_leaves_out_what_was_written_is_not_trusted(tmp_path):
    """A calendar that answers any cursor with nothing is found out after each write."""
    home = FakeCalendar(Manners(lying_cursor=True))
    with fake_network(MONDAY, calendars={"home": home}, store=tmp_path / "kith.db") as net:
        meeting = net.touchpoints.meet(net.contacts.add("Ada Lovelace"), on=MONDAY)
        net.sync()
        (key,) = home.items
        home.edit(key, status=ItemStatus.DONE, completed_on=MONDAY)
        net.sync()
        assert net.session.store.get("touchpoint", meeting.id)["state"] == "done"
