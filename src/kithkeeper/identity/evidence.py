"""What two cards have in common and what speaks against them: the ground of every match."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kithkeeper.identity.keys import strong_keys
from kithkeeper.identity.names import PersonName, name_of
from kithkeeper.identity.text import line, visible

if TYPE_CHECKING:
    from kithkeeper.model.card import Card
    from kithkeeper.model.partial_date import PartialDate

_ROLES = frozenset(
    [
        "accounts", "admin", "anfrage", "billing", "buchhaltung", "career", "contact", "contacto",
        "empfang", "familie", "family", "famille", "hallo", "hello", "help", "hr", "info", "jobs",
        "karriere", "kontakt", "mail", "marketing", "no-reply", "noreply", "office", "post",
        "praxis", "press", "presse", "reception", "sales", "sekretariat", "service", "support",
        "team", "vertrieb", "webmaster", "welcome",
    ]
)  # fmt: skip
"""Local parts of addresses that are read by more than one person."""

_KEY_WORDS = {"email": "e-mail", "tel": "phone", "linkedin": "LinkedIn profile"}

BIRTHDAYS_DIFFER = "different birthdays"

CROWD = 3
"""People on one key from which on it is an office's, and says nothing about another name."""


class Person(NamedTuple):
    """What is compared of a card, read once."""

    keys: frozenset[str]
    name: PersonName
    shown: str
    organizations: frozenset[str]
    cities: frozenset[str]
    addresses: frozenset[str]
    birthday: PartialDate | None

    @property
    def is_firm(self) -> bool:
        """Whether the card has an organization and nobody's name."""
        return not self.name.spellings and bool(self.organizations)


def person_of(card: Card, region: str = "") -> Person:
    """What is compared of a card; phone numbers are read in the region."""
    return Person(
        strong_keys(card, region),
        name_of(card),
        visible(card.display_name)[:60],
        frozenset(form for each in card.organizations if (form := line(each.name))),
        frozenset(form for each in card.addresses if (form := line(each.city))),
        frozenset(
            f"{street} {place}"
            for each in card.addresses
            if (street := line(each.street)) and (place := line(each.postal_code or each.city))
        ),
        card.birthday,
    )


def is_role(key: str) -> bool:
    """Whether a key is an e-mail address of an office or a family rather than of a person."""
    kind, _, value = key.partition(":")
    return kind == "email" and value.partition("@")[0] in _ROLES


def say_key(key: str) -> str:
    """A key in plain words: "e-mail ada@example.org"."""
    kind, _, value = key.partition(":")
    return f"{_KEY_WORDS[kind]} {value}"


def contradiction(a: Person, b: Person) -> str:
    """What says that two cards are two people, in plain words; '' where nothing does."""
    one, other = (_profiles(each) for each in (a, b))
    if one and other and one.isdisjoint(other):
        return "different LinkedIn profiles"
    if birthdays_agree(a.birthday, b.birthday) is False:
        return BIRTHDAYS_DIFFER
    return ""


def _profiles(person: Person) -> frozenset[str]:
    return frozenset(key for key in person.keys if key.startswith("linkedin:"))


def birthdays_agree(a: PartialDate | None, b: PartialDate | None) -> bool | None:
    """Whether what both birthdays say is the same; None where they say nothing in common."""
    if a is None or b is None:
        return None
    pairs = [pair for pair in zip(a[:3], b[:3], strict=True) if None not in pair]
    return all(one == other for one, other in pairs) if pairs else None


def is_slip_of_birthday(a: PartialDate | None, b: PartialDate | None) -> bool:
    """Whether two whole birthdays that differ do so by one digit, or by day and month swapped."""
    if a is None or b is None or a == b or None in (*a[:3], *b[:3]):
        return False
    if a[0] == b[0] and (a[1], a[2]) == (b[2], b[1]):
        return True
    one, other = (f"{each[0]:04}{each[1]:02}{each[2]:02}" for each in (a, b))
    return sum(x != y for x, y in zip(one, other, strict=True)) == 1
