"""A contact: a person, and how they are kept in touch with."""

from __future__ import annotations

from datetime import date

from kithkeeper.model.base import PeriodField
from kithkeeper.model.card import Card


class Contact(Card):
    """A person in the network.

    The descriptive fields come from `Card`; the others are the user's decisions.

    Attributes:
        id: Opaque and stable.
        circle: Name of the circle, or None until the contact is placed: no circle, no cadence.
        placed_on: The day of placing, from which a contact never touched is spread.
        cadence: A cadence of its own, in place of the circle's.
        at_most: A limit of its own, in place of the circle's.
        archived: Hidden, no reminders, nothing lost.
        paused: No cadence for now.
        paused_until: The day on which a pause ends by itself; None with `paused` lasts till resumed.
        touched_by_user: Whether the user ever edited, placed or logged something for them.
        removed: Whether `kith remove` put it away; its sources don't bring it back.
    """

    id: str = ""
    circle: str | None = None
    placed_on: date | None = None
    cadence: PeriodField | None = None
    at_most: PeriodField | None = None
    archived: bool = False
    paused: bool = False
    paused_until: date | None = None
    touched_by_user: bool = False
    removed: bool = False

    @property
    def organization(self) -> str:
        """The name of the first current organization, or an empty string."""
        return next((o.name for o in self.organizations if o.current), "")

    @property
    def title(self) -> str:
        """What they are at their first current organization, or an empty string."""
        return next((o.title for o in self.organizations if o.current), "")
