"""Names that may be one person's, and the contact that a card belongs to."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kithkeeper.identity.match import Index
from kithkeeper.identity.names import Likeness, compatible, name_of
from kithkeeper.model import Card, Email, Link, Names, Organization, PartialDate, Phone


def called(name, *emails, **fields):
    return Card(name=name, emails=tuple(Email(value=each) for each in emails), **fields)


def likeness(one, other):
    return compatible(name_of(Card(name=one)), name_of(Card(name=other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada Lovelace", "LOVELACE, Ada"),
        ("Ada Lovelace", "Dr. Ada Lovelace, PhD"),
        ("Bob Smith", "Robert Smith"),
        ("Jürgen Müller", "Juergen Mueller"),
        ("Jürgen Müller", "Jurgen Muller"),
        ("John Smith", "John Ronald Smith"),
        ("Дмитрий Ковальчук", "Dmitry Kovalchuk"),
        ("Юлия Цветаева", "Julia Zwetajewa"),
        ("Γιώργος Παπαδόπουλος", "Giorgos Papadopoulos"),
        ("Александр Петров", "Alexander Petrov"),
        ("山田太郎", "山田 太郎"),
        ("Ludwig van Beethoven", "Ludwig Beethoven"),
        ("Ada Lovelace (work)", "Ada Lovelace"),
        ("Gabriel García", "Gabriel García Márquez"),
        ("Seán O'Neill", "Sean ONeill"),
        ("\u202eAda Lovelace", "Ada Lovelace"),
        ("Vincent van der Berg", "Vincent Vanderberg"),
        ("Mohammed Al-Fayed", "Mohammed Alfayed"),
        ("Kim Min-su", "Minsu Kim"),
        ("Nguyễn Văn Minh", "Minh Nguyen"),
        ("नरेन्द्र मोदी", "मोदी नरेन्द्र"),
        ("สมชาย ใจดี", "สมชายใจดี"),
        ("مُحَمَّد علي", "محمد علي"),
        ("Mr. John Smith", "John Smith"),
    ],
)
def test_these_are_one_name(one, other):
    """Order, titles, short forms, umlauts, scripts, particles and middle names make no difference."""
    assert likeness(one, other) is likeness(other, one) is Likeness.STRONG


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A. Lovelace", "Ada Lovelace"),
        ("J. R. Smith", "John Ronald Smith"),
        ("Ada", "Ada Lovelace"),
        ("Ada L.", "Ada Lovelace"),
        ("Anna Wagenbach", "Anna Wagnbach"),
        ("Wagnbach, Anna", "Anna Wagenbach"),
        ("", "Ada Lovelace"),
        ("ada@example.org", "Ada Lovelace"),
        ("+49 30 1234567", "Ada Lovelace"),
    ],
)
def test_these_may_be_one_name(one, other):
    """Initials, a given name alone, a slip in the family name and no name contradict nobody."""
    assert likeness(one, other) is likeness(other, one) is Likeness.WEAK


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Müller", "Hans Müller"),
        ("Martin Schmidt", "Martina Schmidt"),
        ("Alexander Schmidt", "Alexandra Schmidt"),
        ("Andreas Huber", "Andrea Huber"),
        ("Christian Huber", "Christina Huber"),
        ("Marian Huber", "Marion Huber"),
        ("Ivan Ivanov", "Anna Ivanova"),
        ("Müller", "Anna Müller"),
        ("Anna & Hans Müller", "Anna Müller"),
        ("Familie Müller", "Anna Müller"),
        ("John Smith Jr.", "John Smith"),
        ("Anna Maria Schmidt", "Anna Lena Schmidt"),
        ("John A. Smith", "John B. Smith"),
        ("A. L.", "Ada Lovelace"),
        ("A. Schmidt", "Hans Albert Schmidt"),
        ("Ada Lovelace", "Grace Hopper"),
        ("राम मोदी", "रमा मोदी"),
        ("สม ใจดี", "สิม ใจดี"),
        ("たかだ", "たかた"),
        ("Herr Müller", "Frau Müller"),
        ("Mr. John Smith", "Mrs. John Smith"),
    ],
)
def test_these_are_two_people(one, other):
    """Couples, parents and children, households and other given names are never one."""
    assert likeness(one, other) is likeness(other, one) is Likeness.NONE


def test_the_parts_and_the_nickname_are_names_too():
    """A card that says it in N, in NICKNAME or phonetically is recognised by each."""
    card = Card(names=Names(given="Augusta", family="Byron", nicknames=("Ada",)))
    assert compatible(name_of(card), name_of(Card(name="Ada Byron"))) is Likeness.STRONG
    japanese = Card(name="山田太郎", names=Names(phonetic_given="Taro", phonetic_family="Yamada"))
    assert compatible(name_of(japanese), name_of(Card(name="Taro Yamada"))) is Likeness.STRONG


ADA = called("Ada Lovelace", "ada@example.org")


@pytest.mark.parametrize(
    "card",
    [
        called("Ada Lovelace", "ADA@example.org"),
        called("Lovelace, A.", "ada@example.org"),
        called("", "ada@example.org"),
        called("Ada King Lovelace", "ada@example.org", "other@example.org"),
    ],
)
def test_an_equal_key_and_a_compatible_name_are_the_same_contact(card):
    """The card joins the contact, and says by which key."""
    found = Index([("c1", ADA)]).find(card)
    assert (found.kind, found.contact) == ("same", "c1")
    assert "e-mail ada@example.org" in found.because


def test_phone_and_linkedin_are_keys_too():
    """A national number equals an international one in the region; a slug in any address."""
    index = Index(
        [
            ("c1", called("Ada Lovelace", phones=(Phone(value="+49 30 1234567"),))),
            ("c2", called("Grace Hopper", links=(Link(url="https://linkedin.com/in/grace-h"),))),
        ],
        region="DE",
    )
    assert index.find(called("Ada Lovelace", phones=(Phone(value="030/1234567"),)))[:2] == (
        "same",
        "c1",
    )
    hopper = called("G. Hopper", links=(Link(url="de.linkedin.com/in/Grace-H/"),))
    assert index.find(hopper)[:2] == ("same", "c2")


def test_a_couple_on_one_address_stays_two():
    """Hans writes from the family's address: a proposal at most, and Anna is still found."""
    index = Index([("anna", called("Anna Müller", "mueller@example.org"))])
    assert index.find(called("Hans Müller", "mueller@example.org")).kind == "proposal"
    index.add("hans", called("Hans Müller", "mueller@example.org"))
    assert index.find(called("Müller, Anna", "mueller@example.org"))[:2] == ("same", "anna")
    assert index.find(called("", "mueller@example.org")).kind == "proposal"
    assert index.find(called("A. Müller", "mueller@example.org")).kind == "proposal"


