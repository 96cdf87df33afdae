"""What a source brought and the user undid stays undone, and is written back where that is wanted."""

from datetime import date

import pytest

from kithkeeper import Network

FIRST = ("Analyst", "a@low.example", "one")
SECOND = ("Director", "b@low.example", "two")


class Cards:
    """A network with a folder of cards for a source."""

    def __init__(self, folder, *, write):
        self.home = folder / "home"
        self.home.mkdir()
        self.cards = folder / "cards"
        self.cards.mkdir()
        self.file = self.cards / "ada.vcf"
        (self.home / "config.toml").write_text(
            f"[connections.cards]\nplugin = 'vcard'\npath = '{self.cards}'\n"
            f"write = {str(write).lower()}\n"
        )

    def say(self, title, email, note):
        self.file.write_text(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:ada\r\nFN:Ada Low\r\n"
            f"TITLE:{title}\r\nEMAIL:{email}\r\nNOTE:{note}\r\nEND:VCARD\r\n",
            newline="",
        )

    def open(self):
        return Network.open(home=self.home, clock=date(2026, 3, 2), environ={})


def shown(net):
    (row,) = net.contacts.all()
    ada = net.contacts.get(row.id)
    return ada.organizations[0].title, ada.emails[0].value, ada.notes


@pytest.fixture
def cards(tmp_path):
    return Cards(tmp_path, write=False)


def changed_there(cards, net):
    cards.say(*FIRST)
    net.sync()
    cards.say(*SECOND)
    net.sync()
    assert shown(net) == SECOND


def test_no_pull_brings_back_what_was_undone(cards):
    """A full pull says all again; the user's word stands, and their undo can be undone."""
    with cards.open() as net:
        changed_there(cards, net)
        net.history.undo()
        assert shown(net) == FIRST
        net.sync(full=True)
        assert shown(net) == FIRST
        net.history.undo(net.history.all(limit=1)[0].id)
        assert shown(net) == SECOND
        (report,) = net.sync(full=True)
        assert (shown(net), report.pulled.unchanged) == (SECOND, 1)


def test_a_source_that_is_written_to_is_given_it(tmp_path):
    """The next sync writes what the undo brought back into the card, and then nothing more."""
    cards = Cards(tmp_path, write=True)
    with cards.open() as net:
        changed_there(cards, net)
        net.history.undo()
        (report,) = net.sync()
        assert report.pushed.updated == 1
        assert "TITLE:Analyst\r\n" in cards.file.read_bytes().decode()
        assert "b@low.example" not in cards.file.read_text()
        (report,) = net.sync(full=True)
        assert (shown(net), report.pushed.updated) == (FIRST, 0)


def test_someone_whom_a_source_dropped_stays_once_they_are_back(cards):
    """Undone, they are here with all that the card said, and no pull archives them again."""
    with cards.open() as net:
        cards.say(*FIRST)
        for number in range(5):
            (cards.cards / f"{number}.vcf").write_text(
                f"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{number}\r\nFN:P {number}\r\nEND:VCARD\r\n"
            )
        net.sync()
        cards.file.unlink()
        net.sync()
        assert "Ada Low" not in {row.name for row in net.contacts.all()}
        net.history.undo()
        net.sync(full=True)
        (ada,) = [row for row in net.contacts.all() if row.name == "Ada Low"]
        assert (ada.title, ada.emails) == ("Analyst", ("a@low.example",))


def test_whom_an_undone_pull_had_added_stays_away(cards):
    """As somebody whom the user removed, until the undo is undone."""
    with cards.open() as net:
        cards.say(*FIRST)
        net.sync()
        (ada,) = net.contacts.all()
        (undone,) = net.history.undo()
        assert undone.what == "synced cards"
        assert list(net.contacts.all()) == []
        net.sync(full=True)
        assert list(net.contacts.all()) == []
        net.history.undo(
            next(each.id for each in net.history.all() if each.what == "undid: synced cards")
        )
        assert [each.id for each in net.contacts.all()] == [ada.id]
        cards.say(*SECOND)
        net.sync()
        assert shown(net) == SECOND
