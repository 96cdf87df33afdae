"""What every `Calendar` has to keep to: subclass `CalendarContract` in a test module."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import ClassVar

import pytest

from kithkeeper.sync.ports import Calendar, CalendarItem, Gone, ItemStatus, Outcome, Result, Seen

ADA = CalendarItem(
    uid="kith-contract-1",
    summary="Ada Lovelace – coffee",
    day=date(2026, 3, 9),
    network="net1",
    touchpoint="touch1",
    description="Inner circle, monthly; last spoke 4 Feb 2026 over coffee\ntel:+4930123456",
    alarm=datetime(2026, 3, 9, 8, 0, tzinfo=UTC),
)
Again = Callable[[], Calendar]
_NOT_THERE = (Result.GONE, Result.CONFLICT)


class CalendarContract:
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
    """

    tells_conflicts: ClassVar[bool] = True
    keeps_time: ClassVar[bool] = True
    tells_day_of_completion: ClassVar[bool] = False
    has_outside: ClassVar[bool] = False
    many: ClassVar[int] = 12

    def test_contract_it_is_a_calendar(self, calendar: Calendar) -> None:
        """It has all that the port asks for, and takes some kind of item."""
        assert isinstance(calendar, Calendar)
        assert set(calendar.capabilities.items) & {"event", "todo"}

    def test_contract_a_new_item_reads_back_as_it_was_put(self, calendar: Calendar) -> None:
        """Field by field, whatever the format."""
        made = put_new(calendar)
        assert read_one(calendar, made.id).item == ADA

    @pytest.mark.parametrize(
        "text",
        ['Ada, Charles; & Co. \\ "quoted"', "Zoë Ångström 李小龍 👩‍🔬", "a:b=c%20<d>", "x" * 300],
    )
    def test_contract_texts_survive(self, calendar: Calendar, text: str) -> None:
        """Signs of the format, other scripts and long lines come back as they were."""
        item = replace(ADA, summary=text, description=f"{text}\n{text}")
        made = put_new(calendar, item)
        assert read_one(calendar, made.id).item == item

    def test_contract_the_version_told_is_the_one_listed_and_read(self, calendar: Calendar) -> None:
        """One that a write does not tell is None, and never a wrong one."""
        made = put_new(calendar)
        seen = read_one(calendar, made.id)
        assert made.version in (None, seen.version)
        assert listing(calendar)[made.id] in (None, seen.version)

    def test_contract_a_creation_repeated_meets_itself(self, calendar: Calendar) -> None:
        """The place follows from the UID, and what stands there is not overwritten."""
        made = put_new(calendar)
        other = replace(ADA, summary="Someone else")
        again = calendar.put(other, id="", raw="", expected=None)
        assert again.result is Result.CONFLICT
        assert read_one(calendar, made.id).item == ADA
        assert len(listing(calendar)) == 1

    def test_contract_a_write_on_an_old_version_writes_nothing(self, calendar: Calendar) -> None:
        """The user's change in between stays."""
        if not self.tells_conflicts:
            pytest.skip("it can't tell")
        made = put_new(calendar)
        before = read_one(calendar, made.id)
        theirs = replace(ADA, day=date(2026, 3, 12))
        change(calendar, before, theirs)
        outcome = calendar.put(
            replace(ADA, summary="Ours"), id=made.id, raw=before.raw, expected=before.version
        )
        assert outcome.result is Result.CONFLICT
        assert read_one(calendar, made.id).item == theirs

    def test_contract_a_delete_on_an_old_version_deletes_nothing(self, calendar: Calendar) -> None:
        """What the user changed is read before it is withdrawn."""
        if not self.tells_conflicts:
            pytest.skip("it can't tell")
        made = put_new(calendar)
        before = read_one(calendar, made.id)
        change(calendar, before, replace(ADA, day=date(2026, 3, 12)))
        assert calendar.delete(made.id, expected=before.version).result is Result.CONFLICT
        assert made.id in listing(calendar)

    def test_contract_a_write_to_a_deleted_item_does_not_bring_it_back(
        self, calendar: Calendar
    ) -> None:
        """The user's deletion stands."""
        made = put_new(calendar)
        seen = read_one(calendar, made.id)
        assert calendar.delete(made.id, expected=seen.version).result is Result.OK
        outcome = calendar.put(ADA, id=made.id, raw=seen.raw, expected=seen.version)
        assert outcome.result in _NOT_THERE
        assert made.id not in listing(calendar)

    def test_contract_deleting_what_is_gone_says_so(self, calendar: Calendar) -> None:
        """Twice deleted is no error."""
        made = put_new(calendar)
        seen = read_one(calendar, made.id)
        assert calendar.delete(made.id, expected=seen.version).result is Result.OK
        assert calendar.delete(made.id, expected=seen.version).result is Result.GONE
        assert not [each for each in calendar.read([made.id]) if isinstance(each, Seen)]

    def test_contract_reading_answers_for_what_is_there_beside_what_is_not(
        self, calendar: Calendar
    ) -> None:
        """One missing id spoils no batch, and is never answered with an item."""
        ids = [put_new(calendar, replace(ADA, uid=f"kith-c-{n}")).id for n in range(3)]
        lost = ids[1]
        calendar.delete(lost, expected=read_one(calendar, lost).version)
        answers = list(calendar.read(ids))
        assert {each.id for each in answers if isinstance(each, Seen)} == {ids[0], ids[2]}
        assert {each.id for each in answers if isinstance(each, Gone)} <= {lost}

    def test_contract_a_full_listing_is_complete_and_lists_all(self, calendar: Calendar) -> None:
        """Its last part alone says so, and only then may absence mean anything; what is listed can
        be read.
        """
        ids = put_many(calendar, self.many)
        deltas = list(calendar.changes(None))
        assert [delta.complete for delta in deltas].index(True) == len(deltas) - 1
        assert {key for delta in deltas for key, _ in delta.changed} == ids
        assert {each.id for each in only_seen(calendar.read(sorted(ids)))} == ids

    @pytest.mark.parametrize("first", [True, False], ids=["first run", "later run"])
    def test_contract_a_run_that_breaks_off_is_gone_on_with(
        self, calendar: Calendar, again: Again, *, first: bool
    ) -> None:
        """The cursor of a part stands for the parts until then, and not for those after it."""
        cursor = None if first else last_cursor(calendar)
        ids = put_many(calendar, self.many)
        parts = list(again().changes(cursor))
        for number, part in enumerate(parts, 1):
            if part.cursor is not None:
                after = list(again().changes(part.cursor))
                told = {key for each in parts[:number] + after for key, _ in each.changed}
                assert ids <= told

    def test_contract_a_finished_item_is_there_like_any_other(
        self, calendar: Calendar, again: Again
    ) -> None:
        """It is listed, told as changed, read and found; to be done is not to be gone."""
        seen = read_one(calendar, put_new(calendar).id)
        cursor = last_cursor(calendar)
        change(calendar, seen, replace(ADA, status=ItemStatus.DONE, completed_on=ADA.day))
        deltas = list(again().changes(cursor))
        assert seen.id in {key for delta in deltas for key, _ in delta.changed}
        assert seen.id not in {key for delta in deltas for key in delta.removed}
        assert seen.id in listing(calendar)
        found = calendar.find(ADA.uid)
        assert found is not None
        assert found.id == seen.id

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
        calendar.delete(removed, expected=read_one(calendar, removed).version)
        made = put_new(calendar, replace(ADA, uid="kith-c-9")).id
        deltas = list(again().changes(cursor))
        told = {key for delta in deltas for key, _ in delta.changed}
        assert {changed, made} <= told
        gone = {key for delta in deltas for key in delta.removed}
        assert removed in gone or (any(d.complete for d in deltas) and removed not in told)
        assert kept not in gone

    def test_contract_nothing_changed_is_nothing_removed(
        self, calendar: Calendar, again: Again
    ) -> None:
        """And every version that is told is the one that is known."""
        made = put_new(calendar)
        version = read_one(calendar, made.id).version
        deltas = list(again().changes(last_cursor(calendar)))
        assert not [key for delta in deltas for key in delta.removed]
        assert {each for delta in deltas for _, each in delta.changed} <= {version, None}

    @pytest.mark.parametrize("cursor", ["", "nonsense", "{}", "999999999", "\x00é"])
    def test_contract_a_cursor_of_nobodys_is_a_full_listing(
        self, calendar: Calendar, cursor: str
    ) -> None:
        """Lost state costs a listing and never an item."""
        made = put_new(calendar)
        deltas = list(calendar.changes(cursor))
        assert deltas[-1].complete
        assert made.id in {key for delta in deltas for key, _ in delta.changed}

    def test_contract_an_item_is_found_by_its_uid(self, calendar: Calendar) -> None:
        """Wherever it lies; another's is not taken for it."""
        made = put_new(calendar)
        put_new(calendar, replace(ADA, uid="kith-contract-2"))
        found = calendar.find(ADA.uid)
        assert found is not None
        assert (found.id, found.item) == (made.id, ADA)
        assert calendar.find("kith-contract") is None

    def test_contract_what_the_user_may_change_comes_back(self, calendar: Calendar) -> None:
        """Done, cancelled, another day, a time, notes; and open again."""
        seen = read_one(calendar, put_new(calendar).id)
        forms = [
            replace(ADA, status=ItemStatus.DONE, completed_on=date(2026, 3, 9)),
            replace(ADA, status=ItemStatus.CANCELLED),
            replace(ADA, day=date(2027, 1, 31), notes="she likes chess\ngave: a book"),
            ADA,
        ]
        if self.keeps_time:
            forms.insert(2, replace(ADA, time=time(18, 30), minutes=45))
        for form in forms:
            seen = change(calendar, seen, form)
            told = seen.item
            assert told is not None
            if not self.tells_day_of_completion:
                told = replace(told, completed_on=form.completed_on)
            assert told == form

    def test_contract_lines_of_others_survive_a_write(
        self, calendar: Calendar, request: pytest.FixtureRequest
    ) -> None:
        """What was received is patched and not made anew."""
        if not self.has_outside:
            pytest.skip("nobody else writes there")
        made = put_new(calendar)
        request.getfixturevalue("add_line")(made.id)
        seen = read_one(calendar, made.id)
        assert seen.version != made.version
        change(calendar, seen, replace(ADA, day=date(2026, 3, 20)))
        assert request.getfixturevalue("has_line")(made.id)


