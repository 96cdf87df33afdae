"""Cadence as dated stories: what moves the next date, what does not, and what is said about it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kithkeeper.model.circle import INNER, MIDDLE, OUTER
from kithkeeper.model.kinds import Channel, Depth, Kind, State
from kithkeeper.model.period import Period
from kithkeeper.rules.cadence import first_due, keeps_birthdays, standing
from kithkeeper.rules.facts import ContactFacts, TouchFacts

ADA = ContactFacts(
    id="c-ada", name="Ada Lovelace", circle="inner", cadence=None, at_most=None,
    placed_on=date(2026, 1, 10), last_touch=None, next_due=None, paused_until=None,
    archived=False, tags=(), organization="", birthday="12-10",
)  # fmt: skip


def touch(on, channel=None, *, kind=Kind.TOUCH, state=State.DONE, depth=None, planned=False):
    return TouchFacts(f"t-{on}", on, kind, state, channel, depth, planned)


def test_a_coffee_moves_the_inner_circle_by_a_calendar_month():
    """Spoken on 4 March, due on 4 April, and the reason names circle, rhythm, day and channel."""
    found = standing(ADA, INNER, [touch(date(2026, 3, 4), Channel.COFFEE)])
    assert found.next_due == date(2026, 4, 4)
    assert found.anchor == found.last_touch == date(2026, 3, 4)
    assert found.last_channel == "coffee"
    assert found.cadence_days == 30
    assert found.alarm_on is None
    assert found.because == "Inner circle, monthly; last spoke 4 Mar 2026 over coffee"


def test_a_month_after_31_january_is_clamped():
    """31 January plus a month is 28 February 2026."""
    found = standing(ADA, INNER, [touch(date(2026, 1, 31), Channel.CALL)])
    assert found.next_due == date(2026, 2, 28)
    assert found.because.endswith("last spoke 31 Jan 2026 by phone")


def test_a_reaction_moves_last_touch_but_not_the_due_date():
    """A like is passing; inner needs light; the reason names it."""
    found = standing(
        ADA,
        INNER,
        [touch(date(2026, 3, 4), Channel.CALL), touch(date(2026, 3, 20), Channel.REACTION)],
    )
    assert found.last_touch == date(2026, 3, 20)
    assert found.next_due == date(2026, 4, 4)
    assert found.because == (
        "Inner circle, monthly; last spoke 4 Mar 2026 by phone; the reaction of 20 Mar 2026 was "
        "passing, and a touch has to be light to count here"
    )


def test_the_outer_circle_is_content_with_a_reaction():
    """Least depth of outer is passing, so a like moves the year."""
    found = standing(ADA, OUTER, [touch(date(2024, 2, 29), Channel.REACTION)])
    assert found.next_due == date(2025, 2, 28)
    assert found.because == "Outer circle, yearly; last reacted to a post 29 Feb 2024"


def test_an_older_entry_moves_nothing_back():
    """A coffee of January, entered after a call of March, changes nothing."""
    march = touch(date(2026, 3, 4), Channel.CALL)
    january = touch(date(2026, 1, 5), Channel.COFFEE)
    assert standing(ADA, INNER, [march, january]) == standing(ADA, INNER, [march])


def test_ticking_off_what_was_planned_always_satisfies():
    """A planned touchpoint ticked off as a mere reaction moves the date all the same."""
    ticked = touch(date(2026, 3, 4), Channel.REACTION, kind=Kind.CADENCE, planned=True)
    assert standing(ADA, INNER, [ticked]).next_due == date(2026, 4, 4)


def test_a_ticked_birthday_counts_for_inner_and_middle():
    """A birthday of the middle circle is that period's touch; the outer circle keeps no item."""
    wished = touch(date(2025, 12, 10), kind=Kind.BIRTHDAY, depth=Depth.PASSING)
    found = standing(ADA, MIDDLE, [wished])
    assert found.next_due == date(2026, 3, 10)
    assert found.because == "Middle circle, quarterly; last wished a happy birthday 10 Dec 2025"
    assert [keeps_birthdays(circle) for circle in (INNER, MIDDLE, OUTER)] == [True, True, False]


def test_a_skip_counts_from_its_day_and_leaves_the_last_touch():
    """Skipped on 10 April: next on 10 May; last spoken stays 4 March."""
    skip = touch(date(2026, 4, 10), kind=Kind.CADENCE, state=State.SKIPPED, planned=True)
    found = standing(ADA, INNER, [touch(date(2026, 3, 4), Channel.LUNCH), skip])
    assert found.next_due == date(2026, 5, 10)
    assert found.last_touch == date(2026, 3, 4)
    assert found.because == (
        "Inner circle, monthly; skipped 10 Apr 2026; last spoke 4 Mar 2026 over lunch"
    )


def test_a_skipped_promise_is_no_skip_of_the_cadence():
    """Only the cadence touchpoint's skip moves the cadence."""
    call = touch(date(2026, 3, 4), Channel.CALL)
    dropped = touch(date(2026, 4, 10), kind=Kind.PROMISE, state=State.SKIPPED)
    assert standing(ADA, INNER, [call, dropped]).next_due == date(2026, 4, 4)


def test_never_touched_is_due_on_the_same_day_everywhere():
    """The hash is SHA-256 of the id, so this date stands in every process and on every computer."""
    found = standing(ADA, INNER, [])
    assert found.next_due == date(2026, 1, 13)
    assert found.last_touch is None
    assert found.because == (
        "Inner circle, monthly; never in touch; first date spread over one cadence from "
        "10 Jan 2026, the day of placing"
    )


