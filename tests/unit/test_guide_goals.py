"""The guide's action plan, counted from dated logs worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from kithkeeper.errors import Invalid
from kithkeeper.model.kinds import Channel, Depth, Direction, HelpKind, Intent
from kithkeeper.model.practice import GoalPeriod
from kithkeeper.rules.goals import (
    DEFAULT_GOALS,
    GoalFacts,
    may_tick,
    period_of,
    progress,
    standing_goals,
)
from kithkeeper.rules.ledger import ActFacts
from kithkeeper.rules.measures import (
    MEASURES,
    CheckLog,
    EventLog,
    GoalLog,
    JoinLog,
    MeetingLog,
    MoveLog,
    TickLog,
    TouchLog,
)

SUNDAY = date(2026, 11, 22)
GOALS = {goal.id: goal for goal in DEFAULT_GOALS}
HELP, INSIGHT, ASK = Intent


def touch(id, on, *contacts, channel=Channel.MESSAGE, depth=Depth.LIGHT):
    return TouchLog(id, on, contacts, channel, depth)


def gave(id, on, *contacts, kind=HELP, sort=None, direction=Direction.GIVEN):
    return ActFacts(id, on, direction, kind, contacts, sort=sort)


def done(goal, log, today=SUNDAY, week_starts="mon"):
    return progress(GOALS[goal], log, today, week_starts).done


def test_the_default_plan_is_the_guides():
    """Four goals a period; three dormant, two introductions, five resources, five, ten."""
    assert [goal.period for goal in DEFAULT_GOALS] == (
        [GoalPeriod.WEEK] * 4 + [GoalPeriod.MONTH] * 4 + [GoalPeriod.QUARTER] * 4
    )
    assert [goal.target for goal in DEFAULT_GOALS] == [1, 3, 1, 1, 1, 2, 5, 1, 1, 5, 10, 1]
    assert {goal.measure for goal in DEFAULT_GOALS} <= set(MEASURES)


@pytest.mark.parametrize(
    ("period", "starts", "first", "last"),
    [
        (GoalPeriod.WEEK, "mon", date(2026, 11, 16), SUNDAY),
        (GoalPeriod.WEEK, "sun", SUNDAY, date(2026, 11, 28)),
        (GoalPeriod.WEEK, "sat", date(2026, 11, 21), date(2026, 11, 27)),
        (GoalPeriod.MONTH, "mon", date(2026, 11, 1), date(2026, 11, 30)),
        (GoalPeriod.QUARTER, "mon", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_periods_hold_sunday_22_november(period, starts, first, last):
    """The week by its first day, the month and the quarter by the calendar."""
    assert period_of(period, SUNDAY, starts) == (first, last)


def test_a_week_that_starts_on_no_day_is_named():
    """An unknown setting is an error, not a Monday."""
    with pytest.raises(Invalid, match="week_starts"):
        period_of(GoalPeriod.WEEK, SUNDAY, "someday")


def test_dormant_connections_reached():
    """Ada monthly (30 days): silent from 1 Sep to 17 Nov, 77 days, over 60: counts once.

    Ben quarterly (91): silent from 1 Aug to 17 Nov, 108 days, under 182: doesn't.
    Cy without cadence: known since 2024, touched on 20 Nov: over 365 days, counts.
    Di was never met before: doesn't. Ed was woken on 10 Nov, last week: doesn't.
    """
    log = GoalLog(
        touches=(
            touch("1", date(2026, 9, 1), "ada"),
            touch("2", date(2026, 11, 17), "ada", "ben"),
            touch("3", date(2026, 11, 19), "ada"),
            touch("4", date(2026, 8, 1), "ben"),
            touch("5", date(2026, 11, 20), "cy"),
            touch("6", date(2026, 11, 20), "di"),
            touch("7", date(2026, 11, 10), "ed"),
            touch("8", date(2026, 11, 18), "ed"),
        ),
        cadence_days={"ada": 30, "ben": 91},
        known_since={"cy": date(2024, 5, 1), "ed": date(2020, 1, 1)},
        names={"ada": "Ada", "cy": "Cy"},
    )
    found = progress(GOALS["dormant"], log, SUNDAY)
    assert [each.what for each in found.counted] == [
        "Ada, silent since 1 Sep 2026", "Cy, silent since 1 May 2024",
    ]  # fmt: skip
    assert (found.done, found.met) == (2, False)


def test_the_week_start_moves_what_counts():
    """A community joined on Saturday the 21st is of the week before where weeks start on Sunday."""
    log = GoalLog(joins=(JoinLog("c", date(2026, 11, 21), "Looms"),))
    assert done("community", log) == 1
    assert done("community", log, week_starts="sun") == 0


def test_a_coffee_counts_when_it_is_arranged_and_only_once():
    """Arranged on the 18th for December: counts now; a lunch had unplanned on the 19th too."""
    log = GoalLog(
        touches=(
            touch("m2", date(2026, 11, 20), "ben", channel=Channel.COFFEE),
            touch("t1", date(2026, 11, 19), "cy", channel=Channel.LUNCH),
        ),
        meetings=(
            MeetingLog("m1", date(2026, 11, 18), "coffee with Ada"),
            MeetingLog("m2", date(2026, 11, 9), "coffee with Ben"),
        ),
    )
    assert done("coffee", log) == 2


def test_an_event_counts_where_someone_was_met():
    """One attended in November, one to which nobody went, one of October, one to come."""
    log = GoalLog(
        events=(
            EventLog("1", date(2026, 11, 5), "Fair", attended=True, people=4),
            EventLog("2", date(2026, 11, 12), "Meetup", attended=False),
            EventLog("3", date(2026, 10, 31), "Conf", attended=True, people=2),
            EventLog("4", date(2026, 11, 28), "Gala", attended=True),
        )
    )
    assert done("event", log) == 1
    people = GoalFacts("p", "Meet people", GoalPeriod.QUARTER, 5, "people-met")
    assert progress(people, log, SUNDAY).done == 6


def test_introductions_and_resources_of_the_month():
    """November: one introduction for two people is one; a paper and an insight are two resources.

    The feedback is neither, the paper received is not given, and October's is last month's.
    """
    log = GoalLog(
        acts=(
            gave("1", date(2026, 11, 3), "ada", "ben", sort=HelpKind.INTRODUCTION),
            gave("2", date(2026, 11, 4), "ada", sort=HelpKind.RESOURCE),
            gave("3", date(2026, 11, 5), kind=INSIGHT),
            gave("4", date(2026, 11, 6), "cy", sort=HelpKind.FEEDBACK),
            gave(
                "5", date(2026, 11, 7), "cy", sort=HelpKind.RESOURCE, direction=Direction.RECEIVED
            ),
            gave("6", date(2026, 10, 31), "cy", sort=HelpKind.RESOURCE),
        )
    )
    assert (done("introductions", log), done("resources", log)) == (1, 2)


def test_the_inner_circle_grows_by_who_joined_less_who_left():
    """Two joined this quarter, one left; a move between other circles is neither: plus one."""
    log = GoalLog(
        moves=(
            MoveLog("ada", date(2026, 10, 3), 1, 0),
            MoveLog("ben", date(2026, 10, 9), None, 0),
            MoveLog("cy", date(2026, 11, 1), 0, 1),
            MoveLog("di", date(2026, 11, 2), 2, 1),
            MoveLog("ed", date(2026, 9, 30), 1, 0),
        )
    )
    assert done("inner", log) == 1


def test_deepened_is_deeper_than_usual():
    """Ada: light three times in a year, coffee on 3 Nov: deeper. Ben: always coffee: not.

    Cy: one call and one message, equally frequent, so a call is usual; a call on 3 Nov is not
    deeper. Di: no touch in the 365 days before 3 Nov: no usual. Ada's second coffee counts no more.
    """
    nov, coffee = date(2026, 11, 3), {"channel": Channel.COFFEE, "depth": Depth.DEEP}
    call = {"channel": Channel.CALL, "depth": Depth.REGULAR}
    log = GoalLog(
        touches=(
            touch("1", date(2026, 1, 5), "ada"),
            touch("2", date(2026, 4, 5), "ada"),
            touch("3", date(2026, 8, 5), "ada"),
            touch("4", nov, "ada", "ben", **coffee),
            touch("5", date(2026, 11, 20), "ada", **coffee),
            touch("6", date(2026, 5, 1), "ben", **coffee),
            touch("7", date(2026, 5, 1), "cy", **call),
            touch("8", date(2026, 6, 1), "cy"),
            touch("9", nov, "cy", **call),
            touch("10", date(2025, 11, 2), "di"),
            touch("11", nov, "di", **coffee),
        ),
        names={"ada": "Ada"},
    )
    found = progress(GOALS["deepen"], log, SUNDAY)
    assert [each.what for each in found.counted] == ["Ada: deep, where light was usual"]


def test_deepened_is_also_a_first_exchange_in_a_direction():
    """Ada had given before, and now received for the first time; Ben's second gift is no first."""
    log = GoalLog(
        acts=(
            gave("1", date(2026, 3, 1), "ada"),
            gave("2", date(2026, 11, 2), "ada", direction=Direction.RECEIVED),
            gave("3", date(2026, 3, 1), "ben"),
            gave("4", date(2026, 11, 2), "ben"),
        )
    )
    assert [each.ref for each in progress(GOALS["deepen"], log, SUNDAY).counted] == ["2"]


