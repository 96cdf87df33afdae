"""What calls for an activity: the plan and `kith due` prefer it to the rotation, and say why."""

from datetime import date, timedelta

import pytest

from kithkeeper import Network
from kithkeeper.config import Config, Profile
from kithkeeper.model import NamedDate
from kithkeeper.model.kinds import Temperament
from kithkeeper.rules.temperament import ONE_TO_ONE, WRITTEN

TODAY = date(2026, 3, 2)


@pytest.fixture
def net():
    with Network.in_memory(today=TODAY) as net:
        yield net


def added(net, name, circle="middle", **fields):
    """Someone last spoken with a whole cadence ago, so that the next touch is due."""
    made = net.contacts.add(name, circle=circle, **fields)
    days = {"inner": 31, "middle": 92, "outer": 365}[circle]
    net.touchpoints.log(made, channel="call", on=TODAY - timedelta(days=days))
    return made


def roomy(temperament="ambivert"):
    """A network of someone who has all the time in the world."""
    profile = Profile(temperament=Temperament(temperament), max_per_day=90, max_per_week=900)
    return Network.in_memory(today=TODAY, config=Config(profile=profile))


def planned(net, contact):
    (row,) = [each for each in net.plan(weeks=4).touchpoints if each.contact == contact.id]
    return row


def test_a_promised_article_calls_for_sharing(net):
    """The middle circle shares insights; what was promised is told in general words only."""
    ada = added(net, "Ada Lovelace")
    net.exchanges.promise(ada, "the article on looms", by=TODAY + timedelta(days=30))
    row = planned(net, ada)
    assert row.activity == "share-insight"
    assert row.because.count("you promised to send them something") == 1
    assert "loom" not in row.because


def test_what_was_promised_in_the_inner_circle_calls_for_what_it_has(net):
    """The inner circle passes something on for an article, and offers a hand for an introduction."""
    ada, ben = added(net, "Ada Lovelace", "inner"), added(net, "Ben Bo", "inner")
    net.exchanges.promise(ada, "the article on looms", by=TODAY + timedelta(days=30))
    net.exchanges.promise(ben, "introduce him to Mary", by=TODAY + timedelta(days=30))
    found = {each.contact: each for each in net.due() if each.kind == "cadence"}
    assert found[ada.id].activity == "share-opportunity"
    assert found[ada.id].because.endswith("you promised to send them something")
    assert found[ben.id].activity == "offer-help"
    assert found[ben.id].because.endswith("you promised them an introduction")


def test_a_promised_introduction_calls_for_introducing(net):
    """Whatever else the rotation would have."""
    ada = added(net, "Ada Lovelace")
    net.exchanges.promise(ada, "introduce her to Mary", by=TODAY + timedelta(days=30))
    assert planned(net, ada).activity == "introduce"


def test_an_interest_in_common_calls_for_introducing_at_every_other_touch(net):
    """Ada and Mary don't know each other; after an even number of touches it is their turn."""
    people = [added(net, name, interests=["bees"]) for name in ("Ada Lovelace", "Mary Somerville")]
    for each in people:
        net.touchpoints.log(each, channel="call", on=TODAY - timedelta(days=95))
    row = planned(net, people[0])
    assert row.activity == "introduce"
    assert "both care about bees" in row.because


def test_an_anniversary_near_the_date_calls_for_a_word(net):
    """The anniversary of a job, four days after the due date, in a year that isn't known."""
    dates = [NamedDate(label="work anniversary", date="--03-06")]
    ada = added(net, "Ada Lovelace", "inner", dates=dates)
    row = planned(net, ada)
    assert row.activity == "celebrate"
    assert row.called_for == "work anniversary on 6 Mar 2026"
    assert any("work anniversary on 6 Mar 2026" in line for line in net.why(ada))


def test_the_due_list_proposes_before_anything_is_planned(net):
    """An activity, what it is meant as, and a channel, and the same when it is planned then."""
    ada = added(net, "Ada Lovelace", "inner")
    (row,) = net.due()
    assert row.id is None
    after = planned(net, ada)
    assert (row.activity, row.intent, row.channel) == (after.activity, after.intent, after.channel)


@pytest.mark.parametrize("helped", [False, True])
def test_only_whom_one_gave_something_is_to_be_asked(helped):
    """Of 200 plans none is an ask where nothing was given; with help behind them, some are."""
    with roomy() as net:
        for n in range(200):
            each = added(net, f"Person{n} Test", "inner")
            if helped:
                net.exchanges.give(each, "a hint", kind="help")
        rows = [each for each in net.plan(weeks=12).touchpoints if each.kind == "cadence"]
    assert len(rows) == 200
    assert ("ask" in {each.intent for each in rows}) is helped


def test_who_has_only_an_address_for_mail_is_mailed_or_met(net):
    """Nobody is to be called whose number isn't known."""
    people = [added(net, f"Person{n} Test", email=f"p{n}@example.org") for n in range(40)]
    rows = {each.contact: each for each in net.plan(weeks=12).touchpoints}
    assert {rows[each.id].channel for each in people} == {"email", "coffee"}


@pytest.mark.parametrize(("temperament", "written"), [("introvert", 56), ("extravert", 28)])
def test_the_shares_of_channels_come_out_over_many_people(temperament, written):
    """Of 200 touches of the middle circle, within eight of a hundred of the share."""
    with roomy(temperament) as net:
        for n in range(200):
            added(net, f"Person{n} Test")
        rows = [each for each in net.plan(weeks=12).touchpoints if each.kind == "cadence"]
    assert len(rows) == 200
    assert {each.channel for each in rows} <= {*WRITTEN, *ONE_TO_ONE}
    share = 100 * sum(each.channel in WRITTEN for each in rows) / 200
    assert abs(share - written) < 8
