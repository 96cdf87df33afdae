"""Text made comparable: folding of case, accents and scripts, and the words of it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NOT_A_WORD = re.compile(r"[\W_]+")
_VOWELS = re.compile("[\u0900-\u109f\u1700-\u1cff\u3099\u309a\ua800-\uabff\U00011000-\U00011fff]")
"""Marks that tell letters apart, as the vowels of Indic and Thai words and the voicing of kana do;
in all other scripts a mark is an accent."""
_INVISIBLE = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc\u02b9\u02bb\u0060\u00b4]")

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h",
     "ŧ": "t", "ŋ": "n", "ə": "a", "ς": "σ"}
)  # fmt: skip
"""Latin letters that Unicode does not take apart, and the Greek final sigma."""

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "ђ": "dj", "ѓ": "g", "е": "e",
    "ё": "e", "є": "ie", "ж": "zh", "з": "z", "ѕ": "z", "и": "i", "й": "i", "і": "i", "ї": "i",
    "ј": "j", "к": "k", "ќ": "k", "л": "l", "љ": "lj", "м": "m", "н": "n", "њ": "nj", "о": "o",
    "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "c", "у": "u", "ў": "u", "ф": "f", "х": "kh",
    "ц": "ts", "ч": "ch", "џ": "dz", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "",
    "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
_GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i",
    "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s",
    "τ": "t", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip
_GREEK_PAIRS = (("ου", "u"), ("αυ", "av"), ("ευ", "ev"), ("αι", "e"), ("ει", "i"), ("οι", "i"),
                ("μπ", "b"), ("ντ", "nt"), ("γγ", "ng"), ("γκ", "gk"))  # fmt: skip
_TO_LATIN = str.maketrans(_CYRILLIC | _GREEK)
_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u052f]")


def visible(text: str) -> str:
    """The text without control characters, bidirectional marks and other invisible ones."""
    return text if text.isascii() and text.isprintable() else _INVISIBLE.sub("", text)


def folded(text: str) -> str:
    """The text with one case, without accents and compatibility forms; its script is kept."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(each for each in apart if not unicodedata.combining(each) or _VOWELS.match(each))
    return unicodedata.normalize("NFC", bare.translate(_LETTERS)).casefold()


def line(text: str) -> str:
    """One line for comparing free text: one case, spaces single, accents and punctuation kept."""
    return " ".join(unicodedata.normalize("NFKC", visible(_spaced(text))).casefold().split())


def _spaced(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ").replace("\t", " ")


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text in their order, without punctuation (`O'Neill` is one word)."""
    if len(text) > _LONGEST_REMEMBERED:
        return _words(text)
    return _remembered_words(text)


def _words(text: str) -> tuple[str, ...]:
    bare = _APOSTROPHES.sub("", folded(visible(_spaced(text))))
    if _VOWELS.search(bare):
        bare = "".join(each if _is_of_a_word(each) else " " for each in bare)
        return tuple(bare.split())
    return tuple(word for word in _NOT_A_WORD.split(bare) if word)


def _is_of_a_word(each: str) -> bool:
    return each.isalnum() or unicodedata.category(each)[0] == "M"


_LONGEST_REMEMBERED = 200
_remembered_words = lru_cache(maxsize=65_536)(_words)


@lru_cache(maxsize=65_536)
def latin(word: str) -> str:
    """A folded word in Latin letters where it is Cyrillic or Greek; otherwise the word itself."""
    if word.isascii() or not _FOREIGN.search(word):
        return word
    for pair, sound in _GREEK_PAIRS:
        word = word.replace(pair, sound)
    return word.translate(_TO_LATIN)


def is_foreign(word: str) -> bool:
    """Whether `latin` changes the script of the word."""
    return not word.isascii() and _FOREIGN.search(word) is not None
