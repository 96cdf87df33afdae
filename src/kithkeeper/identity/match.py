"""Finding the contact that a card belongs to.

An equal strong key and a compatible name make one person; everything less is a proposal for the
user. A merge by itself must be right: where two contacts come into question, or where a key is
shared and the name is not whole, it proposes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import islice
from typing import TYPE_CHECKING, Literal, NamedTuple

from kithkeeper.identity.evidence import (
    CROWD,
    Person,
    contradiction,
    is_role,
    person_of,
    say_key,
)
from kithkeeper.identity.names import Likeness, PersonName, compatible, same_word, umlauts

if TYPE_CHECKING:
    from kithkeeper.model.card import Card

_MANY = 40
"""People on one key or of one name that are looked at one by one."""


class Match(NamedTuple):
    """What was found for a card.

    Attributes:
        kind: `same` to merge by itself, `proposal` to ask the user, None for a new person.
        contact: Id of the contact; None for a new person.
        because: Why, in plain words; empty for a new person.
    """

    kind: Literal["same", "proposal"] | None
    contact: str | None
    because: str


NEW = Match(None, None, "")


class _Candidate(NamedTuple):
    contact: str
    person: Person
    keys: tuple[str, ...]
    likeness: Likeness


class Index:
    """The contacts that there are, by their keys and names; kept in memory while cards come in.

    Args:
        pairs: Ids of contacts with their composed cards.
        region: ISO 3166 code in which national phone numbers are read.
    """

    def __init__(self, pairs: Iterable[tuple[str, Card]] = (), region: str = "") -> None:
        self._region = region
        self._people: dict[str, Person] = {}
        self._by_key: dict[str, dict[str, None]] = {}
        self._last: tuple[Card, Person] | None = None
        for contact, card in pairs:
            self.add(contact, card)

    def __len__(self) -> int:
        return len(self._people)

    def add(self, contact: str, card: Card) -> None:
        """Know a contact, or know it anew with what its card says now."""
        self.remove(contact)
        person = self._person(card)
        self._people[contact] = person
        for key in _index_keys(person):
            self._by_key.setdefault(key, {})[contact] = None

    def remove(self, contact: str) -> None:
        """Forget a contact; one that is not there is no error."""
        person = self._people.pop(contact, None)
        if person is None:
            return
        for key in _index_keys(person):
            holders = self._by_key[key]
            del holders[contact]
            if not holders:
                del self._by_key[key]

    def find(self, card: Card, *, exclude: Collection[str] = ()) -> Match:
        """The contact that a card belongs to.

        Args:
            card: What a source says of somebody.
            exclude: Ids that are out of the question, such as contacts to which the same source
                gave another card: two cards of one file are two people.
        """
        person = self._person(card)
        found = self._candidates(person, exclude)
        alike = [each for each in found if each.likeness]
        if len(alike) == 1:
            return self._one(person, alike[0])
        if alike:
            best = max(alike, key=lambda each: (each.likeness, len(each.keys)))
            return _proposal(person, best, f"{len(alike)} contacts come into question")
        asked = [each for each in found if self._is_worth_asking(person, each)]
        if asked:
            best = max(asked, key=lambda each: (_words_in_common(person, each), len(each.keys)))
            return _proposal(person, best, "the names differ")
        return self._namesake(person, exclude)

    def _person(self, card: Card) -> Person:
        """What is compared of a card; one that was sought and is new is added next."""
        if self._last is None or self._last[0] is not card:
            self._last = (card, person_of(card, self._region))
        return self._last[1]

    def _candidates(self, person: Person, exclude: Collection[str]) -> list[_Candidate]:
        shared: dict[str, list[str]] = {}
        for key in sorted(person.keys):
            for contact in self._holders(key, person):
                if contact not in exclude:
                    shared.setdefault(contact, []).append(key)
        return [
            _Candidate(contact, other, tuple(keys), compatible(person.name, other.name))
            for contact, keys in shared.items()
            for other in (self._people[contact],)
        ]

    def _holders(self, key: str, person: Person) -> list[str]:
        """Who has a key; of a crowd only those who are called the same, so that it stays fast."""
        holders = self._by_key.get(key, {})
        if len(holders) <= _MANY:
            return list(holders)
        called = (
            contact for each in _name_keys(person.name) for contact in self._by_key.get(each, ())
        )
        return list(islice((contact for contact in called if contact in holders), _MANY))

    def _one(self, person: Person, candidate: _Candidate) -> Match:
        """The verdict on the only contact with a compatible name."""
        against = contradiction(person, candidate.person)
        if against:
            return _proposal(person, candidate, against)
        if candidate.likeness is Likeness.STRONG or any(
            self._is_personal(key, person, candidate.person) for key in candidate.keys
        ):
            return Match("same", candidate.contact, _because(person, candidate, "the names agree"))
        return _proposal(person, candidate, "it may be shared and the names say too little")

    def _is_personal(self, key: str, a: Person, b: Person) -> bool:
        """Whether a key is enough where the names agree only weakly."""
        if is_role(key) or len(self._by_key[key]) > 1 or _is_firm_and_other(a, b):
            return False
        if not key.startswith("tel:"):
            return True
        return not any(each.is_firm or _is_single(each.name) for each in (a, b))

    def _is_worth_asking(self, person: Person, candidate: _Candidate) -> bool:
        """Whether people of different names on one key may be one: a new family name, a typo."""
        if _words_in_common(person, candidate):
            return True
        return any(
            not key.startswith("tel:") and not is_role(key) and len(self._by_key[key]) < CROWD
            for key in candidate.keys
        )

    def _namesake(self, person: Person, exclude: Collection[str]) -> Match:
        for key in _name_keys(person.name):
            for contact in islice(self._by_key.get(key, ()), _MANY):
                other = self._people[contact]
                if contact not in exclude and not contradiction(person, other):
                    return Match("proposal", contact, f"same name, {other.shown}")
        return NEW


def _is_firm_and_other(a: Person, b: Person) -> bool:
    """Whether one is a firm's card and the other a person's, or another firm's."""
    if a.is_firm and b.is_firm:
        return a.organizations.isdisjoint(b.organizations)
    return (a.is_firm and bool(b.name.spellings)) or (b.is_firm and bool(a.name.spellings))


def _index_keys(person: Person) -> frozenset[str]:
    return person.keys.union(_name_keys(person.name))


def _name_keys(name: PersonName) -> list[str]:
    """The unordered names of two words or more, in all spellings."""
    return [
        "name:" + " ".join(sorted(map(umlauts, spelling.words)))
        for spelling in name.spellings
        if len(spelling.words) > 1
    ]


def _is_single(name: PersonName) -> bool:
    """Whether a name is one word, such as the given name beside a number of an office."""
    return bool(name.spellings) and all(len(each.words) == 1 for each in name.spellings)


def _words_in_common(person: Person, candidate: _Candidate) -> int:
    """2 where a given name is the same, 1 where any word of the names is, else 0."""
    shared = [
        one in first.family or other in second.family
        for first in person.name.spellings
        for second in candidate.person.name.spellings
        for one in first.words
        for other in second.words
        if same_word(one, other)
    ]
    return 0 if not shared else 1 if all(shared) else 2


def _proposal(person: Person, candidate: _Candidate, but: str) -> Match:
    return Match("proposal", candidate.contact, _because(person, candidate, but))


def _because(person: Person, candidate: _Candidate, verdict: str) -> str:
    keys = " and ".join(say_key(key) for key in candidate.keys[:3])
    return f"same {keys}; {verdict} ({person.shown}, {candidate.person.shown})"
