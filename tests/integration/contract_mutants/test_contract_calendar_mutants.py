"""The suite of calendars passes what is right, and catches calendars that are deliberately wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kithkeeper.sync.ports import Delta, Gone, Outcome, Result, Seen
from kithkeeper.testing import FakeCalendar, Manners
from kithkeeper.testing.calendar_contract import CalendarContract


class CalendarUnderTest(CalendarContract):
    tells_day_of_completion = True
    has_outside = True
    make = FakeCalendar

    @pytest.fixture
    def calendar(self):
        return type(self).make()

    @pytest.fixture
    def again(self, calendar):
        return lambda: calendar

    @pytest.fixture
    def add_line(self, calendar):
        return lambda key: calendar.add_foreign(key, "X-OTHER:1")

    @pytest.fixture
    def has_line(self, calendar):
        return lambda key: calendar.foreign(key) == ("X-OTHER:1",)


class TestFakeCalendar(CalendarUnderTest):
    """The fake keeps to the contract."""


class TestFakeCalendarWithoutDelta(CalendarUnderTest):
    """So it does where it lists everything and tells no version."""

    make = staticmethod(lambda: FakeCalendar(Manners(delta=False, version_on_put=False)))


class PagedCalendar(FakeCalendar):
    """Tells three items at a time, and its cursor with the last of them."""

    def changes(self, cursor):
        for delta in super().changes(cursor):
            parts = [delta.changed[at : at + 3] for at in range(0, len(delta.changed), 3)] or [()]
            for part in parts[:-1]:
                yield Delta(part)
            yield replace(delta, changed=parts[-1])


class TestPagedCalendar(CalendarUnderTest):
    """So it does page by page."""

    make = PagedCalendar


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


class TakesAbsenceForGone(FakeCalendar):
    """Says gone of what it just did not look for."""

    def read(self, ids):
        return [Gone(ids[0]), *super().read(ids[1:])] if len(ids) > 1 else super().read(ids)


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


class NeverComplete(FakeCalendar):
    """Lists everything and does not say so."""

    def changes(self, cursor):
        for delta in super().changes(cursor):
            yield replace(delta, complete=False)


class ForgetsRemovals(FakeCalendar):
    """Tells no removals."""

    def changes(self, cursor):
        for delta in super().changes(cursor):
            yield delta if delta.complete else Delta(delta.changed, (), delta.cursor)


class FindsAnything(FakeCalendar):
    """Takes the beginning of a UID for the whole."""

    def find(self, uid):
        return next((self._seen(k) for k, i in self.items.items() if i.uid.startswith(uid)), None)


class TokensEarly(PagedCalendar):
    """Tells with each part the cursor that stands for all of them."""

    def changes(self, cursor):
        for delta in super().changes(cursor):
            yield replace(delta, cursor=self._cursor)


class CompleteAtOnce(PagedCalendar):
    """Says of each part that it is all there is."""

    def changes(self, cursor):
        for delta in super().changes(cursor):
            yield replace(delta, complete=cursor is None)


class DropsPages(PagedCalendar):
    """Tells the last part alone."""

    def changes(self, cursor):
        yield list(super().changes(cursor))[-1]


class DropsBatches(FakeCalendar):
    """Reads no more than ten items."""

    def read(self, ids):
        return super().read(ids[:10])


class LosesVersions(FakeCalendar):
    """Tells no version at all, and writes over what it can't compare."""

    def read(self, ids):
        return [replace(e, version=None) if isinstance(e, Seen) else e for e in super().read(ids)]


class HidesFinished(FakeCalendar):
    """Lists what is open, as a calendar program shows it."""

    def changes(self, cursor):
        for delta in super().changes(cursor):
            shown = [(k, v) for k, v in delta.changed if self.items[k].status != "done"]
            yield replace(delta, changed=shown)


class FinishedIsGone(FakeCalendar):
    """Takes what was ticked off for deleted."""

    def changes(self, cursor):
        for delta in super().changes(cursor):
            done = [k for k, _ in delta.changed if self.items[k].status == "done"]
            yield replace(delta, removed=[*delta.removed, *done])


class FindsOpen(FakeCalendar):
    """Looks for a UID among what is open."""

    def find(self, uid):
        found = super().find(uid)
        return None if found and found.item.status == "done" else found


MUTANTS = {
    "overwrites": Overwrites,
    "deletes-anything": DeletesAnything,
    "absence": TakesAbsenceForGone,
    "wrong-version": WrongVersion,
    "loses-notes": LosesNotes,
    "random-place": RandomPlace,
    "never-complete": NeverComplete,
    "forgets-removals": ForgetsRemovals,
    "finds-anything": FindsAnything,
    "tokens-early": TokensEarly,
    "complete-at-once": CompleteAtOnce,
    "drops-pages": DropsPages,
    "drops-batches": DropsBatches,
    "loses-versions": LosesVersions,
    "hides-finished": HidesFinished,
    "finished-is-gone": FinishedIsGone,
    "finds-open": FindsOpen,
    "lying-cursor": lambda: FakeCalendar(Manners(lying_cursor=True)),
    "rewrites": lambda: FakeCalendar(Manners(rewrites=True)),
    "loses-lines": lambda: FakeCalendar(Manners(keeps_foreign=False)),
    "no-conditions": lambda: FakeCalendar(Manners(conditional=False)),
}


def suite(wrong):
    """The suite on a wrong one."""

    class TestMutant(CalendarUnderTest):
        make = staticmethod(wrong)

    return TestMutant


@pytest.mark.parametrize("name", MUTANTS)
def test_contract_mutants_of_calendars_are_caught(name, failures):
    """A suite that lets a wrong calendar pass is itself wrong."""
    assert failures(name) > 0
