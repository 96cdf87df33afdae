"""One store and one calendar, in memory or on a real server, opened anew for every day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kithkeeper import Network
from kithkeeper.config import Config, Profile
from kithkeeper.sync.ports import ItemStatus
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

    def quiet(self):
        """A sync that writes nothing, and one that reads and plans everything and writes nothing."""
        before = list(self.calendar.log)
        reports = [self.sync(), self.sync(full=True)]
        for report in reports:
            assert report.error is None, report.error
            assert not report.problems
            assert self.calendar.log == before
        return reports[0]


@pytest.fixture(scope="session")
def radicale_server(tmp_path_factory):
    with servers.radicale(tmp_path_factory.mktemp("radicale")) as running:
        yield running


@pytest.fixture(scope="session")
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


@pytest.fixture
def new_home(tmp_path):
    """Makes homes in one folder, each with the calendar and the store that a story wants."""

    def make(manners=None, **more):
        return Home(tmp_path, manners, **more)

    return make
