"""Everything about one contact, read from its rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kithkeeper.model.practice import ME
from kithkeeper.rules.missing import CrmFacts, missing
from kithkeeper.rules.phrases import day
from kithkeeper.services.finding import contact_row
from kithkeeper.services.session import Session
from kithkeeper.services.standings import is_paused
from kithkeeper.store import Document

_TEXTS = ("how_met", "met_where", "met_through", "met_event", "notes", "timezone")
_WORDS = ("personal", "interests", "can_help_with", "could_help_with")

NAMES: Document = {
    "given": "", "family": "", "additional": "", "prefix": "", "suffix": "", "nicknames": [],
    "phonetic_given": "", "phonetic_family": "",
}  # fmt: skip
PARTS: dict[str, Document] = {
    "organizations": {"name": "", "department": "", "title": "", "role": "", "current": True},
    "addresses": {
        "po_box": "", "extended": "", "street": "", "city": "", "region": "", "postal_code": "",
        "country": "", "label": "", "formatted": "",
    },
    "dates": {"label": "", "date": ""},
    "links": {"url": "", "label": ""},
}  # fmt: skip
TOUCHPOINT: Document = {
    "id": "", "kind": "", "state": "planned", "contacts": [], "date": None, "time": None,
    "due": None, "pinned": False, "channel": None, "depth": None, "activity": None, "intent": None,
    "title": "", "what": [], "note": "", "because": "", "called_for": "", "moves": 0, "theirs": False,
    "assumed": False,
    "origin": "user", "parent": None,
}  # fmt: skip
EXCHANGE: Document = {
    "id": "", "contacts": [], "direction": "given", "kind": "", "sort": None, "what": "", "on": "",
    "community": None, "touchpoint": None, "assumed": False,
}  # fmt: skip
COMMITMENT: Document = {
    "id": "", "contact": "", "what": "", "by": None, "theirs": False, "made_on": "",
    "state": "open", "closed_on": None, "event": None, "touchpoint": None,
}  # fmt: skip
"""What rows leave out because it is the default, so that reading needs no models."""


def show(session: Session, contact: str) -> dict[str, Any]:
    """One contact with its names, facts, touchpoints, exchanges, promises, whom they know, sources,
    and what is missing, as JSON values.
    """
    store = session.store
    row = contact_row(store, contact)
    key = row["id"]
    standing = store.get("standing", key) or {}
    return {
        "names": filled(NAMES, row.get("names", {})),
        **{
            name: [filled(part, each) for each in row.get(name, ())] for name, part in PARTS.items()
        },
        **{name: list(row.get(name, ())) for name in _WORDS},
        **{name: row.get(name, "") for name in _TEXTS},
        "met_on": row.get("met_on"),
        "birthday_text": row.get("birthday", ""),
        "cadence": row.get("cadence"),
        "paused": is_paused(row, session.today),
        "paused_until": row.get("paused_until") if is_paused(row, session.today) else None,
        "archived": bool(row.get("archived")),
        "because": standing.get("because", "No circle yet, so no cadence"),
        "touchpoints": [
            filled(TOUCHPOINT, each)
            for each in store.find("touchpoint", {"contact": key}, order=("-date", "-id"))
        ],
        "exchanges": [
            filled(EXCHANGE, each)
            for each in store.find("exchange", {"contact": key}, order=("-date", "-id"))
        ],
        "commitments": [
            filled(COMMITMENT, each)
            for each in store.find("commitment", {"contact": key}, order=("date", "id"))
        ],
        "relations": _relations(session, key),
        "sources": [
            {"connection": each["connection"], "key": each["item"]}
            for each in store.find("link", {"contact": key, "gone": 0})
        ],
        "missing": missing_of(row, standing),
    }


def _relations(session: Session, contact: str) -> list[Document]:
    """Whom a contact knows, the closest first; `ME` stands for the user."""
    found = []
    for row in session.store.find("relation"):
        if contact in (row["a"], row["b"]):
            other = row["b"] if row["a"] == contact else row["a"]
            known = session.store.get("contact", other) or {}
            found.append({
                "contact": other, "name": "you" if other == ME else known.get("display", other),
                "how": row.get("how", ""), "strength": row.get("strength", 2),
                "since": row.get("since"),
            })  # fmt: skip
    return sorted(found, key=lambda each: (-each["strength"], each["name"].casefold()))


def how_met(shown: Mapping[str, Any]) -> str:
    """How, at which event, where, when and through whom you met, in words, as far as it is known."""
    on = day(date.fromisoformat(shown["met_on"])) if shown.get("met_on") else ""
    parts = (
        shown["how_met"], shown["met_event"], shown["met_where"], on,
        shown["met_through"] and f"through {shown['met_through']}",
    )  # fmt: skip
    return ", ".join(part for part in parts if part)


def filled(defaults: Document, row: Mapping[str, Any]) -> Document:
    """A row with what it leaves out, its keys in the order of the defaults."""
    return {name: row.get(name, value) for name, value in defaults.items()}


def missing_of(row: dict[str, Any], standing: dict[str, Any]) -> list[str]:
    """What the guide's list wants known and is not."""
    met = any(
        row.get(name) for name in ("how_met", "met_on", "met_where", "met_through", "met_event")
    )
    facts = CrmFacts(
        name=bool(row.get("display")),
        organization=bool(row.get("organizations")),
        how_met=met,
        last_interaction=bool(standing.get("last_touch")),
        **{name: bool(row.get(name)) for name in _WORDS},
    )
    return list(missing(facts))
