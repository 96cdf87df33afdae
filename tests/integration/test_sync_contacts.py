"""Contacts and their sources: in, back, in conflict, gone, removed and forgotten."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kithkeeper import Network
from kithkeeper.config import Config, Profile
from kithkeeper.model import Card
from kithkeeper.model.card import Email, Names
from kithkeeper.services.provenance import provenance_of
from kithkeeper.sync.ports import ItemStatus
from kithkeeper.testing import FakeCalendar, FakeSource, fake_network

MONDAY = date(2026, 3, 2)


def card(name="Ada Lovelace", *, email="", notes="", tags=()):
    given, _, family = name.partition(" ")
    return Card(
        name=name, names=Names(given=given, family=family), notes=notes, tags=tuple(tags),
        emails=(Email(value=email or f"{given}@example.org".lower()),), uid=f"uid-{given}",
    )  # fmt: skip


class Home:
    def __init__(self, folder, source, *, write=True):
        self.folder, self.source = folder, source
        self.calendar = FakeCalendar()
        self.settings = {"cards": {"write": write}}
        self.today = MONDAY

    def open(self):
        return fake_network(
            self.today, sources={"cards": self.source}, calendars={"home": self.calendar},
            store=self.folder / "kith.db", settings=self.settings,
        )  # fmt: skip

    def sync(self, **wish):
        with self.open() as net:
            return net.sync("cards", **wish)[0]

    def people(self, **where):
        with self.open() as net:
            return {row["display"]: row for row in net.session.store.find("contact", where or None)}


@pytest.fixture(params=["incremental", "lists-all"])
def home(request, tmp_path):
    return Home(tmp_path, FakeSource(incremental=request.param == "incremental", page=3))


def names(*people):
    return [f"{each} Test" for each in people]


def test_sync_contacts_a_second_pull_changes_nothing(home):
    """Neither store nor history."""
    home.source.set("a", card())
    assert home.sync().pulled.added == 1
    with home.open() as net:
        before = len(net.history.all())
    report = home.sync()
    assert (report.pulled.added, report.pulled.updated, report.pulled.removed) == (0, 0, 0)
    with home.open() as net:
        assert len(net.history.all()) == before


def test_sync_contacts_labels_place_people_in_circles(home):
    """A label named like a circle by itself, another by the config."""
    home.settings["cards"]["groups"] = {"Mentors": "inner"}
    home.source.set("a", card(tags=["Mentors"]))
    home.source.set("b", card("Bob Frost", tags=["Middle"]))
    home.source.set("c", card("Cleo Vale", tags=["chess"]))
    home.sync()
    assert {name: row.get("circle") for name, row in home.people().items()} == {
        "Ada Lovelace": "inner", "Bob Frost": "middle", "Cleo Vale": None,
    }  # fmt: skip


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
    from kithkeeper.services.writeback import conflicts, settle

    with home.open() as net:
        (row,) = conflicts(net.session)
        assert (row.field, row.ours, row.theirs, row.source) == ("notes", "ours", "theirs", "cards")
        settle(net.session, row.id, side)
        assert conflicts(net.session) == []
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
    from kithkeeper.services.writeback import conflicts

    with home.open() as net:
        assert conflicts(net.session) == []


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
    push = home.source.push

    def interfere(*args):
        home.source.push = push
        home.source.set("a", card(email="new@example.org"))
        return push(*args)

    home.source.push = interfere
    report = home.sync()
    assert (report.pushed.updated, report.conflicts, report.problems) == (1, [], [])
    there = home.source.cards["a"]
    assert (there.notes, [each.value for each in there.emails]) == ("ours", ["new@example.org"])


def test_sync_contacts_one_who_always_changes_is_left_for_the_next_sync(home):
    """After two writes that came too late it is said, and what stands there stays."""
    home.source.set("a", card())
    home.source.set("b", card("Bob Frost"))
    home.sync()
    with home.open() as net:
        for each in net.session.store.find("contact"):
            net.contacts.edit(each["id"], notes="ours")
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


def test_sync_contacts_a_deletion_that_crosses_a_change_there_is_carried_out(home):
    """Who was removed everywhere was meant."""
    for key, name in (("a", "Ada Lovelace"), ("b", "Bob Frost")):
        home.source.set(key, card(name))
    home.sync()
    with home.open() as net:
        (ada,) = [each for each in net.contacts.all() if each.name == "Ada Lovelace"]
        net.contacts.remove(ada.id, everywhere=True)
    push = home.source.push

    def interfere(*args):
        home.source.push = push
        home.source.set("a", card(email="new@example.org"))
        return push(*args)

    home.source.push = interfere
    report = home.sync()
    assert (report.pushed.deleted, report.problems, report.conflicts) == (1, [], [])
    assert list(home.source.cards) == ["b"]


def test_sync_contacts_a_write_that_fails_hurts_no_other(home):
    """An unknown error is that item's; the other is written, and the failed one next time."""
    home.source.set("a", card())
    home.source.set("b", card("Bob Frost"))
    home.sync()
    with home.open() as net:
        for each in net.session.store.find("contact"):
            net.contacts.edit(each["id"], notes="ours")
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


def test_sync_contacts_the_same_uid_twice_in_a_source_is_one_person(home):
    """A copied or linked file is no second person, and no loss when it goes."""
    home.source.set("a", card())
    home.source.set("b", card())
    home.sync()
    home.source.remove("a")
    home.sync()
    with home.open() as net:
        (ada,) = net.session.store.find("contact")
    assert [each["value"] for each in ada["emails"]] == ["ada@example.org"]
    assert not ada.get("archived")


def test_sync_contacts_everything_shown_says_who_said_it_and_since_when(home):
    """The source that first said so, the day of a change there, and the user's own words."""
    home.source.set("a", card(notes="old"))
    home.sync()
    home.today = MONDAY + timedelta(days=7)
    home.source.set("a", card(notes="new", tags=["chess"]))
    home.sync()
    home.sync()
    with home.open() as net:
        (ada,) = net.session.store.find("contact")
        net.contacts.edit(ada["id"], how_met="At a fair")
        said = provenance_of(net.session, ada["id"])
    assert said["name"] == {"by": ["cards"], "on": "2026-03-02"}
    assert said["emails:ada@example.org"] == {"by": ["cards"], "on": "2026-03-02"}
    assert said["notes"] == {"by": ["cards"], "on": "2026-03-09"}
    assert said["tags:chess"] == {"by": ["cards"], "on": "2026-03-09"}
    assert said["how_met"] == {"by": ["user"], "on": None}
