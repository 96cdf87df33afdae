"""A server that drops a card's note with each write took it from the user, who had changed a title."""

from dataclasses import replace
from datetime import date

import pytest

from kithkeeper.model import Card, Email, Organization
from kithkeeper.sync.ports import Result
from kithkeeper.testing import FakeSource, fake_network

ADA = Card(
    name="Ada Lovelace",
    uid="ada",
    notes="likes chess",
    emails=(Email(value="ada@example.org"), Email(value="countess@example.org")),
    organizations=(Organization(name="Engines"),),
    tags=("Friends",),
)


class Dropping(FakeSource):
    """Keeps no notes, one e-mail address, no company, no tags, and no capitals in names.

    Args:
        says_so: Whether its answer to a write has the card as it was kept.
    """

    def __init__(self, *, says_so: bool):
        super().__init__()
        self.says_so = says_so
        self.writes = 0
        self.set("a", ADA)

    def push(self, change, base, expected):
        self.writes += 1
        kept = as_kept(change.card)
        outcome = super().push(replace(change, card=kept), base, expected)
        if outcome.result is not Result.OK:
            return outcome
        return replace(outcome, card=kept if self.says_so else change.card)


def as_kept(card):
    """What the server makes of a card."""
    jobs = tuple(each.model_copy(update={"name": ""}) for each in card.organizations)
    return card.model_copy(
        update={"notes": "", "emails": card.emails[:1], "organizations": jobs, "tags": (),
                "name": card.name.lower()}
    )  # fmt: skip


@pytest.fixture
def sync(tmp_path):
    """Sync once with a source; returns what the row says of Ada, and the report."""

    def once(source, *, full=False, **edits):
        settings = {"cards": {"write": True}}
        with fake_network(date(2026, 3, 2), sources={"cards": source}, store=tmp_path / "kith.db",
                          settings=settings) as net:  # fmt: skip
            if edits:
                (ada,) = net.contacts.all()
                net.contacts.edit(ada.id, **edits)
            (report,) = net.sync("cards", full=full)
            return net.contacts.get(net.contacts.all()[0].id), report

    return once


def told(contact):
    """What is known of someone, apart from the title."""
    job = contact.organizations[0]
    return contact.name, contact.notes, [e.value for e in contact.emails], job.name


KNOWN = (
    "Ada Lovelace", "likes chess", ["ada@example.org", "countess@example.org"], "Engines",
)  # fmt: skip


@pytest.mark.parametrize("says_so", [True, False])
def test_a_write_of_one_field_changes_no_other_here(sync, says_so):
    """Whatever the server drops, at once and after a full pull; it is not asked again."""
    source = Dropping(says_so=says_so)
    sync(source)
    for full in (False, False, True, False):
        edits = {"title": "Countess"} if source.writes == 0 else {}
        ada, report = sync(source, full=full, **edits)
        assert told(ada) == KNOWN
        assert ada.organizations[0].title == "Countess"
        assert report.conflicts == []
    assert source.writes == 1


def test_what_was_dropped_outlives_a_change_by_someone_else_there(sync):
    """Their new birthday comes in, and is no conflict with the note that the server never kept."""
    source = Dropping(says_so=True)
    sync(source)
    sync(source, title="Countess")
    source.set("a", source.cards["a"].model_copy(update={"timezone": "Europe/London"}))
    ada, report = sync(source)
    assert (told(ada), ada.timezone, report.conflicts) == (KNOWN, "Europe/London", [])
    assert ada.tags == ("Friends",)


def test_what_they_write_in_its_place_is_taken(sync):
    """A new note there takes the place of the one that was dropped, and then it may go."""
    source = Dropping(says_so=True)
    sync(source)
    sync(source, title="Countess")
    there = source.cards["a"]
    source.set("a", there.model_copy(update={"notes": "plays go"}))
    assert sync(source)[0].notes == "plays go"
    source.set("a", there)
    assert sync(source)[0].notes == ""


def test_a_field_given_back_to_the_source_is_not_kept_for_it(sync, tmp_path):
    """What only the user said and the server dropped goes when they give the field back."""
    source = Dropping(says_so=False)
    sync(source)
    sync(source, how_met="At a fair", met_where="Turin")
    with fake_network(date(2026, 3, 2), sources={"cards": source}, store=tmp_path / "kith.db",
                      settings={"cards": {"write": True}}) as net:  # fmt: skip
        (ada,) = net.contacts.all()
        net.contacts.edit(ada.id, clear=["how_met"])
    source.set("a", source.cards["a"].model_copy(update={"how_met": ""}))
    ada, _ = sync(source)
    assert (ada.how_met, ada.met_where) == ("", "Turin")
