"""Forgetting someone leaves no trace of them in any byte of the home."""

from __future__ import annotations

from datetime import date

import pytest

from kithkeeper import Network

TODAY = date(2026, 3, 4)
TRACES = (
    b"zyxolina",
    b"quarktree",
    b"oldname",
    b"chrysoprase",
    b"jasper",
    b"obsidian",
    b"malachite",
    b"zq@example",
    b"4711000",
)


@pytest.fixture
def net(tmp_path):
    with Network.open(
        tmp_path / "kith.db", home=tmp_path, clock=TODAY, discover=False, environ={}
    ) as made:
        yield made


def traces(folder):
    return {
        (each.name, word)
        for each in folder.iterdir()
        for word in TRACES
        if each.is_file() and word in each.read_bytes().lower()
    }


def test_no_byte_of_the_forgotten_is_left(net, tmp_path):
    """A whole life in the network, some of it undone or changed since: rows, history, words, log."""
    ben = net.contacts.add("Ben Miller", circle="inner")
    zyx = net.contacts.add(
        "Zyxolina Oldname", circle="inner", email="zq@example.org", phone="+49 30 4711000",
        birthday="1990-03-10", notes="likes chrysoprase",
    )  # fmt: skip
    net.contacts.edit(zyx, name="Zyxolina Quarktree", notes="likes jasper")
    net.touchpoints.log(
        zyx,
        channel="call",
        note="obsidian",
        gave="help",
        what="malachite",
        promised="a jasper",
        by=TODAY,
    )
    net.touchpoints.log(zyx, channel="call", note="a secret of obsidian")
    net.history.undo()
    net.touchpoints.log(ben, zyx, channel="lunch", note="malachite")
    net.touchpoints.meet(ben, zyx, on=date(2026, 3, 9), title="Lunch with Zyxolina and Ben")
    net.introductions.add(ben, zyx, why="jasper")
    net.plan(weeks=8)
    event = net.events.add("Fair", on=date(2026, 3, 4), expect=[zyx])
    net.events.met(event.id, "Zyxolina Quarktree", said="malachite", promised="obsidian")
    assert traces(tmp_path)
    net.contacts.forget(zyx)
    assert traces(tmp_path) == set()
    assert net.contacts.search("zyxolina") == []
    lunch = next(each for each in net.touchpoints.of(ben) if each.channel == "lunch")
    assert lunch.contacts == (ben.id,)
    assert [row.name for row in net.contacts.all()] == ["Ben Miller"]
    assert [each.name for each in net.events.all()] == ["Fair"]


def test_what_an_importer_and_a_community_knew_is_gone_too(net, tmp_path):
    """A message's mark holds a profile's address; the mark of a touch with others stays unreadable,
    so that the same file brings it once; the copy that an upgrade kept is deleted.
    """
    from kithkeeper.model import Card, Email
    from kithkeeper.sync.ingest import Ingest
    from kithkeeper.sync.placing import Wishes
    from kithkeeper.sync.ports import Touch
    from kithkeeper.sync.touches import take_touches

    ben = net.contacts.add("Ben Miller", email="ben@example.org")
    zyx = net.contacts.add("Zyxolina Quarktree", email="zq@example.org")
    slack = net.communities.add("Slack")
    net.communities.log(slack.id, "answer", "helped Zyxolina with malachite", who=[zyx])
    cards = [Card(emails=(Email(value=f"{each}@example.org"),)) for each in ("zq", "ben")]
    told = [
        Touch(key="zq@example.org:1", on=TODAY, channel="message", people=(cards[0],)),
        Touch(key="zq@example.org:2", on=TODAY, channel="message", people=tuple(cards)),
    ]

    def take():
        with net.session.change("imported", by="import") as work:
            ingest = Ingest(net.session.store, "import:x", Wishes(TODAY))
            return take_touches(net.session.store, work, told, ingest)

    assert take() == 2
    (tmp_path / "kith.db.before-next").write_bytes((tmp_path / "kith.db").read_bytes())
    net.contacts.forget(zyx)
    assert traces(tmp_path) == set()
    assert [each.name for each in tmp_path.glob("*.before-*")] == []
    assert take() == 0
    assert len(net.touchpoints.of(ben)) == 1


def test_what_was_sent_to_a_calendar_of_a_shared_meeting_is_gone_at_once(tmp_path):
    """Before any sync, no word of it is in the engine's memory; the next one writes it anew."""
    from kithkeeper.testing import FakeCalendar, fake_network

    calendar = FakeCalendar()
    with fake_network(TODAY, calendars={"home": calendar}, store=tmp_path / "kith.db") as net:
        ben, zyx = net.contacts.add("Ben Miller"), net.contacts.add("Zyxolina Quarktree")
        lunch = net.touchpoints.meet(ben, zyx, on=date(2026, 3, 9))
        net.sync()
        assert "Zyxolina" in str(calendar.items)
        net.contacts.forget(zyx)
        assert traces(tmp_path) == set()
        net.sync()
        assert "Zyxolina" not in str(calendar.items)
        assert [each.summary for each in calendar.items.values()] == ["Ben Miller – coffee"]
        (report,) = net.sync()
        assert report.pushed.updated == 0
        assert net.touchpoints.get(lunch.id).title == ""


def test_forgetting_leaves_everybody_elses_history(net):
    """Ben's own entries keep their words, and can still be taken back."""
    ben = net.contacts.add("Ben Miller")
    zyx = net.contacts.add("Zyxolina Quarktree")
    net.contacts.edit(ben, notes="rows")
    net.contacts.forget(zyx)
    assert [each.what for each in net.history.all()] == [
        "forgot a contact",
        "edited Ben Miller",
        "forgotten",
        "added Ben Miller",
    ]
    net.history.undo("h3")
    assert net.contacts.get(ben).notes == ""
