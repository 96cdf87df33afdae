"""A template language so small that nothing can be done with it but fill in words.

`{name}` is a slot, `{name|words}` a slot with words to stand in, `[[ … {name} … ]]` a segment that
is left out where one of its slots is unknown; `{{` and `}}` are braces. There is no attribute, no
index, no call and no loop; what is filled in is never read as a template again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from kithkeeper.errors import Invalid

MOST_CHARACTERS = 10_000
MOST_SLOTS = 60
MOST_IN_A_SLOT = 2_000
"""Bounds of a template, and of one value in it; together they bound what comes out."""

_TOKEN = re.compile(
    r"(?P<brace>\{\{|\}\})"
    r"|\{(?P<name>[a-z][a-z0-9_]{0,39})(?:\|(?P<fallback>[^{}|\n]{0,500}))?\}"
    r"|(?P<open>\[\[)|(?P<close>\]\])"
    r"|(?P<stray>[{}])"
)
_PLACEHOLDER = re.compile(r"(?<![\[!])\[([A-Za-z][\w /-]{0,39})\](?![\](])")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Slot(NamedTuple):
    """A place for a word; `fallback` is None where there is nothing to stand in."""

    name: str
    fallback: str | None


class Optional(NamedTuple):
    """A segment that is left out where one of its slots is unknown."""

    parts: tuple[str | Slot, ...]


class Template(NamedTuple):
    """A template that was read; the parts in order."""

    parts: tuple[str | Slot | Optional, ...]

    @property
    def slots(self) -> tuple[str, ...]:
        """Names of all slots, each once, in order."""
        found = [slot.name for part in self.parts for slot in _slots(part)]
        return tuple(dict.fromkeys(found))


class Rendered(NamedTuple):
    """Text with its slots filled, and the names of those that could not be."""

    text: str
    missing: tuple[str, ...]


@lru_cache(maxsize=256)
def parse(text: str) -> Template:
    """Read a template.

    Raises:
        Invalid: It is too long, has too many slots, or braces that say nothing; with the line.
    """
    if len(text) > MOST_CHARACTERS:
        raise Invalid("text", f"is longer than {MOST_CHARACTERS} characters")
    parts: list[str | Slot | Optional] = []
    inner: list[str | Slot] | None = None
    place = slots = 0
    for found in _TOKEN.finditer(text):
        current: list[str | Slot | Optional] | list[str | Slot] = parts if inner is None else inner
        if found.start() > place:
            current.append(text[place : found.start()])
        place = found.end()
        match found.lastgroup:
            case "brace":
                current.append(found[0][0])
            case "open" if inner is None:
                inner = []
            case "close" if inner is not None:
                parts.append(Optional(tuple(inner)))
                inner = None
            case "name" | "fallback":
                slots += 1
                current.append(Slot(found["name"], found["fallback"]))
            case _:
                raise Invalid("text", _stray(text, found))
    if inner is not None:
        raise Invalid("text", "a segment that [[ begins is never closed by ]]")
    if slots > MOST_SLOTS:
        raise Invalid("text", f"has {slots} slots; {MOST_SLOTS} are the most")
    return Template((*parts, text[place:]) if place < len(text) else tuple(parts))


def render(template: Template, facts: Mapping[str, str]) -> Rendered:
    """Fill in what is known; what isn't is shown as ‹its name› and listed.

    Args:
        facts: Words by slot name. Control characters and bidirectional overrides are taken out,
            and a value longer than `MOST_IN_A_SLOT` is cut with an ellipsis. An empty value is
            unknown.
    """
    known = {name: plain(facts[name]) for name in template.slots if name in facts}
    missing: list[str] = []
    out: list[str] = []
    for part in template.parts:
        if isinstance(part, Optional):
            if all(known.get(s.name) or s.fallback is not None for s in _slots(part)):
                out += [_shown(each, known, missing) for each in part.parts]
        else:
            out.append(_shown(part, known, missing))
    return Rendered("".join(out), tuple(dict.fromkeys(missing)))


def plain(value: str) -> str:
    """Words from outside as plain text: no control characters but newlines, bounded in length."""
    value = value[: MOST_IN_A_SLOT + 1].replace("\r\n", "\n").replace("\r", "\n")
    value = value.replace("\t", " ")
    value = "".join(each for each in value if _harmless(each)).strip()
    return value if len(value) <= MOST_IN_A_SLOT else value[: MOST_IN_A_SLOT - 1] + "…"


def placeholders(text: str) -> tuple[str, ...]:
    """Words in single brackets that look like slots of another kind, such as `[Name]`."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))


def _slots(part: str | Slot | Optional) -> Iterator[Slot]:
    if isinstance(part, Slot):
        yield part
    elif isinstance(part, Optional):
        yield from (each for each in part.parts if isinstance(each, Slot))


def _shown(part: str | Slot, known: Mapping[str, str], missing: list[str]) -> str:
    if isinstance(part, str):
        return part
    if value := known.get(part.name) or part.fallback:
        return value
    if part.fallback is not None:
        return ""
    missing.append(part.name)
    return f"‹{part.name.replace('_', ' ')}›"


def _stray(text: str, found: re.Match[str]) -> str:
    line = text.count("\n", 0, found.start()) + 1
    around = text[found.start() : found.start() + 20].partition("\n")[0]
    return (
        f"has {around!r} in line {line}; a slot is {{name}} or {{name|words}} in small "
        "letters, and a segment [[ … ]] has none inside"
    )


def _harmless(character: str) -> bool:
    if character == "\n":
        return True
    return unicodedata.category(character) not in ("Cc", "Cs") and character not in _BIDI
