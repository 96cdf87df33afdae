"""What the next touch should be, how much a week holds, and who should change circles."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from kithkeeper.model.circle import DEFAULT_CIRCLES, INNER, MIDDLE, OUTER
from kithkeeper.model.kinds import Channel, Intent, Temperament
from kithkeeper.rules.capacity import defaults, effort
from kithkeeper.rules.circles import Evidence, capacity_findings, moves, sizes
from kithkeeper.rules.facts import ContactFacts
from kithkeeper.rules.proposals import CalledFor, Occasion, propose_touch, rotation
from kithkeeper.rules.temperament import NUMBERS, ONE_TO_ONE, WRITTEN

DUE = date(2026, 3, 10)
ADA = ContactFacts(
    id="c-ada", name="Ada", circle="inner", cadence=None, at_most=None,
    placed_on=date(2026, 1, 10), last_touch=None, next_due=DUE, paused_until=None,
    archived=False, tags=(), organization="", birthday=None,
)  # fmt: skip


def proposed(contact=ADA, circle=INNER, past=0, due=DUE, **more):
    return propose_touch(contact, circle, past=past, due=due, **more)


def test_activities_take_turns():
    """Four touches in a row go through the four activities of the inner circle in its order."""
    start = INNER.activities.index(proposed().activity)
    turns = [proposed(past=n).activity for n in range(5)]
    assert turns == [INNER.activities[(start + n) % 4] for n in range(5)]
    assert proposed(past=1).because == "the inner circle's activities take turns; 1 touch so far"


def test_not_everyone_has_the_same_turn():
    """Of forty people who are new, each activity falls to some."""
    first = Counter(proposed(ADA._replace(id=f"c{n}")).activity for n in range(40))
    assert set(first) == set(INNER.activities)


@pytest.mark.parametrize(
    ("birthday", "due", "called"),
    [
        ("03-20", DUE, True),
        ("03-30", DUE, False),
        ("12-31", date(2026, 1, 6), True),
        ("02-29", date(2027, 2, 14), True),
        ("02-30", DUE, False),
    ],
)
def test_a_birthday_near_calls_for_congratulations(birthday, due, called):
    """Within two weeks of the due date, across the year's end and on 28 February if need be."""
    found = proposed(ADA._replace(birthday=birthday, circle="outer"), circle=OUTER, due=due)
    assert found.because.startswith("birthday on ") == called
    if called:
        assert found.activity == "congratulate"


@pytest.mark.parametrize("circle", [INNER, MIDDLE])
def test_a_birthday_with_a_reminder_of_its_own_is_not_congratulated_on_twice(circle):
    """Where the circle keeps birthdays, the touch of that time is about something else."""
    there, none = (proposed(ADA._replace(birthday=each), circle=circle) for each in ("03-10", None))
    assert there == none
    assert not there.called_for


def test_the_outer_circle_congratulates_on_an_anniversary():
    """The word is the circle's own, the intent is help."""
    found = proposed(circle=OUTER, occasions=[Occasion("work anniversary", "03-12")])
    assert (found.activity, found.intent) == ("congratulate", Intent.HELP)
    assert found.because == "work anniversary on 12 Mar 2026"


def test_what_is_called_for_goes_before_the_rotation():
    """A promised article is shared."""
    found = proposed(called_for=[CalledFor("share-insight", "you promised the article on bees")])
    assert (found.activity, found.intent) == ("share-insight", Intent.INSIGHT)
    assert found.because == "you promised the article on bees"


def test_a_plan_as_a_whole_leans_70_20_10():
    """A year of the guide's full circles: help 64–76, insight 15–25, ask 7–13 per cent."""
    intents = Counter()
    for circle, size, times in ((INNER, 10, 12), (MIDDLE, 50, 4), (OUTER, 150, 1)):
        for number in range(size):
            contact = ADA._replace(id=f"{circle.name}{number}")
            intents.update(proposed(contact, circle, past=n).intent for n in range(times))
    total = intents.total()
    assert 0.64 <= intents[Intent.HELP] / total <= 0.76
    assert 0.15 <= intents[Intent.INSIGHT] / total <= 0.25
    assert 0.07 <= intents[Intent.ASK] / total <= 0.13


def test_no_ask_where_the_ledger_forbids_one():
    """Every turn that would have been an ask is help."""
    for turn in range(40):
        assert proposed(past=turn, may_ask=False).intent is not Intent.ASK


