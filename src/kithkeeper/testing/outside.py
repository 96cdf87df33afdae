"""A calendar as another program sees it: what a user does there, on any server."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from kithkeeper.sync.ports import Calendar, CalendarItem, Result, Seen


class Outside:
    """What a user can do in a calendar on a real server, with the face of `FakeCalendar`.

    Args:
        open: Opens the calendar anew, as another program would; for each look at it.
    """

    def __init__(self, open: Callable[[], Calendar]) -> None:
        self._open = open

    @property
    def seen(self) -> dict[str, Seen]:
        """Everything that stands there, by id."""
        calendar = self._open()
        ids = [key for delta in calendar.changes(None) for key, _ in delta.changed]
        return {each.id: each for each in _present(calendar.read(ids))}

    @property
    def items(self) -> dict[str, CalendarItem]:
        """What the items say, by id."""
        return {key: each.item for key, each in self.seen.items() if each.item is not None}

    @property
    def log(self) -> list[tuple[str, str]]:
        """Ids and texts: equal as long as nobody writes."""
        return sorted((key, each.raw) for key, each in self.seen.items())

    def edit(self, id: str, **changes: Any) -> None:
        """The user changes an item: fields of `CalendarItem`, such as `status` or `day`."""
        calendar = self._open()
        (seen,) = _present(calendar.read([id]))
        assert seen.item is not None, seen.problem
        item = replace(seen.item, **changes)
        outcome = calendar.put(item, id=id, raw=seen.raw, expected=seen.version)
        assert outcome.result is Result.OK, outcome

    def add(self, item: CalendarItem) -> str:
        """The user makes an item; its id."""
        outcome = self._open().put(item, id="", raw="", expected=None)
        assert outcome.result is Result.OK, outcome
        return outcome.id

    def remove(self, id: str) -> None:
        """The user deletes an item."""
        calendar = self._open()
        (seen,) = _present(calendar.read([id]))
        outcome = calendar.delete(id, expected=seen.version)
        assert outcome.result is Result.OK, outcome


def _present(answers: Iterable[object]) -> list[Seen]:
    return [each for each in answers if isinstance(each, Seen)]
