"""The 30-second introduction by the guide's formula: who you are, what you do, and a hook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kithkeeper.playbook.book import Playbook, fill

SECONDS = 30
WORDS_A_MINUTE = 150
"""An unhurried pace of speaking; 75 words take half a minute."""


class Pitch(NamedTuple):
    """A pitch and how long it takes to say.

    Attributes:
        seconds: At `WORDS_A_MINUTE`, rounded up.
        missing: Parts of the formula that nothing is known for: `who`, `what`, `hook`.
        advice: What would make it better, a line each.
    """

    text: str
    words: int
    seconds: int
    missing: tuple[str, ...]
    advice: tuple[str, ...]


def who_you_are(name: str, title: str = "", organization: str = "") -> str:
    """The first part: "Ada Lovelace, an analyst at Analytical Engines"."""
    role = ""
    if title:
        role = title if title.startswith(("a ", "an ")) else f"{_article(title)} {title}"
    place = f" at {organization}" if organization else ""
    if not role:
        return f"{name} from {organization}" if organization and name else name
    return f"{name}, {role}{place}" if name else ""


def build_pitch(book: Playbook, parts: Mapping[str, str]) -> Pitch:
    """Put `who`, `what` and `hook` together by the script `pitch`.

    Args:
        parts: Words for the slots; closing full stops are the script's own.
    """
    words = {name: _bare(value) for name, value in parts.items()}
    filled = fill(book.script("pitch"), words)
    return measured(filled.text, filled.missing)


def measured(text: str, missing: tuple[str, ...] = ()) -> Pitch:
    """A pitch that was written by hand, or built, with its length and what would better it."""
    count = len(text.split())
    seconds = -(-count * 60 // WORDS_A_MINUTE)
    advice = [_ADVICE[each] for each in missing if each in _ADVICE]
    if seconds > SECONDS:
        most = SECONDS * WORDS_A_MINUTE // 60
        advice.append(f"It takes about {seconds} seconds; leave out {count - most} words")
    return Pitch(text, count, seconds, missing, tuple(advice))


_ADVICE = {
    "who": "Say who you are: your name, and what you are where",
    "what": "Say what you do for whom, in words of every day",
    "hook": "End with something that makes people ask on: a picture, a surprise",
}


def _bare(value: str) -> str:
    return value.strip().rstrip(".").rstrip()


def _article(title: str) -> str:
    return "an" if title[:1].casefold() in "aeiou" else "a"
