"""The suite of sources passes what is right, and catches sources that are deliberately wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

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


class SourceUnderTest(SourceContract):
    writable = incremental = keeps_unknown = True
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


MUTANTS = {
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

    return TestMutant


@pytest.mark.parametrize("name", MUTANTS)
def test_contract_mutants_of_sources_are_caught(name, failures):
    """A suite that lets a wrong source pass is itself wrong."""
    assert failures(name) > 0
