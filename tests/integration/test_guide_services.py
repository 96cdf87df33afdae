"""The guide's services at their edges: many exchanges, batches, undo, observers, plugins."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest

from kithkeeper import Network
from kithkeeper.config import Config
from kithkeeper.config.values import Profile
from kithkeeper.errors import Ambiguous, Invalid, NotFound, Refused
from kithkeeper.model.kinds import Temperament

DAY = date(2026, 11, 22)


@pytest.fixture
def net():
    with Network.in_memory(today=DAY) as opened:
        yield opened


def test_ten_thousand_exchanges_are_read_fast(net):
    """A hundred a contact over two years: the balance of either view within two seconds."""
    people = net.contacts.add_many({"name": f"P {n}", "circle": "outer"} for n in range(100))
    with net.session.change("many") as work:
        for n in range(10_000):
            on = DAY - timedelta(days=n % 700)
            kind = (
                "help",
                "help",
                "help",
                "help",
                "help",
                "help",
                "help",
                "insight",
                "insight",
                "ask",
            )[n % 10]
            row = {
                "contacts": [people[n % 100].id],
                "kind": kind,
                "on": on.isoformat(),
                "what": "x",
            }
            if kind == "help":
                row["sort"] = "resource"
            work.put("exchange", f"e{n:05}", row)
    begun = time.process_time()
    read = net.exchanges.balance()
    one = net.exchanges.balance(people[0])
    with pytest.raises(Refused):
        net.exchanges.ask(people[7], "one more")
    took = time.process_time() - begun
    in_window = [n for n in range(10_000) if n % 700 < 90]
    assert read.help == sum(n % 10 < 7 for n in in_window)
    assert one.help + one.insight + one.ask == sum(n % 100 == 0 for n in in_window)
    assert took < 20, f"{took:.2f} s"


def test_an_act_keeps_its_kind_of_help(net):
    """Resources shared count for the goal of the month, other help does not."""
    ada = net.contacts.add("Ada Low", circle="inner")
    net.exchanges.give(ada, "a paper", sort="resource")
    net.exchanges.give(ada, "a lead", sort="opportunity")
    assert [act.sort for act in net.exchanges.acts()] == ["resource", "opportunity"]
    done = {each.goal: each.done for each in net.goals.progress()}
    assert done["resources"] == 1


def test_wrapping_is_one_entry_and_can_be_undone(net):
    """Undoing it takes both lists back and leaves who was met."""
    net.events.add("Meetup", DAY - timedelta(days=1))
    net.events.met("Meetup", "Di Ray", said="dyes")
    net.events.wrap("Meetup")
    assert len([row for row in net.due(within=9) if row.kind == "followup"]) == 2
    net.history.undo()
    assert [row for row in net.due(within=9) if row.kind == "followup"] == []
    shown = net.events.get("Meetup")
    assert (shown.state, len(shown.encounters)) == ("planned", 1)


def test_someone_known_is_met_without_becoming_two(net):
    """The full name finds the contact, the organization decides between two of one name."""
    ada = net.contacts.add("Ada Low", circle="inner", organization="Acme Inc.")
    net.events.add("Meetup", DAY)
    assert net.events.met("Meetup", "ada low").contact == ada.id
    again = net.events.met("Meetup", "Ada Low", said="looms", promised="introduce her to Ben")
    assert (again.said, len(net.events.get("Meetup").encounters)) == ("looms", 1)
    assert len([t for t in net.touchpoints.of(ada) if t.channel == "event"]) == 1
    other = net.events.met("Meetup", "Ada Low", organization="Zed Ltd")
    assert other.contact != ada.id
    assert net.contacts.get(other.contact).tags == ("conference contact",)
    with pytest.raises(Ambiguous):
        net.events.met("Meetup", "Ada Low")
    assert net.events.met("Meetup", "Ada Low", organization="ACME").contact == ada.id
    [promise] = net.exchanges.commitments(ada)
    assert promise.by == DAY + timedelta(days=7), "an introduction takes a week"


def test_only_steps_that_are_called_for(net):
    """Linked on LinkedIn, with notes, nothing said: nothing to follow up, and no item."""
    net.contacts.add(
        "Ed Poe", circle="outer", links=["https://www.linkedin.com/in/ed"], notes="weaves"
    )
    net.events.add("Meetup", DAY)
    net.events.met("Meetup", "Ed Poe")
    wrapped = net.events.wrap("Meetup")
    assert (wrapped.followups, wrapped.score.share) == ((), None)
    assert [row for row in net.due(within=9) if row.kind == "followup"] == []


def test_an_interest_that_you_share_calls_for_an_article():
    """The profile wants looms, and so does Di: an article within a week."""
    config = Config(profile=Profile(intentions=("looms",)))
    with Network.in_memory(today=DAY, config=config) as net:
        net.contacts.add("Di Ray", circle="outer", interests=["Looms"])
        net.events.add("Meetup", DAY)
        net.events.met("Meetup", "Di Ray")
        steps = [(each.what, each.by) for each in net.events.wrap("Meetup").followups]
        assert ("share something on Looms", date(2026, 11, 29)) in steps


@pytest.mark.parametrize(
    ("temperament", "goal"),
    [(Temperament.INTROVERT, "Meet 3 people, then it is enough"),
     (Temperament.EXTRAVERT, "Introduce two people who should know each other")],
)  # fmt: skip
def test_goals_and_advice_follow_the_temperament(temperament, goal):
    """The introvert's three people and early arrival, the extravert's introductions."""
    with Network.in_memory(
        today=DAY, config=Config(profile=Profile(temperament=temperament))
    ) as net:
        made = net.events.add("Meetup", DAY)
        assert goal in made.goals
        assert len(net.playbook.advise()) == 8


def test_an_introduction_heard_before_it_was_made_is_refused(net):
    """So is one with oneself, or of oneself with nobody to make it; `anyway` makes it all the same."""
    ada, ben = (net.contacts.add(name, circle="inner") for name in ("Ada Low", "Ben Low"))
    made = net.introductions.add(ada, ben)
    assert net.introductions.add(ben, ada).id == made.id, "an open one is taken up again"
    with pytest.raises(Invalid):
        net.introductions.heard(made.id, "well")
    with pytest.raises(Invalid):
        net.introductions.add(ada, ada)
    with pytest.raises(Invalid):
        net.introductions.add("me", ada)
    assert net.introductions.make(made.id, anyway=True).state == "made"
    with pytest.raises(Invalid):
        net.introductions.make(made.id)
    assert net.exchanges.balance().help == 1


def test_two_with_one_interest_are_a_match_until_they_know_each_other(net):
    """Proposed to each other once, and no more when they are related."""
    ada = net.contacts.add("Ada Low", circle="inner", interests=["looms"])
    ben = net.contacts.add("Ben Low", circle="middle", interests=["Looms"])
    [match] = net.introductions.matches()
    assert {match.a, match.b} == {ada.id, ben.id}
    net.introductions.relate(ada, ben)
    assert net.introductions.matches() == ()


def test_moves_out_of_the_inner_circle_count_against_the_goal(net):
    """One joins and one leaves in the quarter: none more than before."""
    ada, ben = (net.contacts.add(name, circle="middle") for name in ("Ada Low", "Ben Low"))
    net.contacts.place(ada, "inner")
    inner = next(each for each in net.goals.progress() if each.goal == "inner")
    assert inner.done == 1
    net.contacts.place(ada, "middle")
    net.contacts.place(ben, "inner")
    inner = next(each for each in net.goals.progress() if each.goal == "inner")
    assert (inner.done, [each.ref for each in inner.counted]) == (1, [ben.id])


def test_a_dropped_goal_comes_back_when_it_is_set(net):
    """Dropped today it is none; set again it stands."""
    net.goals.drop("article")
    assert "article" not in {each.goal for each in net.goals.progress()}
    net.goals.set("article", 2)
    by = {each.goal: each for each in net.goals.progress()}
    assert (by["article"].target, by["article"].period) == (2, "month")
    with pytest.raises(NotFound):
        net.goals.drop("knitting")


def test_a_review_never_lets_go_of_someone_with_an_open_promise(net):
    """Silent for three years in the outer circle; the promise holds them."""
    cy = net.contacts.add("Cy Low", circle="outer")
    net.touchpoints.log(cy, on=date(2023, 11, 1))
    proposals = {each.proposal for each in net.review() if each.contact == cy.id}
    assert "archive" in proposals
    net.exchanges.promise(cy, "a book")
    assert "archive" not in {each.proposal for each in net.review() if each.contact == cy.id}


def test_a_backlog_that_left_the_calendar_is_planned_again(net):
    """An item moved twice is left out of plans; spreading gives it a fresh start, and counts it
    once, beside a promise to the same person.
    """
    from kithkeeper.services.outlook import spread

    ada = net.contacts.add("Ada Low", circle="inner")
    net.touchpoints.log(ada, on=date(2026, 6, 1))
    with net.session.change("moved twice") as work:
        work.put("touchpoint", "old", {
            "kind": "cadence", "contacts": [ada.id], "moves": 2, "origin": "plan",
            "due": "2026-07-01",
        })  # fmt: skip
    assert [row.contact for row in net.plan(weeks=2).touchpoints] == []
    assert net.catchup().overdue == 1
    net.exchanges.promise(ada, "a book", by=net.session.today)
    assert spread(net.session, 2) == 1
    assert [row.id for row in net.plan(weeks=2).touchpoints if row.kind == "cadence"] == ["old"]


def test_a_new_title_from_a_source_is_a_milestone(net, tmp_path):
    """Ada's card names Zed where it named Acme; the review says so with a draft that works."""
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:ada\r\nFN:Ada Low\r\nORG:{}\r\nEND:VCARD\r\n"
    file = tmp_path / "ada.vcf"
    with Network.open(tmp_path / "kith.db", clock=DAY, environ={}) as own:
        file.write_text(card.format("Acme"), newline="")
        own.imports.files([str(file)], circle="middle")
        assert "celebrate" not in {each.proposal for each in own.review()}
        file.write_text(card.format("Zed"), newline="")
        own.imports.files([str(file)])
        [found] = [each for each in own.review() if each.proposal == "celebrate"]
    assert found.because == "Ada Low is now at Zed (was at Acme), since 22 Nov 2026"
    assert found.command.endswith("--set milestone='your new place at Zed'")


