"""Text from outside on its way to a terminal: plain, one line where it must be, cut to fit."""

from __future__ import annotations

import unicodedata

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """The text without control characters and bidirectional overrides; line ends and tabs stay."""
    return "".join(each for each in text if each in "\n\t" or not _steers(each))


def escaped(document: str) -> str:
    """A JSON document with the same characters as escapes; half a surrogate pair is `?`."""
    if document.isascii() and "\x7f" not in document:
        return document
    whole = document.encode("utf-8", "replace").decode()
    return "".join(f"\\u{ord(each):04x}" if _steers(each) else each for each in whole)


def _steers(character: str) -> bool:
    """Whether a terminal would act on a character rather than show it."""
    return character in _BIDI or unicodedata.category(character) in ("Cc", "Cs")


def one_line(text: str) -> str:
    """The same in one line."""
    return " ".join(clean(text).split())


def width_of(text: str) -> int:
    """Columns that a text takes; wide characters take two, combining ones none."""
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1
        for each in text
    )


def cut(text: str, width: int) -> str:
    """The text in at most so many columns, with an ellipsis where it was longer."""
    if width_of(text) <= width:
        return text
    kept, used = "", 0
    for each in text:
        step = width_of(each)
        if used + step > max(0, width - 1):
            break
        kept, used = kept + each, used + step
    return kept + "…"


def padded(text: str, width: int) -> str:
    """The text filled with blanks to so many columns."""
    return text + " " * max(0, width - width_of(text))
