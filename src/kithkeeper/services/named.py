"""Whom a title names: the contacts by their full names, found word by word."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_SHORTEST = 3
_MOST_WORDS = 8


class NameIndex:
    """Contacts by name, so that a title is looked up in no more steps than it has words.

    Args:
        people: Id and name of each.
    """

    def __init__(self, people: Iterable[tuple[str, str]]) -> None:
        self._ids: dict[tuple[str, ...], list[str]] = {}
        for key, name in people:
            words = tuple(spelled(name))
            if sum(map(len, words)) >= _SHORTEST:
                self._ids.setdefault(words, []).append(key)

    def find(self, title: str) -> str | None:
        """The one contact whose full name stands in a title; the longest name wins.

        None where nobody, or more than one of equal length, is named.
        """
        words = spelled(title)
        for length in range(min(len(words), _MOST_WORDS), 0, -1):
            found = {
                key
                for at in range(len(words) - length + 1)
                for key in self._ids.get(tuple(words[at : at + length]), ())
            }
            if found:
                return found.pop() if len(found) == 1 else None
        return None


def spelled(text: str) -> list[str]:
    """The words of a text in small letters, without accents and signs."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = (each for each in plain if not unicodedata.combining(each))
    return "".join(each if each.isalnum() else " " for each in kept).split()
