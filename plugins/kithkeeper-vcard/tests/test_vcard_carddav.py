"""What changed in an address book of a real server: by token, by listing, and by its groups."""

from __future__ import annotations

from datetime import date

import pytest
from carddav_book import ADA, BEN, GROUP, TODAY, Counting, context, delete, names, pull, put

from kithkeeper_vcard.source import check_source, open_source


def test_first_pull_gives_every_card_and_is_complete(book):
    """Everything is listed once, with ETag and raw text."""
    put(f"{book}ada.vcf", ADA)
    put(f"{book}ben.vcf", BEN)
    changes, last = pull(open_source(context(Counting(), url=book)))
    assert names(changes) == {"Ada Example", "Ben Example"}
    assert last.complete
    assert all(each.version and "X-OURS" in each.raw for each in changes.values())


def test_nothing_changed_costs_one_request(book):
    """On the same day by token, on the next by a listing: one request, no change."""
    put(f"{book}ada.vcf", ADA)
    _, last = pull(open_source(context(Counting(), url=book)))
    for today in (TODAY, date(2026, 3, 5)):
        http = Counting()
        changes, last = pull(open_source(context(http, today, url=book)), last.checkpoint)
        assert (changes, len(http.asked), last.complete) == ({}, 1, today != TODAY)


@pytest.mark.parametrize("today", [TODAY, date(2026, 3, 5)])
def test_changes_and_removals_come_in_by_token_and_by_listing(book, today):
    """A changed card comes again, a new one comes, a deleted one is reported as gone."""
    put(f"{book}ada.vcf", ADA)
    put(f"{book}ben.vcf", BEN)
    _, last = pull(open_source(context(Counting(), url=book)))
    put(f"{book}ada.vcf", ADA.replace("Ada Example", "Ada Changed"))
    put(f"{book}cleo.vcf", ADA.replace("Ada", "Cleo").replace("ada", "cleo"))
    delete(f"{book}ben.vcf")
    pages = list(open_source(context(Counting(), today, url=book)).pull(last.checkpoint))
    changes = {change.key: change for page in pages for change in page.changes}
    assert names(changes) == {"Ada Changed", "Cleo Example"}
    told = [each.key.rpartition("/")[2] for each in changes.values() if not each.card]
    there = {key.rpartition("/")[2] for page in pages for key in page.present}
    if today == TODAY:
        assert (told, there, pages[-1].complete) == (["ben.vcf"], set(), False)
    else:
        assert (told, there, pages[-1].complete) == ([], {"ada.vcf", "cleo.vcf"}, True)


def test_bad_token_falls_back_to_a_listing(book):
    """A token that the server never gave costs nothing but a listing."""
    put(f"{book}ada.vcf", ADA)
    _, last = pull(open_source(context(Counting(), url=book)))
    import json

    cursor = json.loads(last.checkpoint)
    cursor["books"][0]["token"] = "http://example.org/never-issued"
    put(f"{book}ben.vcf", BEN)
    changes, _ = pull(open_source(context(Counting(), url=book)), json.dumps(cursor))
    assert "Ben Example" in names(changes)


def test_server_root_is_enough(book, home):
    """Discovery goes from the root by the principal to its address books."""
    lines = list(check_source(context(Counting(), url=home.partition("alice")[0])))
    assert any(book in line for line in lines)


def test_groups_become_tags_and_leave_again(book):
    """A group is no contact; its name is a tag of its members while they are members."""
    put(f"{book}ada.vcf", ADA)
    put(f"{book}group.vcf", GROUP)
    changes, last = pull(open_source(context(Counting(), url=book)))
    assert {c.card.name: c.card.tags for c in changes.values()} == {"Ada Example": ("Mentors",)}
    delete(f"{book}group.vcf")
    changes, _ = pull(open_source(context(Counting(), url=book)), last.checkpoint)
    assert {c.card.name: c.card.tags for c in changes.values() if c.card} == {"Ada Example": ()}


def test_a_group_that_is_read_last_tags_its_members_at_once(book):
    """Cards wait for the groups of their book: nobody is told of twice, nothing is read twice."""
    put(f"{book}ada.vcf", ADA)
    put(f"{book}ben.vcf", BEN)
    put(f"{book}zz.vcf", GROUP)
    http = Counting()
    pages = list(open_source(context(http, url=book)).pull(None))
    told = [change.card for page in pages for change in page.changes]
    assert sorted((card.name, card.tags) for card in told) == [
        ("Ada Example", ("Mentors",)), ("Ben Example", ()),
    ]  # fmt: skip
    assert http.asked.count("REPORT") == 1
