"""The quarterly review: who is proposed what, why, and by which command."""

from __future__ import annotations

from datetime import date

import pytest

from kithkeeper.model.practice import GoalPeriod
from kithkeeper.rules.circles import Evidence
from kithkeeper.rules.facts import ContactFacts, Finding
from kithkeeper.rules.goals import DEFAULT_GOALS, progress
from kithkeeper.rules.measures import GoalLog
from kithkeeper.rules.review import ReviewFacts, finding_key, remaining, review

TODAY = date(2026, 11, 22)
DAYS = {"inner": 30, "middle": 91, "outer": 365, None: 0}
RANK = {"inner": 0, "middle": 1, "outer": 2, None: None}


def person(id, circle, last=None, placed=None, paused_until=None, archived=False, **more):
    contact = ContactFacts(
        id=id, name=id.title(), circle=circle, cadence=None, at_most=None, placed_on=placed,
        last_touch=last, next_due=None, paused_until=paused_until, archived=archived, tags=(),
        organization="", birthday=None,
    )  # fmt: skip
    return ReviewFacts(contact, RANK[circle], circle == "outer", DAYS[circle], **more)


def proposals(*people, **more):
    return [(each.contact, each.proposal) for each in review(people, TODAY, **more)]


def test_dormant_contacts_worth_waking():
    """Inner (30 days) silent since 22 Sep, 61 days, over 60: wake. Since 23 Sep, 60 days: not yet.

    Outer (365): silent since 2024 with an exchange: wake; without one: nothing yet.
    """
    ada = person("ada", "inner", date(2026, 9, 22), can_help_with=("her talk",))
    ben = person("ben", "inner", date(2026, 9, 23))
    cy = person("cy", "outer", date(2024, 11, 1), exchanges_ever=2, interests=("tea",))
    di = person("di", "outer", date(2024, 12, 24))
    found = review([cy, di, ben, ada], TODAY)
    assert [(each.contact, each.proposal) for each in found] == [
        ("ada", "reconnect"), ("cy", "reconnect"),
    ]  # fmt: skip
    assert found[0].because == (
        "silent since 22 Sep 2026, over 2 cadences; you could help with her talk"
    )
    assert found[0].command == "kith script fill reconnect --to ada"
    assert "2 exchanges between you; they care about tea" in found[1].because


def test_a_contact_is_woken_or_given_another_cadence_not_both():
    """4 touches of 12 expected, and silent for 61 days: a word first."""
    ada = person("ada", "inner", date(2026, 9, 22), evidence=Evidence(touches=4, expected=12))
    assert proposals(ada) == [("ada", "reconnect")]


def test_no_more_are_woken_than_one_can_write_to():
    """Of twelve dormant ones the two dearest, by name where they are equal."""
    many = [person(f"m{n:02}", "middle", date(2026, 1, 1)) for n in range(11)]
    dear = person("zoe", "inner", date(2026, 1, 1))
    assert proposals(*many, dear, most_to_wake=2) == [("zoe", "reconnect"), ("m00", "reconnect")]


def test_letting_go_is_for_the_far_the_silent_and_the_unbound():
    """Silent for two years and more, nothing exchanged: archive; a day less: not.

    22 November 2024 is 730 days before. An open promise, an exchange or a nearer circle keeps.
    """
    gone, kept = date(2024, 11, 22), date(2024, 11, 23)
    found = proposals(
        person("a", "outer", gone),
        person("b", "outer", kept),
        person("c", None, gone),
        person("d", None, None, placed=gone),
        person("e", "outer", gone, open_promises=1),
        person("f", None, None, placed=None),
    )
    assert found == [("a", "archive"), ("c", "archive"), ("d", "archive")]


def test_letting_go_archives_and_never_deletes():
    """The command is `kith archive`."""
    (finding,) = review([person("a b", "outer", date(2024, 1, 1))], TODAY)
    assert finding.command == "kith archive 'a b'"
    assert finding.because == (
        "last in touch 1 Jan 2024; nothing was exchanged and nothing is promised"
    )


