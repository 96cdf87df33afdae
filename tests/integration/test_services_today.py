"""What one day holds: dates of a life, promises, follow-ups, and who waits."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kithkeeper import Network
from kithkeeper.services.today import today


def on(text: str) -> Network:
    return Network.in_memory(today=date.fromisoformat(text))


def test_dates_of_a_life_fall_on_their_day():
    """A birthday with and without a year, an anniversary with its years; archived and merged ones not."""
    with on("2026-03-12") as net:
        net.contacts.add(
            "Ada",
            circle="outer",
            birthday="1990-03-12",
            dates=["wedding: 2015-03-12", "move: 2015-03-13"],
        )
        net.contacts.add("Ben", birthday="--03-12")
        net.contacts.add("Cleo", birthday="--03-13")
        net.contacts.archive(net.contacts.add("Dan", birthday="--03-12"))
        assert sorted((row.name, row.what) for row in today(net.session).dates) == [
            ("Ada", "birthday, 36 years"), ("Ada", "wedding, 11 years"), ("Ben", "birthday"),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "found"), [("2026-02-28", 1), ("2028-02-28", 0), ("2028-02-29", 1), ("2026-03-01", 0)]
)
def test_the_29th_of_february_is_kept_every_year(day, found):
    """On the 28th in short years, on its own day in leap years, and only once."""
    with on(day) as net:
        net.contacts.add("Ada", birthday="--02-29")
        net.contacts.add("Ben", birthday="2000-02-29")
        assert len(today(net.session).dates) == 2 * found


def test_promises_both_ways_are_shown_from_their_day_on():
    """Due today and overdue, mine and theirs; not those of tomorrow, and none that is kept."""
    with on("2026-03-04") as net:
        ada = net.contacts.add("Ada")
        for what, days, theirs in (("a", 0, False), ("b", -3, True), ("c", 1, False)):
            net.exchanges.promise(
                ada, what, by=date(2026, 3, 4) + timedelta(days=days), theirs=theirs
            )
        kept = net.exchanges.promise(ada, "kept", by=date(2026, 3, 4))
        net.exchanges.settle(kept.id, "kept")
        held = today(net.session)
        assert [(row.what, row.theirs) for row in held.commitments] == [("b", True), ("a", False)]
        assert [(row.name, row.kind) for row in held.due] == [("Ada", "promise")]
        assert held.waiting == 1


def test_a_snoozed_promise_waits_for_its_new_day():
    """Put off to the 10th: not among who to reach before, with its own date from then on."""
    with on("2026-03-04") as net:
        ada = net.contacts.add("Ada")
        net.exchanges.promise(ada, "a book", by=date(2026, 3, 4))
        (item,) = net.touchpoints.of(ada)
        net.touchpoints.snooze(item.id, date(2026, 3, 10))
        assert today(net.session).due == ()
        (row,) = net.due(within=6)
        assert (row.due, row.planned) == (date(2026, 3, 4), date(2026, 3, 10))
