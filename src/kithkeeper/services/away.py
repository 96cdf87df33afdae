"""Days off: nothing is planned on them, and nothing becomes overdue by them."""

from __future__ import annotations

from datetime import date

from kithkeeper.errors import Invalid
from kithkeeper.services.checking import a_day
from kithkeeper.services.session import Session


def add_days_off(session: Session, first: date, last: date) -> tuple[tuple[date, date], ...]:
    """Note a span of days off; all spans that are known.

    Raises:
        Invalid: The last day is before the first.
    """
    if a_day("TO", last) < a_day("FROM", first):
        raise Invalid("TO", f"{last} is before {first}")
    key = f"{first.isoformat()}/{last.isoformat()}"
    with session.change(f"away from {first} to {last}") as work:
        work.put("days_off", key, {"date": first.isoformat(), "until": last.isoformat()})
    return session.days_off
