"""The year ahead under circles and capacity."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kithkeeper.model.circle import DEFAULT_CIRCLES, INNER
from kithkeeper.model.kinds import Temperament
from kithkeeper.planning import forecast
from kithkeeper.rules.cadence import first_due
from kithkeeper.rules.capacity import defaults
from kithkeeper.rules.facts import ContactFacts

MONDAY = date(2026, 1, 5)


def person(identity, circle, due):
    return ContactFacts(
        id=identity, name=identity, circle=circle.name, cadence=None, at_most=None,
        placed_on=MONDAY, last_touch=None, next_due=due, paused_until=None, archived=False,
        tags=(), organization="", birthday=None,
    )  # fmt: skip


def network(*sizes):
    return [
        person(
            f"{circle.name}{n}",
            circle,
            first_due(f"{circle.name}{n}", MONDAY, circle.cadence).date,
        )
        for circle, size in zip(DEFAULT_CIRCLES, sizes, strict=True)
        for n in range(size)
    ]


def ahead(contacts, temperament=Temperament.AMBIVERT, **changes):
    most = defaults(temperament)
    given = {
        "today": MONDAY,
        "capacity": lambda day: most.max_per_day if day.weekday() < 5 else 0,
        "week_capacity": most.max_per_week,
        "temperament": temperament,
    }
    return forecast(DEFAULT_CIRCLES, contacts, **(given | changes))


@pytest.mark.parametrize("temperament", list(Temperament))
def test_the_guides_full_circles_fit_every_temperament(temperament):
    """10 monthly, 50 quarterly, 150 yearly, spread from one day of placing: every promise is kept."""
    found = ahead(network(10, 50, 150), temperament)
    assert found.feasible
    assert [(each.name, each.kept, each.late) for each in found.circles] == [
        ("inner", True, 0),
        ("middle", True, 0),
        ("outer", True, 0),
    ]
    assert len(found.weeks) == 52
    assert all(week.effort <= week.capacity for week in found.weeks)


def test_four_times_as_many_are_plainly_said_not_to_fit():
    """40, 200 and 500 ask for more than twice what an ambivert's week holds."""
    found = ahead(network(40, 200, 500))
    assert not found.feasible
    assert not any(each.kept for each in found.circles)
    assert found.because.startswith("the circles ask for 5")
    assert "and a week holds 20.0 on average; it would fit with 5" in found.because
    assert "later than half a cadence after their date" in found.circles[0].because


def test_one_person_monthly_is_met_every_month():
    """Due on 5 January and each month from there: twelve touches by the end of the year."""
    found = ahead([person("ada", INNER, MONDAY)])
    assert found.circles[0] == (
        "inner",
        True,
        12,
        0,
        "1 person, monthly: 12 touches, each within half a cadence of its date",
    )
    assert found.circles[1].because == "0 people, quarterly: nothing falls due"


def test_days_off_leave_a_week_without_room():
    """Away for the first week: nothing is planned in it, and what was due waits."""
    off = MONDAY + timedelta(days=6)
    found = ahead([person("ada", INNER, MONDAY)], capacity=lambda day: 0 if day <= off else 6)
    first, second = found.weeks[:2]
    assert (first.effort, first.capacity) == (0, 0)
    assert first.waiting == second.effort > 0


def test_who_has_no_circle_or_rests_is_passed_over():
    """No circle, no date, or archived: no touches at all."""
    ada = person("ada", INNER, MONDAY)
    found = ahead(
        [ada._replace(circle=None), ada._replace(next_due=None), ada._replace(archived=True)]
    )
    assert [each.touches for each in found.circles] == [0, 0, 0]


def test_a_backlog_is_not_taken_for_a_want_of_capacity():
    """Thirty who were due in August come in bunches; what they ask for fits a week of 20."""
    found = ahead([person(f"p{n:02}", INNER, date(2025, 8, 1)) for n in range(30)])
    assert not found.circles[0].kept
    assert "which is enough: what comes late is overdue already" in found.because
    assert "the last week at whose end someone waits begins on 12 Oct 2026" in found.because
    assert "it would fit with" not in found.because


def test_one_who_is_long_overdue_and_met_at_once_leaves_nobody_waiting():
    """Ada, due in August, is late once of twelve times, and no week is too full."""
    found = ahead([person("ada", INNER, date(2025, 8, 1))])
    assert (found.circles[0].late, found.circles[0].kept) == (1, False)
    assert found.because.endswith("or waits while you are away")
