"""Where each contact stands, derived again whenever its touches or decisions change."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date

from kithkeeper.model.circle import Circle
from kithkeeper.model.kinds import Channel, Depth, Kind, State
from kithkeeper.model.period import Period
from kithkeeper.rules.cadence import standing
from kithkeeper.rules.facts import ContactFacts, Standing, TouchFacts
from kithkeeper.store import Document, Store, Work

_COLUMNS = (
    "id", "name", "circle", "cadence", "at_most", "placed_on", "paused", "paused_until",
    "archived", "removed", "tags", "organization", "birthday",
)  # fmt: skip

_TOUCH = ("id", "date", "kind", "channel", "depth")
_MANY = 100
"""Contacts above which one look at all touchpoints costs less than one for each of them."""
_RULE = 2
"""Raised when the rule says something else of the same facts, so that stores derive anew."""


def refresh(store: Store, work: Work, circles: Sequence[Circle]) -> None:
    """Derive the standing of every contact that the transaction changed since the last time."""
    dirty: dict[str, None] = {}
    for table, key, before, after in work.drain():
        if table == "contact":
            dirty[key] = None
        elif table == "touchpoint":
            for document in (before, after):
                dirty.update(dict.fromkeys(document["contacts"] if document else ()))
    _refresh_many(store, work, list(dirty), circles)
    work.drain()


def refresh_all(store: Store, work: Work, circles: Sequence[Circle]) -> None:
    """Derive every standing again, after the circles themselves have changed."""
    _refresh_many(store, work, [row[0] for row in store.columns("contact", ["id"])], circles)
    work.drain()


def keep_current(store: Store, circles: Sequence[Circle]) -> None:
    """Derive every standing again if the circles are not those that they were derived from."""
    made = fingerprint(circles)
    if store.setting("circles") != made:
        with store.write(by="plan", what="circles changed") as work:
            refresh_all(store, work, circles)
        store.set_setting("circles", made)


def fingerprint(circles: Sequence[Circle]) -> str:
    """What standings depend on besides the contact: the rule itself and the circles as set."""
    return json.dumps([_RULE, [[str(part) for part in circle] for circle in circles]])


def facts_of(document: Document) -> ContactFacts:
    """The facts of a contact, from its row."""
    return facts_from(
        document["id"],
        document.get("display", "") or document.get("name", ""),
        document.get("circle"),
        document.get("cadence"),
        document.get("at_most"),
        document.get("placed_on"),
        bool(document.get("paused")),
        document.get("paused_until"),
        bool(document.get("archived")),
        bool(document.get("removed")),
        document.get("tags", ()),
        next((each.get("name", "") for each in document.get("organizations", ())), ""),
        document.get("birthday"),
    )


def all_facts(store: Store) -> list[ContactFacts]:
    """The facts of every contact that is there, with where each stands, from columns alone."""
    due = {
        row[0]: (_day(row[1]), _day(row[2]))
        for row in store.columns("standing", ["id", "last_touch", "next_due"])
    }
    found = []
    for row in store.columns("contact", _COLUMNS, {"merged_into": None}):
        facts = facts_from(*(*row[:10], json.loads(row[10]), *row[11:]))
        last, next_due = due.get(facts.id, (None, None))
        found.append(facts._replace(last_touch=last, next_due=next_due))
    return found


def facts_from(
    key: str,
    name: str,
    circle: str | None,
    cadence: str | None,
    at_most: str | None,
    placed_on: str | None,
    paused: int | bool,
    paused_until: str | None,
    archived: int | bool,
    removed: int | bool,
    tags: Iterable[str],
    organization: str,
    birthday: str | None,
) -> ContactFacts:
    """The facts of a contact, from the texts that columns hold."""
    until = pause_end(paused, paused_until)
    return ContactFacts(
        id=key,
        name=name,
        circle=circle,
        cadence=Period.parse(cadence) if cadence else None,
        at_most=Period.parse(at_most) if at_most else None,
        placed_on=_day(placed_on),
        last_touch=None,
        next_due=None,
        paused_until=until,
        archived=bool(archived or removed),
        tags=tuple(tags),
        organization=organization or "",
        birthday=birthday[-5:]
        if birthday and birthday[-3:-2] == "-" and len(birthday) >= 7
        else None,
    )


def pause_end(paused: int | bool, paused_until: str | None) -> date | None:
    """The day before which a paused contact rests; None without a pause, `date.max` until resumed.

    A pause that has an end ends by itself: its day stays noted, and no day after it is held back.
    """
    return (_day(paused_until) or date.max) if paused else None


def is_paused(document: Document, today: date) -> bool:
    """Whether a contact rests today."""
    end = pause_end(document.get("paused", False), document.get("paused_until"))
    return end is not None and end > today


def touches_of(store: Store, contact: str) -> list[TouchFacts]:
    """All closed touchpoints of one contact."""
    documents = store.find("touchpoint", {"contact": contact, "state": ("done", "skipped")})
    return [touch_facts(document) for document in documents]


def happened(store: Store) -> dict[str, TouchFacts]:
    """Every touch that happened, by id, from columns alone; what a touch with several completed is
    a part of it and is left out.
    """
    rows = store.columns(
        "touchpoint", ["id", "date", "kind", "channel", "depth", "parent"],
        {"state": State.DONE.value},
    )  # fmt: skip
    ids = {row[0] for row in rows}
    return {
        row[0]: touch_facts({**dict(zip(_TOUCH, row[:5], strict=True)), "state": State.DONE.value})
        for row in rows
        if row[5] not in ids
    }


def touch_facts(document: Document) -> TouchFacts:
    """The facts of a closed touchpoint."""
    kind = Kind(document["kind"])
    channel, depth = document.get("channel"), document.get("depth")
    return TouchFacts(
        id=document["id"],
        on=date.fromisoformat(document["date"]),
        kind=kind,
        state=State(document["state"]),
        channel=Channel(channel) if channel else None,
        depth=Depth(depth) if depth else None,
        planned=kind is Kind.CADENCE,
    )


def _refresh_many(
    store: Store, work: Work, contacts: Sequence[str], circles: Sequence[Circle]
) -> None:
    """Derive standings; of many it is asked once who has touchpoints at all."""
    met = store.participants() if len(contacts) > _MANY else dict.fromkeys(contacts)
    for contact in contacts:
        _refresh_one(store, work, contact, circles, is_met=contact in met)


def _standing(
    document: Document, circles: Sequence[Circle], touches: Sequence[TouchFacts]
) -> Standing:
    facts = facts_of(document)
    circle = next((each for each in circles if each.name == facts.circle), None)
    return standing(facts, circle, touches)


def _refresh_one(
    store: Store, work: Work, contact: str, circles: Sequence[Circle], *, is_met: bool
) -> None:
    document = store.get("contact", contact)
    if document is None or document.get("merged_into"):
        work.delete("standing", contact)
        return
    now = _standing(document, circles, touches_of(store, contact) if is_met else ())
    rests_until = pause_end(document.get("paused", False), document.get("paused_until"))
    before = date.max if now.next_due is None else rests_until
    if before is not None and is_met:
        _withdraw(store, work, contact, before)
    if now.next_due is None and now.last_touch is None and not document.get("circle"):
        work.delete("standing", contact)
        return
    row = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in now._asdict().items()
    }
    work.put("standing", contact, row)


def _withdraw(store: Store, work: Work, contact: str, before: date) -> None:
    """No cadence, no reminder: take back what was planned for it, up to the end of a pause."""
    for document in store.find("touchpoint", {"contact": contact, "state": ("planned", "snoozed")}):
        kept = (_day(document.get("date")) or date.min) >= before
        single = (
            document["kind"] in (Kind.CADENCE, Kind.BIRTHDAY) and len(document["contacts"]) == 1
        )
        if single and not kept:
            work.delete("touchpoint", document["id"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
