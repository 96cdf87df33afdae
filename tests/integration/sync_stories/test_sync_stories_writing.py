"""What meets our own writing: changes there meanwhile, items that can't be written, a rehearsal."""

from __future__ import annotations

from datetime import date

from kithkeeper.model.kinds import State
from kithkeeper.sync.ports import ItemStatus

MONDAY = date(2026, 3, 2)


def test_sync_stories_a_change_there_during_our_write_is_merged_and_written_once_more(well):
    """412: the user's day wins, our wording wins, and both are there at the end."""
    (ada,) = well.people("Ada Lovelace")
    well.sync()
    item = well.item()
    put = well.calendar.put

    def interfere(*args, **kw):
        well.calendar.put = put
        well.calendar.edit(item, day=date(2026, 3, 25), notes="mine")
        return put(*args, **kw)

    with well.open() as net:
        net.contacts.edit(ada, name="Ada King")
    well.calendar.put = interfere
    report = well.sync()
    there = well.calendar.items[item]
    assert (there.day, there.notes) == (date(2026, 3, 25), "mine")
    assert there.summary.startswith("Ada King")
    assert report.ok
    well.quiet()


def test_sync_stories_an_item_that_always_changes_is_left_for_the_next_run(well):
    """Two tries, then an entry among the conflicts."""
    (ada,) = well.people("Ada Lovelace")
    well.sync()
    item = well.item()
    put, count = well.calendar.put, iter(range(100))

    def interfere(*args, **kw):
        well.calendar.edit(item, notes=f"note {next(count)}")
        return put(*args, **kw)

    with well.open() as net:
        net.contacts.edit(ada, name="Ada King")
    well.calendar.put = interfere
    report = well.sync()
    assert len(report.conflicts) == 1
    well.calendar.put = put
    well.sync()
    assert well.calendar.items[item].summary.startswith("Ada King")
    assert well.calendar.items[item].notes == "note 1"


def test_sync_stories_an_item_deleted_while_we_write_is_skipped(well):
    """Gone on the write itself: the user has skipped it."""
    (ada,) = well.people("Ada Lovelace")
    well.sync()
    item = well.item()
    put = well.calendar.put

    def interfere(*args, **kw):
        if item in well.calendar.items:
            well.calendar.remove(item)
        return put(*args, **kw)

    with well.open() as net:
        net.contacts.edit(ada, name="Ada King")
    well.calendar.put = interfere
    well.sync()
    assert len(well.touchpoints(ada, State.SKIPPED)) == 1


def test_sync_stories_a_dry_run_writes_nothing_anywhere_and_tells_nobody(well):
    """It says what would be done; store, calendar and listeners stay as they were."""
    from kithkeeper.hooks.notices import SyncFinished, TouchpointLogged

    (ada,) = well.people("Ada Lovelace")
    well.sync()
    well.calendar.edit(well.item(), status=ItemStatus.DONE, completed_on=MONDAY)
    well.people("Bob Frost")
    with well.open() as net:
        heard = []
        for kind in (TouchpointLogged, SyncFinished):
            net.on(kind, heard.append)
        (report,) = net.sync(dry_run=True)
        assert (report.pulled.updated, report.pushed.created) == (1, 1)
        net.contacts.pause(ada)
        assert heard == []
        assert net.session.store.get("standing", ada)["last_touch"] == "2026-02-10"
    assert len(well.calendar.items) == 1


def test_sync_stories_one_bad_item_never_stops_the_rest(well):
    """An item that can't be taken in is a problem with its name; the others are."""
    ada, _ = well.people("Ada Lovelace", "Bob Frost")
    well.sync()
    for name in ("Ada", "Bob"):
        well.calendar.edit(well.item(name), status=ItemStatus.DONE, completed_on=MONDAY)
    with well.open() as net:
        keeper_fails = "Bob Frost"
        from kithkeeper.services.reminders import Reminders

        observed = Reminders.observed

        def fails(self, work, touchpoint, seen):
            if self.name(touchpoint) == keeper_fails:
                raise ValueError("no")
            return observed(self, work, touchpoint, seen)

        Reminders.observed = fails
        try:
            (report,) = net.sync()
        finally:
            Reminders.observed = observed
    assert [each.record.startswith("Bob Frost") for each in report.problems] == [True]
    assert well.contact_row(ada)["last_touch"] == "2026-03-02"
    assert well.sync().ok


def test_sync_stories_each_item_that_was_written_is_told_with_its_reason(well):
    """Created for what, updated in what, withdrawn why."""
    ada, bob = well.people("Ada Lovelace", "Bob Frost")
    day = sorted(well.sync().details)
    assert [line.partition(" on ")[0] for line in day] == [
        "Ada Lovelace: created", "Bob Frost: created",
    ]  # fmt: skip
    assert {line.partition(": Inner circle, monthly; ")[2] for line in day} == {
        "last spoke 10 Feb 2026 over coffee"
    }
    with well.open() as net:
        net.contacts.edit(ada, name="Ada King")
        (planned,) = [t for t in net.touchpoints.of(ada) if t.state.is_open]
        net.touchpoints.snooze(planned.id, date(2026, 3, 20))
        net.contacts.pause(bob)
    moved, withdrawn = sorted(well.sync().details)
    assert moved == "Ada King: updated: moved to 2026-03-20, worded anew, reminded at another time"
    assert withdrawn.startswith("Bob Frost – ")
    assert withdrawn.endswith(": withdrawn: nothing is planned there for them now")
