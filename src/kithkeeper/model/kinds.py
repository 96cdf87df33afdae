"""The closed vocabularies of the domain, and the tables that go by them."""

from __future__ import annotations

from enum import StrEnum


class Depth(StrEnum):
    """How much a touch carries, shallow to deep."""

    PASSING = "passing"
    LIGHT = "light"
    REGULAR = "regular"
    DEEP = "deep"

    @property
    def rank(self) -> int:
        """0 for passing up to 3 for deep, for comparing."""
        return _DEPTH_RANK[self]


_DEPTH_RANK = {depth: rank for rank, depth in enumerate(Depth)}


class Channel(StrEnum):
    """The way two people were in touch."""

    REACTION = "reaction"
    MESSAGE = "message"
    EMAIL = "email"
    CALL = "call"
    LETTER = "letter"
    EVENT = "event"
    COMMUNITY = "community"
    COFFEE = "coffee"
    LUNCH = "lunch"
    VISIT = "visit"
    OTHER = "other"


DEFAULT_DEPTH = {
    Channel.REACTION: Depth.PASSING,
    Channel.MESSAGE: Depth.LIGHT,
    Channel.EMAIL: Depth.LIGHT,
    Channel.CALL: Depth.REGULAR,
    Channel.LETTER: Depth.REGULAR,
    Channel.EVENT: Depth.REGULAR,
    Channel.COMMUNITY: Depth.REGULAR,
    Channel.OTHER: Depth.REGULAR,
    Channel.COFFEE: Depth.DEEP,
    Channel.LUNCH: Depth.DEEP,
    Channel.VISIT: Depth.DEEP,
}
"""The depth of a touch when nobody says otherwise."""

EFFORT = {
    Channel.REACTION: 1,
    Channel.MESSAGE: 1,
    Channel.EMAIL: 1,
    Channel.COMMUNITY: 1,
    Channel.CALL: 2,
    Channel.LETTER: 2,
    Channel.OTHER: 2,
    Channel.COFFEE: 4,
    Channel.LUNCH: 4,
    Channel.VISIT: 4,
    Channel.EVENT: 4,
}
"""What a touch takes out of a day's capacity, a small whole number."""


class Kind(StrEnum):
    """Why a touchpoint exists."""

    CADENCE = "cadence"
    FOLLOWUP = "followup"
    PROMISE = "promise"
    BIRTHDAY = "birthday"
    MEETING = "meeting"
    TOUCH = "touch"
    """Logged without having been planned."""


class State(StrEnum):
    """Where a touchpoint stands; the first two are open, the others closed."""

    PLANNED = "planned"
    SNOOZED = "snoozed"
    DONE = "done"
    SKIPPED = "skipped"

    @property
    def is_open(self) -> bool:
        """Whether it still waits to happen."""
        return self in (State.PLANNED, State.SNOOZED)


class Intent(StrEnum):
    """What an act of value is, and what a touch is meant to be (the 70-20-10 rule)."""

    HELP = "help"
    INSIGHT = "insight"
    ASK = "ask"


class Direction(StrEnum):
    """Who acted: you, or they."""

    GIVEN = "given"
    RECEIVED = "received"


class HelpKind(StrEnum):
    """Kinds of help as the practice names them (guide, "Give Before You Get")."""

    OPPORTUNITY = "opportunity"
    INTRODUCTION = "introduction"
    EXPERTISE = "expertise"
    FEEDBACK = "feedback"
    RECOMMENDATION = "recommendation"
    RESOURCE = "resource"
    CELEBRATION = "celebration"


class Temperament(StrEnum):
    """What draws on a person's energy; it sets capacity, goals and advice."""

    INTROVERT = "introvert"
    AMBIVERT = "ambivert"
    EXTRAVERT = "extravert"
