"""What became of the cards of a source: of each one, and of all of them in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from kithkeeper.errors import Problem


@dataclass
class Tally:
    """How many cards went which way; their sum is the number of cards."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    merged: int = 0
    rejected: int = 0
    removed: int = 0

    def count(self, outcome: str) -> None:
        """Count one more."""
        setattr(self, outcome, getattr(self, outcome) + 1)

    @property
    def cards(self) -> int:
        """All cards that were read."""
        return self.added + self.updated + self.unchanged + self.merged + self.rejected


class Taken(NamedTuple):
    """What became of one card: `added`, `updated`, `unchanged`, `merged`, `removed` or `rejected`."""

    outcome: str
    contact: str | None = None
    problem: Problem | None = None