def test_given_before_getting():
    """Ada: given on 2 Oct, asked on 5 Oct, given on 9 Oct: one counts. Ben: two. A post: none.

    The ask of September was in another quarter, so Cy's gift of October counts: four.
    """
    log = GoalLog(
        acts=(
            gave("1", date(2026, 10, 2), "ada"),
            gave("2", date(2026, 10, 5), "ada", kind=ASK),
            gave("3", date(2026, 10, 9), "ada"),
            gave("4", date(2026, 11, 1), "ben"),
            gave("5", date(2026, 11, 2), "ben", kind=INSIGHT),
            gave("6", date(2026, 11, 3), kind=INSIGHT),
            gave("7", date(2026, 9, 30), "cy", kind=ASK),
            gave("8", date(2026, 10, 20), "cy"),
        )
    )
    found = progress(GOALS["give-first"], log, SUNDAY)
    assert [each.ref for each in found.counted] == ["1", "8", "4", "5"]
    assert found.because == (
        "4 of 10 since 1 Oct 2026: gives to people of whom you had asked nothing before"
    )


def test_the_profile_and_the_article_are_ticked():
    """Two items of the profile make it updated once; the article of the rhythm counts in a month."""
    log = GoalLog(
        checks=(
            CheckLog("1", "linkedin-profile", "photo", date(2026, 11, 17)),
            CheckLog("2", "linkedin-profile", "url", date(2026, 11, 18)),
            CheckLog("3", "linkedin-engagement", "article", date(2026, 11, 2)),
            CheckLog("4", "linkedin-engagement", "post", date(2026, 11, 2)),
        ),
        ticks=(TickLog("t", "profile", date(2026, 11, 9)),),
    )
    assert (done("profile", log), done("article", log)) == (1, 1)


