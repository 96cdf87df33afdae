"""Birthday items of the plan: made, kept true, and taken back when their day has passed."""

from __future__ import annotations

from datetime import date

from kithkeeper.identity.ids import derived_id
from kithkeeper.model.kinds import Channel, Kind, State
from kithkeeper.model.partial_date import PartialDate
from kithkeeper.rules import phrases
from kithkeeper.rules.cadence import keeps_birthdays
from kithkeeper.services.life_dates import falls_next
from kithkeeper.services.session import Session
from kithkeeper.services.standings import pause_end
from kithkeeper.store import Document, Not, Work

GRACE_DAYS = 3
"""Days that an item whose day passed stays, so that it can still be ticked."""


def write_birthdays(session: Session, work: Work, end: date) -> None:
    """Birthdays of the circles that keep them get an item of their own; one that is no longer
    wanted, or whose day passed, leaves the calendar.
    """
    wanted = birthday_items(session, end)
    ids = {derived_id("birthday", *key): key for key in wanted}
    for item in session.store.find("touchpoint", {"kind": Kind.BIRTHDAY.value}):
        key = ids.get(item["id"], (item["contacts"][0], item.get("due") or item["date"]))
        document = wanted.pop(key, None)
        if document is None and _is_stale(item, session.today, end):
            work.delete("touchpoint", item["id"])
        elif document is not None and not item.get("due"):
            # Another computer of this network planned it; its day in the calendar holds.
            work.put("touchpoint", item["id"], {**document, **item, **_ours(document)})
    for key, document in wanted.items():
        work.put("touchpoint", derived_id("birthday", *key), document)


def _ours(document: Document) -> Document:
    """What the plan says of a birthday, whoever made its item."""
    return {name: document[name] for name in ("due", "title", "because", "channel", "activity")}


def _is_stale(item: Document, today: date, end: date) -> bool:
    """Whether an open birthday item that is not wanted has nothing more to say."""
    if not State(item.get("state", State.PLANNED)).is_open:
        return False
    day = date.fromisoformat(item["date"])
    if day < today:
        return (today - day).days > GRACE_DAYS
    return day <= end and not item.get("pinned")


def birthday_items(session: Session, end: date) -> dict[tuple[str, str], Document]:
    """The birthday items of the horizon, by contact and day."""
    near = [each.name for each in session.circles if keeps_birthdays(each)]
    rows = session.store.columns(
        "contact", ["id", "name", "birthday", "circle", "paused", "paused_until", "doc"],
        {"circle": near, "archived": 0, "removed": 0, "merged_into": None, "birthday": Not(None)},
    )  # fmt: skip
    found: dict[tuple[str, str], Document] = {}
    for key, name, text, circle, paused, until, doc in rows:
        coming = falls_next(session, text, doc)
        rests_until = pause_end(paused, until) or date.min
        if coming is None or coming.on > end or coming.on < rests_until:
            continue
        on, birthday = coming.on, PartialDate.parse(text)
        born = f", born {birthday.year}" if birthday.year else ""
        found[(key, on.isoformat())] = {
            "kind": Kind.BIRTHDAY.value, "contacts": [key], "date": on.isoformat(),
            "due": on.isoformat(), "channel": Channel.MESSAGE.value, "activity": "celebrate",
            "origin": "plan", "title": f"{name} – birthday",
            "because": f"{phrases.circle_name(circle)}; birthday on {phrases.day(on)}{born}",
        }  # fmt: skip
    return found
