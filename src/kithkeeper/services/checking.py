"""Checking what comes from outside: a document against its model, and the days that are given."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from kithkeeper.errors import Invalid
from kithkeeper.store import Document

if TYPE_CHECKING:
    from kithkeeper.model.base import Value
    from kithkeeper.services.session import Session

_V = TypeVar("_V", bound="Value")


def checked(model: type[_V], document: Document) -> _V:
    """The document as a value of the model.

    Raises:
        Invalid: It is none; with the first field that is wrong.
    """
    from pydantic import ValidationError

    try:
        return model.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        reason = first["msg"].removeprefix("Value error, ")
        raise Invalid(".".join(map(str, first["loc"])), reason) from error


def a_day(field: str, value: date) -> date:
    """A day that was given.

    Raises:
        Invalid: It is something else, such as a text, or an instant, which is another day elsewhere.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise Invalid(field, f"{value!r} is no day; give a datetime.date")


def day_so_far(session: Session, on: date | None, advice: str = "") -> date:
    """The day on which something happened: the one that was given, else today.

    Args:
        advice: What to do about a day to come.

    Raises:
        Invalid: It is no day, or in the future.
    """
    day = session.today if on is None else a_day("on", on)
    if day > session.today:
        raise Invalid("on", f"{day} is in the future" + (f"; {advice}" if advice else ""))
    return day


def day_to_come(session: Session, until: date) -> date:
    """The day until which something rests.

    Raises:
        Invalid: It is no day, or not after today.
    """
    if a_day("until", until) <= session.today:
        raise Invalid("until", f"{until} is not after today ({session.today})")
    return until


def said(field: str, text: str, advice: str) -> str:
    """Words that were given.

    Raises:
        Invalid: There are none, with what to do; or it is no text.
    """
    if not isinstance(text, str):
        raise Invalid(field, f"{text!r} is no text")
    if not text.strip():
        raise Invalid(field, advice)
    return text
