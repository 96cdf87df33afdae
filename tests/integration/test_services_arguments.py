"""What the library says of arguments of another kind, at the door and not deep inside."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kithkeeper import Network
from kithkeeper.errors import Invalid

TODAY = date(2026, 3, 4)
LATER = date(2026, 3, 9)

CALLS = {
    "add-none": (lambda net, ada: net.contacts.add(None), "name: None is no text"),
    "log-number": (
        lambda net, ada: net.touchpoints.log(3),
        "contact: 3 is neither a contact nor the id of one",
    ),
    "log-day": (
        lambda net, ada: net.touchpoints.log(ada, on="2026-03-01"),
        "on: '2026-03-01' is no day; give a datetime.date",
    ),
    "log-channel": (
        lambda net, ada: net.touchpoints.log(ada, channel=3),
        "channel: 3 is none of reaction, message, email, call, letter, event, community, coffee, lunch, visit, other",
    ),
    "meet-time": (
        lambda net, ada: net.touchpoints.meet(ada, on=LATER, at="noon"),
        "time: Input should be in a valid time format, input is too short",
    ),
    "snooze": (
        lambda net, ada: net.touchpoints.snooze(ada, "2026-03-09"),
        "until: '2026-03-09' is no day; give a datetime.date",
    ),
    "pause": (
        lambda net, ada: net.contacts.pause(ada, "2026-03-09"),
        "until: '2026-03-09' is no day; give a datetime.date",
    ),
    "give": (lambda net, ada: net.exchanges.give(ada, None), "what: None is no text"),
    "promise": (
        lambda net, ada: net.exchanges.promise(ada, "a book", by="2026-03-09"),
        "by: '2026-03-09' is no day; give a datetime.date",
    ),
    "away": (
        lambda net, ada: net.away("2026-03-09", LATER),
        "FROM: '2026-03-09' is no day; give a datetime.date",
    ),
    "plan": (lambda net, ada: net.plan(weeks="2"), "weeks: '2' is not between 1 and 60"),
    "log-many": (
        lambda net, ada: net.touchpoints.log_many([{"channel": "call"}]),
        "who: name at least one person",
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_it_is_refused_by_name_and_nothing_is_written(name):
    """The message tells the field and what was wrong."""
    call, message = CALLS[name]
    with Network.in_memory(today=TODAY) as net:
        ada = net.contacts.add("Ada", circle="inner")
        with pytest.raises(Invalid) as caught:
            call(net, ada)
        assert caught.value.message == message
        assert len(net.history.all()) == 1


def test_an_instant_is_no_day():
    """It is another day elsewhere, and would be kept with its time."""
    with Network.in_memory(today=TODAY) as net:
        ada = net.contacts.add("Ada", circle="inner")
        with pytest.raises(Invalid) as caught:
            net.touchpoints.log(ada, on=datetime(2026, 3, 1, 12, tzinfo=UTC))
        assert caught.value.field == "on"


def test_a_birthday_is_given_as_a_day_or_in_words():
    """Both are kept alike."""
    with Network.in_memory(today=TODAY) as net:
        added = [net.contacts.add(f"A{n}", birthday=each) for n, each in enumerate(
            ("1990-05-17", date(1990, 5, 17))
        )]  # fmt: skip
        assert [str(each.birthday) for each in added] == ["1990-05-17", "1990-05-17"]


@pytest.mark.parametrize("clock", ["2026-03-04", 3, datetime(2026, 3, 4, tzinfo=UTC)])
def test_a_clock_tells_the_instant_or_is_a_day(clock, tmp_path):
    """Anything else was passed over, and the computer's own date taken in silence."""
    with pytest.raises(Invalid, match="is no day"):
        Network.open(tmp_path / "kith.db", clock=clock)
    with pytest.raises(Invalid, match="is no day"):
        Network.in_memory(today=clock)


@pytest.mark.parametrize("day", [date.min, date(1899, 12, 31), date(9901, 1, 1), date.max])
def test_today_is_not_at_the_ends_of_the_calendar(day):
    """There, what is a year away is no date, and every other call failed with an error of Python."""
    with pytest.raises(Invalid) as caught:
        Network.in_memory(today=day)
    assert caught.value.message == f"today: {day} is not within the years 1900 to 9900"


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(9900, 12, 31)])
def test_in_the_first_and_the_last_year_everything_works(day):
    """Planning, looking ahead and looking back."""
    with Network.in_memory(today=day) as net:
        ada = net.contacts.add("Ada", circle="inner", birthday="--02-29")
        net.touchpoints.log(ada, channel="call")
        net.plan(weeks=60)
        assert net.today().day == day
        assert net.forecast(weeks=260).circles
        assert net.goals.progress()
        assert net.review() == net.reviews.findings()
        net.exchanges.balance(days=365)
        net.history.undo()


def test_a_config_that_was_asked_for_is_there(tmp_path):
    """A misspelt path is an error when settings are first needed, and makes no store."""
    with pytest.raises(Invalid, match="neither a Config nor the path"):
        Network.open(tmp_path / "kith.db", config=3)
    net = Network.open(tmp_path / "kith.db", config=tmp_path / "confg.toml")
    with pytest.raises(Invalid) as caught:
        net.contacts.add("Ada")
    assert (
        caught.value.message
        == f"config: there is no {tmp_path}/confg.toml; leave it out to use the home's"
    )
    assert list(tmp_path.iterdir()) == []
    with Network.open(tmp_path / "kith.db", home=tmp_path) as net:
        assert net.due() == []
