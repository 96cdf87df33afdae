"""How likely two cards are one person's, and which pairs of many are worth a look.

The score adds up what speaks for and against, each with a weight in the manner of Fellegi and Sunter
(1969, "A Theory for Record Linkage"): the logarithm of how much likelier it is seen on two cards of
one person than of two. Pairs are sought only within small blocks of cards that share a key or parts
of a name, so that the work grows with the number of cards and not with its square.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from kithkeeper.identity.evidence import (
    BIRTHDAYS_DIFFER,
    CROWD,
    Person,
    birthdays_agree,
    contradiction,
    is_role,
    is_slip_of_birthday,
    person_of,
    say_key,
)
from kithkeeper.identity.names import (
    Likeness,
    PersonName,
    Spelling,
    compatible,
    is_slip,
    may_be_one,
    same_word,
    sounds,
    turned,
    umlauts,
)
from kithkeeper.identity.nicknames import NAMES_OF
from kithkeeper.identity.outlines import Outlines, are_far_apart, outlines_of

if TYPE_CHECKING:
    from kithkeeper.model.card import Card

LEAST = 0.5
"""The score from which a pair is proposed."""

_PRIOR = -4.0
_NAMES = {Likeness.STRONG: 4.6, Likeness.WEAK: 2.0}
_RESEMBLE = 2.6
_SHARE_A_WORD = -1.0
_DIFFER = -5.0
_KEYS = {"email": 5.0, "linkedin": 7.0, "tel": 3.5}
_ROLE = 1.5
_BIRTHDAY = 3.5
_ORGANIZATION = 1.6
_CITY = 0.8
_ADDRESS = 1.8
_AGAINST = -6.0

_LARGEST_BLOCK = 40
_WINDOW = 6
"""Neighbours that a card of a larger block is compared with, in the order of the names."""
_MOST_WORDS = 4
_MOST_PLACES = 4


class Score(NamedTuple):
    """How likely two cards are one person's.

    Attributes:
        value: From 0 to 1.
        because: What speaks for it and against it, in plain words.
    """

    value: float
    because: str


def score(a: Card, b: Card, region: str = "") -> Score:
    """How likely two cards are one person's; the order of the two makes no difference."""
    return _score(person_of(a, region), person_of(b, region))


def _score(a: Person, b: Person, namesakes: int = 2) -> Score:
    """The score; of a name that `namesakes` cards bear, the two included."""
    name = _said_by_names(a.name, b.name)
    facts = [*_shared_keys(a, b, household=name.is_household), (name.weight, name.said)]
    facts += _circumstances(a, b)
    if namesakes > 2 and name.weight > 0:
        facts.append((-math.log(namesakes - 1), "a common name"))
    weight = _PRIOR + sum(each for each, _ in facts)
    because = "; ".join(said for _, said in facts if said)
    return Score(round(_chance(weight), 4), because)


def _shared_keys(a: Person, b: Person, *, household: bool) -> Iterator[tuple[float, str]]:
    """The keys in common; what follows from another one, or from one household, adds little."""
    seen: set[str] = set()
    for key in sorted(a.keys & b.keys):
        kind = "" if household else key.partition(":")[0]
        weight = _ROLE if is_role(key) else _KEYS[key.partition(":")[0]]
        again = 0.0 if household else 0.5
        yield (again if kind in seen else weight), f"same {say_key(key)}"
        seen.add(kind)


class _NameVerdict(NamedTuple):
    weight: float
    said: str
    is_household: bool = False


def _said_by_names(a: PersonName, b: PersonName) -> _NameVerdict:
    if not a.spellings or not b.spellings:
        return _NameVerdict(0.0, "")
    likeness = compatible(a, b)
    if likeness:
        said = "same name" if likeness is Likeness.STRONG else "names agree"
        return _NameVerdict(_NAMES[likeness], said)
    pairs = [(one, other) for one in a.spellings for other in b.spellings]
    if may_be_one(a, b) and any(_resemble(*pair) for pair in pairs):
        return _NameVerdict(_RESEMBLE, "similar names")
    shared = [word for pair in pairs for word in _shared_words(*pair)]
    if not shared:
        return _NameVerdict(_DIFFER, "different names")
    if all(shared):
        return _NameVerdict(_SHARE_A_WORD, "same family name", is_household=True)
    return _NameVerdict(_SHARE_A_WORD, "names agree in part")


