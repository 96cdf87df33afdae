"""The suite of sources passes what is right, and catches sources that are deliberately wrong."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from kithkeeper.errors import PluginError, Problem
from kithkeeper.model import Card
from kithkeeper.sync.ports import Outcome, Page, Result
from kithkeeper.testing import FakeSource
from kithkeeper.testing.source_contract import SourceContract


class There:
    """The other side of a `FakeSource`."""

    def __init__(self, source):
        self.source, self.count = source, 0

    def add(self, card):
        self.count += 1
        self.source.set(f"k{self.count}", card)
        return f"k{self.count}"

    def change(self, key, card):
        self.source.set(key, card, self.source.raw(key))

    def remove(self, key):
        self.source.remove(key)

    def add_unknown(self, key):
        self.source.set(key, self.source.cards[key], "X-OTHER:1")

    def has_unknown(self, key):
        return self.source.raw(key) == "X-OTHER:1"

    def add_broken(self):
        self.source.problems.append(Problem("cards", 7, "record 2", "it has no name"))


class SourceUnderTest(SourceContract):
    writable = incremental = keeps_unknown = has_broken = True
    make = FakeSource

    @pytest.fixture
    def source(self):
        return type(self).make()

    @pytest.fixture
    def open_source(self, source):
        return lambda: source

    @pytest.fixture
    def there(self, source):
        return There(source)


class TestFakeSource(SourceUnderTest):
    """The fake keeps to the contract."""


class TestFakeSourceThatListsAll(SourceUnderTest):
    """So it does with a page a card and no cursor."""

    incremental = False
    make = staticmethod(lambda: FakeSource(incremental=False, page=1))


class ChangingKeys(FakeSource):
    """Gives another key in each pull."""

    def pull(self, cursor):
        self.pulls = getattr(self, "pulls", 0) + 1
        for page in super().pull(cursor):
            changes = [replace(c, key=f"{c.key}-{self.pulls}") for c in page.changes]
            yield replace(page, changes=changes)


class SilentRemovals(FakeSource):
    """Tells no removals."""

    def pull(self, cursor):
        for page in super().pull(cursor):
            yield replace(page, changes=[c for c in page.changes if c.card])


class LastWriterWins(FakeSource):
    """Ignores what it is told to expect."""

    def push(self, change, base, expected):
        if change.card is None:
            self.remove(change.key)
        else:
            self.set(change.key, change.card)
        return Outcome(Result.OK, change.key, f"v{self._clock}")


class HalfComplete(FakeSource):
    """Says that each page is all there is."""

    def pull(self, cursor):
        for page in super().pull(cursor):
            yield replace(page, complete=True)


class BelievesAnyCursor(FakeSource):
    """Answers a cursor of nobody's with nothing."""

    def pull(self, cursor):
        if cursor is not None and not cursor.startswith("c"):
            yield Page()
            return
        yield from super().pull(cursor)


class SameVersion(FakeSource):
    """Tells one version for ever."""

    def pull(self, cursor):
        for page in super().pull(cursor):
            yield replace(page, changes=[replace(c, version="1") for c in page.changes])


class LosesUnknown(FakeSource):
    """Makes a card anew from what it models."""

    def push(self, change, base, expected):
        outcome = super().push(change, base, expected)
        if outcome.result is Result.OK and change.card:
            self.set(outcome.id, change.card)
            return replace(outcome, version=f"v{self._clock}")
        return outcome


class CheckpointEarly(FakeSource):
    """Tells with each page the checkpoint that stands for all of them."""

    def pull(self, cursor):
        for page in super().pull(cursor):
            yield replace(page, checkpoint=f"c{self._clock}")


class FirstPage(FakeSource):
    """Reads one page and takes it for all."""

    def pull(self, cursor):
        yield replace(next(super().pull(cursor)), complete=cursor is None)


class LosesVersionsOfCards(FakeSource):
    """Tells no version at all, and writes over what it can't compare."""

    def pull(self, cursor):
        for page in super().pull(cursor):
            yield replace(page, changes=[replace(c, version=None) for c in page.changes])

    def push(self, change, base, expected):
        there = self._cards.get(change.key)
        return super().push(change, base, expected or (there and f"v{there.version}"))


class WritesTheNameAlone(FakeSource):
    """Drops what did not change."""

    def push(self, change, base, expected):
        card = change.card and Card(name=change.card.name)
        return super().push(replace(change, card=card), base, expected)


class Said(FakeSource):
    """Changes what is said of a change that is told."""

    def pull(self, cursor):
        for page in super().pull(cursor):
            yield replace(page, changes=[self.said(change) for change in page.changes])


class LosesEmails(Said):
    """Gives names alone, and does not say so."""

    def said(self, change):
        card = change.card and change.card.model_copy(update={"emails": ()})
        return replace(change, card=card)


