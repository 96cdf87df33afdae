"""Where somebody works now, read and said as fields with one value each.

A title is a scalar to the user, though a card lists jobs. What the user says of one lies over the
first present job, whatever the sources make of that job later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kithkeeper.identity.keys import normal_form
from kithkeeper.model.card import Organization

WORK_FIELDS: Mapping[str, str] = {
    "organization": "name", "title": "title", "department": "department", "role": "role",
}  # fmt: skip
"""The fields, and what each is called in an `Organization`."""


def job(organizations: Iterable[Organization]) -> Organization | None:
    """The first present job, the one that is shown; None where there is none."""
    return next((each for each in organizations if each.current), None)


def of_job(organizations: Iterable[Organization], field: str) -> str:
    """One of `WORK_FIELDS` of the first present job; empty where there is none."""
    found = job(organizations)
    return str(getattr(found, WORK_FIELDS[field])) if found else ""


def with_work(
    scalars: Mapping[str, str], organizations: Iterable[Organization]
) -> tuple[Organization, ...]:
    """The jobs with what the user says of the first present one; one that says nothing is left out.

    Args:
        scalars: The user's scalars, of which `WORK_FIELDS` are read.
        organizations: The jobs without them, none twice.
    """
    said = {WORK_FIELDS[field]: text for field, text in scalars.items() if field in WORK_FIELDS}
    known = list(organizations)
    if not said:
        return tuple(known)
    present = job(known)
    place = known.index(present) if present else 0
    changed = (present or Organization()).model_copy(update=said)
    known[place : place + bool(present)] = [changed]
    by_form = {
        form: each for each in reversed(known) if (form := normal_form("organizations", each))
    }
    return tuple(reversed(by_form.values()))
