"""Calendars that are deliberately wrong in what they write and delete."""

from __future__ import annotations

from dataclasses import replace

from kithkeeper.errors import PluginError
from kithkeeper.sync.ports import Outcome, Result
from kithkeeper.testing import FakeCalendar


class Overwrites(FakeCalendar):
    """Ignores what it is told to expect."""

    def put(self, item, *, id, raw, expected):
        key = id or f"/cal/{item.uid}.ics"
        self._write(key, item, ())
        return Outcome(Result.OK, key, f"v{self._books.clock}", self._seen(key).raw)


class DeletesAnything(FakeCalendar):
    """Deletes whatever stands there."""

    def delete(self, id, *, expected):
        self._remove(id)
        return Outcome(Result.OK, id)


class WrongVersion(FakeCalendar):
    """Tells a version after a write that nobody else tells."""

    def put(self, item, *, id, raw, expected):
        outcome = super().put(item, id=id, raw=raw, expected=expected)
        return replace(outcome, version="made-up") if outcome.version else outcome


class LosesNotes(FakeCalendar):
    """Drops the user's lines."""

    def put(self, item, *, id, raw, expected):
        return super().put(replace(item, notes=""), id=id, raw=raw, expected=expected)


class RandomPlace(FakeCalendar):
    """Puts a creation repeated at another place."""

    def put(self, item, *, id, raw, expected):
        if not id:
            key = f"/cal/{self._books.clock}.ics"
            self._write(key, item, ())
            return Outcome(Result.OK, key, f"v{self._books.clock}", self._seen(key).raw)
        return super().put(item, id=id, raw=raw, expected=expected)


class PlaceFromUid(FakeCalendar):
    """Writes where it would have put the item itself."""

    def put(self, item, *, id, raw, expected):
        place = f"/cal/{item.uid}.ics" if id else ""
        return super().put(item, id=place, raw=raw, expected=expected)


class MovesWhatItWrites(FakeCalendar):
    """Tells another id after a write."""

    def put(self, item, *, id, raw, expected):
        return replace(super().put(item, id=id, raw=raw, expected=expected), id="/cal/else.ics")


class TellsNoWhereabouts(FakeCalendar):
    """Does not tell where a new item stands."""

    def put(self, item, *, id, raw, expected):
        return replace(super().put(item, id=id, raw=raw, expected=expected), id="")


class HalfOfTheText(FakeCalendar):
    """Tells as written what it had to write alone."""

    def put(self, item, *, id, raw, expected):
        outcome = super().put(item, id=id, raw=raw, expected=expected)
        return replace(outcome, raw='{"foreign": []}') if outcome.raw else outcome


class ConflictIsFailure(FakeCalendar):
    """Takes a change of the user's for a failure that passes."""

    def put(self, item, *, id, raw, expected):
        outcome = super().put(item, id=id, raw=raw, expected=expected)
        if outcome.result is Result.CONFLICT:
            return Outcome(Result.FAILED, outcome.id, reason="412")
        return outcome


class RaisesOnConflict(FakeCalendar):
    """Takes a change of the user's for an error."""

    def put(self, item, *, id, raw, expected):
        outcome = super().put(item, id=id, raw=raw, expected=expected)
        if outcome.result is Result.CONFLICT:
            raise PluginError("412 Precondition Failed")
        return outcome


class PutReturnsNothing(FakeCalendar):
    """Forgets to return how it went."""

    def put(self, item, *, id, raw, expected):
        super().put(item, id=id, raw=raw, expected=expected)


class BringsBack(FakeCalendar):
    """Makes anew what was deleted."""

    def put(self, item, *, id, raw, expected):
        place = id if id in self.items else ""
        return super().put(item, id=place, raw=raw, expected=expected)


class DeletesNeighbours(FakeCalendar):
    """Deletes another one too."""

    def delete(self, id, *, expected):
        outcome = super().delete(id, expected=expected)
        for key in list(self.items)[:1] if outcome.result is Result.OK else []:
            self._remove(key)
        return outcome


class GoneIsAnError(FakeCalendar):
    """Ends where what is to be deleted is gone."""

    def delete(self, id, *, expected):
        if id not in self.items:
            raise KeyError(id)
        return super().delete(id, expected=expected)
