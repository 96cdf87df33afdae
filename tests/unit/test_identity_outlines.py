"""Names at a glance: what is far apart neither agrees nor resembles, and long names cost little."""

from itertools import combinations
from random import Random

import pytest

from kithkeeper.identity import duplicates
from kithkeeper.identity.evidence import person_of
from kithkeeper.identity.names import Likeness, compatible, name_of
from kithkeeper.identity.outlines import are_far_apart, outlines_of
from kithkeeper.model import Card

WORDS = [
    "Bob", "Robert", "Müller", "Mueller", "Дмитрий", "Dmitry", "von", "van", "der",
    "Berg", "Vander", "Vanderberg", "A", "B.", "Anna", "Ana", "Marie", "Schmidt",
    "Schmitt", "Min-su", "Kim", "Minsu", "山田", "太郎", "山田太郎", "Jörg", "Joerg",
    "Iwanow", "Ivanov", "Lovelace", "Lovelase", "de", "Cruz",
]  # fmt: skip


def test_what_is_far_apart_never_agrees():
    """No pair of 300 odd names that the score would speak for is passed over."""
    chance = Random(7)
    names = [
        name_of(Card(name=" ".join(chance.choices(WORDS, k=chance.randint(1, 5)))))
        for _ in range(300)
    ]
    far = [pair for pair in combinations(names, 2) if are_far_apart(*map(outlines_of, pair))]
    assert len(far) > 10_000
    assert all(compatible(*pair) is Likeness.NONE for pair in far)


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        ("Ada Maria Lovelace", "Bob Peter Turing", True),
        ("Ada Maria Lovelace", "Ada Marja Lovelace", False),
        ("Vander Berg", "Van der Berg", False),
        ("A. Lovelace", "Ada Lovelace", False),
    ],
)
def test_two_names_at_a_glance(one, other, far):
    """One slip, an initial and another division into words are near; two other words are far."""
    assert are_far_apart(*(outlines_of(name_of(Card(name=each))) for each in (one, other))) is far


def test_few_long_names_are_looked_at_word_by_word():
    """Of 600 cards of eight-word names in one firm, only the pairs of alike names are scored."""
    chance = Random(1)
    pool = [f"{chance.choice('bdfgklmnprst')}a{chance.choice('bdfgklmnprst')}o{n:03}".translate(str.maketrans("0123456789", "aeioubdfgk")) for n in range(400)]  # fmt: skip
    names = [" ".join(chance.sample(pool, 8)) for _ in range(600)]
    cards = [
        (f"c{n}", Card(name=name, organizations=({"name": "Acme"},)))
        for n, name in enumerate([*names, names[0], names[1]])
    ]
    found = duplicates.candidates(cards)
    assert [(a, b) for a, b, *_ in found] == [("c0", "c600"), ("c1", "c601")]
    people = [person_of(card) for _, card in cards]
    outlines = [outlines_of(person.name) for person in people]
    near = [
        (i, j)
        for i, j in duplicates._pairs(people)
        if not duplicates._is_hopeless(people[i], people[j], (outlines[i], outlines[j]), 0.5)
    ]
    assert sorted(near) == [(0, 600), (1, 601)]
    assert len(duplicates._pairs(people)) > 1_000
