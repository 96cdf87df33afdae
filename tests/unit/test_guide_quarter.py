"""One autumn, day by day: an event, promises, asks refused and allowed, goals, and the review.

People: Ada (inner, monthly, 30 days), Ben (middle, quarterly, 91), Cy (outer, yearly, 365).

    1 Oct   Ada receives feedback (help 1).
    6 Oct   Looms Fair: Di is met, says "dyes", is promised a paper; Ed is met, nothing more.
    7 Oct   the paper goes to Di (help 2); Ed gets connected and noted.
    12 Oct  you ask Ada (ask 1).
    20 Oct  you want to ask Di.
    2 Nov   Ada and Ben are introduced to each other (help 3, one act for two).
    3 Nov   a post (insight 1).
    9 Nov   coffee with Ben, after messages in March and June.
    10-25 Nov  sixteen more gifts of insight to Ben (insight 2 to 17), one a day.
    26 Nov  you want to ask Di again.
    10 Jan  you look at the window again: it reaches back to 13 Oct.
"""

from __future__ import annotations

from datetime import date, timedelta

from kithkeeper.model.kinds import Channel, Depth, Direction, HelpKind, Intent
from kithkeeper.rules.circles import Evidence
from kithkeeper.rules.facts import ContactFacts
from kithkeeper.rules.followups import EncounterFacts, checklists, followups, promises, score
from kithkeeper.rules.goals import DEFAULT_GOALS, progress
from kithkeeper.rules.ledger import ActFacts, ask_verdict, balance
from kithkeeper.rules.measures import EventLog, GoalLog, TouchLog
from kithkeeper.rules.review import ReviewFacts, review

FAIR = date(2026, 10, 6)
COFFEE = date(2026, 11, 9)


def act(id, on, kind, *contacts, sort=None):
    return ActFacts(id, on, Direction.GIVEN, kind, contacts, sort=sort)


OCTOBER = [
    act("feedback", date(2026, 10, 1), Intent.HELP, "ada", sort=HelpKind.FEEDBACK),
    act("paper", date(2026, 10, 7), Intent.HELP, "di", sort=HelpKind.RESOURCE),
    act("ask", date(2026, 10, 12), Intent.ASK, "ada"),
]
NOVEMBER = [
    *OCTOBER,
    act("intro", date(2026, 11, 2), Intent.HELP, "ada", "ben", sort=HelpKind.INTRODUCTION),
    act("post", date(2026, 11, 3), Intent.INSIGHT),
    *(
        act(f"i{n}", date(2026, 11, 10) + timedelta(days=n), Intent.INSIGHT, "ben")
        for n in range(16)
    ),
]
MET = [
    EncounterFacts("di", "Di", FAIR, said="dyes", promised="send her the paper"),
    EncounterFacts("ed", "Ed", FAIR),
]


def test_6_october_what_the_fair_calls_for():
    """Di: connect, write, notes and coffee, beside the paper; Ed: connect and notes.

    The first list is due on the 7th, the second on the 13th, the promise on the 7th.
    """
    first, second = checklists("Looms Fair", followups(MET))
    assert (first.by, first.lines) == (
        date(2026, 10, 7),
        ("Di: connect, write about dyes, add notes", "Ed: connect, add notes"),
    )
    assert (second.by, second.lines) == (date(2026, 10, 13), ("Di: suggest a coffee",))
    assert [(each.contact, each.by) for each in promises(followups(MET))] == [
        ("di", date(2026, 10, 7)),
    ]


def test_13_october_the_score_of_the_fair():
    """Seven follow-ups: the paper, and Ed's two, were kept on the 7th; Di's other four not.

    3 of 7 are 43 per cent (42.86 rounded), all three in time.
    """
    done = {("di", "resource"), ("ed", "connect"), ("ed", "notes")}
    got = score(
        (each.by, date(2026, 10, 7) if (each.contact, each.step) in done else None)
        for each in followups(MET)
    )
    assert (got.called_for, got.kept, got.in_time, got.share) == (7, 3, 3, 43)


def test_12_october_the_first_ask_is_fine():
    """Ada had received feedback, and nobody was asked before: 1 <= max(1, floor(0.3))."""
    assert ask_verdict(OCTOBER[:2], "ada", date(2026, 10, 12)).allowed


def test_20_october_the_second_ask_is_refused():
    """2 help and 1 ask; the ask would be the 2nd of 4. Two asks take 20 acts: 16 gives more."""
    verdict = ask_verdict(OCTOBER, "di", date(2026, 10, 20))
    assert (verdict.allowed, verdict.given_before, verdict.within_share) == (False, True, False)
    assert verdict.gives_before_next_ask == 16


def test_26_november_the_second_ask_is_allowed():
    """3 help, 17 insight, 1 ask are 21 acts; the ask would be the 22nd and the 2nd: floor(2.2)."""
    today = date(2026, 11, 26)
    assert ask_verdict(NOVEMBER, "di", today).allowed
    assert not ask_verdict(NOVEMBER, "ed", today).allowed, "Ed never received anything"


