"""What the engine asks of whoever keeps touchpoints: the services compose it, tests fake it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from kithkeeper.store import Work
from kithkeeper.sync.observe import Observation
from kithkeeper.sync.ports import CalendarItem


@dataclass(frozen=True, slots=True)
class Wanted:
    """An item that should stand in a calendar.

    Attributes:
        finished: The touchpoint is done or cancelled there: once said, it is never written again.
    """

    touchpoint: str
    item: CalendarItem
    finished: bool = False


class Keeper(Protocol):
    """Keeps the touchpoints that items stand for."""

    @property
    def network(self) -> str:
        """Identity of the network, letters and digits."""
        ...

    def begin(self, what: str) -> AbstractContextManager[Work]:
        """A transaction for one item, a part of the sync's history entry."""
        ...

    def knows(self, touchpoint: str) -> bool:
        """Whether there is such a touchpoint."""
        ...

    def name(self, touchpoint: str) -> str:
        """What to call it in a message."""
        ...

    def observed(self, work: Work, touchpoint: str, seen: Observation) -> Sequence[str]:
        """Carry out what the user did to an item; what of it could not be, and what to do."""
        ...

    def adopt(self, work: Work, item: CalendarItem) -> str | None:
        """The touchpoint for an item that has none here: one of ours that was forgotten, or one
        that the user made and whose title names a known contact; None to leave it alone.
        """
        ...

    def wanted(self, connection: str) -> Sequence[Wanted]:
        """The items that should stand in a calendar."""
        ...

    def wanted_one(self, connection: str, touchpoint: str) -> Wanted | None:
        """The same for one touchpoint."""
        ...

    def home(self, touchpoint: str) -> str | None:
        """Name of the calendar in which a touchpoint should stand open; None if in none."""
        ...


Cancelled = Callable[[], bool]
