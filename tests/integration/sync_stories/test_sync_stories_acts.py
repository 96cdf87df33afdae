"""What the user does with an item in the calendar, told day by day."""

from __future__ import annotations

from datetime import date, time, timedelta

from kithkeeper.model.kinds import Kind, State
from kithkeeper.sync.ports import CalendarItem, ItemStatus
from kithkeeper.testing import FakeCalendar

MONDAY = date(2026, 3, 2)


def test_sync_stories_a_second_sync_and_the_next_day_write_nothing_in_one_request(home):
    """The wording is a function of stored facts, and an unchanged calendar costs one request."""
    home.people("Ada Lovelace", "Bob Frost")
    assert home.sync().pushed.created == 2
    home.sync()
    for days in (0, 1):
        home.later(days)
        assert home.quiet().requests == 1


def test_sync_stories_a_ticked_item_counts_and_the_next_is_planned_at_once(home):
    """Ticked on 5 March: the touch is of that day, the successor is planned in the same run."""
    (ada,) = home.people("Ada Lovelace")
    home.sync()
    ticked = home.item()
    home.later(3)
    home.calendar.edit(ticked, status=ItemStatus.DONE, completed_on=home.today)
    home.sync()
    (done,) = [each for each in home.touchpoints(ada, State.DONE) if each.kind is Kind.CADENCE]
    assert done.date == date(2026, 3, 5)
    assert home.contact_row(ada)["next_due"] == "2026-04-05"
    assert home.calendar.items[ticked].status is ItemStatus.DONE
    home.later(7)
    home.sync()
    assert home.item() != ticked
    home.sync()
    home.quiet()


def test_sync_stories_a_finished_item_is_never_written_again(well):
    """Not even when its wording would be another by now."""
    (ada,) = well.people("Ada Lovelace")
    well.sync()
    ticked = well.item()
    well.calendar.edit(ticked, status=ItemStatus.DONE, completed_on=MONDAY)
    well.sync()
    with well.open() as net:
        net.contacts.edit(ada, name="Ada King")
    well.sync()
    assert well.calendar.items[ticked].summary.startswith("Ada Lovelace")
    assert well.calendar.log.count(f"put {ticked}") == 1


def test_sync_stories_a_touch_logged_here_completes_the_item_and_does_not_delete_it(home):
    """What happened stays to be seen in the calendar."""
    (ada,) = home.people("Ada Lovelace")
    home.sync()
    item = home.item()
    with home.open() as net:
        net.touchpoints.log(ada, channel="coffee", on=home.today)
    home.sync()
    assert home.calendar.items[item].status is ItemStatus.DONE


def test_sync_stories_a_moved_item_is_pinned_where_the_user_put_it(home):
    """Neither planner nor wording moves it back, with its time, until its day has passed."""
    (ada,) = home.people("Ada Lovelace")
    home.sync()
    item = home.item()
    home.calendar.edit(item, day=date(2026, 3, 14), time=time(18, 30))
    home.sync()
    (planned,) = home.touchpoints(ada, State.PLANNED)
    assert (planned.date, planned.time, planned.pinned) == (date(2026, 3, 14), time(18, 30), True)
    for _ in range(3):
        home.later(4)
        home.sync()
        there = home.calendar.items[item]
        assert (there.day, there.time) == (date(2026, 3, 14), time(18, 30))


def test_sync_stories_a_deleted_item_is_skipped_and_not_made_again(home):
    """Next due is the day of the skip plus one cadence; the last touch stays."""
    (ada,) = home.people("Ada Lovelace")
    home.sync()
    home.calendar.remove(home.item())
    home.later(1)
    home.sync()
    (skipped,) = home.touchpoints(ada, State.SKIPPED)
    assert skipped.date == date(2026, 3, 3)
    row = home.contact_row(ada)
    assert (row["next_due"], row["last_touch"]) == ("2026-04-03", "2026-02-10")
    assert not [each for each in home.calendar.items.values() if each.day < date(2026, 3, 20)]


