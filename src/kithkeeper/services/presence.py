"""What is due for one's presence today: communities, and the rhythm of the checklists."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, NamedTuple

from kithkeeper.rules.presence import PresenceDue
from kithkeeper.services.session import Session

if TYPE_CHECKING:
    from datetime import date


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


def due_communities(session: Session) -> tuple[PresenceRow, ...]:
    """The communities to show up in by today, the latest first."""
    if not session.store.count("community"):
        return ()
    from kithkeeper.services.communities import Communities
    from kithkeeper.services.exchanges import Exchanges
    from kithkeeper.services.touchpoints import Touchpoints

    exchanges = Exchanges(session)
    service = Communities(session, exchanges, Touchpoints(session, exchanges))
    return tuple(
        _row(each, f"kith community log {shlex.quote(each.what)} {each.item}")
        for each in service.due()
        if each.days_late >= 0
    )


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
