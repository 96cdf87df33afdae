"""Writing back: get, merge, update what changed; conflicts, deletions, labels."""

import copy
import json
from dataclasses import replace

import pytest
from people_store import FULL, member

from kithkeeper.errors import LoginNeeded, TryLater
from kithkeeper.model import Email, Link, Names, Organization, PartialDate, Phone
from kithkeeper.sync.ports import Change, Result, WritableSource
from kithkeeper_google.writing import merge


class Synced:
    """One contact that was pulled, and what is done to it afterwards."""

    def __init__(self, google, resource):
        self.google = google
        self.resource = resource
        self.source = google.open()
        self.change = google.pull(self.source).only()
        self.base = self.change.card

    def push(self, **update):
        card = self.base.model_copy(update=update)
        change = Change(self.change.key, card, raw=self.change.raw)
        return self.source.push(change, self.base, self.change.version)

    def person(self):
        return self.google.server.account.people[self.resource]


@pytest.fixture
def ada(writer, server):
    synced = Synced(writer, server.account.add(**copy.deepcopy(FULL)))
    yield synced
    synced.source.close()


def updates(server):
    return [a for a in server.asked if a.method == "people.updateContact"]


def test_the_source_can_write(ada):
    """It is what the engine looks for."""
    assert isinstance(ada.source, WritableSource)


def test_a_changed_mail_is_the_only_field_in_the_mask(ada, server):
    """The rest of the person is not sent, and stays to the letter."""
    before = copy.deepcopy(ada.person())
    outcome = ada.push(emails=(Email(value="countess@example.org", label="work"),))
    (update,) = updates(server)
    assert outcome.result is Result.OK
    assert update.query["updatePersonFields"] == "emailAddresses"
    assert ada.person()["emailAddresses"][0]["value"] == "countess@example.org"
    for field in ("names", "phoneNumbers", "organizations", "relations", "clientData"):
        assert ada.person()[field] == before[field]


def test_the_update_carries_the_etag_of_the_contact_source(ada, server):
    """Not person.etag, which depends on the mask."""
    etag = ada.person()["metadata"]["sources"][0]["etag"]
    ada.push(notes="Met in Turin")
    (source,) = updates(server)[0].body["metadata"]["sources"]
    assert (source["type"], source["etag"]) == ("CONTACT", etag)
    assert "etag" not in updates(server)[0].body


def test_the_new_version_is_the_one_that_the_next_pull_brings(ada):
    """The etag of the answer is kept, so the echo of our own write is no change."""
    outcome = ada.push(notes="Met in Turin")
    change = ada.google.pull().only()
    assert outcome.version == change.version
    assert outcome.raw == change.raw
    assert outcome.id == change.key


def test_nothing_to_write_writes_nothing(ada, server):
    """Google has no place for what we know of helping; it stays here."""
    server.asked.clear()
    outcome = ada.push(can_help_with=("poetry",), how_met="at a ball", tags=("no such label",))
    assert (outcome.result, outcome.version) == (Result.OK, ada.change.version)
    assert outcome.card == ada.base
    assert server.asked == []


def test_the_outcome_says_what_google_now_says_and_not_what_was_wished(ada):
    """Else the next pull would look as if Google had taken how we met away."""
    outcome = ada.push(notes="Met in Turin", how_met="at a ball")
    assert (outcome.card.notes, outcome.card.how_met) == ("Met in Turin", "")
    assert outcome.card == ada.google.pull().only().card


def test_what_is_not_modelled_survives_a_change_beside_it(ada):
    """A new title keeps the cost centre; a new surname keeps the phonetic name."""
    job = Organization(name="Analytical Engines", title="Countess")
    ada.push(
        organizations=(job,),
        name="Ada Lovelace",
        names=ada.base.names.model_copy(update={"family": "Lovelace"}),
    )
    (organization,) = ada.person()["organizations"]
    (name,) = ada.person()["names"]
    assert (organization["title"], organization["costCenter"]) == ("Countess", "7")
    assert (name["displayName"], name["phoneticGivenName"]) == ("Ada Lovelace", "Eida")