def test_an_office_phone_merges_nobody():
    """Three colleagues share a switchboard; a fourth is new, and so is the firm's own card."""
    board = (Phone(value="+49301234567"),)
    index = Index(
        (f"c{i}", called(name, phones=board))
        for i, name in enumerate(["Ada Lovelace", "Grace Hopper", "Alan Turing"])
    )
    assert index.find(called("Mary Somerville", phones=board)).kind is None
    firm = Card(organizations=(Organization(name="ACME"),), phones=board)
    assert index.find(firm).kind == "proposal"
    only = Index([("c0", called("Ada Lovelace", phones=board))])
    assert only.find(firm).kind == "proposal"
    assert (
        only.find(called("ACME", phones=board, organizations=firm.organizations)).kind == "proposal"
    )


def test_a_firms_card_joins_no_person_and_no_other_firm():
    """A card with an organization and nobody's name has the e-mail address of whoever is there."""
    acme = Card(
        organizations=(Organization(name="ACME"),), emails=(Email(value="desk@acme.example"),)
    )
    named = called("Ada Lovelace", "desk@acme.example", organizations=acme.organizations)
    assert Index([("c1", named)]).find(acme).kind == "proposal"
    assert Index([("c1", acme)]).find(named).kind == "proposal"
    other = acme.model_copy(update={"organizations": (Organization(name="Babbage Ltd"),)})
    assert Index([("c1", acme)]).find(other).kind == "proposal"
    assert Index([("c1", acme)]).find(acme).kind == "same"


