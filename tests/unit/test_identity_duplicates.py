"""How likely two cards are one person's, and the pairs worth a look."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kithkeeper.identity.duplicates import candidates, score
from kithkeeper.identity.keys import strong_keys
from kithkeeper.model import Address, Card, Email, Names, Organization, PartialDate, Phone

ACME = (Organization(name="ACME"),)
HOME = (Address(street="8 Stanley Street", city="Winston Hills", postal_code="4223"),)
BORN = PartialDate(1815, 12, 10)


def called(name, *emails, **fields):
    return Card(name=name, emails=tuple(Email(value=each) for each in emails), **fields)


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        (called("Ada Lovelace"), called("Lovelace, Ada"), "same name"),
        (called("Ada Lovelace", "a@x.org"), called("A. Lovelace", "a@x.org"), "e-mail a@x.org"),
        (called("Anna Wagenbach", organizations=ACME, birthday=BORN),
         called("Anna Wagebnach", organizations=ACME, birthday=BORN), "same birthday"),
        (called("Katherine Wagenbach", organizations=ACME), called("Katherin Wagenbach", organizations=ACME),
         "same organization"),
        (called("Anna Wagenbach", "a@x.org"), called("Anna Thorn", "a@x.org"), "agree in part"),
        (called("Дмитрий Ковальчук"), called("Kovalchuk Dmitri"), "same name"),
        (called("Emma Green", addresses=HOME, birthday=BORN),
         called("Green", addresses=HOME, birthday=BORN), "same address"),
        (called("Emma Green", birthday=PartialDate(1931, 3, 9)),
         called("Emma Green", birthday=PartialDate(1931, 9, 3)), "differ by a slip"),
        (called("Emma Green", birthday=PartialDate(1931, 3, 9)),
         called("Emma Green", birthday=PartialDate(1937, 3, 9)), "differ by a slip"),
    ],
)  # fmt: skip
def test_likely_pairs_are_proposed_with_their_reason(one, other, says):
    """The score is at least one half, the same both ways, and says what it rests on."""
    found = score(one, other)
    assert found.value >= 0.5
    assert says in found.because
    assert score(other, one) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Card(), Card()),
        (called("Ada Lovelace"), called("Grace Hopper")),
        (called("Ada Lovelace", organizations=ACME), called("Grace Hopper", organizations=ACME)),
        (called("Anna Müller", phones=(Phone(value="+49301234567"),)),
         called("Hans Müller", phones=(Phone(value="+49301234567"),))),
        (called("John Smith", birthday=PartialDate(1950, 1, 2)),
         called("John Smith", birthday=PartialDate(1980, 3, 4))),
        (called("Ada Lovelace", "info@x.org"), called("Grace Hopper", "info@x.org")),
        (called("Emma Green", addresses=HOME), called("Paul Green", addresses=HOME)),
    ],
)  # fmt: skip
def test_unlikely_pairs_are_not(one, other):
    """Colleagues, couples on one phone, namesakes of other birthdays and empty cards are no pairs."""
    assert score(one, other).value < 0.5


def test_more_in_common_scores_higher():
    """Each thing in common adds; what a household explains adds once."""
    names = score(called("Ada Lovelace"), called("Ada Lovelace")).value
    firm = score(
        called("Ada Lovelace", organizations=ACME), called("Ada Lovelace", organizations=ACME)
    ).value
    mail = score(called("Ada Lovelace", "a@x.org"), called("Ada Lovelace", "a@x.org")).value
    assert names < firm < mail <= 1
    phone = (Phone(value="+49301234567"),)
    couple = score(
        called("Anna Müller", "m@x.org", phones=phone),
        called("Hans Müller", "m@x.org", phones=phone),
    )
    assert couple.value < 0.8


def test_pairs_are_found_among_others():
    """Of seven cards three pairs are proposed, likeliest first, each once, in the given order."""
    cards = [
        ("1", called("Ada Lovelace", "ada@example.org")),
        ("2", called("Grace Hopper")),
        ("3", called("Lovelace, Ada", "ADA@example.org")),
        ("4", called("Hopper Grace")),
        ("5", called("Alan Turing", birthday=PartialDate(None, 6, 23))),
        ("6", called("Allan Turing", birthday=PartialDate(1912, 6, 23))),
        ("7", Card()),
    ]
    found = candidates(cards)
    assert {(a, b) for a, b, _, _ in found} == {("1", "3"), ("2", "4"), ("5", "6")}
    assert found[0][:2] == ("1", "3")
    assert [each[2] for each in found] == sorted((each[2] for each in found), reverse=True)


def test_a_common_name_says_less():
    """Five people called alike are no ten proposals, two are one."""
    one = [(str(i), called("John Smith", f"j{i}@x.org")) for i in range(5)]
    assert candidates(one) == []
    assert len(candidates(one[:2])) == 1


def test_a_crowd_costs_little():
    """Five thousand cards on one number, of one firm and of one name are done in seconds."""
    crowd = {"phones": (Phone(value="+49301234567"),), "organizations": ACME,
             "addresses": (Address(city="Berlin"),)}  # fmt: skip
    began = time.process_time()
    candidates((str(i), called("John Smith", **crowd)) for i in range(5_000))
    candidates((str(i), called("x" * 5_000, names=Names(given="Ж " * 500))) for i in range(500))
    assert time.process_time() - began < 20


PHONE = (Phone(value="+49301234567"),)


@pytest.mark.parametrize(
    ("one", "other", "pairs"),
    [
        (called("Ada Lovelace", "a@x.org", birthday=BORN),
         called("Ada Lovelace", "a@x.org", birthday=PartialDate(1990, 1, 1)), 1),
        (called("Ada Lovelace", phones=PHONE, birthday=BORN),
         called("Ada Lovelace", phones=PHONE, birthday=PartialDate(1990, 1, 1)), 1),
        (called("Ada Lovelace", "home@x.org"), called("William King", "home@x.org"), 1),
        (called("Ada Lovelace", "office@x.org"), called("William King", "office@x.org"), 0),
        (called("Ada Lovelace", phones=PHONE), called("William King", phones=PHONE), 0),
    ],
)  # fmt: skip
def test_a_key_of_two_alone_is_asked_about(one, other, pairs):
    """Also where the score is under one half: it is theirs, or one of them has it no more."""
    found = candidates([("a", one), ("b", other)])
    assert [each[2] < 0.5 for each in found] == [True] * pairs


def test_a_key_of_many_is_not_asked_about():
    """Three differently named people on one address share it, and nobody is asked about them."""
    names = ("Ada Lovelace", "William King", "Mary Thorn")
    assert candidates([(name, called(name, "home@x.org")) for name in names]) == []


PEOPLE = st.builds(
    Card,
    name=st.sampled_from(
        ["", "Ada Lovelace", "Lovelace A", "山田", "Жук", "a b c d e f g h i j", "&"]
    ),
    emails=st.lists(
        st.builds(Email, value=st.sampled_from(["a@x.org", "b@x.org"])), max_size=2
    ).map(tuple),
    birthday=st.none() | st.just(BORN),
    organizations=st.just(ACME) | st.just(()),
)


@given(st.lists(PEOPLE, max_size=6))
def test_blocking_loses_no_pair(cards):
    """Every pair that scores one half is among the candidates, and else only such as share a key."""
    named = [(str(i), card) for i, card in enumerate(cards)]
    found = {(a, b): value for a, b, value, _ in candidates(named)}
    every = {
        (a, b): score(one, other).value
        for i, (a, one) in enumerate(named)
        for b, other in named[i + 1 :]
    }
    unlikely = [(a, b) for (a, b) in found if every[a, b] < 0.5]
    assert all(strong_keys(cards[int(a)]) & strong_keys(cards[int(b)]) for a, b in unlikely)
    assert {pair for pair, value in every.items() if value >= 0.85} <= set(found)


def bench():
    path = Path(__file__).parents[2] / "benchmarks" / "bench_identity.py"
    spec = importlib.util.spec_from_file_location("bench_identity", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_automatic_merges_are_right():
    """On a labelled set with realistic noise, 99 in 100 merges join the same person."""
    measured = bench()
    figures, _, _ = measured.by_matching(measured.labelled(3_000, seed=1815))
    assert figures["automatic"].precision >= 0.99
    assert figures["automatic"].recall >= 0.7
    assert figures["baseline"].precision < figures["automatic"].precision


def test_scored_pairs_are_found():
    """Most of the true pairs are proposed, and high scores are seldom wrong."""
    measured = bench()
    figures, _ = measured.by_scoring(measured.labelled(2_000, seed=1912))
    assert figures[0.5].recall >= 0.8
    assert figures[0.95].precision >= 0.9
