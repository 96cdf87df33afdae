"""Names of people, and whether two of them may be one person's.

A name is compared as a bag of words, so that order makes no difference. Words are equal where
they are one in folded Latin letters, as German umlauts (Müller, Mueller), as a transliteration
(Дмитрий, Dmitry) or as a short form (Bob, Robert). Missing middle names and initials are allowed;
a word on each side that has no partner is a contradiction.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kithkeeper.identity.nicknames import NAMES_OF
from kithkeeper.identity.text import folded, is_foreign, latin, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kithkeeper.model.card import Card

_LONGEST = 200
"""Characters of a name that are looked at; a longer one is a joke, a mistake or an attack."""
_MOST_WORDS = 8
_MOST_NICKNAMES = 3

_TITLES = frozenset(
    [
        "dr",
        "prof",
        "professor",
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "herr",
        "frau",
        "sir",
        "dame",
        "lord",
        "lady",
        "dipl",
        "ing",
        "phd",
        "mba",
        "md",
        "msc",
        "esq",
        "mag",
        "don",
        "dona",
        "senor",
        "senora",
        "mme",
        "mlle",
        "monsieur",
        "madame",
        "rev",
        "fr",
    ]
)
_PARTICLES = frozenset(
    [
        "von",
        "van",
        "de",
        "der",
        "den",
        "del",
        "della",
        "di",
        "da",
        "do",
        "dos",
        "du",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "zu",
        "zur",
        "vom",
        "af",
        "y",
        "ter",
        "ten",
    ]
)
_GENERATIONS = {
    "jr": "jr", "jun": "jr", "junior": "jr", "sr": "sr", "sen": "sr", "senior": "sr",
    "ii": "ii", "iii": "iii", "iv": "iv",
}  # fmt: skip
_ADDRESS = dict.fromkeys(
    ["herr", "mr", "sir", "lord", "don", "senor", "monsieur"], "m"
) | dict.fromkeys(
    ["frau", "mrs", "ms", "miss", "lady", "dame", "dona", "senora", "mme", "mlle", "madame"], "f"
)
"""Titles by which people of one family name are told apart."""
_HOUSEHOLD = re.compile(
    r"[&+]|\b(?:und|and|et|familie|family|famille|familia|fam|eheleute|haushalt|household)\b"
)
_LETTER = re.compile(r"[^\W\d_]")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SOUNDS = (
    ("shch", "s"), ("tsch", "\0"), ("tch", "\0"), ("sch", "s"), ("sh", "s"), ("zh", "z"),
    ("kh", "h"), ("ch", "\0"), ("ck", "k"), ("c", "k"), ("\0", "c"), ("ts", "z"), ("tz", "z"),
    ("ph", "f"), ("th", "t"), ("ks", "x"), ("w", "v"), ("j", "i"), ("y", "i"), ("ou", "u"),
    ("ii", "i"), ("ie", "e"),
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")


class Likeness(IntEnum):
    """How far two names agree.

    WEAK holds where something is missing (no name, one word, an initial, a slip of the pen) and
    needs a key that only one person has; STRONG where two words or more are the same.
    """

    NONE = 0
    WEAK = 1
    STRONG = 2


class Spelling(NamedTuple):
    """One way in which a name is written.

    Attributes:
        words: Folded Latin words in their order, without titles and particles.
        family: Those of them that stand in the place of the family name.
        whole: The words in their order, particles included.
        foreign: Whether letters of another script were turned into Latin ones.
    """

    words: tuple[str, ...]
    family: frozenset[str]
    whole: tuple[str, ...]
    foreign: bool = False


class PersonName(NamedTuple):
    """A card's name in all its spellings.

    Attributes:
        spellings: The full name, the parts, the phonetic parts, nicknames; empty when nameless.
        generation: `jr`, `sr`, `ii`… or an empty text.
        household: Whether it names several people ("Ada & Charles", "Familie Müller").
        address: `m` for Mr, `f` for Mrs, in any of the languages known here; else an empty text.
    """

    spellings: tuple[Spelling, ...]
    generation: str = ""
    household: bool = False
    address: str = ""


def name_of(card: Card) -> PersonName:
    """The name of the person on a card; a full name that is an address or a firm's is none."""
    names = card.names
    full = "" if _is_no_name(card) else card.name[:_LONGEST]
    given = f"{names.given} {names.additional}"[:_LONGEST]
    family = names.family[:_LONGEST] or _before_comma(full)
    tokens = _bare(given)
    if not full and not tokens and not family:
        tokens = _bare(next(iter(names.nicknames), "")[:_LONGEST])
    found = [
        _spelling(_bare(full), _family_words(family)),
        _spelling((*tokens, *_bare(names.family[:_LONGEST])), _family_words(family)),
        *_other_spellings(card, family),
    ]
    written = f"{full} {names.given} {family}".casefold()
    return PersonName(
        tuple(dict.fromkeys(each for each in found if each.words)),
        _generation(full, names.suffix),
        _HOUSEHOLD.search(written) is not None,
        _address(names.prefix[:_LONGEST]) or _address(full),
    )