def _shared_words(a: Spelling, b: Spelling) -> Iterator[bool]:
    """For each word in common, whether it is the family name of both."""
    for one in a.words:
        for other in b.words:
            if same_word(one, other):
                yield one in a.family and other in b.family


def _resemble(a: Spelling, b: Spelling) -> bool:
    """Whether every word of one has a partner in the other, at most one of them misspelt."""
    if len(a.words) > len(b.words):
        a, b = b, a
    if len(a.words) < 2:
        return False
    right = list(b.words)
    slips = 0
    for word in a.words:
        partner = next((each for each in right if same_word(word, each)), None)
        if partner is None:
            partner = next((each for each in right if _is_misspelt(word, each)), None)
            slips += 1
        if partner is None or slips > 1:
            return False
        right.remove(partner)
    return True


def _is_misspelt(a: str, b: str) -> bool:
    """Whether two words differ by a slip or two; two known given names are never each other's."""
    if a in NAMES_OF and b in NAMES_OF:
        return False
    shorter = min(len(a), len(b))
    if shorter < 4 or a[0] != b[0]:
        return is_slip(a, b)
    from rapidfuzz.distance import OSA

    most = 1 if shorter < 7 else 2
    return OSA.distance(a, b, score_cutoff=most) <= most


def _circumstances(a: Person, b: Person) -> Iterator[tuple[float, str]]:
    if a.organizations & b.organizations:
        explained = any(key.startswith("tel:") for key in a.keys & b.keys)
        yield (_CITY if explained else _ORGANIZATION), "same organization"
    if birthdays_agree(a.birthday, b.birthday):
        yield _BIRTHDAY, "same birthday"
    if a.cities & b.cities:
        yield _CITY, "same city"
    if a.addresses & b.addresses:
        yield _ADDRESS, "same address"
    if against := contradiction(a, b):
        slip = against == BIRTHDAYS_DIFFER and is_slip_of_birthday(a.birthday, b.birthday)
        yield (0.0, "birthdays differ by a slip") if slip else (_AGAINST, against)


def candidates(
    cards: Iterable[tuple[str, Card]], region: str = "", least: float = LEAST
) -> list[tuple[str, str, float, str]]:
    """The pairs that may be one person's.

    Args:
        cards: Ids with their cards; each id once.
        region: ISO 3166 code in which national phone numbers are read.
        least: The score from which a pair is given; one that shares a key that few others have is
            given whatever its score.

    Returns:
        Pairs (a, b, score, because), likeliest first, a before b in the order given; each once.
    """
    ids: list[str] = []
    people: list[Person] = []
    for contact, card in cards:
        ids.append(contact)
        people.append(person_of(card, region))
    outlines = [outlines_of(person.name) for person in people]
    called = [_unordered(person)[0] for person in people]
    bearers = Counter(called)
    holders = Counter(key for person in people for key in person.keys)
    found = []
    for i, j in _pairs(people):
        if _is_hopeless(people[i], people[j], (outlines[i], outlines[j]), least):
            continue
        namesakes = max(bearers[called[i]], bearers[called[j]]) if called[i] else 2
        value, because = _score(people[i], people[j], namesakes)
        if value >= least or _is_worth_asking(people[i], people[j], holders):
            found.append((ids[i], ids[j], value, because))
    return sorted(found, key=lambda pair: (-pair[2], pair[0], pair[1]))


def _is_worth_asking(a: Person, b: Person, holders: Mapping[str, int]) -> bool:
    """Whether what two share is reason to ask, whatever speaks against it: nearly nobody else has
    it, and it is no telephone, which a household has, of differently named people.
    """
    few = [key for key in a.keys & b.keys if holders[key] < CROWD and not is_role(key)]
    own = any(not key.startswith("tel:") for key in few)
    return own or bool(few and compatible(a.name, b.name))


