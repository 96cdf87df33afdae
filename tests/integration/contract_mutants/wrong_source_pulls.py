"""Sources that are deliberately wrong in what a pull tells."""

from __future__ import annotations

import time
from dataclasses import replace

from kithkeeper.errors import PluginError
from kithkeeper.sync.ports import Page
from kithkeeper.testing import FakeSource


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
