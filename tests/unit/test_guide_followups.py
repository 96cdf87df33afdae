"""After a networking event: what is called for, by when, and how well it was kept."""

from __future__ import annotations

from datetime import date

import pytest

from kithkeeper.rules.followups import (
    EncounterFacts,
    Step,
    checklists,
    followups,
    promise_step,
    promises,
    score,
)

FAIR = date(2026, 11, 19)  # a Thursday
NEXT_DAY = date(2026, 11, 20)
NEXT_WEEK = date(2026, 11, 26)

ADA = EncounterFacts("ada", "Ada", FAIR, said="looms", promised="send the paper on cards")
BEN = EncounterFacts("ben", "Ben", FAIR, connected=True, noted=True, common=("chess", "tea", "go"))
CY = EncounterFacts("cy", "Cy", FAIR, connected=True, noted=True)


def test_only_what_is_called_for_follows():
    """Ada: connect, write, notes, the paper by the next day, coffee by the week; Ben an article.

    Cy is connected and noted, said nothing and was promised nothing: nothing follows.
    """
    steps = followups([ADA, BEN, CY])
    assert [(each.contact, each.step, each.by) for each in steps] == [
        ("ada", Step.CONNECT, NEXT_DAY),
        ("ada", Step.WRITE, NEXT_DAY),
        ("ada", Step.NOTES, NEXT_DAY),
        ("ada", Step.RESOURCE, NEXT_DAY),
        ("ada", Step.COFFEE, NEXT_WEEK),
        ("ben", Step.ARTICLE, NEXT_WEEK),
    ]


def test_the_follow_ups_are_two_checklists_of_people_and_the_promises():
    """Two calendar items an event, a line a person; Ada's paper is an item of its own."""
    steps = followups([ADA, BEN, CY])
    first, second = checklists("Loom Fair", steps)
    assert first.title == "Loom Fair – follow up within 24 hours"
    assert (first.by, first.contacts) == (NEXT_DAY, ("ada",))
    assert first.lines == ("Ada: connect, write about looms, add notes",)
    assert (second.by, second.contacts) == (NEXT_WEEK, ("ada", "ben"))
    assert second.lines == ("Ada: suggest a coffee", "Ben: share something on chess and tea")
    assert [each.what for each in promises(steps)] == ["send the paper on cards"]


def test_a_day_on_which_nothing_is_called_for_has_no_item():
    """Ben alone needs nothing within a day; Cy alone needs nothing at all."""
    assert [each.within for each in checklists("Fair", followups([BEN]))] == [7]
    assert checklists("Fair", followups([CY])) == ()


@pytest.mark.parametrize(
    ("promised", "step", "by"),
    [
        ("send her the slides", Step.RESOURCE, NEXT_DAY),
        ("share that link", Step.RESOURCE, NEXT_DAY),
        ("introduce him to Ada", Step.INTRODUCTION, NEXT_WEEK),
        ("an intro to our CTO", Step.INTRODUCTION, NEXT_WEEK),
        ("put them in touch with Ben", Step.INTRODUCTION, NEXT_WEEK),
        ("review her draft", Step.COMMITMENT, NEXT_WEEK),
        ("linkage of looms", Step.COMMITMENT, NEXT_WEEK),
    ],
)
def test_a_promise_is_the_guides_step_that_its_words_say(promised, step, by):
    """Resources within a day; introductions and other promises within a week."""
    assert promise_step(promised) == step
    (made,) = promises(followups([CY._replace(promised=promised)]))
    assert (made.step, made.by) == (step, by)


def test_the_day_that_was_named_for_a_promise_holds():
    """A paper promised for December is due in December."""
    named = ADA._replace(promised_by=date(2026, 12, 1))
    (made,) = promises(followups([named]))
    assert made.by == date(2026, 12, 1)


def test_the_score_is_follow_ups_kept():
    """Four follow-ups: one in time, one a day late, two open: 2 of 4 kept is 50 %, 1 in time."""
    late = date(2026, 11, 21)
    got = score([(NEXT_DAY, FAIR), (NEXT_DAY, late), (NEXT_WEEK, None), (NEXT_WEEK, None)])
    assert (got.kept, got.in_time, got.called_for, got.share) == (2, 1, 4, 50)
    assert got.because == "2 of 4 follow-ups kept, 1 in time"


def test_an_event_without_follow_ups_has_no_score():
    """Meeting nobody is neither 0 nor 100 per cent."""
    assert score([]).share is None
