"""Deletions that the guard holds back, and those that it lets through."""

from __future__ import annotations

import pytest

from kithkeeper.model.kinds import State


@pytest.mark.parametrize("way", ["remake", "remove-all"])
def test_sync_stories_an_emptied_calendar_is_held_until_the_user_speaks(new_home, way):
    """Exit 5 and a notice; with --allow-deletions all are skipped, with recreate made again."""
    for allow in (True, False):
        home = new_home(name=f"{allow}.db")
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
