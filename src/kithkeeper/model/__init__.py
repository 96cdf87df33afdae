"""What there is: the nouns of the domain as frozen values. No I/O, no clock, no plugin.

The values are loaded when first asked for, so that reading vocabulary (`kinds`, `period`,
`partial_date`) costs no pydantic.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from kithkeeper.model.kinds import (
    Channel,
    Depth,
    Direction,
    HelpKind,
    Intent,
    Kind,
    State,
    Temperament,
)
from kithkeeper.model.partial_date import PartialDate
from kithkeeper.model.period import Period

if TYPE_CHECKING:
    from kithkeeper.model.card import (
        Address,
        Card,
        Email,
        Link,
        NamedDate,
        Names,
        Organization,
        Phone,
    )
    from kithkeeper.model.community import Community, CommunityAct
    from kithkeeper.model.contact import Contact
    from kithkeeper.model.event import Encounter, NetworkingEvent
    from kithkeeper.model.exchange import Commitment, Exchange
    from kithkeeper.model.goal import ChecklistTick, Goal, GoalTick
    from kithkeeper.model.introduction import Introduction, Relation
    from kithkeeper.model.touchpoint import Touchpoint

_LAZY = {
    "Address": "card", "Card": "card", "Email": "card", "Link": "card", "NamedDate": "card",
    "Names": "card", "Organization": "card", "Phone": "card", "Contact": "contact",
    "Exchange": "exchange", "Commitment": "exchange", "Touchpoint": "touchpoint",
    "Community": "community", "CommunityAct": "community", "Encounter": "event",
    "NetworkingEvent": "event", "ChecklistTick": "goal", "Goal": "goal", "GoalTick": "goal",
    "Introduction": "introduction", "Relation": "introduction",
}  # fmt: skip

__all__ = [
    "Address",
    "Card",
    "Channel",
    "ChecklistTick",
    "Commitment",
    "Community",
    "CommunityAct",
    "Contact",
    "Depth",
    "Direction",
    "Email",
    "Encounter",
    "Exchange",
    "Goal",
    "GoalTick",
    "HelpKind",
    "Intent",
    "Introduction",
    "Kind",
    "Link",
    "NamedDate",
    "Names",
    "NetworkingEvent",
    "Organization",
    "PartialDate",
    "Period",
    "Phone",
    "Relation",
    "State",
    "Temperament",
    "Touchpoint",
]


def __getattr__(name: str) -> object:
    if name in _LAZY:
        return getattr(import_module(f"kithkeeper.model.{_LAZY[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