def test_a_new_full_name_alone_is_written_as_it_was_typed(ada):
    """Google splits it; the old parts would speak against it."""
    ada.push(name="Augusta Ada King")
    assert ada.person()["names"][0]["unstructuredName"] == "Augusta Ada King"
    assert "givenName" not in ada.person()["names"][0]


def test_a_rewritten_name_leaves_no_parts_of_the_old_one(ada):
    """The engine drops parts that don't occur in it; that must not empty the name."""
    ada.push(name="Augusta King", names=Names())
    name = ada.person()["names"][0]
    assert (name["unstructuredName"], name["displayName"]) == ("Augusta King", "Augusta King")
    assert "familyName" not in name


def test_commas_that_google_sets_are_no_change_of_the_name(ada, server):
    """“Ada Lovelace, PhD” and our “Ada Lovelace PhD” are one name: nothing is written."""
    server.asked.clear()
    parts = ada.base.names.model_copy(update={"suffix": "PhD"})
    base = ada.base.model_copy(update={"name": "Ada Lovelace, PhD", "names": parts})
    merged = merge(ada.person(), base, base.model_copy(update={"name": "Ada Lovelace PhD"}), {})
    assert merged.fields == {}


def test_a_given_name_that_contradicts_the_full_one_is_not_written_back_and_forth(ada):
    """Both are the user's; the full name is what is written, and then it is enough."""
    wanted = ada.base.names.model_copy(update={"given": "Augusta"})
    merged = merge(ada.person(), ada.base, ada.base.model_copy(update={"names": wanted}), {})
    assert merged.fields == {}


def test_messengers_relations_own_fields_and_interests_are_written(ada):
    """Each to the field that it came from; what Google has no place for stays here."""
    ada.push(
        interests=("maths",),
        personal=("mother: Lady Byron", "Team: Blue", "likes tea"),
        links=(*ada.base.links, Link(url="skype:ada", label="skype")),
    )
    person = ada.person()
    assert [item["value"] for item in person["interests"]] == ["maths"]
    assert [(r["type"], r["person"]) for r in person["relations"]] == [("mother", "Lady Byron")]
    assert [(f["key"], f["value"]) for f in person["userDefined"]] == [("Team", "Blue")]
    assert [(i["protocol"], i["username"]) for i in person["imClients"]] == [("skype", "ada")]
    assert "urls" not in person or all("skype" not in u["value"] for u in person["urls"])
    assert "likes tea" not in str(person)


def test_a_messenger_that_is_taken_away_goes_from_its_own_field(writer, server):
    """And the pages beside it stay."""
    resource = server.account.add(
        names=[{"givenName": "Ada"}], urls=[{"value": "https://a.example"}],
        imClients=[{"protocol": "jabber", "username": "ada@j", "type": "home"}],
        userDefined=[{"key": "Team", "value": "Red"}, {"key": "Team", "value": "Blue"}],
    )  # fmt: skip
    change = writer.pull().only()
    links = tuple(link for link in change.card.links if link.url.startswith("https:"))
    wanted = change.card.model_copy(update={"links": links, "personal": ("Team: Blue",)})
    source = writer.open()
    assert source.push(replace(change, card=wanted), change.card, change.version).result == "ok"
    person = server.account.people[resource]
    assert "imClients" not in person
    assert [url["value"] for url in person["urls"]] == ["https://a.example"]
    assert [f["value"] for f in person["userDefined"]] == ["Blue"]


