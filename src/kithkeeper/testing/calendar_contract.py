"""What every `Calendar` has to keep to: subclass `CalendarContract` in a test module."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from time import monotonic
from typing import ClassVar

import pytest

from kithkeeper.sync.ports import Calendar, Capabilities, Delta, Gone, ItemStatus
from kithkeeper.testing.calendar_writes import CalendarWrites
from kithkeeper.testing.calendars import (
    ADA,
    Again,
    change,
    deleted,
    differing,
    find,
    last_cursor,
    listing,
    only_seen,
    put_many,
    put_new,
    read_one,
)
from kithkeeper.testing.shapes import answers_of, deltas_of, of_type


class CalendarContract(CalendarWrites):
    """The promises of `kithkeeper.sync.ports.Calendar`, each as a test.

    A subclass gives the fixture `calendar`, an empty calendar, and `again`, a function that opens
    the same calendar once more, as a later run would.

    Attributes:
        tells_conflicts: It tells that an item changed since; False only where the other side can
            neither honour a condition nor be asked.
        keeps_time: It keeps a time of day.
        tells_day_of_completion: It tells on which day an item was ticked off.
        many: So many items are put to see that none is left out; more than fit one page or batch,
            where the plugin has any.
        has_outside: The subclass gives the fixture `add_line`, a function of an id by which another
            program adds a line to an item, and `has_line`, which tells whether it is still there.
        has_other_places: The subclass gives the fixture `add_item`, a function by which another
            program puts a `CalendarItem` at a place that does not follow from its UID; it answers
            with the id.
        has_broken: The subclass gives the fixture `add_broken`, a function by which another program
            leaves an item there that can't be understood; it answers with the id.
        seconds: So long the listing and reading of one item may take.
    """

    has_broken: ClassVar[bool] = False
    many: ClassVar[int] = 12
    seconds: ClassVar[float] = 30

    def test_contract_it_is_a_calendar(self, calendar: Calendar) -> None:
        """It has all that the port asks for, and takes some kind of item."""
        assert isinstance(calendar, Calendar), (
            f"{type(calendar).__name__} lacks some of `capabilities`, `changes`, `read`, `find`, "
            "`put` and `delete`: write them all."
        )
        told = calendar.capabilities
        of_type(told, Capabilities, "capabilities", "make it Capabilities(…)")
        of_type(told.items, tuple, "Capabilities.items", 'give a tuple, such as ("event",)')
        assert set(told.items) & {"event", "todo"}, (
            f'Capabilities.items is {told.items}: name "event", "todo" or both.'
        )

    def test_contract_reading_answers_for_what_is_there_beside_what_is_not(
        self, calendar: Calendar
    ) -> None:
        """One missing id spoils no batch, and is never answered with an item."""
        ids = [put_new(calendar, replace(ADA, uid=f"kith-c-{n}")).id for n in range(3)]
        lost = ids[1]
        deleted(calendar, lost)
        answers = answers_of(calendar, ids)
        there = {each.id for each in only_seen(answers)}
        assert there == {ids[0], ids[2]}, (
            f"of {ids} the second is deleted, and reading them found {sorted(there)}: answer for "
            "the others all the same."
        )
        gone = {each.id for each in answers if isinstance(each, Gone)}
        assert gone <= {lost}, (
            f"{sorted(gone - {lost})} are there and were answered with Gone: say it only of what "
            "the other side says is missing (404, 410)."
        )

    def test_contract_a_full_listing_is_complete_and_lists_all(self, calendar: Calendar) -> None:
        """Its last part alone says so, and only then may absence mean anything; what is listed can
        be read.
        """
        ids = put_many(calendar, self.many)
        deltas = deltas_of(calendar, None)
        told = [delta.complete for delta in deltas]
        assert told == [False] * (len(told) - 1) + [True], (
            f"everything was asked for, and `complete` of the parts is {told}: set it on the last "
            "part, and on that alone."
        )
        listed = [key for delta in deltas for key, _ in delta.changed]
        assert sorted(listed) == sorted(ids), (
            f"{len(ids)} items are there; left out were {sorted(ids - set(listed))}, and listed "
            f"beside them or twice {len(listed) - len(ids & set(listed))}: list each once."
        )
        read = {each.id for each in only_seen(answers_of(calendar, sorted(ids)))}
        assert read == ids, (
            f"{len(ids)} ids were to be read, and {sorted(ids - read)} were not: read in batches "
            "where the other side takes so many at once only."
        )

    @pytest.mark.parametrize("first", [True, False], ids=["first run", "later run"])
    def test_contract_a_run_that_breaks_off_is_gone_on_with(
        self, calendar: Calendar, again: Again, *, first: bool
    ) -> None:
        """The cursor of a part stands for the parts until then, and not for those after it."""
        cursor = None if first else last_cursor(calendar)
        ids = put_many(calendar, self.many)
        parts = deltas_of(again(), cursor)
        for number, part in enumerate(parts, 1):
            if part.cursor is None:
                continue
            after = deltas_of(again(), part.cursor)
            told, later = (_keys(each) for each in (parts[:number] + after, after))
            assert ids <= told, (
                f"a run that breaks off after part {number} of {len(parts)} and goes on from its "
                f"cursor never hears of {sorted(ids - told)}: a cursor stands for the parts until "
                "then only; give None where a part can't be resumed from."
            )
            if any(each.complete for each in after):
                assert ids <= later, (
                    f"the listing that goes on from the cursor of part {number} says that it is "
                    f"complete and leaves out {sorted(ids - later)}: set `complete` only where "
                    "this very listing told of everything."
                )

    def test_contract_a_finished_item_is_there_like_any_other(
        self, calendar: Calendar, again: Again
    ) -> None:
        """It is listed, told as changed, read and found; to be done is not to be gone."""
        seen = read_one(calendar, put_new(calendar).id)
        cursor = last_cursor(calendar)
        change(calendar, seen, replace(ADA, status=ItemStatus.DONE, completed_on=ADA.day))
        deltas = deltas_of(again(), cursor)
        found = find(calendar, ADA.uid)
        answers = {
            "told as changed": seen.id in _keys(deltas),
            "told as removed": seen.id in _removed(deltas),
            "listed": seen.id in listing(calendar),
            "found": found is not None and found.id == seen.id,
        }
        wanted = {
            "told as changed": True, "told as removed": False, "listed": True, "found": True,
        }  # fmt: skip
        assert answers == wanted, (
            f"an item was ticked off, and this became of it: {answers}. It is to be {wanted}: ask "
            "for finished items too, or every finished one looks deleted."
        )

    def test_contract_changes_since_a_cursor_leave_nothing_out(
        self, calendar: Calendar, again: Again
    ) -> None:
        """New, changed and removed, told by a later run from the cursor of an earlier one."""
        kept, changed, removed = (
            put_new(calendar, replace(ADA, uid=f"kith-c-{n}")).id for n in range(3)
        )
        cursor = last_cursor(calendar)
        seen = read_one(calendar, changed)
        change(calendar, seen, replace(ADA, uid="kith-c-1", day=date(2026, 3, 20)))
        deleted(calendar, removed)
        made = put_new(calendar, replace(ADA, uid="kith-c-9")).id
        deltas = deltas_of(again(), cursor)
        told, gone = _keys(deltas), _removed(deltas)
        assert {changed, made} <= told, (
            f"since the cursor {cursor!r} one item was changed and one made, and told of were "
            f"{sorted(told)}, not {sorted({changed, made} - told)}: tell of both."
        )
        everything = any(delta.complete for delta in deltas)
        assert removed in gone or (everything and removed not in told), (
            f"since the cursor {cursor!r} {removed!r} was deleted, and the answer does not say so: "
            "put it into Delta.removed, or list all that is left with complete=True."
        )
        assert kept not in gone, f"{kept!r} was told as removed, and it stands there."

    def test_contract_nothing_changed_is_nothing_removed(
        self, calendar: Calendar, again: Again
    ) -> None:
        """And every version that is told is the one that is known."""
        made = put_new(calendar)
        version = read_one(calendar, made.id).version
        deltas = deltas_of(again(), last_cursor(calendar))
        gone = _removed(deltas)
        assert not gone, f"nothing changed, and {sorted(gone)} were told as removed."
        versions = {each for delta in deltas for _, each in delta.changed}
        assert versions <= {version, None}, (
            f"nothing changed, and the version {version!r} is told as {versions}: tell the same."
        )

    def test_contract_one_that_is_open_sees_what_changes(
        self, calendar: Calendar, again: Again
    ) -> None:
        """A sync may ask twice, where a write of ours crossed one of theirs."""
        assert find(calendar, ADA.uid) is None, "the calendar is empty, and something was found."
        assert listing(calendar) == {}, "the fixture `calendar` is to give an empty calendar."
        made = put_new(again())
        found = find(calendar, ADA.uid)
        assert found is not None, "an item was made after the first look, and find() missed it."
        assert list(listing(calendar)) == [made.id], (
            "an item was made after the first listing, and the second one of the same object "
            "missed it: ask the other side each time, and answer from no memory."
        )
        deleted(again(), made.id)
        assert find(calendar, ADA.uid) is None, "it was deleted since, and is still found."

    @pytest.mark.parametrize("cursor", ["", "nonsense", "{}", "999999999", "\x00é"])
    def test_contract_a_cursor_of_nobodys_is_a_full_listing(
        self, calendar: Calendar, cursor: str
    ) -> None:
        """Lost state costs a listing and never an item."""
        made = put_new(calendar)
        deltas = deltas_of(calendar, cursor)
        complete = [delta.complete for delta in deltas]
        assert complete[-1:] == [True], (
            f"the cursor {cursor!r} is none of the calendar's, and `complete` of the answer is "
            f"{complete}: answer with a full listing."
        )
        assert made.id in _keys(deltas), f"the listing from {cursor!r} leaves out {made.id!r}."

    def test_contract_an_item_is_found_by_its_uid(self, calendar: Calendar) -> None:
        """Wherever it lies; another's is not taken for it."""
        made = put_new(calendar)
        put_new(calendar, replace(ADA, uid="kith-contract-2"))
        found = find(calendar, ADA.uid)
        assert found is not None, f"an item has the UID {ADA.uid!r}, and find() has not found it."
        assert found.id == made.id, f"it stands under {made.id!r}, and was found at {found.id!r}."
        wrong = differing(found.item, ADA)
        assert not wrong, wrong
        other = find(calendar, "kith-contract")
        assert other is None, (
            f"no item has the UID 'kith-contract', and find() answered with {other and other.id!r}: "
            "compare the whole UID."
        )

    def test_contract_a_broken_item_spoils_no_other(
        self, calendar: Calendar, request: pytest.FixtureRequest
    ) -> None:
        """It is told with a problem that says why, beside its neighbours."""
        if not self.has_broken:
            pytest.skip("every item there can be read")
        sound = put_new(calendar).id
        broken = request.getfixturevalue("add_broken")()
        ids = set(listing(calendar)) | {sound}
        answers = {each.id: each for each in only_seen(answers_of(calendar, sorted(ids)))}
        assert sound in answers, "one item can't be understood, and so its neighbour was not read."
        wrong = differing(answers[sound].item, ADA)
        assert not wrong, wrong
        told = answers.get(broken)
        assert told is None or told.item is None, (
            f"{broken!r} makes no sense, and was read as {told and told.item!r}: answer "
            "Seen(id, version, None, raw, problem)."
        )

    def test_contract_a_small_calendar_is_answered_in_time(self, calendar: Calendar) -> None:
        """A sync waits for it, and so does its user."""
        made = put_new(calendar)
        began = monotonic()
        listing(calendar)
        read_one(calendar, made.id)
        took = monotonic() - began
        assert took <= self.seconds, (
            f"listing and reading one item took {took:.1f} s, and {self.seconds} s are allowed: ask "
            "through `ctx.http()`, which has time-outs, and don't wait in the plugin; raise TryLater."
        )


def _keys(deltas: list[Delta]) -> set[str]:
    return {key for delta in deltas for key, _ in delta.changed}


def _removed(deltas: list[Delta]) -> set[str]:
    return {key for delta in deltas for key in delta.removed}
