"""What a user does in the calendar, told day by day on a calendar in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from kithkeeper import Network
from kithkeeper.config import Config, Profile
from kithkeeper.errors import NeedsDecision
from kithkeeper.model.kinds import Kind, State
from kithkeeper.sync.ports import CalendarItem, ItemStatus
from kithkeeper.sync.state import load_state
from kithkeeper.testing import FakeCalendar, Manners, fake_network, servers
from kithkeeper.testing.outside import Outside

MONDAY = date(2026, 3, 2)
BEHAVIOURS = {
    "well": Manners(),
    "full-listing": Manners(delta=False),
    "no-version": Manners(version_on_put=False),
    "rewrites": Manners(rewrites=True),
    "unconditional": Manners(conditional=False),
}


class Home:
    """One store and one calendar, opened anew for every day."""

    def __init__(self, folder, manners=None, calendar=None, name="kith.db", tables=None):
        self.folder, self.name, self.tables = folder, name, tables
        self.today = MONDAY
        self.settings = {}
        self.calendar = calendar or (Outside(self.opened) if tables else FakeCalendar(manners))
        self.calendars = {"home": self.calendar}

    def open(self):
        if self.tables is None:
            return fake_network(
                self.today, calendars=self.calendars, store=self.folder / self.name,
                settings=self.settings,
            )  # fmt: skip
        config = Config(profile=Profile(timezone="Europe/Berlin"), connections=self.tables)
        return Network.open(
            self.folder / self.name, config=config, clock=self.today, home=self.folder, environ={}
        )

    def opened(self):
        """The calendar on the server, for another program; what it learns is its own."""
        with self.open() as net:
            memory = load_state(net.session.store, "home").get("plugin", {})
            return net.host.open_calendar("home", net.session.moment(), dict(memory))

    def sync(self, **wish):
        before = getattr(self.calendar, "requests", 0)
        with self.open() as net:
            (report, *_) = net.syncing.run(**wish)
        report.requests -= before
        return report

    def later(self, days):
        self.today += timedelta(days=days)

    def people(self, *names, circle="inner"):
        """People last met so long ago that each is due within the horizon."""
        with self.open() as net:
            made = [net.contacts.add(name, circle=circle) for name in names]
            for each in made:
                net.touchpoints.log(each, on=self.today - timedelta(days=20), channel="coffee")
            return [each.id for each in made]

    def item(self, name="Ada Lovelace"):
        """Id of the open item of a person."""
        found = [
            key
            for key, item in self.calendar.items.items()
            if item.summary.casefold().startswith(name.casefold())
            and item.status is ItemStatus.OPEN
        ]
        assert len(found) == 1, self.calendar.items
        return found[0]

    def touchpoints(self, contact, *states):
        with self.open() as net:
            return [
                each for each in net.touchpoints.of(contact) if not states or each.state in states
            ]

    def contact_row(self, contact):
        with self.open() as net:
            return net.session.store.get("standing", contact)


@pytest.fixture(scope="module")
def radicale_server(tmp_path_factory):
    with servers.radicale(tmp_path_factory.mktemp("radicale")) as running:
        yield running


@pytest.fixture(scope="module")
def xandikos_server(tmp_path_factory):
    with servers.xandikos(tmp_path_factory.mktemp("xandikos")) as running:
        yield running


@pytest.fixture(params=[*BEHAVIOURS, "radicale", "xandikos", "radicale-todo", "xandikos-todo"])
def home(request, tmp_path):
    if request.param in BEHAVIOURS:
        return Home(tmp_path, BEHAVIOURS[request.param])
    name, _, kind = request.param.partition("-")
    running = request.getfixturevalue(f"{name}_server")
    table = {
        "plugin": "caldav", "url": running.url, "username": running.user,
        "password": running.password, "calendar": tmp_path.name, "as": kind or "event",
    }  # fmt: skip
    return Home(tmp_path, tables={"home": table})


@pytest.fixture(params=BEHAVIOURS)
def memory(request, tmp_path):
    return Home(tmp_path, BEHAVIOURS[request.param])


@pytest.fixture
def well(tmp_path):
    return Home(tmp_path)


def quiet(home):
    """A sync that writes nothing, and one that reads and plans everything and writes nothing."""
    before = list(home.calendar.log)
    reports = [home.sync(), home.sync(full=True)]
    for report in reports:
        assert report.error is None, report.error
        assert not report.problems
        assert home.calendar.log == before
    return reports[0]


def test_sync_stories_a_second_sync_and_the_next_day_write_nothing_in_one_request(home):
    """The wording is a function of stored facts, and an unchanged calendar costs one request."""
    home.people("Ada Lovelace", "Bob Frost")
    assert home.sync().pushed.created == 2
    home.sync()
    for days in (0, 1):
        home.later(days)
        assert quiet(home).requests == 1


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
    quiet(home)


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


def test_sync_stories_notes_become_ledger_promises_and_participants_once(home):
    """Lines that mean something are carried out once, however often the notes are edited."""
    ada, bob = home.people("Ada Lovelace", "Bob Frost")
    home.sync()
    item = home.item()
    lines = "gave: an introduction to Carl\nasked: for a reference\ngot: a book\npromised: the slides by 2026-03-20\nwith: Bob Frost"
    home.calendar.edit(item, notes=lines)
    home.sync()
    home.calendar.edit(item, notes=f"nice talk\n{lines}\nmore")
    home.sync()
    with home.open() as net:
        acts = sorted(
            (each["kind"], each.get("direction", "given"), each["what"])
            for each in net.session.store.find("exchange")
        )
        (promise,) = net.exchanges.commitments(ada)
    assert acts == [
        ("ask", "given", "for a reference"),
        ("help", "given", "an introduction to Carl"),
        ("help", "received", "a book"),
    ]
    assert (promise.what, promise.by) == ("the slides", date(2026, 3, 20))
    (planned,) = [
        each for each in home.touchpoints(ada, State.PLANNED) if each.kind is Kind.CADENCE
    ]
    assert set(planned.contacts) == {ada, bob}
    assert planned.note == f"nice talk\n{lines}\nmore"
    assert home.calendar.items[item].notes == planned.note
    assert [each.kind for each in home.calendar.items.values()].count("promise") == 1


def test_sync_stories_a_line_that_is_worded_anew_replaces_what_it_had_become(well):
    """A correction while typing is no second gift, and no second promise."""
    (ada,) = well.people("Ada Lovelace")
    well.sync()
    item = well.item()
    well.calendar.edit(item, notes="gave: a bo\npromised: the slides by 2026-03-20")
    well.sync()
    well.calendar.edit(item, notes="gave: a book\npromised: the slides by 2026-03-27")
    well.sync()
    with well.open() as net:
        assert [each["what"] for each in net.session.store.find("exchange")] == ["a book"]
        (promise,) = net.exchanges.commitments(ada)
    assert promise.by == date(2026, 3, 27)
    (day,) = [each.day for each in well.calendar.items.values() if each.kind == "promise"]
    assert day == date(2026, 3, 27)


def test_sync_stories_what_was_noted_here_stays_beside_the_users_lines(well):
    """`kith done --note` and notes in the calendar are both kept."""
    (ada,) = well.people("Ada Lovelace")
    well.sync()
    item = well.item()
    with well.open() as net:
        net.touchpoints.done(ada, note="talked about chess")
    well.sync()
    well.calendar.edit(item, notes="her brother is ill")
    well.sync()
    (done,) = [each for each in well.touchpoints(ada, State.DONE) if each.kind is Kind.CADENCE]
    assert done.note == "talked about chess\nher brother is ill"


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


def test_sync_stories_lines_and_alarms_of_other_programs_survive_our_writes(well):
    """What stands there is patched, never made anew."""
    (ada,) = well.people("Ada Lovelace")
    well.sync()
    item = well.item()
    well.calendar.add_foreign(item, "X-OTHER:1", "BEGIN:VALARM")
    with well.open() as net:
        net.touchpoints.snooze(ada, date(2026, 3, 30))
    report = well.sync()
    assert report.pushed.updated == 1
    assert well.calendar.items[item].day == date(2026, 3, 30)
    assert well.calendar.foreign(item) == ("X-OTHER:1", "BEGIN:VALARM")


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


def test_sync_stories_each_touchpoint_lives_in_the_first_calendar_that_takes_it(tmp_path):
    """Promises in one, the rest in the other; when the config changes they move, unskipped."""
    home = Home(tmp_path)
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
    quiet(well)


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


def test_sync_stories_the_users_change_of_our_wording_is_undone_and_ours_wins(home):
    """In the wording we win."""
    home.people("Ada Lovelace")
    home.sync()
    item = home.item()
    ours = home.calendar.items[item].summary
    home.calendar.edit(item, summary="Ada Lovelace: call her about the money")
    home.sync()
    home.sync()
    assert home.calendar.items[item].summary == ours


@pytest.mark.parametrize("way", ["remake", "remove-all"])
def test_sync_stories_an_emptied_calendar_is_held_until_the_user_speaks(tmp_path, way):
    """Exit 5 and a notice; with --allow-deletions all are skipped, with recreate made again."""
    for allow in (True, False):
        home = Home(tmp_path, name=f"{allow}.db")
        names = [
            f"Person {name} Test" for name in ("Ada", "Bob", "Cleo", "Dan", "Eve", "Finn", "Gus")
        ]
        people = home.people(*names, circle="middle") and home.people(
            *[n + " Inner" for n in names]
        )
        home.sync()
        count = len(home.calendar.items)
        assert count >= 7
        if way == "remake":
            home.calendar.remake()
        else:
            for each in list(home.calendar.items):
                home.calendar.remove(each)
        report = home.sync()
        assert len(report.held) == count
        assert not home.touchpoints(people[0], State.SKIPPED)
        assert len(home.sync().held) == count
        with home.open() as net:
            from kithkeeper.services.reading import held_back

            assert held_back(net.session) == count
        if allow:
            home.sync(allow_deletions=True)
            assert len(home.touchpoints(people[0], State.SKIPPED)) == 1
        else:
            home.sync(recreate=True)
            assert len(home.calendar.items) == count
        report = home.sync()
        assert report.ok, report.held


def test_sync_stories_items_that_come_back_are_no_longer_held(well):
    """A calendar that was empty by mistake and is restored asks for nothing."""
    well.people(
        *[f"Person {name} Test" for name in ("Ada", "Bob", "Cleo", "Dan", "Eve", "Finn", "Gus")]
    )
    well.sync()
    backup = well.calendar.backup()
    well.calendar.remake()
    assert well.sync().held
    well.calendar.restore(backup)
    assert well.sync(full=True).ok
    assert well.sync().ok


def test_sync_stories_a_handful_cleared_is_a_handful_skipped(well):
    """Three of ten: no guard, no question."""
    people = well.people(*[f"Person {chr(65 + n)}dam Test" for n in range(10)])
    well.sync()
    for each in list(well.calendar.items)[:3]:
        well.calendar.remove(each)
    report = well.sync()
    assert report.held == []
    assert sum(bool(well.touchpoints(each, State.SKIPPED)) for each in people) == 3


def test_sync_stories_another_network_is_refused_shared_or_adopted(tmp_path):
    """Its reminders are never doubled and never taken over without the user's word."""
    theirs = Home(tmp_path, name="theirs.db")
    theirs.people("Ada Lovelace")
    theirs.sync()
    (item,) = theirs.calendar.items
    ours = Home(tmp_path, calendar=theirs.calendar, name="ours.db")
    ours.people("Ada Lovelace")
    report = ours.sync()
    assert isinstance(report.error, NeedsDecision)
    assert report.error.exit_code == 5
    assert list(ours.calendar.items) == [item]
    ours.settings = {"home": {"other_network": "share"}}
    assert ours.sync().error is None
    assert len(ours.calendar.items) == 2
    mine = next(each for each in ours.calendar.items if each != item)
    ours.calendar.remove(mine)
    ours.sync()
    ours.later(35)
    ours.settings = {"home": {"other_network": "adopt"}}
    ours.calendar.edit(item, day=ours.today + timedelta(days=4))
    report = ours.sync()
    assert report.pulled.added == 1
    assert len(ours.calendar.items) == 1
    with ours.open() as net:
        assert ours.calendar.items[item].network == net.session.store.setting("network")


