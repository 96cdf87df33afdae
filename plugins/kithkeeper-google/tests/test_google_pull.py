"""Pulling contacts: tokens, expiry, deletions, renames, labels and the weekly reconcile."""

import collections
import json
from datetime import date, timedelta

import pytest
from people_store import member

from kithkeeper.errors import PluginError, TryLater

ADA = {"givenName": "Ada", "familyName": "Lovelace"}


def named(given):
    return [{"givenName": given}]


def lists(server):
    """The queries of every list of people."""
    return [asked.query for asked in server.asked if asked.method == "people.connections.list"]


def test_first_pull_lists_everyone_and_is_complete(google, server):
    """Two contacts: one request for the labels, one for the people, and absence may be read."""
    server.account.add(names=[ADA])
    server.account.add(names=named("Grace"))
    pulled = google.pull()
    assert pulled.names == ["Ada Lovelace", "Grace"]
    assert pulled.complete
    assert server.methods() == ["contactGroups.list", "connections.list"]


def test_second_pull_with_nothing_changed_costs_one_request_each(google, server):
    """`connections` is absent when nothing changed; that is no error and no emptiness."""
    server.account.add(names=[ADA])
    google.pull()
    server.asked.clear()
    pulled = google.pull()
    assert (pulled.changes, pulled.complete) == ([], False)
    assert server.methods() == ["contactGroups.list", "connections.list"]
    assert "syncToken" in server.asked[-1].query


def test_an_empty_account_is_complete_and_empty(google):
    """No contact at all is an answer too: the list came to its end with a sync token."""
    pulled = google.pull()
    assert (pulled.changes, pulled.complete) == ([], True)
    assert google.cursor is not None


def test_2500_contacts_come_in_three_pages_and_the_cursor_with_the_last(google, server):
    """Page size 1,000; a checkpoint in the middle would let absence be read from half a list."""
    for number in range(2500):
        server.account.add(names=named(f"N{number}"))
    source = google.open()
    pages = list(source.pull(None))
    assert sum(len(page.changes) for page in pages) == 2500
    assert len(lists(server)) == 3
    assert [bool(page.checkpoint) for page in pages] == [False] * (len(pages) - 1) + [True]
    assert [page.complete for page in pages] == [False] * (len(pages) - 1) + [True]
    assert source.requests == 4


def test_every_list_asks_for_a_sync_token_metadata_and_the_same_parameters(google, server):
    """requestSyncToken on every call; the rest equal on each page and in each pull."""
    for number in range(1001):
        server.account.add(names=named(f"N{number}"))
    google.pull()
    server.account.add(names=[ADA])
    google.pull()
    asked = lists(server)
    assert [query["requestSyncToken"] for query in asked] == ["true"] * 3
    assert {query["pageSize"] for query in asked} == {"1000"}
    assert all("metadata" in query["personFields"].split(",") for query in asked)
    assert len({(query["personFields"], query["sources"]) for query in asked}) == 1


@pytest.mark.parametrize("bare", [False, True])
def test_a_tombstone_names_the_key_even_where_it_tells_only_the_resource_name(google, server, bare):
    """Deleted persons have metadata.deleted and perhaps nothing else; the key is the same."""
    ada = server.account.add(names=[ADA])
    server.account.add(names=named("Grace"))
    first = google.pull()
    key = next(k for k, card in first.cards.items() if card.display_name == "Ada Lovelace")
    server.account.bare_tombstones = bare
    server.account.delete(ada)
    pulled = google.pull()
    assert pulled.gone == [key]
    assert not pulled.complete


@pytest.mark.parametrize(
    ("resource", "source_id"),
    [("people/c16", "10"), ("people/c16", "16"), ("people/abc", "abc"), ("people/117", "5f")],
)
def test_a_bare_tombstone_is_understood_whatever_the_ids_look_like(
    google, server, resource, source_id
):
    """Hexadecimal as at Google, or any other way: the deleted one goes, its neighbour stays."""
    server.account.add(resource, source_id, names=[ADA])
    server.account.add(names=named("Grace"))
    google.pull()
    server.account.bare_tombstones = True
    server.account.delete(resource)
    assert google.pull().gone == [source_id]


@pytest.mark.parametrize("style", ["details", "precondition", "gone", "message"])
def test_an_expired_token_is_answered_with_one_full_pull(google, server, style):
    """400 with reason EXPIRED_SYNC_TOKEN whatever the status word; 410 and the message too."""
    server.account.add(names=[ADA])
    google.pull()
    server.account.expire()
    server.account.expired_style = style
    server.asked.clear()
    pulled = google.pull()
    assert pulled.names == ["Ada Lovelace"]
    assert pulled.complete
    assert ["syncToken" in query for query in lists(server)] == [True, False]
    assert google.waits == []


