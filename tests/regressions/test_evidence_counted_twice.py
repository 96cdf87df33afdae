"""A touch with several counted twice as evidence where it completed what was planned, and light
touches counted where they don't; who began a touch was never noted.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from kithkeeper import Network


@pytest.fixture
def net(tmp_path):
    with Network.open(
        tmp_path / "kith.db", home=tmp_path, discover=False, environ={},
        clock=lambda: datetime.combine(date(2026, 3, 4), time(9), UTC),
    ) as made:  # fmt: skip
        yield made


def _evidence(net, who):
    from kithkeeper.services.standings import all_facts

    return net.circles.evidence(all_facts(net.session.store))[who.id]


def test_a_lunch_with_two_is_one_touch_of_each(net):
    """Both had an item planned, which the lunch completed: one touch of each, and one deep one."""
    ada = net.contacts.add("Ada Lovelace", circle="inner")
    ben = net.contacts.add("Ben Bo", circle="inner")
    net.plan(weeks=5)
    net.touchpoints.log(ada, ben, channel="lunch")
    for who in (ada, ben):
        assert sorted(each.kind for each in _shown(net, who)) == ["cadence", "touch"]
        assert (_evidence(net, who).touches, _evidence(net, who).deep) == (1, 1)


def test_only_touches_that_count_are_held_against_the_cadence(net):
    """In the inner circle a reaction is no touch; a message is, and a call they began is initiative."""
    ada = net.contacts.add("Ada Lovelace", circle="inner")
    net.touchpoints.log(ada, channel="reaction", on=date(2026, 2, 1))
    net.touchpoints.log(ada, channel="message", on=date(2026, 2, 2))
    net.touchpoints.log(ada, channel="call", on=date(2026, 2, 3), theirs=True)
    seen = _evidence(net, ada)
    assert (seen.touches, seen.deep, seen.theirs) == (2, 0, 1)
    assert str(seen) == "2 touches in a year, 0 acts given and 0 received, 1 time they began"


def test_initiative_is_noted_by_the_command_and_told_with_a_proposal(kith):
    """A circle of one has room; who called twice by herself is called for, and the reason says so."""
    for setting in (("inner", "--least", "1"), ("middle", "--least", "0")):
        kith("circles", "set", *setting)
    kith("add", "Ada Lovelace", "--circle", "middle")
    for on in ("2026-02-01", "2026-02-20"):
        logged = kith("log", "ada", "--channel", "call", "--on", on, "--theirs")
        assert logged["touchpoint"]["theirs"] is True
    (move,) = kith("circles")[0]["proposals"] or kith("circles")[1]["proposals"]
    assert move["to"] == "inner"
    assert "2 times they began" in move["because"]


def _shown(net, who):
    from kithkeeper.model import Touchpoint
    from kithkeeper.services.showing import show

    return [Touchpoint.model_validate(each) for each in show(net.session, who.id)["touchpoints"]]
