"""A calendar that is read for real and written to in mind only, for `--dry-run`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kithkeeper.sync.ports import (
    Calendar,
    CalendarItem,
    Capabilities,
    Delta,
    Gone,
    Outcome,
    Result,
    Seen,
)


class RehearsedCalendar:
    """Passes reads on, and answers every write as if it had gone well."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar

    @property
    def capabilities(self) -> Capabilities:
        """Those of the calendar itself."""
        return self._calendar.capabilities

    @property
    def requests(self) -> int:
        """How many requests went out."""
        return int(getattr(self._calendar, "requests", 0))

    def changes(self, cursor: str | None) -> Iterator[Delta]:
        """As the calendar answers."""
        return self._calendar.changes(cursor)

    def read(self, ids: Sequence[str]) -> Iterable[Seen | Gone]:
        """As the calendar answers."""
        return self._calendar.read([each for each in ids if not each.startswith("rehearsed:")])

    def find(self, uid: str) -> Seen | None:
        """As the calendar answers."""
        return self._calendar.find(uid)

    def put(self, item: CalendarItem, *, id: str, raw: str, expected: str | None) -> Outcome:
        """Nothing is written."""
        return Outcome(Result.OK, id or f"rehearsed:{item.uid}", expected or "rehearsed", raw)

    def delete(self, id: str, *, expected: str | None) -> Outcome:
        """Nothing is deleted."""
        return Outcome(Result.OK, id)