def test_a_cadence_that_is_not_kept_is_made_longer():
    """Inner: 4 touches of 12 expected: one in 30 x 12 / 4 = 90 days, so three months.

    6 of 12 is half and stays; 0 of 12 isn't kept but silent.
    """
    last = date(2026, 11, 1)
    found = review(
        [
            person("ada", "inner", last, evidence=Evidence(touches=4, expected=12)),
            person("ben", "inner", last, evidence=Evidence(touches=6, expected=12)),
            person("cy", "inner", last, evidence=Evidence(touches=0, expected=12)),
        ],
        TODAY,
    )
    assert [each.proposal for each in found] == ["longer cadence: 3 months"]
    assert found[0].command == "kith edit ada --set cadence='3 months'"
    assert found[0].because.startswith("4 touches in a year where the cadence asked for 12")


@pytest.mark.parametrize(
    ("evidence", "asks", "proposal"),
    [
        (Evidence(given=0, received=3), 0, ["give"]),
        (Evidence(given=0, received=2), 1, []),
        (Evidence(given=0, received=0), 2, ["give"]),
        (Evidence(given=1, received=9), 5, []),
        (Evidence(given=3, received=0), 0, ["ask or rest"]),
        (Evidence(given=3, received=0, theirs=1), 0, []),
        (Evidence(given=2, received=0), 0, []),
    ],
)
def test_one_sided_relations(evidence, asks, proposal):
    """Three acts one way in a year and none the other, or two asks without a gift."""
    ada = person("ada", "middle", date(2026, 11, 1), evidence=evidence, asks=asks)
    assert [each for _, each in proposals(ada)] == proposal


def test_missing_facts_are_asked_for_in_the_near_circles():
    """Three unknown facts of the middle circle are worth asking; two aren't, nor are outer ones."""
    three, two = ("how_met", "interests", "personal"), ("how_met", "interests")
    last = date(2026, 11, 1)
    found = review(
        [
            person("a", "middle", last, missing=three),
            person("b", "middle", last, missing=two),
            person("c", "outer", last, missing=three),
        ],
        TODAY,
    )
    assert [each.contact for each in found] == ["a"]
    assert found[0].because == "Middle circle, and not known: how met, interests and personal"


def test_placements_come_first_and_settle_the_contact():
    """Whoever should move is neither woken nor let go; the moves are shown as they are."""
    move = Finding("ada", "move from inner to middle", "crowded", "kith circle ada middle")
    ada = person("ada", "inner", date(2026, 1, 1))
    assert review([ada], TODAY, placements=[move]) == (move,)


def test_the_archived_and_the_resting_are_left_alone():
    """Paused until tomorrow: not woken; until yesterday: woken; archived: nothing at all."""
    last = date(2026, 1, 1)
    found = proposals(
        person("a", "inner", last, paused_until=date(2026, 11, 23)),
        person("b", "inner", last, paused_until=date(2026, 11, 21)),
        person("c", "inner", last, archived=True, missing=("x", "y", "z")),
    )
    assert found == [("b", "reconnect")]


def test_goals_not_met_close_the_review():
    """Four goals of the quarter, none met: four lines with their numbers."""
    quarter = [goal for goal in DEFAULT_GOALS if goal.period == GoalPeriod.QUARTER]
    done = [progress(goal, GoalLog(reviews=(TODAY,)), TODAY) for goal in quarter]
    found = review([], TODAY, goals=done)
    assert [each.proposal for each in found] == [
        "goal: Let the inner circle grow",
        "goal: Deepen relationships",
        "goal: Give before getting",
    ]
    assert found[2].because.startswith("0 of 10 since 1 Oct 2026")
    assert found[2].because.endswith("until 31 Dec 2026")


def test_a_review_is_resumed_where_it_was_left():
    """What was decided on is not asked again; anything else of the same person is."""
    people = [person("a", "outer", date(2024, 1, 1)), person("b", "outer", date(2024, 1, 1))]
    found = review(people, TODAY)
    left = remaining(found, [finding_key(found[0]), "b:reconnect"])
    assert [each.contact for each in left] == ["b"]