def test_first_dates_spread_over_one_cadence():
    """300 placed on one day: 1 to 91 days later, no day with more than 12, none empty for 5 days."""
    placed = date(2026, 1, 1)
    days = [(first_due(f"c{n}", placed, Period(3, "month")).date - placed).days for n in range(300)]
    assert min(days) >= 1
    assert max(days) <= 91
    assert max(days.count(day) for day in set(days)) <= 12
    assert len(set(days)) > 75


def test_touched_too_lightly_is_as_never_touched_and_says_so():
    """The date is the spread one; the reason names the reaction."""
    found = standing(ADA, INNER, [touch(date(2026, 1, 12), Channel.REACTION)])
    assert found.next_due == date(2026, 1, 13)
    assert found.last_touch == date(2026, 1, 12)
    assert found.anchor is None
    assert "never in touch" not in found.because
    assert found.because.endswith(
        "the reaction of 12 Jan 2026 was passing, and a touch has to be light to count here"
    )


def test_no_circle_no_cadence():
    """Someone who was not placed has no date, and the reason says so."""
    found = standing(ADA._replace(circle=None), None, [touch(date(2026, 3, 4), Channel.CALL)])
    assert found.next_due is None
    assert found.last_touch == date(2026, 3, 4)
    assert found.cadence_days == 0
    assert found.because == "Not in a circle yet, so there is no cadence"


def test_archived_has_no_date():
    """Archived: no reminders, and what was is still known."""
    found = standing(ADA._replace(archived=True), INNER, [touch(date(2026, 3, 4), Channel.CALL)])
    assert (found.next_due, found.last_touch) == (None, date(2026, 3, 4))


def test_a_pause_moves_the_date_to_its_end_at_the_earliest():
    """Due 4 April, paused until 1 June: 1 June; paused until 1 April: still 4 April."""
    march = [touch(date(2026, 3, 4), Channel.CALL)]
    long = standing(ADA._replace(paused_until=date(2026, 6, 1)), INNER, march)
    assert (long.next_due, long.alarm_on) == (date(2026, 6, 1), None)
    limited = ADA._replace(paused_until=date(2026, 6, 1), at_most=Period(2, "month"))
    assert standing(limited, INNER, march).alarm_on == date(2026, 6, 1)
    assert long.because.endswith("; paused until 1 Jun 2026")
    assert standing(ADA._replace(paused_until=date(2026, 4, 1)), INNER, march) == standing(
        ADA, INNER, march
    )


def test_a_pause_without_end_has_no_date():
    """Paused until resumed: no date, no alarm."""
    found = standing(
        ADA._replace(paused_until=date.max), INNER, [touch(date(2026, 3, 4), Channel.CALL)]
    )
    assert (found.next_due, found.alarm_on) == (None, None)
    assert found.because == "Inner circle, monthly; paused until resumed"


def test_a_cadence_of_ones_own_goes_before_the_circles():
    """Every two weeks for her alone."""
    found = standing(
        ADA._replace(cadence=Period(2, "week")), INNER, [touch(date(2026, 3, 4), Channel.CALL)]
    )
    assert found.next_due == date(2026, 3, 18)
    assert found.cadence_days == 14
    assert found.because.startswith("Inner circle, fortnightly by a cadence of their own; ")


def test_the_ideal_plans_and_the_at_most_alarms():
    """Monthly, at most two months: due 4 April, alarm 4 May; a longer own cadence lifts both."""
    circle = INNER._replace(at_most=Period(2, "month"))
    march = [touch(date(2026, 3, 4), Channel.CALL)]
    found = standing(ADA, circle, march)
    assert (found.next_due, found.alarm_on) == (date(2026, 4, 4), date(2026, 5, 4))
    assert found.because.endswith("; at most 2 months, until 4 May 2026")
    yearly = standing(ADA._replace(cadence=Period(1, "year")), circle, march)
    assert (yearly.next_due, yearly.alarm_on) == (date(2027, 3, 4), date(2027, 3, 4))


def test_the_end_of_the_calendar_is_no_crash():
    """A touch in the year 9999 has its next date on the last day there is."""
    assert standing(ADA, OUTER, [touch(date(9999, 6, 1), Channel.CALL)]).next_due == date.max


touches = st.lists(
    st.builds(
        touch,
        st.dates(date(2020, 1, 1), date(2027, 1, 1)),
        st.sampled_from([*Channel, None]),
        kind=st.sampled_from(list(Kind)),
        state=st.sampled_from([State.DONE, State.SKIPPED]),
        depth=st.sampled_from([*Depth, None]),
    ),
    max_size=8,
)


@given(touches, touches, st.sampled_from([INNER, MIDDLE, OUTER]))
def test_more_touches_never_move_anything_back(some, more, circle):
    """Whatever is added, the last touch moves only forward, and so does a date that was counted."""
    before, after = standing(ADA, circle, some), standing(ADA, circle, [*some, *more])
    if before.last_touch is not None:
        assert after.last_touch >= before.last_touch
    if before.anchor is not None:
        assert after.next_due >= before.next_due


@given(touches, st.randoms())
def test_the_order_of_entry_does_not_matter(some, random):
    """The same touches in any order give the same standing, because included."""
    shuffled = [*some]
    random.shuffle(shuffled)
    assert standing(ADA, MIDDLE, shuffled) == standing(ADA, MIDDLE, some)


@pytest.mark.parametrize("circle", [INNER, MIDDLE, OUTER])
@given(st.text(min_size=1, max_size=30))
def test_the_first_date_lies_within_one_cadence(circle, identity):
    """1 to cadence_days days after placing, for any id."""
    placed = date(2026, 1, 1)
    first = first_due(identity, placed, circle.cadence).date
    assert timedelta(days=1) <= first - placed <= timedelta(days=circle.cadence.nominal_days)
