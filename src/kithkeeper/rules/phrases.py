"""How facts are said in plain words: a date, a touch, a circle and its cadence.

Every phrase is a function of stored facts alone, never of today, so that a text which went to a
calendar stays the same until the facts change.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kithkeeper.model.circle import Circle
from kithkeeper.model.kinds import Channel, Kind
from kithkeeper.model.period import Period

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TOLD = {
    Channel.REACTION: ("reacted to a post", ""),
    Channel.MESSAGE: ("wrote", "by message"),
    Channel.EMAIL: ("wrote", "by e-mail"),
    Channel.LETTER: ("wrote", "by letter"),
    Channel.CALL: ("spoke", "by phone"),
    Channel.EVENT: ("met", "at an event"),
    Channel.COMMUNITY: ("spoke", "in a community"),
    Channel.COFFEE: ("spoke", "over coffee"),
    Channel.LUNCH: ("spoke", "over lunch"),
    Channel.VISIT: ("met", "on a visit"),
}
_ANYHOW = ("in touch", "")


def day(on: date) -> str:
    """A date as people write it: "4 Mar 2026", the same in every locale."""
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def told(on: date, channel: Channel | None, kind: Kind | None = None) -> str:
    """What happened and when: "spoke 4 Mar 2026 over coffee"."""
    if channel is None and kind is Kind.BIRTHDAY:
        return f"wished a happy birthday {day(on)}"
    verb, how = _TOLD.get(channel, _ANYHOW) if channel else _ANYHOW
    return f"{verb} {day(on)} {how}".rstrip()


def circle_name(name: str) -> str:
    """A circle at the start of a sentence: "Inner circle"."""
    shown = name[:1].upper() + name[1:]
    return shown if name.casefold().endswith("circle") else f"{shown} circle"


def rhythm(circle: Circle, own: Period | None = None) -> str:
    """A circle and how often: "Inner circle, monthly"; a cadence of one's own is said."""
    if own is None:
        return f"{circle_name(circle.name)}, {circle.cadence.adverb}"
    return f"{circle_name(circle.name)}, {own.adverb} by a cadence of their own"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 person", "3 people"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def listed(words: Sequence[str]) -> str:
    """Words in a row: "Ada", "Ada and Ben", "Ada, Ben and Cy"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
