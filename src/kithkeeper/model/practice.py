"""The closed vocabularies of the guide's practice: networking events, communities, introductions,
goals. They cost no pydantic, so that rules may use them.
"""

from __future__ import annotations

from enum import StrEnum

from kithkeeper.model.kinds import Intent
from kithkeeper.model.period import Period

ME = "me"
"""Stands for the user as one side of an introduction or a relation."""


class NetworkingKind(StrEnum):
    """How people come together; it decides which checklists apply."""

    IN_PERSON = "in-person"
    ONLINE = "online"
    MEETING = "meeting"
    """An ordinary online meeting, with the before, during and after of virtual meetings."""


class NetworkingState(StrEnum):
    """Where a networking event stands."""

    PLANNED = "planned"
    WRAPPED = "wrapped"
    CANCELLED = "cancelled"


SHOW_UP = Period(1, "week")
"""How often one wants to take part in a community, where nobody said."""


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


class IntroductionState(StrEnum):
    """Where an introduction stands; `heard` means one knows how it went."""

    WANTED = "wanted"
    ASKED = "asked"
    AGREED = "agreed"
    MADE = "made"
    HEARD = "heard"
    DROPPED = "dropped"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about it."""
        return self not in (IntroductionState.HEARD, IntroductionState.DROPPED)


class GoalPeriod(StrEnum):
    """The span in which a goal's target is to be reached; it starts anew each time."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