def test_26_november_the_balance():
    """3, 17 and 1 of 21: 14.3, 81.0 and 4.8 per cent; off by -55.7, +61.0 and -5.2.

    Half of 121.9 is 60.95, that is 61.0 with one decimal (60.9 by binary rounding is as good).
    Ada's own view: feedback, the introduction and the ask, 3 acts, too few to conclude from.
    """
    read = balance(NOVEMBER, date(2026, 11, 26))
    assert read.shares == {"help": 14.3, "insight": 81.0, "ask": 4.8}
    assert read.distance == {"help": -55.7, "insight": 61.0, "ask": -5.2}
    assert abs(read.off_target - 60.95) < 0.06
    ada = balance(NOVEMBER, date(2026, 11, 26), contact="ada")
    assert (ada.help, ada.insight, ada.ask, ada.enough) == (2, 0, 1, False)


def test_10_january_the_ask_of_october_has_left_the_window():
    """13 October is the 90th day counted back from 10 January, with it.

    October's three acts lie before; the introduction and 17 insights are left, 1 help and 17.
    """
    read = balance(NOVEMBER, date(2027, 1, 10))
    assert (read.help, read.insight, read.ask) == (1, 17, 0)
    assert read.may_ask


LOG = GoalLog(
    touches=(
        TouchLog("m1", date(2026, 3, 2), ("ben",), Channel.MESSAGE, Depth.LIGHT),
        TouchLog("m2", date(2026, 6, 2), ("ben",), Channel.MESSAGE, Depth.LIGHT),
        TouchLog("c1", COFFEE, ("ben",), Channel.COFFEE, Depth.DEEP),
    ),
    acts=tuple(NOVEMBER),
    events=(EventLog("fair", FAIR, "Looms Fair", attended=True, people=2),),
    cadence_days={"ada": 30, "ben": 91, "cy": 365},
    names={"ada": "Ada", "ben": "Ben", "di": "Di"},
)


def test_30_november_the_goals_of_the_month_and_the_quarter():
    """Month: no event (the fair was in October), 1 introduction, 17 insights shared, no article.

    Quarter: nobody joined the inner circle. Deepened: Ada and Di by their first gift
    ever in October, Ben by the introduction, his first, and the coffee adds no second count: 3. Given first: Ada's feedback (before the ask of 12
    October), the paper, and 16 insights for Ben; not the introduction, as Ada was asked before;
    not the post, which is for nobody: 18. No review.
    """
    today = date(2026, 11, 30)
    done = {goal.id: progress(goal, LOG, today).done for goal in DEFAULT_GOALS}
    assert [done[each] for each in ("event", "introductions", "resources", "article")] == [
        0, 1, 17, 0,
    ]  # fmt: skip
    assert [done[each] for each in ("inner", "deepen", "give-first", "review")] == [0, 3, 18, 0]


def test_9_november_the_goals_of_the_week():
    """The coffee counts; Ben's 160 days since 2 June are under 182, so he was not dormant."""
    done = {goal.id: progress(goal, LOG, COFFEE).done for goal in DEFAULT_GOALS}
    assert [done[each] for each in ("profile", "dormant", "community", "coffee")] == [0, 0, 0, 1]


def test_31_december_the_review():
    """Ada was last touched on 2 November, 59 days before: 60 are two cadences, so not yet dormant.

    On 2 January it is 61 days. Cy, outer, was last seen on 1 December 2024: 760 days, over 730, with
    nothing exchanged: let go. Ben got 17 gifts this year, gave none and never wrote: one-sided.
    """

    def facts(id, circle, last):
        return ContactFacts(
            id=id, name=id.title(), circle=circle, cadence=None, at_most=None, placed_on=None,
            last_touch=last, next_due=None, paused_until=None, archived=False, tags=(),
            organization="", birthday=None,
        )  # fmt: skip

    people = [
        ReviewFacts(facts("ada", "inner", date(2026, 11, 2)), 0, False, 30, exchanges_ever=3),
        ReviewFacts(
            facts("ben", "middle", COFFEE),
            1,
            False,
            91,
            Evidence(3, 4, given=17),
            exchanges_ever=17,
        ),
        ReviewFacts(facts("cy", "outer", date(2024, 12, 1)), 2, True, 365),
    ]
    found = review(people, date(2026, 12, 31))
    assert [(each.contact, each.proposal) for each in found] == [
        ("ben", "ask or rest"), ("cy", "archive"),
    ]  # fmt: skip
    later = review(people, date(2027, 1, 2))
    assert [(each.contact, each.proposal) for each in later] == [
        ("ada", "reconnect"), ("ben", "ask or rest"), ("cy", "archive"),
    ]  # fmt: skip