class PlainLetters(Said):
    """Drops the letters that it does not know."""

    def said(self, change):
        name = change.card and change.card.name.encode("ascii", "ignore").decode()
        return replace(change, card=change.card and change.card.model_copy(update={"name": name}))


class CardsAsTables(Said):
    """Tells of people in dictionaries."""

    def said(self, change):
        return replace(change, card=change.card and change.card.model_dump())


class RawBytes(Said):
    """Gives what came undecoded."""

    def said(self, change):
        return replace(change, raw=change.raw.encode())


class NumbersForKeys(Said):
    """Gives keys that are no text."""

    def said(self, change):
        return replace(change, key=int(change.key[1:]))


class KeyIsName(Said):
    """Takes the name for the key."""

    def said(self, change):
        return replace(change, key=change.card.name) if change.card else change


class Remembers(FakeSource):
    """Answers a second pull from memory."""

    def pull(self, cursor):
        self.told = getattr(self, "told", None) or list(super().pull(cursor))
        yield from self.told


class ResumedIsComplete(FakeSource):
    """Says of the rest of a listing that it is all there is."""

    def pull(self, cursor):
        pages = list(super().pull(None))
        first = int(cursor[1:]) if cursor and cursor[:1] == "@" else 0
        for number in range(first, len(pages)):
            yield replace(pages[number], checkpoint=f"@{number}")


class NoPageForNobody(FakeSource):
    """Yields nothing where nobody is."""

    def pull(self, cursor):
        return (page for page in super().pull(cursor) if page.changes or cursor)


class YieldsPeople(FakeSource):
    """Yields changes in place of pages."""

    def pull(self, cursor):
        return (change for page in super().pull(cursor) for change in page.changes)


class PullReturnsNothing(FakeSource):
    """Forgets to return what it read."""

    def pull(self, cursor):
        list(super().pull(cursor))


class Endless(FakeSource):
    """Yields the last page for ever."""

    def pull(self, cursor):
        pages = list(super().pull(cursor))
        while True:
            yield pages[-1]


class RaisesForOneBad(FakeSource):
    """Ends where a record can't be read."""

    def pull(self, cursor):
        if self.problems:
            raise PluginError("record 2 is broken")
        return super().pull(cursor)


class SwallowsOneBad(FakeSource):
    """Passes over a record that can't be read."""

    def pull(self, cursor):
        return (replace(page, problems=()) for page in super().pull(cursor))


class Slow(FakeSource):
    """Waits for no reason."""

    def pull(self, cursor):
        time.sleep(0.3)
        return super().pull(cursor)


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


MUTANTS = {
    "loses-emails": LosesEmails,
    "plain-letters": PlainLetters,
    "cards-as-tables": CardsAsTables,
    "raw-bytes": RawBytes,
    "numbers-for-keys": NumbersForKeys,
    "key-is-name": KeyIsName,
    "remembers": Remembers,
    "resumed-is-complete": lambda: ResumedIsComplete(incremental=False, page=5),
    "no-page-for-nobody": NoPageForNobody,
    "yields-people": YieldsPeople,
    "pull-returns-nothing": PullReturnsNothing,
    "endless": Endless,
    "raises-for-one-bad": RaisesForOneBad,
    "swallows-one-bad": SwallowsOneBad,
    "slow": Slow,
    "says-true": SaysTrue,
    "raises-on-conflict": RaisesOnConflict,
    "says-deleted": SaysDeleted,
    "deletes-all": DeletesAll,
    "writes-neighbours": WritesNeighbours,
    "writes-the-base": WritesTheBase,
    "meddles-with-wishes": MeddlesWithWishes,
    "changing-keys": ChangingKeys,
    "silent-removals": SilentRemovals,
    "last-writer-wins": LastWriterWins,
    "half-complete": lambda: HalfComplete(page=1),
    "believes-any-cursor": BelievesAnyCursor,
    "same-version": SameVersion,
    "loses-unknown": LosesUnknown,
    "checkpoint-early": lambda: CheckpointEarly(page=5),
    "first-page": lambda: FirstPage(page=5),
    "loses-versions": LosesVersionsOfCards,
    "writes-the-name-alone": WritesTheNameAlone,
}


def suite(wrong):
    """The suite on a wrong one."""

    class TestMutant(SourceUnderTest):
        make = staticmethod(wrong)
        seconds = 0.2 if wrong is Slow else SourceUnderTest.seconds

    return TestMutant


@pytest.mark.parametrize("name", MUTANTS)
def test_contract_mutants_of_sources_are_caught(name, caught):
    """A suite that lets a wrong source pass, or does not say what is wrong, is itself wrong."""
    caught(name)