def test_a_number_of_the_temperament_is_set_by_its_name():
    """Seven people an event in place of the ambivert's five; the others stay."""
    config = Config(profile=Profile(people_per_event=7))
    with Network.in_memory(today=DAY, config=config) as net:
        made = net.events.add("Meetup", DAY)
        assert "Have 7 good conversations" in made.goals
        assert "Take a break after 90 minutes" in made.goals


def test_the_days_after_an_event_hold_half():
    """An introvert recovers for two working days: 4 effort a day become 2 on Monday and Tuesday."""
    config = Config(profile=Profile(temperament=Temperament.INTROVERT))
    with Network.in_memory(today=DAY, config=config) as net:
        net.events.add("Fair", DAY)
        net.events.add("Standup", date(2026, 11, 25), kind="meeting")
        load = {row.date: row.capacity for row in net.plan(weeks=1).load}
        assert load == {
            date(2026, 11, 23): 2, date(2026, 11, 24): 2, date(2026, 11, 25): 4,
            date(2026, 11, 26): 4, date(2026, 11, 27): 4,
        }  # fmt: skip
        net.events.cancel("Fair")
        assert {row.capacity for row in net.plan(weeks=1).load} == {4}


def test_an_event_stays_when_a_guest_is_forgotten(net):
    """Ada was expected and met, Ben too: the event keeps Ben, nothing is left of Ada."""
    ada, ben = (net.contacts.add(name, circle="inner") for name in ("Ada Low", "Ben Low"))
    net.events.add("Fair", DAY, expect=[ada, ben])
    for each in (ada, ben):
        net.events.met("Fair", each, said="looms")
    net.communities.add("Looms")
    net.communities.log("Looms", "answer", "how to oil one", who=[ada, ben])
    net.events.wrap("Fair")
    net.contacts.forget(ada)
    shown = net.events.get("Fair")
    assert [each.contact for each in shown.meet] == [ben.id]
    assert [each.contact for each in shown.encounters] == [ben.id]
    store = net.session.store
    rows = [row for table in ("networking_event", "encounter", "community_act", "touchpoint", "exchange") for row in store.find(table)]  # fmt: skip
    assert rows
    assert ada.id not in str(rows)
    assert "Ada" not in str(rows)
