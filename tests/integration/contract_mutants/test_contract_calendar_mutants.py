"""The suite of calendars passes what is right, and catches calendars that are deliberately wrong."""

from __future__ import annotations

from datetime import date

import pytest
from contract_mutants.wrong_calendar_reads import (
    AlarmOfNoZone,
    CompleteAtOnce,
    DropsAlarm,
    DropsBatches,
    DropsKind,
    DropsPages,
    FindsAnything,
    FindsOpen,
    FinishedIsGone,
    FirstLineOfNotes,
    ForgetsRemovals,
    HidesFinished,
    LateIsTomorrow,
    LosesVersions,
    NeverComplete,
    NumbersForVersions,
    PagedCalendar,
    RaisesForOneBroken,
    RaisesForOneMissing,
    ReadsNothing,
    ReadsOthers,
    ReadsTwice,
    RemembersTheListing,
    RemembersWhatItFound,
    ResumedIsComplete,
    Slow,
    StatusAsText,
    TakesAbsenceForGone,
    TokensEarly,
    WrongZone,
)
from contract_mutants.wrong_calendar_writes import (
    BringsBack,
    ConflictIsFailure,
    DeletesAnything,
    DeletesNeighbours,
    GoneIsAnError,
    HalfOfTheText,
    LosesNotes,
    MovesWhatItWrites,
    Overwrites,
    PlaceFromUid,
    PutReturnsNothing,
    RaisesOnConflict,
    RandomPlace,
    TellsNoWhereabouts,
    WrongVersion,
)

from kithkeeper.sync.ports import CalendarItem
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


class TestPagedCalendar(CalendarUnderTest):
    """So it does page by page."""

    make = PagedCalendar


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