def test_sync_stories_a_cancelled_item_is_skipped_and_one_uncancelled_is_open_again(home):
    """A change of mind takes the skip back."""
    (ada,) = home.people("Ada Lovelace")
    home.sync()
    item = home.item()
    day = home.calendar.items[item].day
    home.calendar.edit(item, status=ItemStatus.CANCELLED)
    home.sync()
    assert len(home.touchpoints(ada, State.SKIPPED)) == 1
    home.calendar.edit(item, status=ItemStatus.OPEN)
    home.sync()
    (planned,) = home.touchpoints(ada, State.PLANNED)
    assert planned.date == day
    assert home.calendar.items[item].day == day
    assert len(home.calendar.items) == 1


def test_sync_stories_a_reopened_item_undoes_the_touch_and_withdraws_the_successor(home):
    """Ticked by mistake: after the tick is taken away all is as it was before."""
    (ada,) = home.people("Ada Lovelace")
    home.sync()
    item = home.item()
    before = home.calendar.items[item]
    home.calendar.edit(item, status=ItemStatus.DONE, completed_on=MONDAY)
    home.sync()
    home.later(10)
    home.sync()
    assert len(home.calendar.items) == 2
    home.calendar.edit(item, status=ItemStatus.OPEN, completed_on=None)
    home.sync()
    assert list(home.calendar.items) == [item]
    assert home.contact_row(ada)["last_touch"] == "2026-02-10"
    (planned,) = home.touchpoints(ada, State.PLANNED)
    assert planned.date == home.calendar.items[item].day
    assert before.day == home.calendar.items[item].day or before.day < home.today


def test_sync_stories_an_item_that_the_user_made_becomes_a_touchpoint_if_it_names_someone(home):
    """Its words stay the user's; an item that names nobody, or two, is left alone."""
    ada, *_ = home.people("Ada Lovelace", "Bob Frost")
    home.sync()
    mine = CalendarItem("mine-1", "Lunch with Ada Lovelace", date(2026, 3, 9), time=time(12))
    dentist = CalendarItem("mine-2", "Dentist", date(2026, 3, 9))
    both = CalendarItem("mine-3", "Ada Lovelace and Bob Frost", date(2026, 3, 9))
    ids = [home.calendar.add(each) for each in (mine, dentist, both)]
    home.sync()
    (met,) = [each for each in home.touchpoints(ada) if each.kind is Kind.MEETING]
    assert (met.date, met.time, met.channel) == (date(2026, 3, 9), time(12), "lunch")
    home.sync()
    assert [home.calendar.items[each] for each in ids] == [mine, dentist, both]
    home.calendar.edit(ids[0], status=ItemStatus.DONE, completed_on=date(2026, 3, 9))
    home.today = date(2026, 3, 10)
    home.sync()
    assert home.contact_row(ada)["last_touch"] == "2026-03-09"


def test_sync_stories_an_item_whose_day_passed_stays_three_days_moves_twice_and_leaves(home):
    """Ignored for long it leaves the calendar and stays in `kith due`; nobody is buried."""
    (ada,) = home.people("Ada Lovelace")
    home.sync()
    item = home.item()
    days = []
    for _ in range(60):
        home.sync()
        if item not in home.calendar.items:
            break
        days.append(home.calendar.items[item].day)
        stands = home.calendar.items[item].day
        assert home.today <= stands + timedelta(days=3)
        home.later(1)
    assert len(dict.fromkeys(days)) == 3
    assert item not in home.calendar.items
    with home.open() as net:
        assert [row.contact for row in net.due()] == [ada]
    assert home.touchpoints(ada, State.SKIPPED) == []


def test_sync_stories_each_touchpoint_lives_in_the_first_calendar_that_takes_it(new_home):
    """Promises in one, the rest in the other; when the config changes they move, unskipped."""
    home = new_home()
    home.calendars = {"tasks": FakeCalendar(), "home": home.calendar}
    home.settings = {"tasks": {"takes": ["promise"]}}
    (ada,) = home.people("Ada Lovelace")
    with home.open() as net:
        net.exchanges.promise(ada, "the slides", by=date(2026, 3, 12))
    home.sync()
    kinds = lambda name: [each.kind for each in home.calendars[name].items.values()]  # noqa: E731
    assert (kinds("tasks"), kinds("home")) == (["promise"], ["cadence"])
    home.settings = {"tasks": {"takes": ["cadence"]}}
    home.sync()
    home.sync()
    assert (kinds("tasks"), kinds("home")) == (["cadence"], ["promise"])
    assert home.touchpoints(ada, State.SKIPPED) == []