def test_profile_data_is_neither_sent_nor_lost(writer, server):
    """A linked profile has a name and a mail of its own; both stay where they are."""
    resource = server.account.add(**copy.deepcopy(FULL))
    server.account.link_profile(
        resource, names=[{"displayName": "ada1815"}], emailAddresses=[{"value": "p@example.org"}]
    )
    server.ignores_sources = True
    synced = Synced(writer, resource)
    outcome = synced.push(
        emails=(*synced.base.emails, Email(value="new@example.org")),
        names=Names(given="Augusta", family="Byron"),
    )
    assert outcome.result is Result.OK
    assert "p@example.org" not in json.dumps(updates(server)[0].body)
    mails = [mail["value"] for mail in synced.person()["emailAddresses"]]
    assert mails == ["p@example.org", "ada@example.org", "new@example.org"]
    synced.source.close()


def test_the_same_number_written_another_way_is_no_change(ada, server):
    """With its country or without: nothing is written for it."""
    ada.push(phones=(Phone(value="020 7946 0000", normal="+442079460000", label="mobile"),))
    assert updates(server) == []


def test_values_are_taken_away_and_birthdays_lack_their_year(ada):
    """An emptied list empties the field; --02-29 is written without a year."""
    ada.push(phones=(), birthday=PartialDate(None, 2, 29), links=(Link(url="https://a.example"),))
    person = ada.person()
    assert "phoneNumbers" not in person
    assert person["birthdays"][0]["date"] == {"month": 2, "day": 29}
    assert person["urls"][0]["value"] == "https://a.example"


def test_what_they_changed_elsewhere_is_merged_and_not_called_known(ada, server):
    """They added a number since; our mail joins it. No version: the next pull must look."""
    numbers = [*FULL["phoneNumbers"], {"value": "+44 20 7946 0001"}]
    server.account.put(ada.resource, {"phoneNumbers": numbers})
    outcome = ada.push(emails=())
    assert (outcome.result, outcome.version) == (Result.OK, None)
    assert len(ada.person()["phoneNumbers"]) == 2
    assert "emailAddresses" not in ada.person()


def test_an_item_that_they_added_to_the_same_list_stays(ada, server):
    """Lists are merged by item: their mail and ours."""
    mails = [*FULL["emailAddresses"], {"value": "theirs@example.org"}]
    server.account.put(ada.resource, {"emailAddresses": mails})
    ada.push(emails=(Email(value="ours@example.org"),))
    found = [mail["value"] for mail in ada.person()["emailAddresses"]]
    assert found == ["theirs@example.org", "ours@example.org"]


def test_the_same_scalar_changed_on_both_sides_is_a_conflict_and_nothing_is_written(ada, server):
    """The notes: theirs stay there, ours stay here."""
    server.account.put(ada.resource, {"biographies": [{"value": "theirs"}]})
    outcome = ada.push(notes="ours", emails=())
    assert outcome.result is Result.CONFLICT
    assert "notes" in outcome.reason
    assert updates(server) == []


def test_a_failed_precondition_is_read_again_and_tried_once_more(ada, server):
    """Somebody was faster between our read and our write."""
    stale = {
        "error": {"code": 400, "message": "etag", "errors": [{"reason": "failedPrecondition"}]}
    }
    old = copy.deepcopy(ada.person())
    server.account.put(ada.resource, {"biographies": [{"value": "theirs"}]})
    server.account.stale_reads[ada.resource] = [old]
    outcome = ada.push(emails=())
    assert outcome.result is Result.OK
    assert ada.person()["biographies"][0]["value"] == "theirs"
    server.faults = [None, ("status", 400, {}, stale), None, ("status", 400, {}, stale)]
    again = ada.push(emails=(Email(value="x@example.org"),))
    assert again.result is Result.CONFLICT
    assert server.methods()[-4:] == ["get", "updateContact"] * 2


