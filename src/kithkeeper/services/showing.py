"""Everything about one contact, read from its rows."""

from __future__ import annotations

from typing import Any

from kithkeeper.model.card import Names
from kithkeeper.rules.missing import CrmFacts, missing
from kithkeeper.services.finding import contact_row
from kithkeeper.services.session import Session
from kithkeeper.services.touchpoints import touchpoints_of

_LISTS = ("organizations", "addresses", "dates", "links", "personal", "interests", "can_help_with", "could_help_with")
_TEXTS = ("how_met", "met_where", "met_through", "met_event", "notes")


def show(session: Session, contact: str) -> dict[str, Any]:
    """One contact with its names, facts, touchpoints, exchanges, promises, sources, and what is
    missing, as JSON values."""
    from kithkeeper.model import Commitment, Exchange, Touchpoint

    row = contact_row(session.store, contact)
    key = row["id"]
    standing = session.store.get("standing", key) or {}
    return {
        "names": Names.model_validate(row.get("names", {})).model_dump(mode="json"),
        **{name: row.get(name, []) for name in _LISTS},
        **{name: row.get(name, "") for name in _TEXTS},
        "met_on": row.get("met_on"),
        "cadence": row.get("cadence"),
        "paused": bool(row.get("paused")),
        "paused_until": row.get("paused_until"),
        "archived": bool(row.get("archived")),
        "because": standing.get("because", "No circle yet, so no cadence"),
        "touchpoints": [Touchpoint.model_validate(each).model_dump(mode="json") for each in touchpoints_of(session, key)],
        "exchanges": [
            Exchange.model_validate(each).model_dump(mode="json")
            for each in session.store.find("exchange", {"contact": key}, order=("-date", "-id"))
        ],
        "commitments": [
            Commitment.model_validate(each).model_dump(mode="json")
            for each in session.store.find("commitment", {"contact": key}, order=("date", "id"))
        ],
        "sources": [
            {"connection": each["connection"], "key": each["item"]}
            for each in session.store.find("link", {"contact": key})
        ],
        "missing": _missing(row, standing),
    }


def _missing(row: dict[str, Any], standing: dict[str, Any]) -> list[str]:
    """What the guide's list wants known and is not."""
    met = any(row.get(name) for name in ("how_met", "met_on", "met_where", "met_through", "met_event"))
    facts = CrmFacts(
        name=bool(row.get("display")),
        organization=bool(row.get("organizations")),
        how_met=met,
        last_interaction=bool(standing.get("last_touch")),
        **{
            name: bool(row.get(name))
            for name in ("personal", "interests", "can_help_with", "could_help_with")
        },
    )
    return list(missing(facts))
