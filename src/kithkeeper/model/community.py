"""Online communities, and the ways of taking part in them (guide, "Online Community Building")."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from kithkeeper.model.base import PeriodField, Value
from kithkeeper.model.practice import SHOW_UP, Engagement, Platform


class Community(Value):
    """A place on the net where one takes part regularly.

    Attributes:
        cadence: How often one wants to show up there.
        joined_on: The day of joining; None where nobody said.
        left_on: The day of leaving; None while one is in it.
    """

    id: str = ""
    name: str = Field(min_length=1, max_length=500)
    platform: Platform = Platform.OTHER
    link: str = Field(default="", max_length=2_000)
    cadence: PeriodField = SHOW_UP
    joined_on: date | None = None
    left_on: date | None = None
    notes: str = Field(default="", max_length=100_000)


class CommunityAct(Value):
    """One thing done in a community.

    Attributes:
        community: Id of the community.
        contacts: Ids of people it was for, if any in particular.
    """

    id: str = ""
    community: str = Field(min_length=1)
    engagement: Engagement
    what: str = Field(default="", max_length=10_000)
    on: date
    contacts: tuple[str, ...] = ()
