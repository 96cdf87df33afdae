"""Who is gone there, or removed or forgotten here, and who comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sync_contacts.home import MONDAY, Home, card, names

from kithkeeper.sync.ports import ItemStatus
from kithkeeper.testing import FakeSource


def test_sync_contacts_a_deletion_that_crosses_a_change_there_is_carried_out(home):
    """Who was removed everywhere was meant."""
    for key, name in (("a", "Ada Lovelace"), ("b", "Bob Frost")):
        home.source.set(key, card(name))
    home.sync()
    with home.open() as net:
        (ada,) = [each for each in net.contacts.all() if each.name == "Ada Lovelace"]
        net.contacts.remove(ada.id, everywhere=True)
    home.change_during_our_write("a", card(email="new@example.org"))
    report = home.sync()
    assert (report.pushed.deleted, report.problems, report.conflicts) == (1, [], [])
    assert list(home.source.cards) == ["b"]


def test_sync_contacts_a_source_that_lost_more_than_a_fifth_is_asked_about(home):
    """Held until --allow-deletions; what else changed is taken."""
    for each in range(10):
        home.source.set(f"k{each}", card(f"P{each} Test"))
    home.sync()
    for each in range(3):
        home.source.remove(f"k{each}")
    home.source.set("k9", card("P9 Test", notes="new"))
    report = home.sync()
    assert len(report.held) == 3
    assert home.people()["P9 Test"]["notes"] == "new"
    assert len(home.people(archived=0)) == 10
    assert len(home.sync().held) == 3
    report = home.sync(allow_deletions=True)
    assert report.held == []
    assert len(home.people(archived=0)) == 7
    assert home.sync().held == []


def test_sync_contacts_one_who_is_gone_is_archived_and_known_again_when_back(home):
    """Unless the user touched them; back again it is the same contact."""
    for name in names("Ada", "Bob", "Cleo", "Dan", "Eve", "Finn"):
        home.source.set(name, card(name))
    home.sync()
    before = home.people()
    with home.open() as net:
        net.contacts.place(before["Bob Test"]["id"], "inner")
    home.source.remove("Ada Test")
    home.sync()
    home.source.remove("Bob Test")
    home.sync()
    people = home.people()
    assert (people["Ada Test"]["archived"], people["Bob Test"].get("archived")) == (True, None)
    home.source.set("Ada Test", card("Ada Test"))
    home.sync()
    assert len(home.people()) == 6
    assert home.people()["Ada Test"]["id"] == before["Ada Test"]["id"]
    assert not home.people()["Ada Test"].get("archived")


@pytest.mark.parametrize("everywhere", [False, True])
def test_sync_contacts_who_was_removed_is_not_brought_back(home, everywhere):
    """By no pull, whatever the source does; `--everywhere` deletes there."""
    home.source.set("a", card(email=" "))
    home.source.set("b", card("Bob Frost"))
    home.sync()
    with home.open() as net:
        net.contacts.remove(home.people()["Ada Lovelace"]["id"], everywhere=everywhere)
    home.sync()
    assert ("a" in home.source.cards) is not everywhere
    home.sync(full=True)
    home.source.remove("a")
    home.sync(allow_deletions=True)
    home.source.set("a", card(email=" ", notes="back"))
    home.sync(full=True)
    assert list(home.people(archived=0)) == ["Bob Frost"]
    assert len(home.people()) == 2


def test_sync_contacts_who_was_forgotten_stays_away_and_leaves_no_byte(tmp_path):
    """Not in a row, the history, the index, a base or the calendar; no source brings them back."""
    home = Home(tmp_path, FakeSource())
    home.source.set("a", card("Adalbert Zyxwvutsky", notes="secret-word", tags=["inner"]))
    home.source.set("b", card("Bob Frost", tags=["inner"]))
    home.sync()
    with home.open() as net:
        ids = {name: row["id"] for name, row in home.people().items()}
        for each in ids.values():
            net.touchpoints.log(
                each, on=MONDAY - timedelta(days=20), channel="coffee", note="talked"
            )
        net.sync()
    key = next(k for k, i in home.calendar.items.items() if i.summary.startswith("Adalbert"))
    home.calendar.edit(
        key,
        status=ItemStatus.DONE,
        completed_on=MONDAY,
        notes="secret-word\ngave: a secret-word\npromised: secret-word by 2026-03-20",
    )
    with home.open() as net:
        net.sync()
        net.touchpoints.meet(*ids.values(), on=MONDAY + timedelta(days=3))
        net.sync()
        net.contacts.forget(ids["Adalbert Zyxwvutsky"])
        net.sync()
        net.sync()
    assert not any("Adalbert" in str(item) for item in home.calendar.items.values())
    with home.open() as net:
        assert len(net.session.store.find("contact")) == 1
        assert net.session.store.check() == []
    data = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    for word in (b"adalbert", b"zyxwvut", b"secret-word"):
        assert word not in data.lower(), word


def test_sync_contacts_undoing_a_pull_takes_it_back_until_the_undo_is_undone(home):
    """The pull is one entry; whom it had brought stays away, also from a full one."""
    home.source.set("a", card())
    home.sync()
    with home.open() as net:
        net.history.undo()
        assert list(net.contacts.all()) == []
    home.sync(full=True)
    with home.open() as net:
        assert list(net.contacts.all()) == []
        undo = next(each for each in net.history.all() if each.what.startswith("undid"))
        net.history.undo(undo.id)
    home.sync(full=True)
    assert list(home.people()) == ["Ada Lovelace"]
