"""What writes to a `Calendar` have to keep to; a part of `CalendarContract`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import ClassVar

import pytest

from kithkeeper.sync.ports import Calendar, ItemStatus, Result
from kithkeeper.testing.calendars import (
    ADA,
    Again,
    change,
    delete,
    deleted,
    differing,
    listing,
    put,
    put_new,
    read_one,
)
from kithkeeper.testing.shapes import answers_of

_NOT_THERE = (Result.GONE, Result.CONFLICT)


class CalendarWrites:
    """The promises of `Calendar.put` and `Calendar.delete`; see `CalendarContract`."""

    tells_conflicts: ClassVar[bool] = True
    keeps_time: ClassVar[bool] = True
    tells_day_of_completion: ClassVar[bool] = False
    has_outside: ClassVar[bool] = False
    has_other_places: ClassVar[bool] = False

    @pytest.mark.parametrize("kind", ["cadence", "promise"])
    def test_contract_a_new_item_reads_back_as_it_was_put(
        self, calendar: Calendar, kind: str
    ) -> None:
        """Field by field, whatever the format."""
        item = replace(ADA, kind=kind)
        wrong = differing(read_one(calendar, put_new(calendar, item).id).item, item)
        assert not wrong, f"{wrong}: keep every field of CalendarItem, and read it again."

    @pytest.mark.parametrize(
        "text",
        ['Ada, Charles; & Co. \\ "quoted"', "Zoë Ångström 李小龍 👩‍🔬", "a:b=c%20<d>", "x" * 300],
    )
    def test_contract_texts_survive(self, calendar: Calendar, text: str) -> None:
        """Signs of the format, other scripts and long lines come back as they were."""
        item = replace(ADA, summary=text, description=f"{text}\n{text}")
        wrong = differing(read_one(calendar, put_new(calendar, item).id).item, item)
        assert not wrong, f"{wrong}: escape what the format asks for, and cut nothing off."

    def test_contract_the_version_told_is_the_one_listed_and_read(self, calendar: Calendar) -> None:
        """One that a write does not tell is None, and never a wrong one."""
        made = put_new(calendar)
        seen, listed = read_one(calendar, made.id), listing(calendar)
        assert made.id in listed, f"put() told the id {made.id!r}, and listed are {list(listed)}."
        for what, version in (("the write", made.version), ("the listing", listed[made.id])):
            assert version in (None, seen.version), (
                f"{what} told the version {version!r}, and reading it {seen.version!r}: tell the "
                "same, or None where the other side doesn't say."
            )

    def test_contract_a_creation_repeated_meets_itself(self, calendar: Calendar) -> None:
        """The place follows from the UID, and what stands there is not overwritten."""
        made = put_new(calendar)
        again = put(calendar, replace(ADA, summary="Someone else"))
        assert again.result is Result.CONFLICT, (
            f"an item with the UID of one that is there was answered {again.result.value}: after a "
            "lost answer the engine puts it again, so derive its place from the UID, make nothing "
            "where it is taken (If-None-Match: *), and answer CONFLICT."
        )
        wrong = differing(read_one(calendar, made.id).item, ADA)
        assert not wrong, f"a creation wrote over what stood there: {wrong}."
        listed = listing(calendar)
        assert len(listed) == 1, (
            f"one item was put twice, and there are {len(listed)}: a repeated creation must meet "
            "itself, or the user sees everything twice after a lost answer."
        )

    def test_contract_a_write_on_an_old_version_writes_nothing(self, calendar: Calendar) -> None:
        """The user's change in between stays."""
        if not self.tells_conflicts:
            pytest.skip("it can't tell")
        made = put_new(calendar)
        before = read_one(calendar, made.id)
        theirs = replace(ADA, day=date(2026, 3, 12))
        change(calendar, before, theirs)
        ours = replace(ADA, summary="Ours")
        outcome = put(calendar, ours, id=made.id, raw=before.raw, expected=before.version)
        assert outcome.result is Result.CONFLICT, (
            f"writing to a version that is not there any more was answered {outcome.result.value}: "
            "compare with `expected` (If-Match), and answer CONFLICT."
        )
        wrong = differing(read_one(calendar, made.id).item, theirs)
        assert not wrong, f"the user's change was overwritten: {wrong}."

    def test_contract_a_delete_on_an_old_version_deletes_nothing(self, calendar: Calendar) -> None:
        """What the user changed is read before it is withdrawn."""
        if not self.tells_conflicts:
            pytest.skip("it can't tell")
        made = put_new(calendar)
        before = read_one(calendar, made.id)
        change(calendar, before, replace(ADA, day=date(2026, 3, 12)))
        outcome = delete(calendar, made.id, before.version)
        assert outcome.result is Result.CONFLICT, (
            f"deleting a version that is not there any more was answered {outcome.result.value}: "
            "compare with `expected` (If-Match), and answer CONFLICT."
        )
        assert made.id in listing(calendar), "what the user changed was deleted all the same."

    def test_contract_a_write_to_a_deleted_item_does_not_bring_it_back(
        self, calendar: Calendar
    ) -> None:
        """The user's deletion stands."""
        made = put_new(calendar)
        seen = deleted(calendar, made.id)
        outcome = put(calendar, ADA, id=made.id, raw=seen.raw, expected=seen.version)
        assert outcome.result in _NOT_THERE, (
            f"writing to what was deleted was answered {outcome.result.value}: answer GONE."
        )
        assert made.id not in listing(calendar), "a write brought back what the user deleted."

    def test_contract_deleting_what_is_gone_says_so(self, calendar: Calendar) -> None:
        """Twice deleted is no error; and nothing else is deleted with it."""
        neighbour = put_new(calendar, replace(ADA, uid="kith-contract-2")).id
        made = put_new(calendar)
        seen = deleted(calendar, made.id)
        again = delete(calendar, made.id, seen.version).result
        assert again is Result.GONE, (
            f"deleting what is gone was answered {again.value}: answer GONE, and raise nothing."
        )
        told = [each for each in answers_of(calendar, [made.id]) if each.id == made.id]
        assert all(type(each).__name__ == "Gone" for each in told), (
            f"what was deleted is still read: {told}: answer with Gone(id)."
        )
        assert list(listing(calendar)) == [neighbour], (
            f"of two items one was deleted, and listed are {list(listing(calendar))}: delete that "
            "one alone."
        )

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
            forms[2:2] = [
                replace(ADA, time=time(18, 30), minutes=45),
                replace(ADA, day=date(2026, 7, 14), time=time(0, 15)),
                replace(ADA, day=date(2026, 12, 31), time=time(23, 30)),
            ]
        for form in forms:
            seen = change(calendar, seen, form)
            told = seen.item
            if told is not None and not self.tells_day_of_completion:
                told = replace(told, completed_on=form.completed_on)
            wrong = differing(told, form)
            assert not wrong, (
                f"{wrong}: what the user may change is read as it stands there; a time of day is "
                "one in the profile's zone (`ctx.timezone`)."
            )

    def test_contract_lines_of_others_survive_a_write(
        self, calendar: Calendar, request: pytest.FixtureRequest
    ) -> None:
        """What was received is patched and not made anew, by one write and by the next."""
        if not self.has_outside:
            pytest.skip("nobody else writes there")
        made = put_new(calendar)
        request.getfixturevalue("add_line")(made.id)
        seen = read_one(calendar, made.id)
        assert seen.version is None or seen.version != made.version, (
            f"another program changed the item, and its version is still {seen.version!r}: give "
            "what changes with each change, whoever made it."
        )
        first = put(
            calendar, replace(ADA, day=date(2026, 3, 20)),
            id=seen.id, raw=seen.raw, expected=seen.version,
        )  # fmt: skip
        version = first.version or read_one(calendar, made.id).version
        put(calendar, ADA, id=seen.id, raw=first.raw or seen.raw, expected=version)
        assert request.getfixturevalue("has_line")(made.id), (
            "a line that another program had added is gone after two writes of ours: patch what "
            "came as `raw`, make no item anew, and answer as `raw` with the whole text written."
        )

    def test_contract_an_item_at_a_place_of_its_own_stays_there(
        self, calendar: Calendar, again: Again, request: pytest.FixtureRequest
    ) -> None:
        """Its id is the other side's, and is not made of the UID."""
        if not self.has_other_places:
            pytest.skip("nobody else makes items there")
        place = request.getfixturevalue("add_item")(ADA)
        assert list(listing(calendar)) == [place], (
            f"another program made an item at {place!r}, and listed is {list(listing(calendar))}: "
            "list items under the ids that the other side gives them."
        )
        moved = replace(ADA, day=date(2026, 3, 20))
        seen = change(calendar, read_one(calendar, place), moved)
        wrong = differing(seen.item, moved)
        assert not wrong, wrong
        assert list(listing(again())) == [place], (
            f"a write to the item at {place!r} left {list(listing(again()))}: write where it "
            "stands, under the id that is given."
        )
        deleted(calendar, place)
        assert listing(again()) == {}, "it was deleted under its own id, and is still there."