def test_two_candidates_are_never_decided():
    """The book has her twice; which one the card belongs to is the user's to say."""
    index = Index([("c1", ADA), ("c2", called("A. Lovelace", "ada@example.org"))])
    found = index.find(called("Ada Lovelace", "ada@example.org"))
    assert found.kind == "proposal"
    assert "2 contacts" in found.because


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"birthday": PartialDate(1950, 3, 4)}, {"birthday": PartialDate(1980, 7, 1)}),
        ({"links": (Link(url="linkedin.com/in/a1"),)}, {"links": (Link(url="linkedin.com/in/a2"),)}),
        ({"names": Names(suffix="Jr.")}, {}),
    ],
)  # fmt: skip
def test_what_contradicts_stops_a_merge(one, other):
    """A father and a son of one name on one address differ in birthday, profile or suffix."""
    index = Index([("c1", called("John Smith", "smith@example.org", **one))])
    assert index.find(called("John Smith", "smith@example.org", **other)).kind == "proposal"


def test_a_birthday_without_year_contradicts_nothing():
    """--03-04 and 1950-03-04 are one birthday."""
    index = Index([("c1", ADA.model_copy(update={"birthday": PartialDate(1950, 3, 4)}))])
    assert index.find(ADA.model_copy(update={"birthday": PartialDate(None, 3, 4)})).kind == "same"


def test_the_same_name_alone_is_a_proposal():
    """Without a common key nothing merges; a namesake is shown, in any order of the words."""
    found = Index([("c1", ADA)]).find(called("Lovelace Ada"))
    assert found[:2] == ("proposal", "c1")
    assert Index([("c1", ADA)]).find(called("Grace Hopper"))[:2] == (None, None)


def test_excluded_contacts_are_out_of_the_question():
    """Two cards of one file are two people, however alike they are."""
    assert Index([("c1", ADA)]).find(ADA, exclude={"c1"}).kind is None


def test_an_index_follows_what_happens():
    """A contact that is removed is not found, one that changed is found by its new address."""
    index = Index([("c1", ADA)])
    index.add("c1", called("Ada Lovelace", "ada@new.example"))
    assert index.find(called("Ada", "ada@example.org")).kind is None
    assert index.find(called("Ada", "ada@new.example")).contact == "c1"
    index.remove("c1")
    index.remove("c1")
    assert len(index) == 0
    assert index.find(called("Ada Lovelace", "ada@new.example")).kind is None


def test_hostile_cards_cost_little():
    """Names of ten thousand letters, a thousand marks, and ten thousand people on one number."""
    board = (Phone(value="+49301234567"),)
    began = time.process_time()
    index = Index((f"c{i}", called(f"Given{i} Family{i}", phones=board)) for i in range(10_000))
    for name in ("a " * 5_000, "\u202e" * 1_000 + "Ada", "(" * 10_000, "x" * 10_000, "А" * 10_000):
        card = called(name, phones=board, names=Names(given=name, nicknames=(name,) * 50))
        assert index.find(card).kind != "same"
    for i in range(0, 10_000, 10):
        assert index.find(called(f"Given{i} Family{i}", phones=board))[:2] == ("same", f"c{i}")
    assert index.find(Card()).kind is None
    assert time.process_time() - began < 10


NAMES = st.text(st.sampled_from("aäßжω山 .,-'()&\u202e\u0301"), max_size=12)


@given(NAMES, NAMES)
def test_likeness_goes_both_ways(one, other):
    """Whatever was written, two names agree as much in one direction as in the other."""
    assert likeness(one, other) is likeness(other, one)
    assert likeness(one, one) is not Likeness.NONE or name_of(Card(name=one)).spellings


@given(st.lists(st.tuples(NAMES, st.sampled_from(["a@x.org", "b@x.org"])), max_size=6))
def test_forgetting_everyone_leaves_nothing(people):
    """After all that was added is removed, an index finds nobody."""
    index = Index((str(i), called(*each)) for i, each in enumerate(people))
    for i in range(len(people)):
        index.remove(str(i))
    assert all(index.find(called(*each)).kind is None for each in people)
