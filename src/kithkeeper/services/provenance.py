"""Who says what is shown of a contact, and since when."""

from __future__ import annotations

from typing import Any

from kithkeeper.identity.compose import USER, provenance
from kithkeeper.model.card import Card
from kithkeeper.services.session import Session
from kithkeeper.sync.rows import links_of, own_of


def provenance_of(session: Session, contact: str) -> dict[str, dict[str, Any]]:
    """Where each field and each item of a contact comes from.

    Returns:
        By field (`notes`, `names.given`) and by item (`emails:ada@example.org`): `by`, the
        connections that say so, the highest first, or `user`; and `on`, the day since which the
        first of them says so, None for the user's own words and for what was known before such
        days were kept.
    """
    links = links_of(session.store, contact, tuple(session.config.connections))
    layers = [(link["connection"], Card.model_validate(link["card"])) for link in links]
    own = own_of(session.store, contact)
    said = provenance(own, layers, session.config.profile.region)
    days = {link["connection"]: link for link in reversed(links)}
    return {
        each: {"by": list(by), "on": _since(days.get(by[0]), each) if by[0] != USER else None}
        for each, by in said.items()
    }


def _since(link: dict[str, Any] | None, each: str) -> str | None:
    if link is None:
        return None
    field = each.partition(":")[0].partition(".")[0]
    day = link.get("heard", {}).get(field, link.get("first"))
    return str(day) if day else None
