"""A touchpoint: one contact made or planned with one or more people."""

from __future__ import annotations

import datetime as dt
from typing import Self

from pydantic import model_validator

from kithkeeper.model.base import Value
from kithkeeper.model.kinds import Channel, Depth, Intent, Kind, State


class Touchpoint(Value):
    """One contact made or planned.

    Attributes:
        id: Opaque and stable.
        kind: Why it exists; `touch` for one that was logged without a plan.
        state: `planned` and `snoozed` are open, `done` and `skipped` closed.
        contacts: Ids of the people, at least one.
        date: The day it is planned for, or on which it happened or was skipped.
        time: A time that the user set, in the profile's zone; None for the whole day.
        due: The cadence's own date for it, which the planned day is near to.
        pinned: The user fixed the day (snooze, a move in the calendar, a meeting).
        title: A short name where people and channel don't say enough (a follow-up, a birthday).
        what: Lines of a checklist, or what was promised.
        note: What was said; for an open one, what to bear in mind.
        because: Why this one, in plain words.
        called_for: What calls for its activity; empty where that is merely its turn.
        moves: How many times its day passed and it was given another.
        theirs: They began it: they wrote, called or invited.
        assumed: A past state that was inferred, such as a touch from an attended calendar event.
        origin: Who made it: `user`, `plan`, `calendar:NAME`, `import:NAME`, `event:ID`.
        parent: Id of the networking event, commitment or community that it belongs to.
    """

    id: str = ""
    kind: Kind
    state: State = State.PLANNED
    contacts: tuple[str, ...]
    date: dt.date | None = None
    time: dt.time | None = None
    due: dt.date | None = None
    pinned: bool = False
    channel: Channel | None = None
    depth: Depth | None = None
    activity: str | None = None
    intent: Intent | None = None
    title: str = ""
    what: tuple[str, ...] = ()
    note: str = ""
    because: str = ""
    called_for: str = ""
    moves: int = 0
    theirs: bool = False
    assumed: bool = False
    origin: str = "user"
    parent: str | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not self.contacts and self.kind is not Kind.FOLLOWUP:
            raise ValueError("a touchpoint needs at least one person")
        if len(set(self.contacts)) != len(self.contacts):
            raise ValueError("the same person is named twice")
        if not self.state.is_open and self.date is None:
            raise ValueError(f"a {self.state} touchpoint needs its date")
        return self
