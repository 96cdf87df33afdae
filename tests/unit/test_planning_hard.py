"""Hard plans against the exact optimum, which an integer programme of the rules alone proved."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from kithkeeper.planning import plan
from kithkeeper.rules.facts import Candidate

TODAY = date(2026, 3, 2)


def crowd(seed):
    """45 people, due from a month ago to fourteen weeks ahead."""
    at = random.Random(seed)
    people = []
    for number in range(45):
        cadence = at.choice((14, 21, 91, 365))
        due = TODAY + timedelta(at.randint(-30, 100))
        effort = at.choice((1, 1, 2, 4))
        people.append(
            Candidate(f"c{number:02}", f"Person {number}", "any", 0, due, cadence, effort)
        )
    return people


@pytest.mark.parametrize(
    ("seed", "optimum"),
    [(1, 17.295123), (2, 167.323198), (5, 20.221074), (9, 36.991836), (10, 73.896510)],
)
def test_two_working_days_of_four_over_sixteen_weeks_are_planned_within_a_thousandth(seed, optimum):
    """A day of four holds one coffee, or two calls, or four messages: the optimum needs all three
    to trade places.
    """
    made = plan(
        crowd(seed),
        today=TODAY,
        horizon_end=TODAY + timedelta(days=16 * 7 - 1),
        capacity=lambda day: 4 if day.weekday() in (1, 3) else 0,
        week_capacity=8,
    )
    assert optimum - 1e-6 <= made.cost <= optimum * 1.001
