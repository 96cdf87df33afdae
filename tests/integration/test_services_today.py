"""What one day holds: dates of a life, promises, follow-ups, and who waits."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kithkeeper import Network
from kithkeeper.config import Config, Profile
from kithkeeper.errors import Invalid
from kithkeeper.model.circle import DEFAULT_CIRCLES
from kithkeeper.model.period import Period
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


def test_dates_are_announced_ahead_by_circle():
    """A week for the inner circle, three days for the middle one, and no word before the day for others."""
    with on("2026-03-02") as net:
        for circle in ("inner", "middle", "outer", None):
            for days in (0, 3, 4, 7, 8):
                born = date(1990, 3, 2) + timedelta(days=days)
                net.contacts.add(f"{circle} {days}", circle=circle, birthday=born.isoformat())
        held = today(net.session)
        assert [(row.name, row.days) for row in held.upcoming] == [
            ("inner 3", 3), ("middle 3", 3), ("inner 4", 4), ("inner 7", 7),
        ]  # fmt: skip
        assert held.upcoming[0].what == "birthday, 36 years"
        assert held.upcoming[0].on == date(2026, 3, 5)
        assert {row.name for row in held.dates} == {
            f"{each} 0" for each in ("inner", "middle", "outer", None)
        }


def test_a_circle_may_look_further_ahead():
    """As its setting says."""
    circles = tuple(
        each._replace(ahead=Period(2, "week")) if each.name == "outer" else each
        for each in DEFAULT_CIRCLES
    )
    with Network.in_memory(today=date(2026, 3, 2), config=Config(circles=circles)) as net:
        net.contacts.add("Ada", circle="outer", dates=["wedding: 2015-03-16"])
        assert [row.what for row in today(net.session).upcoming] == ["wedding, 11 years"]


def test_a_birthday_is_kept_by_the_clock_of_who_has_it():
    """In Auckland it is the 5th while it is still the 4th in New York: plan and today agree."""
    config = Config(profile=Profile(timezone="America/New_York"))
    with Network.in_memory(today=date(2026, 3, 4), config=config) as net:
        ada = net.contacts.add("Ada", circle="inner", birthday="1990-03-05")
        assert today(net.session).dates == ()
        net.contacts.edit(ada, timezone="Pacific/Auckland")
        assert [row.what for row in today(net.session).dates] == ["birthday, 36 years"]
        (item,) = [each for each in net.plan(weeks=1).touchpoints if each.kind == "birthday"]
        assert item.date == date(2026, 3, 4)
        with pytest.raises(Invalid, match="Europe/Berlin"):
            net.contacts.edit(ada, timezone="the moon")


def test_communities_and_what_was_once_begun_come_back(tmp_path):
    """A community by its cadence; an item of a checklist a week after it was ticked, not before
    the first time.
    """
    with Network.open(tmp_path / "kith.db", clock=date(2026, 3, 2)) as net:
        net.communities.add("Loom builders", platform="slack", every="1 week")
        assert (today(net.session).communities, today(net.session).rhythm) == ((), ())
        net.playbook.tick("linkedin-engagement", "post")
    with Network.open(tmp_path / "kith.db", clock=date(2026, 3, 9)) as net:
        held = today(net.session)
        assert [row.command for row in held.communities] == [
            "kith community log 'Loom builders' answer"
        ]
        assert [row.command for row in held.rhythm] == [
            "kith checklist linkedin-engagement --tick post"
        ]
        net.communities.log("Loom builders", "answer", "how cards are punched")
        net.playbook.tick("linkedin-engagement", "post")
        assert (today(net.session).communities, today(net.session).rhythm) == ((), ())


def test_a_new_title_is_to_be_celebrated_until_one_was_in_touch(tmp_path):
    """A file brings it; the plan and the day say so, with the command that drafts a word."""
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:ada\r\nFN:Ada Lovelace\r\nTITLE:{}\r\nEND:VCARD\r\n"
    file = tmp_path / "ada.vcf"
    for title, day in (("Analyst", date(2026, 1, 2)), ("Director", date(2026, 3, 1))):
        file.write_text(card.format(title))
        with Network.open(tmp_path / "kith.db", clock=day) as net:
            net.imports.files([file], circle="inner")
    with Network.open(tmp_path / "kith.db", clock=date(2026, 3, 2)) as net:
        (row,) = today(net.session).milestones
        assert row.what == "Ada Lovelace is now Director (was Analyst), since 1 Mar 2026"
        assert row.command.startswith("kith script fill celebrate --to ")
        (item,) = net.plan(weeks=8).touchpoints
        assert (item.activity, item.called_for) == ("celebrate", row.what)
        net.touchpoints.log(row.contact, channel="call")
        assert today(net.session).milestones == ()


def test_a_checklist_of_several_is_called_by_its_title_and_outlives_who_is_archived():
    """Three people to greet: the first one archived leaves the others, all of them nobody."""
    with on("2026-03-02") as net:
        people = [net.contacts.add(name, circle="outer") for name in ("Ada", "Ben", "Cleo")]
        drafts = net.playbook.fill_all("greeting", "outer")
        net.playbook.plan_batch("greeting", "outer", drafts, date(2026, 3, 2))
        (row,) = [each for each in net.due() if each.kind == "followup"]
        assert (row.who, row.contacts) == (
            "The season's greetings, to a whole circle: outer", tuple(each.id for each in people),
        )  # fmt: skip
        (fixed,) = [each for each in net.plan(weeks=1).touchpoints if each.kind == "followup"]
        assert fixed.who == row.who
        net.contacts.archive(people[0])
        (row,) = [each for each in net.due() if each.kind == "followup"]
        assert (row.contact, len(row.contacts)) == (people[1].id, 2)
        assert len(today(net.session).followups) == 1
        for each in people[1:]:
            net.contacts.archive(each)
        assert [each for each in net.due() if each.kind == "followup"] == []
        assert today(net.session).followups == ()


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
        net.contacts.archive(ada)
        assert today(net.session).commitments == ()


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