def test_sync_stories_adopting_takes_reminders_that_were_refused_before(tmp_path):
    """Without a change there: the user's word is enough."""
    theirs = Home(tmp_path, name="theirs.db")
    theirs.people("Ada Lovelace")
    theirs.sync()
    ours = Home(tmp_path, calendar=theirs.calendar, name="ours.db")
    ours.people("Ada Lovelace")
    ours.sync()
    ours.settings = {"home": {"other_network": "adopt"}}
    assert ours.sync().pulled.added == 1
    assert len(ours.calendar.items) == 1


def test_sync_stories_a_copied_home_adopts_its_own_items(tmp_path):
    """A second computer with a copy from before the first sync makes nothing twice."""
    first = Home(tmp_path, name="first.db")
    first.people("Ada Lovelace", "Bob Frost")
    with first.open() as net:
        net.plan()
        net.session.store.set_setting("network", "net1")
        net.session.store.backup(str(tmp_path / "second.db"))
    first.sync()
    second = Home(tmp_path, calendar=first.calendar, name="second.db")
    report = second.sync()
    assert report.pulled.added == 2
    assert len(first.calendar.items) == 2
    quiet(second)
    quiet(first)


def test_sync_stories_two_copies_that_made_the_same_item_at_once_end_with_one(tmp_path):
    """Both decide alike which of the two stays, and nothing is skipped."""
    first = Home(tmp_path, name="first.db")
    (ada,) = first.people("Ada Lovelace")
    with first.open() as net:
        net.plan()
        net.session.store.set_setting("network", "net1")
        net.session.store.backup(str(tmp_path / "second.db"))
    second = Home(tmp_path, calendar=first.calendar, name="second.db")
    put = first.calendar.put

    def both(*args, **kw):
        first.calendar.put = put
        second.sync()
        return put(*args, **kw)

    first.calendar.put = both
    first.sync()
    for each in (first, second, first, second):
        each.sync()
    assert len(first.calendar.items) == 1
    for each in (first, second):
        assert each.touchpoints(ada, State.SKIPPED) == []
        quiet(each)