def _other_spellings(card: Card, family: str) -> Iterable[Spelling]:
    names = card.names
    if names.phonetic_given or names.phonetic_family:
        phonetic = names.phonetic_family[:_LONGEST]
        tokens = (*_bare(names.phonetic_given[:_LONGEST]), *_bare(phonetic))
        yield _spelling(tokens, _family_words(phonetic))
    if family:
        for nickname in names.nicknames[:_MOST_NICKNAMES]:
            tokens = (*_bare(nickname[:_LONGEST]), *_bare(family))
            yield _spelling(tokens, _family_words(family))


def _is_no_name(card: Card) -> bool:
    name = card.name.strip()
    if "@" in name or not _LETTER.search(name, 0, _LONGEST):
        return True
    has_parts = card.names.given or card.names.family
    return not has_parts and folded(name) in {folded(o.name) for o in card.organizations}


def _before_comma(full: str) -> str:
    """The family name of "Lovelace, Ada"; '' for "Ada Lovelace, PhD" and any other writing."""
    before, comma, after = full.partition(",")
    given = [word for word in words(after) if word not in _TITLES and word not in _GENERATIONS]
    return before if comma and given else ""


def _family_words(family: str) -> frozenset[str]:
    return frozenset(latin(word) for word in words(family))


@lru_cache(maxsize=65_536)
def _bare(text: str) -> tuple[str, ...]:
    """The words without titles, generations and asides; all of them where nothing else is left."""
    if not text:
        return ()
    bare = _ASIDE.sub(" ", text) if "(" in text or "[" in text else text
    tokens = words(bare)[:_MOST_WORDS] or words(text)[:_MOST_WORDS]
    kept = [word for word in tokens if word not in _TITLES]
    if len(kept) > 2 and kept[-1] in _GENERATIONS:
        kept = kept[:-1]
    return tuple(kept) or tokens


def _spelling(tokens: tuple[str, ...], family: frozenset[str]) -> Spelling:
    foreign = any(is_foreign(word) for word in tokens)
    plain = tuple(latin(word) for word in tokens)
    kept = tuple(word for i, word in enumerate(plain) if not i or word not in _PARTICLES)
    shown = kept if len(kept) > 1 else plain
    return Spelling(shown, (family & set(shown)) or frozenset(shown[1:]), plain, foreign)


def _generation(full: str, suffix: str) -> str:
    for word in (*words(suffix[:_LONGEST]), *words(full)[2:]):
        if word in _GENERATIONS:
            return _GENERATIONS[word]
    return ""


def _address(text: str) -> str:
    """How someone is addressed by the titles at the beginning of a name: "Herr Dr. Müller"."""
    for word in words(text):
        if word in _ADDRESS:
            return _ADDRESS[word]
        if word not in _TITLES:
            break
    return ""


def compatible(a: PersonName, b: PersonName) -> Likeness:
    """Whether two names may be one person's, given that something else says that they are.

    A card without a name contradicts nobody. A couple's card and a person's are not one, neither
    are a father and a son who differ in "Jr." only, or Mr and Mrs Müller.
    """
    if not a.spellings or not b.spellings:
        return Likeness.WEAK
    if not may_be_one(a, b):
        return Likeness.NONE
    best = Likeness.NONE
    for one in a.spellings:
        for other in b.spellings:
            best = max(best, spelled_alike(one, other))
            if best is Likeness.STRONG:
                return best
    return best


