"""Sources that are deliberately wrong in what they write and delete."""

from __future__ import annotations

from dataclasses import replace

from kithkeeper.errors import PluginError
from kithkeeper.model import Card
from kithkeeper.sync.ports import Outcome, Result
from kithkeeper.testing import FakeSource


class LastWriterWins(FakeSource):
    """Ignores what it is told to expect."""

    def push(self, change, base, expected):
        if change.card is None:
            self.remove(change.key)
        else:
            self.set(change.key, change.card)
        return Outcome(Result.OK, change.key, f"v{self._clock}")


class LosesUnknown(FakeSource):
    """Makes a card anew from what it models."""

    def push(self, change, base, expected):
        outcome = super().push(change, base, expected)
        if outcome.result is Result.OK and change.card:
            self.set(outcome.id, change.card)
            return replace(outcome, version=f"v{self._clock}")
        return outcome


class WritesTheNameAlone(FakeSource):
    """Drops what did not change."""

    def push(self, change, base, expected):
        card = change.card and Card(name=change.card.name)
        return super().push(replace(change, card=card), base, expected)


class SaysTrue(FakeSource):
    """Answers a write with whether it went well."""

    def push(self, change, base, expected):
        return super().push(change, base, expected).result is Result.OK


class RaisesOnConflict(FakeSource):
    """Takes a change of the other side's for an error."""

    def push(self, change, base, expected):
        outcome = super().push(change, base, expected)
        if outcome.result is Result.CONFLICT:
            raise PluginError("412 Precondition Failed")
        return outcome


class SaysDeleted(FakeSource):
    """Deletes nothing."""

    def push(self, change, base, expected):
        return super().push(change, base, expected) if change.card else Outcome(Result.OK)


class DeletesAll(FakeSource):
    """Deletes everyone with the one."""

    def push(self, change, base, expected):
        outcome = super().push(change, base, expected)
        for key in [] if change.card or outcome.result is not Result.OK else list(self._cards):
            self.remove(key)
        return outcome


class WritesNeighbours(FakeSource):
    """Writes over everyone."""

    def push(self, change, base, expected):
        outcome = super().push(change, base, expected)
        if change.card and outcome.result is Result.OK:
            for key in self._cards.keys() - {change.key}:
                self.set(key, change.card)
        return outcome


class WritesTheBase(FakeSource):
    """Writes what was there before."""

    def push(self, change, base, expected):
        return super().push(replace(change, card=change.card and base), base, expected)


class MeddlesWithWishes(FakeSource):
    """Changes the card that it is given."""

    def push(self, change, base, expected):
        outcome = super().push(replace(change), base, expected)
        if change.card:
            object.__setattr__(change.card, "tags", ("written",))
        return outcome