def test_sync_stories_a_store_restored_from_last_week_doubles_and_loses_nothing(tmp_path):
    """What was ticked, skipped and planned since is found in the calendar."""
    home = Home(tmp_path)
    ada, bob, cleo = home.people("Ada Lovelace", "Bob Frost", "Cleo Vale")
    home.sync()
    with home.open() as net:
        net.session.store.backup(str(tmp_path / "week-ago.db"))
    home.calendar.edit(home.item("Ada"), status=ItemStatus.DONE, completed_on=home.today)
    home.calendar.remove(home.item("Bob"))
    home.sync()
    home.later(7)
    home.sync()
    before = dict(home.calendar.items)
    restored = Home(tmp_path, calendar=home.calendar, name="week-ago.db")
    restored.today = home.today
    restored.sync(full=True)
    assert set(home.calendar.items) <= set(before)
    assert home.item("Ada") in before
    assert restored.contact_row(ada)["last_touch"] == "2026-03-02"
    assert len(restored.touchpoints(bob, State.SKIPPED)) == 1
    assert restored.touchpoints(cleo, State.SKIPPED) == []
    quiet(restored)


def test_sync_stories_a_server_restored_from_yesterday_undoes_nothing_here(memory):
    """What was ticked since stays done and is ticked there again; what was made is made again."""
    ada, _ = memory.people("Ada Lovelace", "Bob Frost")
    memory.sync()
    memory.sync()
    backup = memory.calendar.backup()
    memory.later(1)
    ticked = memory.item("Ada")
    memory.calendar.edit(ticked, status=ItemStatus.DONE, completed_on=memory.today)
    memory.sync()
    memory.later(10)
    memory.sync()
    count = len(memory.calendar.items)
    assert count == 3
    memory.calendar.restore(backup)
    memory.sync(full=True)
    memory.sync()
    assert memory.contact_row(ada)["last_touch"] == "2026-03-03"
    assert memory.touchpoints(ada, State.SKIPPED) == []
    assert memory.calendar.items[ticked].status is ItemStatus.DONE
    assert len(memory.calendar.items) == count


