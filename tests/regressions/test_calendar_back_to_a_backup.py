"""New reminders that a server's backup did not know were read as skipped by the user."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kithkeeper.model.kinds import State
from kithkeeper.sync.ports import Restored
from kithkeeper.testing import FakeCalendar, fake_network

MONDAY = date(2026, 3, 2)


class Saying(FakeCalendar):
    """A calendar that always lists everything, and says of a backup what it is told to say."""

    says = Restored.NO

    def changes(self, cursor):
        for delta in super().changes(None):
            yield replace(delta, restored=self.says)


def met(net, *names):
    """Contacts with a meeting each, one a day."""
    people = [net.contacts.add(name) for name in names]
    for n, each in enumerate(people):
        net.touchpoints.meet(each, on=MONDAY + timedelta(days=7 + n))
    net.sync()
    return people


def states(net, people):
    return [each.state for one in people for each in net.touchpoints.of(one)]


@pytest.fixture
def calendar():
    return Saying()


@pytest.fixture
def net(calendar):
    with fake_network(MONDAY, calendars={"home": calendar}) as opened:
        met(opened, "Ada Lovelace", "Bob Frost", "Cleo Vale", "Dora Lund")
        yield opened


def test_back_to_a_backup_makes_what_it_lost_again(net, calendar):
    """The server says that it went back: nothing was skipped, all stand there again, and once."""
    backup = calendar.backup()
    later = met(net, "Edna Moss", "Finn Orr")
    calendar.restore(backup)
    calendar.says = Restored.YES
    net.sync()
    assert states(net, later) == [State.PLANNED, State.PLANNED]
    assert sorted(each.summary for each in calendar.items.values()) == [
        "Ada Lovelace – coffee", "Bob Frost – coffee", "Cleo Vale – coffee", "Dora Lund – coffee",
        "Edna Moss – coffee", "Finn Orr – coffee",
    ]  # fmt: skip


def test_back_to_a_backup_brings_no_reminder_back_that_was_withdrawn(net, calendar):
    """An item that the backup still has, and we don't want any more, goes again."""
    backup = calendar.backup()
    ada = next(each for each in net.contacts.all() if each.name == "Ada Lovelace")
    net.contacts.archive(ada.id)
    net.sync()
    calendar.restore(backup)
    calendar.says = Restored.YES
    net.sync()
    net.sync()
    assert len(calendar.items) == 3


def test_back_to_the_beginning_is_a_calendar_made_anew_and_asked_about(net, calendar):
    """Its counter begins again and nothing of ours is there: that is for the user to say."""
    calendar.remake()
    calendar.says = Restored.YES
    (report,) = net.sync()
    assert len(report.held) == 4
    assert calendar.items == {}


def test_perhaps_back_to_a_backup_is_asked_about_until_the_user_speaks(net, calendar):
    """It looks like a backup, or like two that the user cleared: held, for as long as it takes."""
    backup = calendar.backup()
    later = met(net, "Edna Moss", "Finn Orr")
    calendar.restore(backup)
    calendar.says = Restored.MAYBE
    (report,) = net.sync()
    assert [each.name for each in report.held] == ["Edna Moss", "Finn Orr"]
    calendar.says = Restored.NO
    met(net, *(f"Person{n} Number{n}" for n in range(30)))
    (report,) = net.sync()
    assert [each.name for each in report.held] == ["Edna Moss", "Finn Orr"]
    assert states(net, later) == [State.PLANNED, State.PLANNED]
    net.syncing.run(recreate=True)
    assert states(net, later) == [State.PLANNED, State.PLANNED]
    assert sum("Edna" in each.summary for each in calendar.items.values()) == 1


def test_perhaps_back_to_a_backup_can_have_been_the_user(net, calendar):
    """With the user's word they are skipped; a single one needs no word."""
    backup = calendar.backup()
    later = met(net, "Edna Moss", "Finn Orr")
    calendar.restore(backup)
    calendar.says = Restored.MAYBE
    net.sync()
    net.sync(allow_deletions=True)
    assert states(net, later) == [State.SKIPPED, State.SKIPPED]
    backup = calendar.backup()
    alone = met(net, "Gus Hall")
    calendar.restore(backup)
    net.sync()
    assert states(net, alone) == [State.SKIPPED]