def _is_hopeless(a: Person, b: Person, outlines: tuple[Outlines, Outlines], least: float) -> bool:
    """Whether nothing but alike names could lift a pair to the least score, and they aren't.

    Most pairs of a block end here, before their names are looked at word by word.
    """
    if not a.keys.isdisjoint(b.keys) or not a.name.spellings or not b.name.spellings:
        return False
    rest = _PRIOR + sum(weight for weight, _ in _circumstances(a, b))
    if _chance(rest + _SHARE_A_WORD) >= least:
        return False
    if are_far_apart(*outlines):
        return True
    return _chance(rest + _RESEMBLE) < least and not compatible(a.name, b.name)


def _chance(weight: float) -> float:
    return 1 / (1 + math.exp(-weight))


def _pairs(people: list[Person]) -> set[tuple[int, int]]:
    """Pairs of positions worth scoring, each once, the smaller first."""
    blocks: dict[str, list[int]] = {}
    for position, person in enumerate(people):
        for key in _block_keys(person):
            blocks.setdefault(key, []).append(position)
    pairs: set[tuple[int, int]] = set()
    for block in blocks.values():
        if len(block) < 2:
            continue
        if len(block) <= _LARGEST_BLOCK:
            pairs.update(combinations(block, 2))
        else:
            pairs.update(_neighbours(block, people))
    return pairs


def _neighbours(block: list[int], people: list[Person]) -> Iterator[tuple[int, int]]:
    """In a large block, each with those next to it in the order of unordered names and firms."""
    ordered = sorted(block, key=lambda position: (*_unordered(people[position]), position))
    for step in range(1, _WINDOW + 1):
        for i, j in zip(ordered, ordered[step:], strict=False):
            yield (i, j) if i < j else (j, i)


def _unordered(person: Person) -> tuple[str, str]:
    spellings = person.name.spellings
    called = " ".join(sorted(spellings[0].words)) if spellings else ""
    return called, min(person.organizations, default="")


def _block_keys(person: Person) -> set[str]:
    """The blocks of a card.

    Equal keys and equal names (in any order, short form or script) are worth a look by
    themselves. Similar names are so only beside something else that is the same, so their blocks
    are those of a firm, a birthday or a city.
    """
    keys = set(person.keys)
    places = _places(person)
    for spelling in person.name.spellings:
        short = spelling.words[:_MOST_WORDS]
        if len(short) > 1 or not short[0].isascii():
            keys.add(min(turned(spelling.whole[:_MOST_WORDS])))
        for one, other in combinations(short, 2):
            keys.update(_name_blocks(one, other))
        keys.update(f"{_stem(word)}/{place}" for word in short for place in places)
    return keys


def _places(person: Person) -> list[str]:
    """What a person shares with few others, as far as it is known; bounded."""
    found = [f"at {each}" for each in sorted(person.organizations)[:_MOST_PLACES]]
    found += [f"in {each}" for each in sorted(person.cities)[:_MOST_PLACES]]
    found += [f"lives {each}" for each in sorted(person.addresses)[:_MOST_PLACES]]
    if person.birthday is not None and person.birthday.day:
        found.append(f"born {person.birthday.month}-{person.birthday.day}")
    return found


@lru_cache(maxsize=65_536)
def _name_blocks(one: str, other: str) -> frozenset[str]:
    """Two words of a name as their sounds, in one order, for every name they may stand for."""
    pairs = ((a, b) for a in _meant(one) for b in _meant(other))
    return frozenset(" ".join(sorted(pair)) for pair in pairs)


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    """The start of the word's consonants, which most slips and transliterations leave alone."""
    heard = sounds(umlauts(word))
    return heard[0] + "".join(each for each in heard[1:] if each not in "aeiouh")[:2]


@lru_cache(maxsize=65_536)
def _meant(word: str) -> frozenset[str]:
    """The sounds of a word and of the names for which it may stand: Bob is sought as Robert."""
    names = NAMES_OF.get(word, frozenset()) | {word}
    return frozenset(sounds(umlauts(each)) for each in names)
