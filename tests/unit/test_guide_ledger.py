"""The 70-20-10 rule on dated acts, with every number worked out in the test's own text."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest

from kithkeeper.model.kinds import Direction, Intent
from kithkeeper.rules.ledger import (
    ActFacts,
    alternatives,
    ask_verdict,
    balance,
    whom_else,
)

TODAY = date(2026, 11, 22)
ADA, BEN, CLEO = "ada", "ben", "cleo"


def act(kind, *contacts, on=TODAY, direction=Direction.GIVEN, assumed=False):
    act.count += 1
    return ActFacts(f"x{act.count}", on, direction, kind, contacts, assumed)


act.count = 0


def acts(helps, insights, asks, *contacts, on=TODAY):
    kinds = [Intent.HELP] * helps + [Intent.INSIGHT] * insights + [Intent.ASK] * asks
    return [act(kind, *contacts, on=on) for kind in kinds]


def test_seven_two_one_is_on_target():
    """7 helps, 2 insights and 1 ask of 10 acts are 70, 20 and 10 per cent, 0 off the target."""
    read = balance(acts(7, 2, 1, ADA), TODAY)
    assert read.shares == {"help": 70.0, "insight": 20.0, "ask": 10.0}
    assert read.distance == {"help": 0.0, "insight": 0.0, "ask": 0.0}
    assert (read.off_target, read.enough) == (0.0, True)
    assert read.because[1] == "Near 70-20-10"


def test_the_distance_is_in_percentage_points():
    """6 helps, 1 insight, 5 asks of 12: 50, 8.3 and 41.7 %, that is -20, -11.7 and +31.7.

    Half of 20 + 11.7 + 31.7 = 63.4 is 31.7 per cent of acts that would have to be others.
    """
    read = balance(acts(6, 1, 5, ADA), TODAY)
    assert read.shares == {"help": 50.0, "insight": 8.3, "ask": 41.7}
    assert read.distance == {"help": -20.0, "insight": -11.7, "ask": 31.7}
    assert read.off_target == 31.7
    assert "ask is 31.7 points over its 10 %" in read.because[1]


def test_below_ten_acts_nothing_is_concluded():
    """Nine asks would be 100 %; with nine acts the shares are shown and only that is said."""
    read = balance(acts(0, 0, 9, ADA), TODAY)
    assert read.shares["ask"] == 100.0
    assert not read.enough
    assert read.because[1] == "Fewer than 10 acts: too few to conclude anything from the shares"
    assert not any("over its" in line for line in read.because)


def test_an_empty_ledger_has_shares_of_nothing():
    """No act at all: every share is 0, nothing is off target, and a first ask is in the share."""
    read = balance([], TODAY)
    assert read.shares == {"help": 0.0, "insight": 0.0, "ask": 0.0}
    assert read.distance == {"help": 0.0, "insight": 0.0, "ask": 0.0}
    assert (read.off_target, read.may_ask, read.gives_before_next_ask) == (0.0, True, 0)


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        (TODAY, 1),
        (date(2026, 8, 25), 1),  # the 90th day counted back from and with 22 November
        (date(2026, 8, 24), 0),
        (date(2026, 11, 23), 0),
    ],
)
def test_the_window_is_ninety_days_with_today(on, counts):
    """30 days of September, 31 of October, 22 of November and 25-31 August: 90 days."""
    assert balance([act(Intent.HELP, ADA, on=on)], TODAY).help == counts


def test_a_group_counts_once_in_the_network_and_once_for_each():
    """One dinner for three is one act, and stands with each of the three."""
    dinner = [act(Intent.HELP, ADA, BEN, CLEO)]
    assert balance(dinner, TODAY).help == 1
    assert [balance(dinner, TODAY, contact=each).help for each in (ADA, BEN, CLEO)] == [1, 1, 1]


def test_an_act_for_nobody_in_particular_counts_in_the_network_only():
    """A post gives insight to the network and to no contact."""
    post = [act(Intent.INSIGHT)]
    assert balance(post, TODAY).insight == 1
    assert balance(post, TODAY, contact=ADA).insight == 0
    assert not ask_verdict(post, ADA, TODAY).given_before


def test_received_stands_beside_and_is_in_no_share():
    """3 received beside 1 given: the share of help is 100 %, received is 3, 2 of them help."""
    log = [act(Intent.HELP, ADA)]
    log += [act(Intent.HELP, ADA, direction=Direction.RECEIVED) for _ in range(2)]
    log += [act(Intent.ASK, ADA, direction=Direction.RECEIVED)]
    read = balance(log, TODAY, contact=ADA)
    assert (read.shares["help"], read.received) == (100.0, 3)
    assert read.received_by == {"help": 2, "insight": 0, "ask": 1}


def test_an_assumed_act_counts_and_is_told():
    """A ticked item's help counts until it is dropped, and the balance says how many there are."""
    read = balance([act(Intent.HELP, ADA, assumed=True), act(Intent.HELP, BEN)], TODAY)
    assert (read.help, read.assumed) == (2, 1)


