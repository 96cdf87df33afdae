"""Bringing two people together, and who knows whom."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from kithkeeper.model.base import Value
from kithkeeper.model.practice import ME, IntroductionState


class Introduction(Value):
    """Two people to be brought together: by you, or you by someone (`asked_of`).

    Attributes:
        a, b: Ids of the two; `ME` for the user. They differ.
        why: What the two would have of each other.
        asked_of: Id of who is asked to make it, where that isn't the user.
        blurb: What may be said about the one who asks, ready to forward.
        a_agreed_on, b_agreed_on: When each side said yes; both come before it is made.
        heard: How it went.
    """

    id: str = ""
    a: str = Field(min_length=1)
    b: str = Field(min_length=1)
    why: str = Field(default="", max_length=10_000)
    state: IntroductionState = IntroductionState.WANTED
    asked_of: str | None = None
    blurb: str = Field(default="", max_length=10_000)
    wanted_on: date
    asked_on: date | None = None
    a_agreed_on: date | None = None
    b_agreed_on: date | None = None
    made_on: date | None = None
    heard_on: date | None = None
    heard: str = Field(default="", max_length=10_000)
    dropped_on: date | None = None
    event: str | None = None

    @model_validator(mode="after")
    def _two_people(self) -> Self:
        if self.a == self.b:
            raise ValueError("an introduction needs two different people")
        if self.asked_of in (self.a, self.b):
            raise ValueError("whoever introduces two people is neither of them")
        if ME in (self.a, self.b) and self.asked_of is None:
            raise ValueError("an introduction of yourself needs someone who makes it")
        if self.state is IntroductionState.HEARD and self.heard_on is None:
            raise ValueError("an introduction that was heard of needs the day")
        if self.state in _MADE and self.made_on is None:
            raise ValueError("an introduction that was made needs the day")
        return self


_MADE = (IntroductionState.MADE, IntroductionState.HEARD)


class Relation(Value):
    """`a` knows `b`; either may be `ME`. Knowing goes both ways.

    Attributes:
        strength: 1 have met, 2 know each other, 3 trust each other.
    """

    id: str = ""
    a: str = Field(min_length=1)
    b: str = Field(min_length=1)
    how: str = Field(default="", max_length=1_000)
    strength: int = Field(default=2, ge=1, le=3)
    since: date | None = None

    @model_validator(mode="after")
    def _two_people(self) -> Self:
        if self.a == self.b:
            raise ValueError("a relation needs two different people")
        return self