def test_sync_stories_a_lying_cursor_costs_time_and_loses_nothing(tmp_path):
    """A calendar that answers any cursor with nothing is found out by the next full listing."""
    home = Home(tmp_path, Manners(lying_cursor=True))
    (ada,) = home.people("Ada Lovelace")
    home.sync()
    home.sync()
    home.calendar.edit(home.item(), status=ItemStatus.DONE, completed_on=MONDAY)
    home.sync()
    assert home.contact_row(ada)["last_touch"] == "2026-02-10"
    home.sync(full=True)
    assert home.contact_row(ada)["last_touch"] == "2026-03-02"


def test_sync_stories_an_item_left_out_of_an_answer_is_not_gone_and_is_read_later(tmp_path):
    """Absence is no answer: what was not told is asked for again, with the cursor moved on."""
    home = Home(tmp_path)
    (ada,) = home.people("Ada Lovelace")
    home.sync()
    item = home.item()
    home.calendar.edit(item, status=ItemStatus.DONE, completed_on=MONDAY)
    home.calendar.manners = replace(home.calendar.manners, omits=frozenset({item}))
    home.sync()
    assert home.touchpoints(ada, State.SKIPPED) == []
    assert home.contact_row(ada)["last_touch"] == "2026-02-10"
    home.calendar.manners = Manners()
    home.sync()
    assert home.contact_row(ada)["last_touch"] == "2026-03-02"