def test_a_manual_goal_counts_its_own_ticks_in_its_period():
    """Two ticks this month, one of October, one of another goal: 2."""
    goal = GoalFacts("talk", "Give talks", GoalPeriod.MONTH, 3, "manual")
    ticks = (
        TickLog("1", "talk", date(2026, 11, 1), "PyCon"),
        TickLog("2", "talk", SUNDAY),
        TickLog("3", "talk", date(2026, 10, 31)),
        TickLog("4", "other", SUNDAY),
    )
    found = progress(goal, GoalLog(ticks=ticks), SUNDAY)
    assert (found.done, [each.what for each in found.counted]) == (2, ["PyCon", "ticked"])


def test_what_the_log_knows_is_not_ticked():
    """An introduction is logged; an article may be ticked; ticks on a counted goal count nothing."""
    assert "log what happened" in may_tick("introduction-made")
    assert may_tick("article-written") is None
    assert may_tick("manual") is None
    ticks = (TickLog("1", "introductions", SUNDAY),)
    assert done("introductions", GoalLog(ticks=ticks)) == 0


def test_the_review_counts_once_it_is_finished():
    """One in the quarter, one in the last."""
    assert done("review", GoalLog(reviews=(date(2026, 9, 30), date(2026, 10, 1)))) == 1


def test_an_empty_log_is_no_progress():
    """Twelve goals, nothing done, nothing raised."""
    assert {progress(goal, GoalLog(), SUNDAY).done for goal in DEFAULT_GOALS} == {0}


def test_an_unknown_measure_is_named():
    """The error lists those there are."""
    goal = GoalFacts("x", "X", GoalPeriod.WEEK, 1, "smiles")
    with pytest.raises(Invalid, match="deepened"):
        progress(goal, GoalLog(), SUNDAY)


def test_goals_of_ones_own_stand_beside_or_in_place_of_the_guides():
    """One dropped, one replaced with a target of 7, one ended yesterday, one begins tomorrow."""
    own = [
        GOALS["resources"]._replace(target=7),
        GoalFacts("a", "A", GoalPeriod.WEEK, 1, "touched", until=SUNDAY),
        GoalFacts("b", "B", GoalPeriod.WEEK, 1, "touched", since=date(2026, 11, 23)),
        GoalFacts("c", "C", GoalPeriod.WEEK, 1, "touched"),
    ]
    standing = {goal.id: goal.target for goal in standing_goals(own, ["article"], SUNDAY)}
    assert len(standing) == 12
    assert standing["resources"] == 7
    assert "c" in standing
    assert not standing.keys() & {"article", "a", "b"}
