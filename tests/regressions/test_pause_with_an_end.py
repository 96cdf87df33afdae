"""A pause with an end left its item in the calendar, and kept birthdays away after its end."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from kithkeeper import Network


@pytest.fixture
def story(tmp_path):
    """A network whose day is `days[-1]`."""
    days = ["2026-03-02"]
    net = Network.open(
        tmp_path / "kith.db", home=tmp_path, discover=False, environ={},
        clock=lambda: datetime.combine(date.fromisoformat(days[-1]), time(9), UTC),
    )  # fmt: skip
    yield net, days
    net.close()


def test_what_is_planned_before_the_end_of_a_pause_is_withdrawn(story):
    """Due on 1 April, paused until 1 May: the item goes at once, and the next one is for May."""
    net, days = story
    ada = net.contacts.add("Ada Lovelace", circle="inner")
    net.touchpoints.log(ada, channel="call", on=date(2026, 3, 1))
    net.plan(weeks=6)
    assert [each.date for each in net.touchpoints.of(ada) if each.state.is_open] == [
        date(2026, 4, 1)
    ]
    net.contacts.pause(ada, date(2026, 5, 1))
    assert [each for each in net.touchpoints.of(ada) if each.state.is_open] == []
    days.append("2026-04-30")
    net.plan()
    (planned,) = [each for each in net.touchpoints.of(ada) if each.state.is_open]
    assert planned.date == date(2026, 5, 1)
    net.contacts.edit(ada, interests=["chess"])
    assert net.touchpoints.get(planned.id).state.is_open


def test_a_birthday_after_the_end_of_a_pause_has_its_item(story):
    """Paused until 1 April: the birthday of 20 March is left alone, that of 20 April is kept."""
    net, _ = story
    net.contacts.add("Ada Lovelace", circle="inner", birthday="1990-03-20")
    net.contacts.add("Ben Bo", circle="inner", birthday="1990-04-20")
    for row in net.contacts.all():
        net.contacts.pause(row.id, date(2026, 4, 1))
    rows = net.plan(weeks=10).touchpoints
    assert [(each.name, each.date) for each in rows if each.kind == "birthday"] == [
        ("Ben Bo", date(2026, 4, 20))
    ]


def test_a_pause_ends_by_itself(story):
    """On its end, 1 April, the contact is no longer shown as paused."""
    from kithkeeper.services.showing import show

    net, days = story
    ada = net.contacts.add("Ada Lovelace", circle="inner")
    net.contacts.pause(ada, date(2026, 4, 1))
    assert show(net.session, ada.id)["paused"] is True
    days.append("2026-04-01")
    assert show(net.session, ada.id)["paused"] is False


def test_a_pause_of_everyone_is_one_entry_of_the_history(kith):
    """`undo` after `pause --all` gives both their dates back."""
    for name in ("Ada Lovelace", "Ben Bo"):
        kith("add", name, "--circle", "inner")
    before = [each["next_due"] for each in kith("list")]
    kith("pause", "--all")
    assert [each["next_due"] for each in kith("list")] == [None, None]
    kith("undo")
    assert [each["next_due"] for each in kith("list")] == before