def test_sync_stories_an_item_that_moved_to_another_place_is_followed(memory):
    """A server that gives new hrefs deletes nothing."""
    people = memory.people(*[f"Person {chr(65 + n)}dam Test" for n in range(8)])
    memory.sync()
    for each in list(memory.calendar.items):
        memory.calendar.rename(each, each.replace("/cal/", "/new/"))
    memory.sync()
    assert len(memory.calendar.items) == 8
    assert not any(memory.touchpoints(each, State.SKIPPED) for each in people)
    memory.sync()
    quiet(memory)


def test_sync_stories_the_clock_set_back_and_another_time_zone_break_nothing(tmp_path):
    """A new zone moves our alarms and nothing else; a clock set back changes nothing."""
    home = Home(tmp_path)
    home.people("Ada Lovelace")
    home.sync()
    item = home.item()
    day = home.calendar.items[item].day
    home.later(-1)
    home.sync()
    assert list(home.calendar.items) == [item]
    with fake_network(
        MONDAY, calendars=home.calendars, store=tmp_path / home.name,
        profile=Profile(timezone="America/New_York"),
    ) as net:  # fmt: skip
        net.sync()
        (report,) = net.sync()
    assert report.pushed.updated == 0
    assert home.calendar.items[item].day == day
    assert home.calendar.items[item].alarm.hour in (13, 14)


def test_sync_stories_undoing_a_synced_tick_reopens_the_item(home):
    """An undo is an edit of the user's: the next sync carries it out."""
    (ada,) = home.people("Ada Lovelace")
    home.sync()
    item = home.item()
    home.calendar.edit(item, status=ItemStatus.DONE, completed_on=MONDAY)
    home.sync()
    with home.open() as net:
        net.history.undo()
        assert net.session.store.get("standing", ada)["last_touch"] == "2026-02-10"
    home.sync()
    assert home.calendar.items[item].status is ItemStatus.OPEN
    assert (
        len([each for each in home.calendar.items.values() if each.status is ItemStatus.OPEN]) == 1
    )
    home.sync()
    assert len(home.touchpoints(ada, State.PLANNED)) == 1


def test_sync_stories_undoing_a_synced_skip_makes_the_item_anew_under_a_fresh_uid(home):
    """The UID of a deleted item is never used again."""
    (ada,) = home.people("Ada Lovelace")
    home.sync()
    item = home.item()
    uid = home.calendar.items[item].uid
    home.calendar.remove(item)
    home.sync()
    with home.open() as net:
        net.history.undo()
    home.sync()
    assert home.touchpoints(ada, State.SKIPPED) == []
    assert home.calendar.items[home.item()].uid != uid


def test_sync_stories_undoing_a_first_sync_takes_its_items_out_of_the_calendar(well):
    """Its plan is undone with it, and a plan made anew is pushed anew."""
    well.people("Ada Lovelace", "Bob Frost")
    well.sync()
    with well.open() as net:
        net.history.undo()
    well.sync()
    assert sorted(each.summary.split(" –")[0] for each in well.calendar.items.values()) == [
        "Ada Lovelace", "Bob Frost",
    ]  # fmt: skip


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
            observed(self, work, touchpoint, seen)

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
    day = well.sync().details
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