def test_channels_go_by_temperament_and_by_what_is_possible():
    """Introverts write more than extraverts; without a phone nobody is called."""
    used = {
        each: Counter(proposed(past=n, temperament=each).channel for n in range(90))
        for each in Temperament
    }
    written = [sum(used[each][channel] for channel in WRITTEN) for each in Temperament]
    assert written == [50, 40, 25]
    assert used[Temperament.EXTRAVERT][Channel.LUNCH] > 0
    assert used[Temperament.INTROVERT][Channel.LUNCH] == 0
    without = {proposed(past=n, channels=[Channel.EMAIL]).channel for n in range(8)}
    assert without == {Channel.EMAIL}
    assert proposed(past=0).effort == effort(proposed(past=0).channel)


def test_own_shares_go_before_the_temperaments():
    """Who writes only, and who talks only, by a number in the profile."""
    writes = NUMBERS[Temperament.EXTRAVERT]._replace(one_to_one_share=0)
    talks = NUMBERS[Temperament.INTROVERT]._replace(written_share=0)
    assert {proposed(past=n, numbers=writes).channel for n in range(90)} <= set(WRITTEN)
    assert {proposed(past=n, numbers=talks).channel for n in range(90)} <= set(ONE_TO_ONE)


def test_introducing_has_its_weight_among_the_turns():
    """Of a hundred turns: 25 in a plain rotation of four, 33 at 150 %, 21 at 80 %, none at 0."""
    middle = DEFAULT_CIRCLES[1].activities
    share = [100 * rotation(middle, each).count("introduce") // len(rotation(middle, each))
             for each in (100, 150, 80, 0)]  # fmt: skip
    assert share == [25, 33, 21, 0]
    assert rotation(middle, 100) == middle
    assert rotation(("introduce",), 0) == ()
    assert {rotation(middle, 150).count(each) for each in middle if each != "introduce"} == {2}


def test_a_circle_of_the_users_own_needs_no_code():
    """Activities we never heard of are proposed as they are, without any activity a check-in."""
    own = INNER._replace(name="choir", activities=("sing together",))
    assert proposed(circle=own).activity == "sing together"
    assert proposed(circle=own._replace(activities=())).activity == "check-in"


def test_capacity_goes_by_temperament():
    """The documented table; an ambivert has 6 a day and 20 a week."""
    assert [defaults(each) for each in Temperament] == [(4, 16), (6, 20), (8, 28)]
    assert [effort(each) for each in (Channel.EMAIL, Channel.CALL, Channel.LUNCH, None)] == [
        1, 2, 4, 2,
    ]  # fmt: skip


def members(circle, size, **changes):
    return [
        ADA._replace(id=f"{circle.name}{n}", name=f"N{n}", circle=circle.name, **changes)
        for n in range(size)
    ]


def test_sizes_say_how_many_too_many_or_too_few():
    """12 of 10 inner, 20 of at least 30 middle; an archived one does not count."""
    people = [*members(INNER, 12), *members(MIDDLE, 20), *members(OUTER, 1, archived=True)]
    found = sizes(DEFAULT_CIRCLES, people)
    assert [(each.size, each.over, each.under) for each in found] == [
        (12, 2, 0), (20, 0, 10), (0, 0, 150),
    ]  # fmt: skip


def test_a_crowded_circle_gives_up_those_with_the_least_behind_them():
    """Eleven of ten: the one with one touch of twelve and no exchange moves out, and why is said."""
    people = members(INNER, 11)
    evidence = {each.id: Evidence(12, 12, 3, 2, 2) for each in people}
    evidence["inner4"] = Evidence(5, 12)
    (move,) = moves(DEFAULT_CIRCLES, people, evidence)
    assert (move.contact, move.circle, move.to) == ("inner4", "inner", "middle")
    assert move.because == (
        "Inner circle holds 11 people, and 10 is its most; 5 touches in a year where the cadence "
        "asked for 12, 0 acts given and 0 received"
    )


def test_without_evidence_the_longest_silence_moves():
    """Nothing but last touches known: the oldest goes."""
    people = members(INNER, 11, last_touch=date(2026, 2, 1))
    people[7] = people[7]._replace(last_touch=date(2025, 2, 1))
    (move,) = moves(DEFAULT_CIRCLES, people)
    assert move.contact == "inner7"
    assert move.because.endswith("10 is its most; last in touch 1 Feb 2025")


