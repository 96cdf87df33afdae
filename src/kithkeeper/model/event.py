"""A networking event, from its preparation to what followed, and whom one met there."""

from __future__ import annotations

import datetime as dt
from typing import Self

from pydantic import Field, model_validator

from kithkeeper.model.base import Value
from kithkeeper.model.practice import NetworkingKind, NetworkingState


class NetworkingEvent(Value):
    """An occasion for meeting people (guide, "Event Networking").

    Attributes:
        on: The day on which it starts.
        time: When it starts, in the profile's zone; None where nobody said.
        expected: Ids of contacts who are expected there.
        companies: Organizations that are represented.
        topics: What is being talked about there.
        goals: What one wants from it, in the user's words ("meet three people").
        questions: Questions prepared for it.
        prepared_on: The day on which it was prepared; None until then.
        wrapped_on: The day on which its follow-ups were made; None until then.
    """

    id: str = ""
    name: str = Field(min_length=1, max_length=500)
    on: dt.date
    time: dt.time | None = None
    place: str = Field(default="", max_length=500)
    link: str = Field(default="", max_length=2_000)
    kind: NetworkingKind = NetworkingKind.IN_PERSON
    expected: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    state: NetworkingState = NetworkingState.PLANNED
    prepared_on: dt.date | None = None
    wrapped_on: dt.date | None = None
    notes: str = Field(default="", max_length=100_000)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if len(set(self.expected)) != len(self.expected):
            raise ValueError("the same person is expected twice")
        if self.prepared_on is not None and self.prepared_on > self.on:
            raise ValueError(f"{self.name} is on {self.on}, before its preparation")
        if self.wrapped_on is not None and self.wrapped_on < self.on:
            raise ValueError(f"{self.name} is on {self.on} and can't be wrapped up before")
        if (self.state is NetworkingState.WRAPPED) != (self.wrapped_on is not None):
            raise ValueError("a wrapped networking event has the day on which it was wrapped")
        return self


class Encounter(Value):
    """Someone met at a networking event, noted in one line while standing there.

    Attributes:
        event: Id of the networking event.
        contact: Id of the person.
        said: What the conversation was about.
        promised: What one promised; it becomes a commitment of its own.
        promised_by: The day by which; None for a week after the event.
        steps: The guide's steps that were called for when the event was wrapped up.
    """

    id: str = ""
    event: str = Field(min_length=1)
    contact: str = Field(min_length=1)
    said: str = Field(default="", max_length=10_000)
    promised: str = Field(default="", max_length=10_000)
    promised_by: dt.date | None = None
    on: dt.date
    steps: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.promised_by is not None and self.promised_by < self.on:
            raise ValueError("a promise can't be due before the day on which it was made")
        return self
