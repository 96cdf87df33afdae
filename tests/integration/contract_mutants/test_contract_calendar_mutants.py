"""The suite of calendars passes what is right, and catches calendars that are deliberately wrong."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta

import pytest

from kithkeeper.errors import PluginError
from kithkeeper.sync.ports import CalendarItem, Delta, Gone, Outcome, Result, Seen
from kithkeeper.testing import FakeCalendar, Manners
from kithkeeper.testing.calendar_contract import CalendarContract

DAY = date(2026, 3, 10)


class CalendarUnderTest(CalendarContract):
    tells_day_of_completion = True
    has_outside = has_other_places = has_broken = True
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

    @pytest.fixture
    def add_item(self, calendar):
        return calendar.add

    @pytest.fixture
    def add_broken(self, calendar):
        def add():
            key = calendar.add(CalendarItem("broken", "Broken", DAY))
            calendar.garble(key)
            return key

        return add


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


class Sees(FakeCalendar):
    """Reads something else than what stands there."""

    def read(self, ids):
        return [self.sees(e) if isinstance(e, Seen) and e.item else e for e in super().read(ids)]

    def sees(self, seen):
        return replace(seen, item=self.reads(seen.item))


class DropsKind(Sees):
    """Takes everything for a cadence touchpoint."""

    def reads(self, item):
        return replace(item, kind="cadence")


class DropsAlarm(Sees):
    """Has no place for the alarm."""

    def reads(self, item):
        return replace(item, alarm=None)


class AlarmOfNoZone(Sees):
    """Reads the alarm without its zone."""

    def reads(self, item):
        return replace(item, alarm=item.alarm and item.alarm.replace(tzinfo=None))


class WrongZone(Sees):
    """Reads a time of day in another zone."""

    def reads(self, item):
        return replace(item, time=item.time and item.time.replace(hour=(item.time.hour + 2) % 24))


class LateIsTomorrow(Sees):
    """Takes what is late in the evening for the next day."""

    def reads(self, item):
        late = item.time is not None and item.time.hour >= 23
        return replace(item, day=item.day + timedelta(days=1)) if late else item


class StatusAsText(Sees):
    """Tells the status in words of its own."""

    def reads(self, item):
        return replace(item, status="needs-action")


class FirstLineOfNotes(Sees):
    """Reads one line of the user's."""

    def reads(self, item):
        return replace(item, notes=item.notes.partition("\n")[0])


class NumbersForVersions(Sees):
    """Gives versions that are no text."""

    def sees(self, seen):
        return replace(seen, version=int(seen.version[1:]))


class ReadsOthers(FakeCalendar):
    """Answers with everything that is there."""

    def read(self, ids):
        return super().read(list(self.items))


class ReadsTwice(FakeCalendar):
    """Answers twice for each id."""

    def read(self, ids):
        return [*super().read(ids), *super().read(ids)]


class ReadsNothing(FakeCalendar):
    """Forgets to return what it read."""

    def read(self, ids):
        super().read(ids)


class RaisesForOneMissing(FakeCalendar):
    """Ends where one of many is gone."""

    def read(self, ids):
        answers = super().read(ids)
        if any(isinstance(each, Gone) for each in answers):
            raise PluginError("404 Not Found")
        return answers


class RaisesForOneBroken(FakeCalendar):
    """Ends where an item can't be understood."""

    def read(self, ids):
        answers = super().read(ids)
        if any(isinstance(each, Seen) and each.problem for each in answers):
            raise ValueError("it has no day")
        return answers


class RemembersTheListing(FakeCalendar):
    """Answers a second listing from memory."""

    def changes(self, cursor):
        known = self.__dict__.setdefault("told", {})
        known[cursor] = known.get(cursor) or list(super().changes(cursor))
        return known[cursor]


class RemembersWhatItFound(FakeCalendar):
    """Looks for a UID once."""

    def find(self, uid):
        known = self.__dict__.setdefault("found", {})
        if uid not in known:
            known[uid] = super().find(uid)
        return known[uid]


class ResumedIsComplete(PagedCalendar):
    """Says of the rest of a listing that it is all there is."""

    def changes(self, cursor):
        parts = list(super().changes(None))
        first = int(cursor[1:]) + 1 if cursor and cursor[:1] == "@" else 0
        if first < len(parts):
            for number in range(first, len(parts)):
                yield replace(parts[number], cursor=f"@{number}")
        else:
            yield from parts


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


class Slow(FakeCalendar):
    """Waits for no reason."""

    def changes(self, cursor):
        time.sleep(0.3)
        return super().changes(cursor)


MUTANTS = {
    "drops-kind": DropsKind,
    "drops-alarm": DropsAlarm,
    "alarm-of-no-zone": AlarmOfNoZone,
    "wrong-zone": WrongZone,
    "late-is-tomorrow": LateIsTomorrow,
    "status-as-text": StatusAsText,
    "first-line-of-notes": FirstLineOfNotes,
    "numbers-for-versions": NumbersForVersions,
    "reads-others": ReadsOthers,
    "reads-twice": ReadsTwice,
    "reads-nothing": ReadsNothing,
    "raises-for-one-missing": RaisesForOneMissing,
    "raises-for-one-broken": RaisesForOneBroken,
    "remembers-the-listing": RemembersTheListing,
    "remembers-what-it-found": RemembersWhatItFound,
    "resumed-is-complete": ResumedIsComplete,
    "place-from-uid": PlaceFromUid,
    "moves-what-it-writes": MovesWhatItWrites,
    "tells-no-whereabouts": TellsNoWhereabouts,
    "half-of-the-text": HalfOfTheText,
    "conflict-is-failure": ConflictIsFailure,
    "raises-on-conflict": RaisesOnConflict,
    "put-returns-nothing": PutReturnsNothing,
    "brings-back": BringsBack,
    "deletes-neighbours": DeletesNeighbours,
    "gone-is-an-error": GoneIsAnError,
    "slow": Slow,
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
        seconds = 0.2 if wrong is Slow else CalendarUnderTest.seconds

    return TestMutant


@pytest.mark.parametrize("name", MUTANTS)
def test_contract_mutants_of_calendars_are_caught(name, caught):
    """A suite that lets a wrong calendar pass, or does not say what is wrong, is itself wrong."""
    caught(name)
