"""Online communities, and the ways of taking part in them (guide, "Online Community Building")."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from kithkeeper.model.base import PeriodField, Value
from kithkeeper.model.kinds import Intent
from kithkeeper.model.period import Period


class Platform(StrEnum):
    """Where a community lives; the guide's five places, and anything else."""

    SLACK = "slack"
    DISCORD = "discord"
    X = "x"
    REDDIT = "reddit"
    FORUM = "forum"
    OTHER = "other"


class Engagement(StrEnum):
    """The guide's five ways of engaging, in its order."""

    ANSWER = "answer"
    SHARE = "share"
    ASK = "ask"
    ACKNOWLEDGE = "acknowledge"
    PRESENT = "present"

    @property
    def intent(self) -> Intent | None:
        """What it is in the ledger: an answer helps, a share gives insight, presence is neither.

        A thoughtful question enlivens a community and asks no favour, so it is no ask.
        """
        return _INTENT.get(self)


_INTENT = {
    Engagement.ANSWER: Intent.HELP,
    Engagement.SHARE: Intent.INSIGHT,
    Engagement.ACKNOWLEDGE: Intent.HELP,
}


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
    cadence: PeriodField = Period(1, "week")
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