def test_a_read_that_is_older_than_our_own_write_does_not_stop_the_next(ada, server):
    """python-client #2417: after an update, get gives the old etag; the answer's etag is used."""
    old = copy.deepcopy(ada.person())
    first = ada.push(notes="one")
    ada.change = Change(ada.change.key, ada.base, first.version, first.raw)
    ada.base = ada.base.model_copy(update={"notes": "one"})
    server.account.stale_reads[ada.resource] = [old, old]
    second = ada.push(emails=())
    assert second.result is Result.OK
    assert ada.person()["biographies"][0]["value"] == "one"
    assert "emailAddresses" not in ada.person()


def test_an_old_read_is_neither_a_conflict_nor_what_we_wish(ada, server):
    """The same field twice in a row, then back: the time of the source says which is older."""
    old = copy.deepcopy(ada.person())
    for before, now in (("", "one"), ("one", "two"), ("two", "")):
        server.account.stale_reads[ada.resource] = [old] if before else []
        outcome = ada.push(notes=now)
        assert outcome.result is Result.OK
        ada.change = Change(ada.change.key, ada.base, outcome.version, outcome.raw)
        ada.base = outcome.card
        found = ada.person().get("biographies", [{"value": ""}])
        assert found[0]["value"] == now


def test_a_contact_that_is_gone_is_gone(ada, server):
    """For an update and for a deletion."""
    server.account.delete(ada.resource)
    assert ada.push(notes="x").result is Result.GONE
    gone = Change(ada.change.key, None, raw=ada.change.raw)
    assert ada.source.push(gone, ada.base, ada.change.version).result is Result.GONE


def test_a_deletion_deletes_what_was_read_and_nothing_newer(ada, server):
    """They changed it since: conflict first; then it goes."""
    gone = Change(ada.change.key, None, raw=ada.change.raw)
    server.account.put(ada.resource, {"biographies": [{"value": "theirs"}]})
    outcome = ada.source.push(gone, ada.base, ada.change.version)
    assert (outcome.result, ada.resource in server.account.people) == (Result.CONFLICT, True)
    change = ada.google.pull().only()
    outcome = ada.source.push(Change(change.key, None, raw=change.raw), change.card, change.version)
    assert (outcome.result, ada.resource in server.account.people) == (Result.OK, False)


def test_tags_become_labels_that_exist_and_favourite_becomes_a_star(writer, server):
    """No label is invented, myContacts stays, and the last membership is never taken away."""
    server.account.label("contactGroups/1a", "Mentors")
    server.account.label("contactGroups/1b", "Chess")
    resource = server.account.add(memberships=[member("contactGroups/1a")])
    synced = Synced(writer, resource)
    synced.push(tags=("chess", "favourite", "unknown"))
    groups = {
        item["contactGroupMembership"]["contactGroupResourceName"]
        for item in synced.person()["memberships"]
    }
    assert groups == {"contactGroups/1b", "contactGroups/starred"}
    synced.change = writer.pull(synced.source).only()
    synced.base = synced.change.card
    synced.push(tags=())
    (left,) = synced.person()["memberships"]
    assert left["contactGroupMembership"]["contactGroupResourceName"] == "contactGroups/myContacts"
    synced.source.close()


def test_the_write_quota_ends_the_run(ada, server):
    """FBS: hours, and no further write is tried."""
    fbs = {"error": {"code": 429, "message": "FBS quota limit exceeded"}}
    server.faults = [None, ("status", 429, {}, fbs)]
    with pytest.raises(TryLater) as later:
        ada.push(notes="x")
    assert later.value.after >= 3600


def test_a_login_that_may_only_read_is_told_at_the_first_write(ada, server):
    """403: exit code 4 and the command."""
    words = {"error": {"code": 403, "message": "Request had insufficient authentication scopes."}}
    server.faults = [None, ("status", 403, {}, words)]
    with pytest.raises(LoginNeeded):
        ada.push(notes="x")


def test_batch_is_never_used(ada, server):
    """The client's batch ignores api_endpoint and would leave for Google."""
    ada.push(notes="x")
    assert not any("batch" in asked.method.casefold() for asked in server.asked)
