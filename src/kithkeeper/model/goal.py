"""Targets of a week, month or quarter, and what was ticked off by hand."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from kithkeeper.model.base import Value
from kithkeeper.model.practice import GoalPeriod


class Goal(Value):
    """A target count in a week, month or quarter.

    Attributes:
        measure: What is counted, a name of `kithkeeper.rules.goals.MEASURES`; "manual" for what
            only the user can tell.
        target: How many; at least one.
        since: The day from which it is a goal.
        until: The day on which it was dropped; None while it stands.
    """

    id: str = ""
    what: str = Field(min_length=1, max_length=1_000)
    period: GoalPeriod
    target: int = Field(gt=0, le=100_000)
    measure: str = Field(default="manual", min_length=1, max_length=100)
    since: date
    until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until is not None and self.until < self.since:
            raise ValueError("a goal can't end before it begins")
        return self


class GoalTick(Value):
    """One step towards a goal that the user ticked."""

    id: str = ""
    goal: str = Field(min_length=1)
    on: date
    note: str = Field(default="", max_length=10_000)


class ChecklistTick(Value):
    """One item of a checklist that was done.

    Attributes:
        checklist: Name of the checklist in the playbook.
        item: Id of the item in it.
        subject: Id of what it was done for (a networking event); empty for oneself.
    """

    id: str = ""
    checklist: str = Field(min_length=1)
    item: str = Field(min_length=1)
    on: date
    subject: str = ""
