"""What is due for one's presence today: communities, and the rhythm of the checklists."""

from __future__ import annotations

import shlex
from datetime import date
from typing import NamedTuple

from kithkeeper.model.period import Period
from kithkeeper.model.practice import SHOW_UP, Engagement, Platform
from kithkeeper.rules.presence import CommunityFacts, PresenceDue, communities_due
from kithkeeper.services.session import Session


class PresenceRow(NamedTuple):
    """Something to do for one's presence, and the command that says it was done.

    Attributes:
        name: The community, or what the item of the checklist says.
        item: The engagement that is proposed, or the item's id.
    """

    name: str
    item: str
    due: date
    days_late: int
    because: str
    command: str


class CommunityRow(NamedTuple):
    """A community one is in, and what it is due for.

    Attributes:
        cadence: How often one wants to show up there, such as `1 week`.
        joined_on: ISO; None where nobody said.
        engagement: What is proposed: the way of taking part that was done longest ago.
    """

    id: str
    name: str
    platform: str
    link: str
    cadence: str
    joined_on: str | None
    left_on: str | None
    notes: str
    due: date
    days_late: int
    engagement: str
    because: str


def due_communities(session: Session) -> tuple[PresenceRow, ...]:
    """The communities to show up in by today, the latest first."""
    return tuple(
        _row(each, f"kith community log {shlex.quote(each.what)} {each.item}")
        for each in communities_due(community_facts(session), session.today)
        if each.days_late >= 0
    )


def community_rows(session: Session) -> list[CommunityRow]:
    """The communities one is in, the latest to be due first."""
    stored = {row["id"]: row for row in session.store.find("community")}
    return [
        CommunityRow(
            due.ref, due.what, row.get("platform", Platform.OTHER.value), row.get("link", ""),
            row.get("cadence", str(SHOW_UP)), row.get("joined_on"), row.get("left_on"),
            row.get("notes", ""), due.due, due.days_late, due.item, due.because,
        )
        for due in communities_due(community_facts(session), session.today)
        for row in (stored[due.ref],)
    ]  # fmt: skip


def community_facts(session: Session) -> list[CommunityFacts]:
    """The communities one is in, by name, and when each way of taking part was last done."""
    rows = [row for row in session.store.find("community") if row.get("left_on") is None]
    last: dict[str, dict[Engagement, date]] = {}
    for row in session.store.find("community_act") if rows else ():
        done = last.setdefault(row["community"], {})
        way, on = Engagement(row["engagement"]), date.fromisoformat(row["on"])
        done[way] = max(on, done.get(way, on))
    return [
        CommunityFacts(
            row["id"], row["name"],
            Period.parse(row["cadence"]) if "cadence" in row else SHOW_UP,
            date.fromisoformat(row["joined_on"]) if row.get("joined_on") else session.today,
            tuple(last.get(row["id"], {}).items()),
        )
        for row in sorted(rows, key=lambda row: row["name"].casefold())
    ]  # fmt: skip


def due_rhythm(session: Session) -> tuple[PresenceRow, ...]:
    """The recurring items of the checklists that are due again; one that was never ticked is not
    kept, and is left out.
    """
    if not session.store.count("checklist_tick"):
        return ()
    from kithkeeper.services.playbooks import Playbooks

    return tuple(
        _row(each, f"kith checklist {shlex.quote(each.ref)} --tick {shlex.quote(each.item)}")
        for each in Playbooks(session).rhythm()
        if each.days_late >= 0
    )


def _row(each: PresenceDue, command: str) -> PresenceRow:
    return PresenceRow(each.what, each.item, each.due, each.days_late, each.because, command)
