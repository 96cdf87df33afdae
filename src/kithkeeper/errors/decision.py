"""Work that stopped because a person has to decide."""

from __future__ import annotations

from typing import ClassVar

from kithkeeper.errors.base import KithError


class Refused(KithError):
    """A rule speaks against it; the alternatives say what else could be done."""

    code: ClassVar[str] = "refused"
    exit_code: ClassVar[int] = 5

    def __init__(self, reason: str, alternatives: tuple[str, ...] = ()) -> None:
        super().__init__("\n".join([reason, *(f"  - {each}" for each in alternatives)]))
        self.reason = reason
        self.alternatives = alternatives


class NeedsDecision(KithError):
    """Something is held back until the user says which way it goes."""

    code: ClassVar[str] = "needs_decision"
    exit_code: ClassVar[int] = 5

    def __init__(self, reason: str, items: tuple[str, ...] = ()) -> None:
        super().__init__("\n".join([reason, *(f"  - {each}" for each in items)]))
        self.reason = reason
        self.items = items
