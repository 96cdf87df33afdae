"""The suite of sources passes what is right, and catches sources that are deliberately wrong."""

from __future__ import annotations

import pytest
from contract_mutants.wrong_source_pulls import (
    BelievesAnyCursor,
    CardsAsTables,
    ChangingKeys,
    CheckpointEarly,
    Endless,
    FirstPage,
    HalfComplete,
    KeyIsName,
    LosesEmails,
    LosesVersionsOfCards,
    NoPageForNobody,
    NumbersForKeys,
    PlainLetters,
    PullReturnsNothing,
    RaisesForOneBad,
    RawBytes,
    Remembers,
    ResumedIsComplete,
    SameVersion,
    SilentRemovals,
    Slow,
    SwallowsOneBad,
    YieldsPeople,
)
from contract_mutants.wrong_source_writes import (
    DeletesAll,
    LastWriterWins,
    LosesUnknown,
    MeddlesWithWishes,
    RaisesOnConflict,
    SaysDeleted,
    SaysTrue,
    WritesNeighbours,
    WritesTheBase,
    WritesTheNameAlone,
)

from kithkeeper.errors import Problem
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
