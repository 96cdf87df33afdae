"""What is changed here, there and on both sides: written, merged, or left to settle."""

from __future__ import annotations

import pytest
from sync_contacts.home import MONDAY, Home, card

from kithkeeper import Network
from kithkeeper.config import Config, Profile
from kithkeeper.testing import FakeSource


def test_sync_contacts_an_edit_here_is_written_there_once(home):
    """With what is not modelled untouched, and nothing in the run after it."""
    home.source.set("a", card(), raw="X-OTHER:1")
    home.sync()
    with home.open() as net:
        (ada,) = net.session.store.find("contact")
        net.contacts.edit(ada["id"], notes="likes chess")
    assert home.sync().pushed.updated == 1
    assert home.source.cards["a"].notes == "likes chess"
    assert home.source.raw("a") == "X-OTHER:1"
    for _ in range(2):
        report = home.sync()
        assert (report.pushed.updated, report.conflicts) == (0, [])


def test_sync_contacts_without_write_nothing_is_written(tmp_path):
    """Reading is the default."""
    home = Home(tmp_path, FakeSource(), write=False)
    home.source.set("a", card())
    home.sync()
    with home.open() as net:
        (ada,) = net.session.store.find("contact")
        net.contacts.edit(ada["id"], notes="likes chess")
    home.sync()
    assert home.source.cards["a"].notes == ""


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_sync_contacts_a_field_that_both_changed_waits_to_be_settled(home, side):
    """Ours stays here, nothing is written there, until the user says which."""
    home.source.set("a", card(notes="base"))
    home.sync()
    with home.open() as net:
        (ada,) = net.session.store.find("contact")
        net.contacts.edit(ada["id"], notes="ours")
    home.source.set("a", card(notes="theirs"))
    for count in (1, 0):
        report = home.sync()
        assert len(report.conflicts) == count
        assert home.source.cards["a"].notes == "theirs"
        assert home.people()["Ada Lovelace"]["notes"] == "ours"
    with home.open() as net:
        (row,) = net.conflicts()
        assert (row.field, row.ours, row.theirs, row.source) == ("notes", "ours", "theirs", "cards")
        net.conflicts.settle(row.id, side)
        assert net.conflicts() == []
    home.sync()
    home.sync()
    assert home.source.cards["a"].notes == side
    assert home.people()["Ada Lovelace"]["notes"] == side


def test_sync_contacts_a_conflict_ends_when_both_say_the_same(home):
    """Nothing is left to be settled."""
    home.source.set("a", card(notes="base"))
    home.sync()
    with home.open() as net:
        (ada,) = net.session.store.find("contact")
        net.contacts.edit(ada["id"], notes="ours")
    home.source.set("a", card(notes="theirs"))
    home.sync()
    home.source.set("a", card(notes="ours"))
    home.sync()
    with home.open() as net:
        assert net.conflicts() == []


def test_sync_contacts_their_newer_edit_wins_over_one_that_was_written(home):
    """What we had written is agreed; who changes it after that is the newer."""
    home.source.set("a", card(notes="base"))
    home.sync()
    with home.open() as net:
        (ada,) = net.session.store.find("contact")
        net.contacts.edit(ada["id"], notes="ours")
    home.sync()
    home.sync()
    home.source.set("a", card(notes="newer"))
    report = home.sync()
    assert report.conflicts == []
    assert home.people()["Ada Lovelace"]["notes"] == "newer"
    home.sync()
    assert home.source.cards["a"].notes == "newer"


def test_sync_contacts_a_change_there_during_our_write_is_merged_and_written_once_more(home):
    """In the same sync, and nothing of it is overwritten."""
    home.source.set("a", card())
    home.sync()
    with home.open() as net:
        (ada,) = net.session.store.find("contact")
        net.contacts.edit(ada["id"], notes="ours")
    home.change_during_our_write("a", card(email="new@example.org"))
    report = home.sync()
    assert (report.pushed.updated, report.conflicts, report.problems) == (1, [], [])
    there = home.source.cards["a"]
    assert (there.notes, [each.value for each in there.emails]) == ("ours", ["new@example.org"])