def test_a_token_that_expires_in_a_full_pull_is_an_error_and_no_loop(google, server):
    """One full pull is tried, not two."""
    server.account.add(names=[ADA])
    google.pull()
    server.account.expire()
    expired = ("status", 400, {}, server.account.expired().body)
    server.faults = [None, None, expired]
    with pytest.raises(PluginError, match="expired"):
        google.pull()
    assert len(lists(server)) == 3


def test_another_bad_request_is_no_expiry(google, server):
    """A refusal that has nothing to do with the token doesn't fetch the whole account."""
    google.pull()
    refusal = {"error": {"code": 400, "message": "Invalid field", "status": "FAILED_PRECONDITION"}}
    server.faults = [None, ("status", 400, {}, refusal)]
    with pytest.raises(PluginError, match="Invalid field"):
        google.pull()


def test_the_seventh_day_is_a_full_pull_before_the_token_dies(google, server):
    """Full on Monday 2 November; daily syncs are small; on Sunday everything is listed again."""
    server.account.add(names=[ADA])
    google.pull()
    complete = []
    for day in range(1, 8):
        google.today = date(2026, 11, 2) + timedelta(days=day)
        complete.append(google.pull().complete)
    assert complete == [False] * 5 + [True] + [False]


def test_a_clock_set_back_does_not_trust_the_old_token(google):
    """A cursor from the future is no reason to wait longer than a week."""
    google.pull()
    google.today = date(2026, 10, 1)
    assert google.pull().complete


def test_a_broken_cursor_or_other_parameters_mean_a_full_pull(google, server):
    """A fingerprint stands with the token: with other settings it is not used."""
    server.account.add(names=[ADA])
    google.pull()
    assert google.pull(google.open(other_contacts=True)).complete
    google.cursor = "{nonsense"
    assert google.pull().complete


def test_a_renamed_resource_keeps_its_key_and_says_the_old_one(google, server):
    """A linked profile changes people/c… to people/117: the contact source id stays."""
    ada = server.account.add(names=[ADA])
    key = google.pull().only().key
    server.account.rename(ada, "people/117")
    change = google.pull().only()
    assert change.key == key
    assert ada in change.previous_keys


def test_a_tombstone_for_the_old_name_of_a_renamed_person_deletes_nobody(google, server):
    """Renames are looked at first, wherever in the answer they stand."""
    ada = server.account.add(names=[ADA])
    google.pull()
    server.account.bare_tombstones = True
    server.account.rename(ada, "people/117")
    server.account.deleted[ada] = (server.account.now, [])
    pulled = google.pull()
    assert pulled.gone == []
    assert pulled.names == ["Ada Lovelace"]


def test_after_a_rename_the_tombstone_of_the_new_name_finds_the_key(google, server):
    """What was learned of an unusual name stands in the cursor."""
    ada = server.account.add(names=[ADA])
    server.account.add(names=named("Grace"))
    google.pull()
    server.account.rename(ada, "people/117")
    key = google.pull().only().key
    server.account.bare_tombstones = True
    server.account.delete("people/117")
    assert google.pull().gone == [key]


def test_labels_are_tags_starred_is_favourite_and_system_groups_are_neither(google, server):
    """A user's group gives its name; myContacts gives nothing."""
    server.account.label("contactGroups/1a", "Mentors")
    groups = ["contactGroups/1a", "contactGroups/starred", "contactGroups/myContacts"]
    server.account.add(names=[ADA], memberships=[member(group) for group in groups])
    assert google.pull().only().card.tags == ("Mentors", "favourite")


def test_a_renamed_label_reaches_its_members_with_the_next_pull(google, server):
    """No sync tells of it: the people's etags stay, but their versions don't."""
    server.account.label("contactGroups/1a", "Mentors")
    server.account.add(names=[ADA], memberships=[member("contactGroups/1a")])
    before = google.pull().only()
    server.account.label("contactGroups/1a", "Sponsors")
    after = google.pull().only()
    assert after.card.tags == ("Sponsors",)
    assert after.version != before.version
    assert google.pull().changes == []


def test_forty_labels_are_read_over_all_their_pages(google, server):
    """groups.list has pages too."""
    for number in range(40):
        server.account.label(f"contactGroups/{number:x}", f"L{number}")
    server.account.add(names=[ADA], memberships=[member("contactGroups/27")])
    assert google.pull().only().card.tags == ("L39",)


