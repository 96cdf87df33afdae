"""What of a name tells at a glance that it can't be another one, however its words are compared."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from kithkeeper.identity.names import PersonName, sounds, umlauts
from kithkeeper.identity.nicknames import NAMES_OF

_ONE_SLIP = 1


class Outline(NamedTuple):
    """One spelling at a glance.

    Attributes:
        forms: Of each word, what an equal word shares: its letters, its sound, its long forms.
        known: All of these.
        letters: Those of the whole, in the order of the alphabet, without particles and with them.
        initials: How many words are one letter long; each may stand for any other.
    """

    forms: tuple[frozenset[str], ...]
    known: frozenset[str]
    letters: frozenset[str]
    initials: int


Outlines = tuple[Outline, ...]


def outlines_of(name: PersonName) -> Outlines:
    """The outline of each spelling of a name."""
    return tuple(_outline(each.words, each.whole) for each in name.spellings)


def are_far_apart(a: Outlines, b: Outlines) -> bool:
    """Whether no spelling of one name can agree with or resemble one of the other.

    A necessary condition of both is looked at: all words of the shorter one but a misspelt one have
    a partner in the longer one, or only order and spaces differ.
    """
    return all(_is_far(one, other) for one in a for other in b)


def _is_far(a: Outline, b: Outline) -> bool:
    if len(a.forms) > len(b.forms):
        a, b = b, a
    if not a.letters.isdisjoint(b.letters):
        return False
    alone = sum(forms.isdisjoint(b.known) for forms in a.forms)
    return alone > _ONE_SLIP + a.initials + b.initials


def _outline(words: tuple[str, ...], whole: tuple[str, ...]) -> Outline:
    forms = tuple(_forms(word) for word in words)
    letters = frozenset("".join(sorted("".join(each))) for each in (words, whole))
    return Outline(forms, frozenset().union(*forms), letters, sum(len(word) < 2 for word in words))


@lru_cache(maxsize=65_536)
def _forms(word: str) -> frozenset[str]:
    long = (f"name {each}" for each in NAMES_OF.get(word, ()))
    return frozenset((umlauts(word), f"sound {sounds(word)}", *long))