def test_sync_contacts_one_who_always_changes_is_left_for_the_next_sync(home):
    """After two writes that came too late it is said, and what stands there stays."""
    home.edit_ada_and_bob_here()
    push = home.source.push
    seen = []

    def interfere(change, *args):
        if change.key == "a":
            seen.append(change.version)
            home.source.set("a", card(email=f"new{len(seen)}@example.org"))
        return push(change, *args)

    home.source.push = interfere
    report = home.sync()
    assert len(seen) == 2
    assert report.conflicts == [
        "Ada Lovelace: it changes there faster than we can write; left for the next sync"
    ]
    assert [each.notes for each in home.source.cards.values()] == ["", "ours"]
    home.source.push = push
    home.sync()
    assert home.source.cards["a"].notes == "ours"


def test_sync_contacts_a_write_that_fails_hurts_no_other(home):
    """An unknown error is that item's; the other is written, and the failed one next time."""
    home.edit_ada_and_bob_here()
    push = home.source.push

    def fails_for_ada(change, base, expected):
        if change.key == "a":
            raise ValueError("no")
        return push(change, base, expected)

    home.source.push = fails_for_ada
    report = home.sync()
    assert (report.pushed.updated, len(report.problems), report.error) == (1, 1, None)
    home.source.push = push
    home.sync()
    assert {each.notes for each in home.source.cards.values()} == {"ours"}


def test_sync_contacts_a_folder_of_cards_both_ways(tmp_path):
    """Files as vdirsyncer and khard keep them: read, written back, lines of others kept."""
    folder = tmp_path / "cards"
    folder.mkdir()
    file = folder / "ada.vcf"
    text = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:u1\r\nFN:Ada Lovelace\r\nN:Lovelace;Ada;;;\r\nX-OTHER:1\r\nEND:VCARD\r\n"
    file.write_bytes(text.encode())
    config = Config(
        profile=Profile(timezone="Europe/Berlin"),
        connections={"cards": {"plugin": "vcard", "path": str(folder), "write": True}},
    )

    def opened():
        return Network.open(
            tmp_path / "kith.db", config=config, clock=MONDAY, home=tmp_path, environ={}
        )

    with opened() as net:
        assert net.sync()[0].pulled.added == 1
        (ada,) = net.session.store.find("contact")
        net.contacts.edit(ada["id"], notes="likes chess")
        assert net.sync()[0].pushed.updated == 1
    written = file.read_text()
    assert "NOTE:likes chess" in written
    assert "X-OTHER:1" in written
    file.write_text(written.replace("likes chess", "likes golf"), newline="")
    with opened() as net:
        net.sync()
        assert net.session.store.get("contact", ada["id"])["notes"] == "likes golf"
        report = net.sync()[0]
        assert (report.pulled.updated, report.pushed.updated) == (0, 0)
    file.unlink()
    with opened() as net:
        net.sync()
        assert not net.session.store.get("contact", ada["id"]).get("archived")


def test_sync_contacts_a_number_that_was_written_and_removed_there_goes(home):
    """What we had written is agreed; who removes it after that is the newer."""
    home.source.set("a", card())
    home.sync()
    with home.open() as net:
        (ada,) = net.session.store.find("contact")
        net.contacts.edit(ada["id"], emails=["ada@example.org", "ada@work.example"])
    home.sync()
    assert [each.value for each in home.source.cards["a"].emails] == [
        "ada@example.org", "ada@work.example",
    ]  # fmt: skip
    home.source.set("a", card(notes="newer"))
    home.sync()
    home.sync()
    assert [each["value"] for each in home.people()["Ada Lovelace"]["emails"]] == [
        "ada@example.org"
    ]
    assert [each.value for each in home.source.cards["a"].emails] == ["ada@example.org"]