def moved(people, evidence):
    return {move.contact: move for move in moves(DEFAULT_CIRCLES, people, evidence)}


def targets(found):
    return {each: move.to for each, move in found.items()}


def test_who_outgrew_a_circle_is_called_in_and_who_fell_silent_out():
    """Eight touches where four were due, with exchanges: up. One of twelve, none: down."""
    people = [*members(INNER, 6), *members(MIDDLE, 35)]
    evidence = {each.id: Evidence(12, 12, 1, 1, 1) for each in people[:6]}
    evidence["inner2"] = Evidence(1, 12)
    evidence["middle3"] = Evidence(9, 4, 1, 2, 1, 3)
    found = moved(people, evidence)
    assert targets(found) == {"inner2": "middle", "middle3": "inner"}
    assert found["middle3"].because == (
        "outgrew the middle circle; 9 touches in a year where the cadence asked for 4, 1 of them "
        "deep, 2 acts given and 1 received, 3 times they began"
    )


def test_a_thin_circle_calls_the_strongest_of_the_next():
    """Three of five inner: the two strongest of the middle circle, and the command to do it."""
    people = [*members(INNER, 3), *members(MIDDLE, 32)]
    evidence = {f"middle{n}": Evidence(n, 4) for n in range(1, 4)}
    found = capacity_findings(DEFAULT_CIRCLES, people, evidence)
    assert [(each.contact, each.command) for each in found] == [
        ("middle3", "kith circle middle3 inner"),
        ("middle2", "kith circle middle2 inner"),
        ("", "kith circles"),
    ]
    assert found[-1].proposal == "fill the outer circle"


def test_a_role_draws_inward_and_outward():
    """A mentor who kept the cadence is called in, a conference contact who kept less than half of
    it is let out; a colleague of the same numbers is left where they are.
    """
    people = [*members(INNER, 6), *members(MIDDLE, 35)]
    for number, role in ((1, "Conference contact"), (2, "colleague"), (7, "mentor"), (8, "friend")):
        people[number] = people[number]._replace(tags=(role,))
    evidence = {each.id: Evidence(12, 12, 1, 1, 1) for each in people[:6]}
    evidence |= {"inner1": Evidence(5, 12), "inner3": Evidence(5, 12)}
    evidence |= {"middle1": Evidence(4, 4), "middle2": Evidence(4, 4)}
    found = moved(people, evidence)
    assert targets(found) == {"inner1": "middle", "middle1": "inner"}
    assert found["inner1"].because == (
        "less than half of the inner circle's cadence was kept; 5 touches in a year where the "
        "cadence asked for 12, 0 acts given and 0 received; tagged conference contact"
    )
    assert found["middle1"].because == (
        "kept the middle circle's cadence; 4 touches in a year where the cadence asked for 4, "
        "0 acts given and 0 received; tagged mentor"
    )


def test_a_full_circle_gives_its_weakest_for_a_stronger_one():
    """Ten of ten inner: one of the middle circle with more behind them, both ways, and why."""
    people = [*members(INNER, 10), *members(MIDDLE, 35)]
    evidence = {each.id: Evidence(12, 12, 3, 2, 2) for each in people[:10]}
    evidence["inner4"] = Evidence(4, 12, 0, 1, 0)
    evidence["middle3"] = Evidence(9, 4, 2, 3, 2, 3)
    found = moves(DEFAULT_CIRCLES, people, evidence)
    assert [(each.contact, each.circle, each.to) for each in found] == [
        ("middle3", "middle", "inner"),
        ("inner4", "inner", "middle"),
    ]
    assert found[0].because.startswith(
        f"outgrew the middle circle; Inner circle holds 10 people, which is its most, so in "
        f"exchange for {people[4].name}; 9 touches in a year"
    )
    assert found[1].because.startswith(
        "Inner circle holds 10 people, which is its most; "
        f"{people[13].name} of the middle circle has more behind them; 4 touches in a year"
    )


def test_no_exchange_for_one_who_is_as_strong():
    """A full circle of which all keep their cadence, with exchanges, is left as it is."""
    people = [*members(INNER, 10), *members(MIDDLE, 35)]
    evidence = {each.id: Evidence(12, 12, 3, 2, 2) for each in people[:10]}
    evidence["middle3"] = Evidence(9, 4, 1, 1, 1)
    assert moves(DEFAULT_CIRCLES, people, evidence) == ()