def may_be_one(a: PersonName, b: PersonName) -> bool:
    """Whether what stands around two names doesn't tell them apart: Jr., a couple, Mr and Mrs."""
    if a.generation != b.generation or a.household != b.household:
        return False
    return not a.address or not b.address or a.address == b.address


def spelled_alike(a: Spelling, b: Spelling) -> Likeness:
    """How far two spellings agree; as `compatible`, of one spelling each."""
    if len(a.words) > len(b.words):
        a, b = b, a
    if _is_written_alike(a.words, b.words) or _is_written_alike(a.whole, b.whole):
        many = len(b.words) > 1 or not a.words[0].isascii()
        return Likeness.STRONG if many else Likeness.WEAK
    foreign = a.foreign or b.foreign
    paired, left, right = _pairs(a.words, b.words, foreign=foreign)
    if not paired:
        return Likeness.NONE
    if not left:
        return _agreed(a, b, paired)
    if all(_abbreviates(one, other) for one, other in zip(left, right, strict=False)):
        return Likeness.WEAK
    if len(left) == len(right) == 1 and left[0] in a.family and right[0] in b.family:
        return Likeness.WEAK if is_slip(left[0], right[0]) else Likeness.NONE
    return Likeness.NONE


def _is_written_alike(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether only order or spaces differ ("Vander Berg", 山田太郎, "Kim Min-su" and "Minsu Kim");
    a lone initial is no name.
    """
    whole = "".join(a)
    if len(whole) < 2 or len(whole) != sum(map(len, b)):
        return False
    return sorted(a) == sorted(b) or not turned(a).isdisjoint(turned(b))


def turned(tokens: tuple[str, ...]) -> set[str]:
    """The words without spaces, begun with each of them in turn."""
    return {"".join(tokens[i:] + tokens[:i]) for i in range(len(tokens))}


def _agreed(a: Spelling, b: Spelling, paired: list[str]) -> Likeness:
    if len(paired) > 1:
        return Likeness.STRONG
    alone = paired[0]
    return Likeness.NONE if alone in b.family and len(b.words) > len(a.words) else Likeness.WEAK


def _pairs(
    short: tuple[str, ...], long: tuple[str, ...], *, foreign: bool
) -> tuple[list[str], list[str], list[str]]:
    """The words of `long` with a partner in `short`, and those of each without, in order."""
    left, right = [], list(long)
    paired = []
    for word in short:
        if len(word) > 1 and word in right:
            right.remove(word)
            paired.append(word)
        else:
            left.append(word)
    for word in tuple(left):
        partner = next((each for each in right if same_word(word, each, foreign)), None)
        if partner is not None:
            left.remove(word)
            right.remove(partner)
            paired.append(partner)
    return paired, left, right


@lru_cache(maxsize=65_536)
def same_word(a: str, b: str, foreign: bool = False) -> bool:
    """Whether two words of names are one: umlauts, short forms, and sounds if `foreign`."""
    if len(a) < 2 or len(b) < 2:
        return False
    if a == b or umlauts(a) == umlauts(b):
        return True
    if not NAMES_OF.get(a, frozenset()).isdisjoint(NAMES_OF.get(b, ())):
        return True
    return foreign and sounds(a) == sounds(b)


def _abbreviates(a: str, b: str) -> bool:
    return (len(a) == 1 or len(b) == 1) and a[0] == b[0]


def umlauts(word: str) -> str:
    """The word with ae, oe, ue written as the bare vowels that folding leaves of umlauts."""
    return word.replace("ae", "a").replace("oe", "o").replace("ue", "u")


@lru_cache(maxsize=65_536)
def sounds(word: str) -> str:
    """A rough sound of the word that the usual transliterations of one name share."""
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return _DOUBLED.sub(r"\1", word)


def is_slip(a: str, b: str) -> bool:
    """Whether two family names differ by one slip of the pen inside the word.

    First and last letters are the same, so that Ivanov and Ivanova stay two, and neither is a
    given name, so that Marian and Marion do.
    """
    if min(len(a), len(b)) < 5 or a[0] != b[0] or a[-1] != b[-1]:
        return False
    if a in NAMES_OF or b in NAMES_OF:
        return False
    from rapidfuzz.distance import OSA

    return OSA.distance(a, b, score_cutoff=1) <= 1
