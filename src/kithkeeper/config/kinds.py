"""Kinds of settings: how each is read from TOML, and how from the text of a command line."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time
from typing import NamedTuple

from kithkeeper.errors import Invalid
from kithkeeper.model.kinds import Depth, Temperament
from kithkeeper.model.period import Period

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Unfit(ValueError):
    """A value that a setting can't have; the text says what it should be."""


class KindOf(NamedTuple):
    """A kind of setting.

    Attributes:
        name: What it is, for people: "text", "a time such as 09:00".
        read: Makes the value from what TOML gave; `Unfit` says what it should be.
        from_text: Makes what TOML would give from a text.
    """

    name: str
    read: Callable[[object], object]
    from_text: Callable[[str], object]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Unfit("must be a text in quotes")
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise Unfit('must be a list of texts, such as ["one", "two"]')
    return tuple(value)


def _split(text: str) -> object:
    """What is separated by commas, or a list as it stands in the file."""
    if text.lstrip().startswith("["):
        with suppress(tomllib.TOMLDecodeError):
            return tomllib.loads(f"x = {text}")["x"]
    return [part for part in (each.strip() for each in text.split(",")) if part]


def _clock(value: object) -> time:
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0)
    text = _text(value)
    hours, colon, minutes = text.partition(":")
    digits = (hours + minutes).isascii() and hours.isdigit() and minutes.isdigit()
    if not (colon and digits and len(minutes) == 2 and int(hours) < 24 and int(minutes) < 60):
        raise Unfit(f"{text!r} is no time of day; write one like '09:00'")
    return time(int(hours), int(minutes))


def _weekday(value: object) -> int:
    text = _text(value).casefold()
    if text[:3] not in WEEKDAYS:
        raise Unfit(f"{value!r} is no day; use {', '.join(WEEKDAYS)}")
    return WEEKDAYS.index(text[:3])


def _weekdays(value: object) -> frozenset[int]:
    days = frozenset(_weekday(each) for each in _texts(value))
    if not days:
        raise Unfit("needs at least one day; use `kith away` for days off")
    return days


def _day(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(_text(value).strip())
    except ValueError:
        raise Unfit(f"{value!r} is no date; write one like '2026-12-24'") from None


def _span(value: object) -> tuple[date, date]:
    first, slash, last = value.partition("/") if isinstance(value, str) else (value, "", "")
    start = _day(first)
    end = _day(last) if slash else start
    if end < start:
        raise Unfit(f"{value!r} ends before it starts")
    return start, end


def _spans(value: object) -> tuple[tuple[date, date], ...]:
    if not isinstance(value, list):
        raise Unfit('must be a list of days or spans, such as ["2026-12-24/2027-01-02"]')
    return tuple(sorted(_span(each) for each in value))


def _region(value: object) -> str:
    text = _text(value).strip().upper()
    if text and not (len(text) == 2 and text.isascii() and text.isalpha()):
        raise Unfit(f"{value!r} is no region; use two letters such as 'DE', or ''")
    return text


def _language(value: object) -> str:
    text = _text(value).strip()
    if not text or not text.replace("-", "").replace("_", "").isalnum():
        raise Unfit(f"{value!r} is no language; write one like 'en'")
    return text


def _zone(value: object) -> str:
    text = _text(value).strip()
    if text:
        from kithkeeper.model.zone import named

        if named(text) is None:
            raise Unfit(f"{text!r} is no time zone; write one like 'Europe/Berlin'")
    return text


def _period(value: object) -> Period:
    try:
        return Period.parse(_text(value))
    except Invalid as error:
        raise Unfit(error.reason) from None


def _period_or_none(value: object) -> Period | None:
    return None if value == "" else _period(value)


def _int_from(text: str) -> object:
    stripped = text.strip()
    digits = stripped.isascii() and stripped.isdigit() and len(stripped) < 10
    return int(stripped) if digits else text


def whole(least: int, most: int) -> KindOf:
    """A whole number from `least` to `most`."""

    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise Unfit(f"must be a whole number from {least} to {most}")
        return value

    return KindOf(f"a whole number from {least} to {most}", read, _int_from)


def choice(name: str, values: tuple[str, ...], make: Callable[[str], object]) -> KindOf:
    """One of a few words."""
    listed = ", ".join(values)

    def read(value: object) -> object:
        if not isinstance(value, str) or value.casefold() not in values:
            raise Unfit(f"{value!r} is none of {listed}")
        return make(value.casefold())

    return KindOf(f"{name}: {listed}", read, str)


TEXT = KindOf("text", _text, str)
TEXTS = KindOf("list of texts", _texts, _split)
CLOCK = KindOf("time such as 09:00", _clock, str)
WEEKDAY = KindOf(f"day: {', '.join(WEEKDAYS)}", _weekday, str)
WEEKDAY_LIST = KindOf("list of days", _weekdays, _split)
SPANS = KindOf("list of days or spans FROM/TO", _spans, _split)
REGION = KindOf("two letters", _region, str)
LANGUAGE = KindOf("language tag", _language, str)
ZONE = KindOf("IANA time zone", _zone, str)
PERIOD = KindOf("period such as 1 month", _period, str)
PERIOD_OR_NONE = KindOf("period, or empty", _period_or_none, str)
TEMPERAMENT = choice("word", tuple(Temperament), Temperament)
DEPTH = choice("word", tuple(Depth), Depth)
