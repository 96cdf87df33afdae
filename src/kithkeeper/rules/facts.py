"""The facts that rules work on: small named tuples, which rows and models both provide."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from kithkeeper.model.circle import Circle
from kithkeeper.model.kinds import Channel, Depth, Kind, State
from kithkeeper.model.period import Period


class TouchFacts(NamedTuple):
    """A touchpoint that is closed, from the side of one contact.

    Attributes:
        on: When it happened or was skipped.
        state: DONE or SKIPPED.
        planned: Whether it had been planned as that contact's cadence touchpoint.
    """

    id: str
    on: date
    kind: Kind
    state: State
    channel: Channel | None
    depth: Depth | None
    planned: bool = False


class ContactFacts(NamedTuple):
    """What rules need of a contact.

    Attributes:
        circle: Name of its circle; None when it was not placed.
        cadence: A cadence of its own; None for the circle's.
        placed_on: Day of placing.
        last_touch: Day of the last touch of any depth.
        next_due: The cadence's next date, None without cadence, when paused or archived.
        paused_until: The day before which it rests; `date.max` until resumed.
        birthday: `MM-DD`, or None.
    """

    id: str
    name: str
    circle: str | None
    cadence: Period | None
    at_most: Period | None
    placed_on: date | None
    last_touch: date | None
    next_due: date | None
    paused_until: date | None
    archived: bool
    tags: tuple[str, ...]
    organization: str
    birthday: str | None


class Because(NamedTuple):
    """A date and why it is that date."""

    date: date | None
    because: str


class Standing(NamedTuple):
    """Where a contact stands: derived from its touches and circle, and stored for reading.

    Attributes:
        last_touch: Day of the last touch of any depth; None if never touched.
        last_channel: Its channel.
        next_due: When the next one is due; None without cadence, when archived or paused.
        alarm_on: When the at-most cadence runs out; None without one.
        anchor: The day from which `next_due` was counted.
        cadence_days: The nominal length of the cadence; 0 without one.
        because: Why it is due then, in plain words with the facts used.
    """

    last_touch: date | None
    last_channel: str | None
    next_due: date | None
    alarm_on: date | None
    anchor: date | None
    cadence_days: int
    because: str


class Finding(NamedTuple):
    """Something a rule noticed: about whom, what it proposes, and why."""

    contact: str
    proposal: str
    because: str
    command: str = ""


class Fixed(NamedTuple):
    """A touchpoint whose day stands: a promise, a follow-up, a birthday, a meeting, a pinned one."""

    id: str
    day: date
    effort: int


class Candidate(NamedTuple):
    """A cadence touchpoint that wants a day.

    Attributes:
        touchpoint: Its id if it was planned before, else None.
        due: The cadence's own date.
        cadence_days: Nominal length of the cadence.
        rank: Rank of its circle, 0 dearest.
        effort: What it takes out of a day.
        stands_on: The day it has in the plan that stands, else None.
        earliest: First day it may have; not before today.
        latest: Last day it may have; None when it is past, and any day of the horizon will do.
        weight: What rules of plugins add to it among plans of equal cost; a circle's rank is 1.
    """

    contact: str
    name: str
    circle: str
    rank: int
    due: date
    cadence_days: int
    effort: int
    touchpoint: str | None = None
    stands_on: date | None = None
    earliest: date | None = None
    latest: date | None = None
    weight: float = 0.0


class View(NamedTuple):
    """Everything a finding may rest on, on one day."""

    today: date
    circles: tuple[Circle, ...]
    contacts: tuple[ContactFacts, ...]
