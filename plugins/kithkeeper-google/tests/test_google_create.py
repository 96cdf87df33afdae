"""Contacts that are new to Google: made once, refused with its words, or not sent at all."""

import copy

import pytest
from people_store import FULL

from kithkeeper.model import Card, Email, Names, Organization, PartialDate
from kithkeeper.sync.ports import Change, Result

NEW = Card(
    name="Grace Hopper",
    names=Names(given="Grace", family="Hopper"),
    emails=(Email(value="grace@example.org", label="work"),),
    organizations=(Organization(name="Navy", title="Rear Admiral"),),
    birthday=PartialDate(1906, 12, 9),
    notes="Nanoseconds",
    uid="0f0f-1",
)


@pytest.fixture
def source(writer):
    opened = writer.open()
    yield opened
    opened.close()


def test_a_new_contact_is_created_with_all_that_google_has_a_place_for(writer, server, source):
    """The outcome's id and version are those that the next pull brings."""
    outcome = source.push(Change("", NEW), None, None)
    change = writer.pull(source).only()
    assert (outcome.result, outcome.id) == (Result.OK, change.key)
    assert outcome.version == change.version
    assert change.card.model_copy(update={"emails": NEW.emails}) == NEW
    assert change.card.emails[0].value == "grace@example.org"


@pytest.mark.parametrize("fault", ["reset-after", "truncate", "short"])
def test_a_creation_whose_answer_is_lost_is_not_repeated(writer, server, source, fault):
    """It is looked for by its mark first: one contact, not two."""
    server.faults = [None, (fault,)]
    outcome = source.push(Change("", NEW), None, None)
    assert outcome.result is Result.OK
    assert len(server.account.people) == 1


def test_a_creation_that_never_arrived_is_repeated(writer, server, source):
    """503 before anything was stored."""
    server.faults = [None, ("status", 503, {}, {})]
    assert source.push(Change("", NEW), None, None).result is Result.OK
    assert len(server.account.people) == 1


def test_a_refused_contact_says_why(writer, server, source):
    """400 with Google's words; the others of the run are not concerned."""
    words = {"error": {"code": 400, "message": "Invalid birthday", "status": "INVALID_ARGUMENT"}}
    server.faults = [None, ("status", 400, {}, words)]
    outcome = source.push(Change("", NEW), None, None)
    assert outcome.result is Result.REFUSED
    assert "Invalid birthday" in outcome.reason


def test_without_write_and_for_other_contacts_nothing_is_sent(google, server):
    """The default is to read."""
    server.account.add(**copy.deepcopy(FULL))
    source = google.open()
    change = google.pull(source).only()
    server.asked.clear()
    assert source.push(change, change.card, change.version).result is Result.REFUSED
    assert server.asked == []
    google.settings["write"] = True
    writing = google.open()
    other = Change("otherContacts/c1", NEW)
    assert writing.push(other, NEW, None).result is Result.REFUSED
    writing.close()