def test_other_contacts_come_on_request_only_and_never_mix_with_contacts(google, server):
    """They go by their resource name, so that an id equal to a contact's means nothing."""
    server.account.add(names=[ADA])
    server.account.other["otherContacts/c1"] = {
        "resourceName": "otherContacts/c1",
        "metadata": {"sources": [{"type": "OTHER_CONTACT", "id": "1000"}]},
        "emailAddresses": [{"value": "babbage@example.org", "metadata": {}}],
    }
    assert google.pull().names == ["Ada Lovelace"]
    pulled = google.pull(google.open(other_contacts=True))
    assert pulled.names == ["Ada Lovelace", "babbage@example.org"]
    assert "otherContacts/c1" in pulled.cards
    assert pulled.complete


def test_patience_asked_for_in_the_middle_keeps_what_came_and_is_never_complete(google, server):
    """Page 1 arrives, page 2 meets the quota of a day: no checkpoint, no absence."""
    for number in range(1001):
        server.account.add(names=named(f"N{number}"))
    daily = {"error": {"code": 429, "message": "Quota exceeded for 'Reads per day'"}}
    server.faults = [None, None, ("status", 429, {"retry-after": "7200"}, daily)]
    pages = []
    with pytest.raises(TryLater) as later:
        collections.deque(map(pages.append, google.open().pull(None)), maxlen=0)
    assert later.value.after == 7200
    assert [(len(p.changes), p.checkpoint, p.complete) for p in pages] == [(1000, None, False)]


def test_an_empty_object_is_no_empty_account(google, server):
    """`{}` instead of a first full list has no sync token: nothing is read from absence."""
    server.faults = [None, ("status", 200, {}, {})]
    pulled = google.pull()
    assert not pulled.complete
    assert google.cursor is None


def test_a_next_page_that_never_ends_is_an_error(google, server):
    """The same page token twice would go round for ever."""
    round_and_round = ("status", 200, {}, {"connections": [], "nextPageToken": "again"})
    server.faults = [None, round_and_round, round_and_round]
    with pytest.raises(PluginError, match="twice"):
        google.pull()


def test_an_entry_without_a_name_of_its_own_is_a_problem_and_forbids_reading_absence(
    google, server
):
    """Its neighbours are taken; who it was can't be told, so nobody is gone."""
    good = {"resourceName": "people/c5", "names": [ADA], "metadata": {}}
    answer = {"connections": ["?", {"names": [ADA]}, good], "nextSyncToken": "t"}
    server.faults = [None, ("status", 200, {}, answer)]
    pulled = google.pull()
    assert len(pulled.problems) == 2
    assert list(pulled.cards) == ["people/c5"]
    assert not pulled.complete


def test_a_user_who_stops_leaves_no_checkpoint(google, server):
    """Cancelled after the first page: the pull ends without claiming anything."""
    from dataclasses import replace

    from kithkeeper_google.source import open_source

    server.account.add(names=[ADA])
    source = open_source(replace(google.context(), cancelled=lambda: True))
    assert [page.checkpoint for page in source.pull(None)] == [None]


def test_raw_is_the_same_whatever_order_and_language_google_answers_in(google, server):
    """Key order, etags, times and translated words are no change."""
    from kithkeeper_google.fields import canonical

    ada = server.account.add(
        names=[ADA], emailAddresses=[{"value": "a@example.org", "type": "home"}]
    )
    person = server.account.people[ada]
    turned = json.loads(json.dumps(dict(reversed(person.items()))))
    turned["etag"] = "%other"
    turned["emailAddresses"][0]["formattedType"] = "Privat"
    turned["metadata"]["sources"][0]["updateTime"] = "2026-11-09T00:00:00Z"
    assert canonical(turned) == canonical(person) == google.pull().only().raw


def test_half_a_character_costs_the_character_and_nobody_else(google, server):
    """JSON can say a lone surrogate; no database takes one."""
    server.account.add(names=[{"givenName": "Ada\ud800", "familyName": "L"}])
    server.account.add(names=[{"givenName": "Bob"}])
    pulled = google.pull()
    assert pulled.names == ["Ada\ufffd L", "Bob"]
    assert pulled.complete
    assert all(change.raw.encode() for change in pulled.changes)


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        ({"connections": [], "totalItems": 2, "nextSyncToken": "t"}, "0 of 2"),
        ({"connections": [], "totalItems": 0}, "sync token"),
    ],
)
def test_a_list_that_is_shorter_than_it_says_or_ends_nowhere_deletes_nobody(
    google, server, answer, word
):
    """gContactSync #148: a page that was lost looked like deletions."""
    server.account.add(names=[ADA])
    google.pull()
    server.faults = [None, ("status", 200, {}, answer)]
    pulled = google.pull(cursor=None)
    assert not pulled.complete
    assert pulled.gone == []
    assert word in pulled.problems[0].reason