def put_new(calendar: Calendar, item: CalendarItem = ADA) -> Outcome:
    """Put a new item."""
    outcome = calendar.put(item, id="", raw="", expected=None)
    assert outcome.result is Result.OK, outcome
    assert outcome.id
    return outcome


def put_many(calendar: Calendar, count: int) -> set[str]:
    """Put so many new items; their ids."""
    items = (replace(ADA, uid=f"kith-c-{n}") for n in range(count))
    return {put_new(calendar, item).id for item in items}


def change(calendar: Calendar, seen: Seen, item: CalendarItem) -> Seen:
    """Write over what was seen, and read it again."""
    outcome = calendar.put(item, id=seen.id, raw=seen.raw, expected=seen.version)
    assert outcome.result is Result.OK, outcome
    return read_one(calendar, seen.id)


def read_one(calendar: Calendar, id: str) -> Seen:
    """The item with this id."""
    (seen,) = only_seen(calendar.read([id]))
    return seen


def only_seen(answers: Iterable[Seen | Gone]) -> Sequence[Seen]:
    """Those that are there."""
    return [each for each in answers if isinstance(each, Seen)]


def listing(calendar: Calendar) -> dict[str, str | None]:
    """Version by id of everything there."""
    return {key: version for delta in calendar.changes(None) for key, version in delta.changed}


def last_cursor(calendar: Calendar) -> str | None:
    """The cursor after a full listing."""
    return list(calendar.changes(None))[-1].cursor
