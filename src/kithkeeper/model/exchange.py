"""Acts of value and promises: what passes between people besides words."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from kithkeeper.model.base import Value
from kithkeeper.model.kinds import Direction, HelpKind, Intent


class Exchange(Value):
    """One act of value, given or received.

    Attributes:
        contacts: Ids of whom it was for, or from; empty for nobody in particular.
        kind: help, insight or ask.
        sort: The kind of help as the practice names it, where it is help.
        what: What it was, in the user's words.
        community: Id of the community in which it was given, if any.
        touchpoint: Id of the touchpoint with which it was recorded, if any.
        assumed: Inferred from a ticked item; counts until the user drops it.
    """

    id: str = ""
    contacts: tuple[str, ...] = ()
    direction: Direction = Direction.GIVEN
    kind: Intent
    sort: HelpKind | None = None
    what: str = Field(default="", max_length=10_000)
    on: date
    community: str | None = None
    touchpoint: str | None = None
    assumed: bool = False


class Commitment(Value):
    """Something promised to someone, by you or (`theirs`) by them.

    Attributes:
        by: The day by which it is promised; None where nobody said.
        state: `open`, `kept` or `dropped`.
        closed_on: The day on which it was kept or dropped.
        event: Id of the networking event at which it was made, if any.
    """

    id: str = ""
    contact: str
    what: str = Field(min_length=1, max_length=10_000)
    by: date | None = None
    theirs: bool = False
    made_on: date
    state: str = Field(default="open", pattern="^(open|kept|dropped)$")
    closed_on: date | None = None
    event: str | None = None
    touchpoint: str | None = None
