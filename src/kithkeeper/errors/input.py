"""Input that can't be taken, as an exception or as a value beside the input that was."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from kithkeeper.errors.base import KithError


class Invalid(KithError):
    """A value that can't be taken, with the field's path and the reason."""

    code: ClassVar[str] = "invalid"
    exit_code: ClassVar[int] = 2

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}" if field else reason)
        self.field = field
        self.reason = reason


class Problem(NamedTuple):
    """One record of an input that was rejected or damaged; its neighbours are taken.

    Attributes:
        file: Path or address that it came from, as the user wrote it.
        line: The first line of the record, counted from 1; None where lines mean nothing.
        record: Something to recognise the record by, such as a name; may be empty.
        reason: What was wrong, in a sentence.
        rejected: Whether a record was lost by it; False for a remark on one that was taken, or on a
            file as a whole.
    """

    file: str
    line: int | None
    record: str
    reason: str
    rejected: bool = True