def test_an_ask_before_a_give_is_refused():
    """Ada never received anything: refused, and one give makes it fine."""
    log = acts(12, 0, 0, BEN)
    verdict = ask_verdict(log, ADA, TODAY)
    assert (verdict.allowed, verdict.gives_before_next_ask) == (False, 1)
    assert (verdict.given_before, verdict.within_share) == (False, True)
    assert ask_verdict([*log, act(Intent.INSIGHT, ADA)], ADA, TODAY).allowed


def test_a_give_of_years_ago_still_counts_and_one_of_tomorrow_does_not():
    """ "At any time" reaches back without end, and not into the future."""
    assert ask_verdict([act(Intent.HELP, ADA, on=date(2011, 1, 1))], ADA, TODAY).allowed
    assert not ask_verdict([act(Intent.HELP, ADA, on=date(2026, 11, 23))], ADA, TODAY).allowed


def test_what_they_gave_or_what_you_asked_is_no_give():
    """Help received, or an ask, doesn't make the next ask fine."""
    log = [act(Intent.HELP, ADA, direction=Direction.RECEIVED), act(Intent.ASK, ADA)]
    assert not ask_verdict(log, ADA, TODAY).given_before


def test_the_first_ask_of_the_window_is_fine_however_few_the_acts():
    """1 give: the ask would be 1 of 2 acts; max(1, floor(0.2)) = 1 allows it."""
    verdict = ask_verdict(acts(1, 0, 0, ADA), ADA, TODAY)
    assert (verdict.allowed, verdict.gives_before_next_ask) == (True, 0)


def test_the_second_ask_needs_twenty_acts():
    """With 1 ask and g gives, asking makes 2 of g + 2 acts: fine from g = 18 on.

    With 5 gives, floor(0.7) is 0, so 1 is allowed and 13 more gives are needed.
    """
    for gives, allowed, needed in ((5, False, 13), (17, False, 1), (18, True, 0), (40, True, 0)):
        verdict = ask_verdict(acts(gives, 0, 1, ADA), ADA, TODAY)
        assert (verdict.allowed, verdict.gives_before_next_ask) == (allowed, needed), gives


def test_giving_as_often_as_told_makes_the_ask_fine():
    """The number is exact: one give fewer is still refused."""
    for gives, asks in ((0, 1), (3, 2), (30, 4), (9, 9)):
        log = [*acts(gives, 0, asks, BEN), act(Intent.HELP, ADA, on=date(2020, 1, 1))]
        needed = ask_verdict(log, ADA, TODAY).gives_before_next_ask
        assert not ask_verdict([*log, *acts(needed - 1, 0, 0, BEN)], ADA, TODAY).allowed
        assert ask_verdict([*log, *acts(needed, 0, 0, BEN)], ADA, TODAY).allowed


def test_an_ask_leaves_the_window_after_ninety_days():
    """Asked on 1 September; refused on 29 November (day 90 with it), allowed on the 30th."""
    log = [act(Intent.HELP, ADA, on=date(2026, 9, 1)), act(Intent.ASK, ADA, on=date(2026, 9, 1))]
    assert not ask_verdict(log, ADA, date(2026, 11, 29)).allowed
    assert ask_verdict(log, ADA, date(2026, 11, 30)).allowed


def test_the_balance_says_what_the_verdict_says():
    """`may_ask` of a contact's balance is the verdict on asking that contact."""
    log = acts(5, 0, 1, ADA)
    read = balance(log, TODAY, contact=BEN)
    assert (read.may_ask, read.gives_before_next_ask) == (False, 13)
    assert "give before you get" in read.because[-1]


def test_alternatives_name_whom_else_and_what_to_give():
    """Ben had two gives, Cleo one and gave two back: Ben is the one to ask instead of Ada."""
    log = [*acts(2, 0, 0, BEN), act(Intent.HELP, CLEO)]
    log += [act(Intent.HELP, CLEO, direction=Direction.RECEIVED) for _ in range(2)]
    others = whom_else(log, TODAY, among={BEN, CLEO})
    assert others == (BEN,)
    lines = alternatives(
        ask_verdict(log, ADA, TODAY), name="Ada", others=("Ben",), can_help_with=("her grant",)
    )
    assert lines == (
        "Give Ada first: her grant",
        "Ask someone you have given to: Ben",
        "Ask all the same with --anyway; it is noted",
    )


def test_ten_thousand_acts_are_read_in_well_under_a_second():
    """A linear reading: 10,000 acts over 27 years, both views, within a second."""
    log = [act(Intent.HELP, f"c{n % 500}", on=TODAY - timedelta(days=n)) for n in range(10_000)]
    start = time.process_time()
    assert balance(log, TODAY).help == 90
    assert ask_verdict(log, "c1", TODAY).allowed
    assert time.process_time() - start < 10
