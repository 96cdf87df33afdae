"""Birthdays and other dates of the contacts' lives, on the day and ahead of it by circle."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from json import loads
from typing import NamedTuple

from kithkeeper.model.partial_date import PartialDate
from kithkeeper.model.zone import zone_of
from kithkeeper.rules.dates import Falls, falls
from kithkeeper.rules.phrases import count
from kithkeeper.services.session import Session


class LifeDate(NamedTuple):
    """A birthday or another date of somebody's life that is near.

    Attributes:
        what: Which date it is, and how many years it has been where that is known.
        on: The day of the user's calendar on which it falls at the contact's place.
        days: How many days away it is; 0 today.
    """

    contact: str
    name: str
    circle: str | None
    what: str
    on: date
    days: int


def life_dates(session: Session) -> list[LifeDate]:
    """Today's dates of everybody, and those ahead as far as each circle looks; nearest first."""
    ahead = {each.name: each.ahead.nominal_days for each in session.circles if each.ahead}
    found = []
    rows = session.store.columns(
        "contact", ["id", "name", "circle", "birthday", "doc"], {"archived": 0, "merged_into": None}
    )
    for key, name, circle, birthday, doc in rows:
        for label, text in _known(birthday, doc):
            coming = falls_next(session, text, doc)
            days = (coming.on - session.today).days if coming else -1
            if coming and 0 <= days <= ahead.get(circle or "", 0):
                since = f", {count(coming.years, 'year')}" if coming.years else ""
                found.append(LifeDate(key, name, circle, label + since, coming.on, days))
    return sorted(found, key=lambda each: (each.days, each.name.casefold(), each.what))


def falls_next(session: Session, text: str, doc: str) -> Falls | None:
    """When a date comes round next for the user.

    Args:
        text: The date as it is kept.
        doc: The contact's document as JSON text, which may name a time zone.
    """
    there = zone_of(loads(doc).get("timezone", "")) if '"timezone"' in doc else None
    return falls(PartialDate.parse(text), session.today, there, session.clock.zone)


def _known(birthday: str | None, doc: str) -> Iterator[tuple[str, str]]:
    if birthday:
        yield "birthday", birthday
    if '"dates"' in doc:
        for each in loads(doc).get("dates", ()):
            yield each["label"] or "a date", each["date"]
