"""Reading lists without models: rows out of columns, quick enough for a prompt."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from kithkeeper.errors import NotFound
from kithkeeper.model.partial_date import PartialDate
from kithkeeper.rules.warmth import warmth
from kithkeeper.services.finding import contact_row
from kithkeeper.services.session import Session
from kithkeeper.store import Condition, Document

if TYPE_CHECKING:
    from kithkeeper.services.finding import Who

_COLUMNS = ("id", "name", "organization", "title", "circle", "tags", "emails", "phones", "birthday")
DORMANT = 0.25
"""Warmth at which a contact is dormant: two cadences have passed since the last touch."""


class ContactRow(NamedTuple):
    """A contact as lists show it. Dates are ISO texts as they are stored."""

    id: str
    name: str
    organization: str
    title: str
    circle: str | None
    tags: tuple[str, ...]
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    birthday: str | None
    last_touch: str | None
    next_due: str | None
    warmth: float | None


def list_contacts(
    session: Session,
    *,
    circle: str | None = None,
    no_circle: bool = False,
    tag: str | None = None,
    due: bool = False,
    dormant: bool = False,
    archived: bool = False,
    organization: str | None = None,
    ids: Collection[str] | None = None,
    limit: int | None = None,
    after: str | None = None,
) -> list[ContactRow]:
    """Contacts by name, those that meet every condition.

    Args:
        after: Only those that come after the contact with this id.
        ids: Only these.

    Raises:
        NotFound: There is no such circle, or nobody with the id in `after`.
    """
    if after is not None and session.store.get("contact", after) is None:
        raise NotFound("contact", after)
    where: dict[str, Condition] = {"merged_into": None, "archived": int(archived)}
    if not archived:
        where["removed"] = 0
    if circle is not None:
        where["circle"] = session.circle(circle).name
    if no_circle:
        where["circle"] = None
    if ids is not None:
        where["id"] = list(ids)
    sifted = tag is not None or due or dormant or organization is not None
    documents = session.store.columns(
        "contact", _COLUMNS, where, order=("sort", "id"), after=after, limit=None if sifted else limit
    )  # fmt: skip
    standings = _standings(session, [row[0] for row in documents] if len(documents) < 400 else None)
    today = session.today
    rows = (_row(document, standings.get(document[0]), today) for document in documents)
    kept = [
        row
        for row in rows
        if (tag is None or tag.casefold() in (each.casefold() for each in row.tags))
        and (organization is None or organization.casefold() in row.organization.casefold())
        and (not due or (row.next_due is not None and row.next_due <= today.isoformat()))
        and (not dormant or (row.warmth is not None and row.warmth <= DORMANT))
    ]
    return kept if limit is None else kept[:limit]


def _readable(birthday: str | None) -> str | None:
    """A birthday as far as it is known; None where what was written is no date."""
    return None if birthday is None or PartialDate.parse(birthday).text else birthday


def waiting(session: Session) -> int:
    """How many contacts have no circle and were not left so on purpose."""
    where: dict[str, Condition] = {"circle": None, "archived": 0, "removed": 0, "merged_into": None}
    left = left_unplaced(session)
    if not left:
        return session.store.count("contact", where)
    return sum(row[0] not in left for row in session.store.columns("contact", ["id"], where))


def left_unplaced(session: Session) -> set[str]:
    """Ids of those who shall have no circle."""
    keys = (row[0].partition(":") for row in session.store.columns("dismissal", ["id"]))
    return {contact for what, _, contact in keys if what == "triage"}


def held_back(session: Session) -> int:
    """How many deletions the last syncs hold back; a column alone says whether any does."""
    if not session.config.connections:
        return 0
    held = session.store.columns("sync_state", ["id"], {"state": "held"})
    rows = [
        session.store.get("sync_state", key) or {}
        for (key,) in held
        if key in session.config.connections
    ]
    return sum(len(row.get("last", {}).get("held", ())) for row in rows)


def touchpoints_of(session: Session, who: Who) -> list[Document]:
    """Rows of a contact's touchpoints, the newest day first, less those that are parts of one."""
    contact = contact_row(session.store, who)["id"]
    found = session.store.find("touchpoint", {"contact": contact}, order=("-date", "-id"))
    ids = {each["id"] for each in found}
    return [each for each in found if each.get("parent") not in ids]


def _standings(
    session: Session, ids: list[str] | None
) -> dict[str, tuple[str | None, str | None, int]]:
    found = session.store.columns(
        "standing",
        ["id", "last_touch", "next_due", "cadence_days"],
        None if ids is None else {"id": ids},
    )
    return {row[0]: (row[1], row[2], row[3] or 0) for row in found}


def _row(
    columns: tuple[str, ...], standing: tuple[str | None, str | None, int] | None, today: date
) -> ContactRow:
    key, name, organization, title, circle, tags, emails, phones, birthday = columns
    last, next_due, days = standing or (None, None, 0)
    warm = warmth(date.fromisoformat(last) if last else None, days, today)
    return ContactRow(
        key, name, organization or "", title or "", circle, tuple(json.loads(tags)),
        tuple(json.loads(emails)), tuple(json.loads(phones)), _readable(birthday), last, next_due,
        None if warm is None else round(warm, 3),
    )  # fmt: skip
