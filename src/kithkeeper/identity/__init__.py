"""Who is who: keys, names, composing a contact from its sources, matching and duplicates.

Pure functions of cards. Nothing is loaded before it is used: reading a contact list needs no
phone numbers, and a command that only makes an id needs no names.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kithkeeper.identity.compose import Own
    from kithkeeper.identity.duplicates import Score, candidates, score
    from kithkeeper.identity.ids import new_id
    from kithkeeper.identity.keys import normal_form, strong_keys
    from kithkeeper.identity.match import Index, Match

_LAZY = {
    "Own": "compose",
    "Score": "duplicates",
    "candidates": "duplicates",
    "score": "duplicates",
    "new_id": "ids",
    "normal_form": "keys",
    "strong_keys": "keys",
    "Index": "match",
    "Match": "match",
}

__all__ = [
    "Index",
    "Match",
    "Own",
    "Score",
    "candidates",
    "new_id",
    "normal_form",
    "score",
    "strong_keys",
]


def __getattr__(name: str) -> object:
    if name in _LAZY:
        module = import_module(f"kithkeeper.identity.{_LAZY[name]}")
        found = getattr(module, name)
        globals()[name] = found
        return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
