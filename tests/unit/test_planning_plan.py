"""The plan as dated stories, and what holds for every plan."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kithkeeper.planning import cost, horizon_end, plan, unplaced_cost, windowed, windows
from kithkeeper.rules.facts import Candidate, Fixed

MONDAY = date(2026, 11, 23)
FOUR_WEEKS = horizon_end(MONDAY, 4)
ADA = Candidate("c-ada", "Ada", "inner", 0, date(2026, 11, 25), 30, 1)
BEN = Candidate("c-ben", "Ben", "middle", 1, date(2026, 11, 25), 91, 1)


def working(most):
    return lambda day: most if day.weekday() < 5 else 0


def planned(candidates, fixed=(), *, today=MONDAY, end=FOUR_WEEKS, a_day=6, a_week=20, blocks=None):
    return plan(
        candidates,
        fixed,
        today=today,
        horizon_end=end,
        capacity=working(a_day),
        week_capacity=a_week,
        blocks=blocks,
    )


def days(made):
    return {each.candidate.contact: each.day for each in made.placed}


def test_the_window_is_a_quarter_before_and_a_half_after():
    """Monthly, due 25 November: 18 November to 10 December, cut off at today."""
    assert windows(date(2026, 11, 25), 30, date(2026, 11, 1)) == (
        date(2026, 11, 18),
        date(2026, 12, 10),
    )
    assert windows(date(2026, 11, 25), 30, MONDAY) == (MONDAY, date(2026, 12, 10))
    assert windows(date(2026, 11, 8), 30, MONDAY) == (MONDAY, MONDAY)
    assert windows(date(2026, 11, 7), 30, MONDAY) == (MONDAY, None)


def test_late_costs_twice_as_much_as_early():
    """Three days of thirty: 0.01 early, 0.02 late."""
    due = date(2026, 11, 25)
    assert cost(due, 30, date(2026, 11, 22)) == pytest.approx(0.01)
    assert cost(due, 30, date(2026, 11, 28)) == pytest.approx(0.02)
    assert cost(due, 30, due) == 0


def test_four_weeks_are_today_and_27_days():
    """From Monday 23 November to Sunday 20 December."""
    assert date(2026, 12, 20) == FOUR_WEEKS


def test_everyone_on_the_due_date_where_there_is_room():
    """Two with room: both on Wednesday, at no cost, and the reason says so."""
    made = planned([ADA, BEN])
    assert days(made) == {"c-ada": date(2026, 11, 25), "c-ben": date(2026, 11, 25)}
    assert (made.cost, made.moved, made.unplaced) == (0, 0, ())
    assert made.placed[0].because == "due 25 Nov 2026, and that day has room"


def test_a_weekend_goes_to_the_friday_before():
    """Due on Saturday: a day early costs 1/900, two days late 8/900."""
    made = planned([ADA._replace(due=date(2026, 11, 28))])
    assert days(made) == {"c-ada": date(2026, 11, 27)}
    assert made.placed[0].because == (
        "due 28 Nov 2026, planned 1 day earlier; 28 Nov 2026 is no working day"
    )


def test_the_shorter_cadence_gets_the_day():
    """Room for one on Wednesday: the monthly one stays, the quarterly one goes a day early."""
    made = planned([ADA, BEN], a_day=1)
    assert days(made) == {"c-ada": date(2026, 11, 25), "c-ben": date(2026, 11, 24)}
    assert made.cost == pytest.approx(1 / 91**2)
    ben = next(each for each in made.placed if each.candidate is not ADA and each.cost > 0)
    assert ben.because == (
        "due 25 Nov 2026, planned 1 day earlier; nearer days are taken by what costs more to move"
    )


def test_the_dearer_circle_wins_among_equals():
    """Same due date, same cadence, one place: the inner one has it."""
    cy = ADA._replace(contact="a-cy", name="Cy", circle="middle", rank=1)
    assert days(planned([cy, ADA], a_day=1))["c-ada"] == date(2026, 11, 25)


def test_a_rules_weight_wins_among_equals_and_moves_no_cost():
    """Two of a circle want one day: the heavier one gets it, also against a dearer circle by 2."""
    one, other = BEN._replace(contact="c-a"), BEN._replace(contact="c-b", weight=2.0)
    made = planned([one, other], a_day=1)
    assert days(made)["c-b"] == date(2026, 11, 25)
    dearer = days(planned([one._replace(rank=0), other], a_day=1))
    assert dearer["c-b"] == date(2026, 11, 25)
    heavier = days(planned([one._replace(rank=0, weight=9.0), other], a_day=1))
    assert heavier["c-a"] == date(2026, 11, 25)
    assert made.cost == planned([one, one._replace(contact="c-b")], a_day=1).cost


def test_fixed_items_take_capacity_first_and_may_exceed_it():
    """A birthday and a meeting of 8 on Wednesday: the day shows 8 of 6, and Ada goes on Tuesday."""
    fixed = [Fixed("b", date(2026, 11, 25), 4), Fixed("m", date(2026, 11, 25), 4)]
    made = planned([ADA], fixed)
    assert days(made) == {"c-ada": date(2026, 11, 24)}
    assert (date(2026, 11, 25), 8, 6) in made.load
    assert made.weeks[0] == (MONDAY, 9, 20)
    assert made.placed[0].because.endswith("25 Nov 2026 is taken by what stands fixed")


def test_the_week_is_a_limit_of_its_own():
    """Room on each day but 2 a week: one of three in the week of the 23rd goes to the next."""
    three = [ADA._replace(contact=f"c{n}", due=date(2026, 11, 26)) for n in range(3)]
    made = planned(three, a_week=2)
    assert sorted(days(made).values()) == [
        date(2026, 11, 26),
        date(2026, 11, 26),
        date(2026, 11, 30),
    ]
    assert [week.effort for week in made.weeks] == [2, 1, 0, 0]


def test_what_was_missed_long_ago_may_have_any_day():
    """Due in September: its window is over, so the first day with room."""
    made = planned([ADA._replace(due=date(2026, 9, 1))])
    assert days(made) == {"c-ada": MONDAY}
    assert made.placed[0].because == (
        "due 1 Sep 2026, planned 83 days later, on the first day with room"
    )


def test_what_finds_no_place_says_why_and_costs_the_day_after():
    """Capacity for one person in the whole month, and none for a coffee."""
    second = ADA._replace(contact="c-two", name="Two", due=date(2026, 11, 26))
    coffee = ADA._replace(contact="c-cof", name="Coffee", effort=4)
    made = planned([ADA, second, coffee], a_day=1, end=MONDAY + timedelta(days=2))
    assert days(made) == {"c-ada": date(2026, 11, 25)}
    (out,) = made.unplaced
    assert out.because == (
        "due 25 Nov 2026; it takes 4, and no day from 23 Nov 2026 to 25 Nov 2026 has more than "
        "1 left"
    )
    assert out.cost == unplaced_cost(coffee.due, 30, MONDAY + timedelta(days=2))
    assert out.cost == pytest.approx(2 / 900)


def test_a_rule_keeps_a_day_free_and_is_quoted():
    """No outreach on Wednesdays: Tuesday it is."""

    def no_wednesdays(_, day):
        return "Wednesdays are kept free" if day.weekday() == 2 else None

    made = planned([ADA], blocks=no_wednesdays)
    assert days(made) == {"c-ada": date(2026, 11, 24)}
    assert made.placed[0].because == (
        "due 25 Nov 2026, planned 1 day earlier; Wednesdays are kept free"
    )
    never = planned([ADA], blocks=lambda *_: "Not this month")
    assert never.unplaced[0].because.endswith("ruled out: Not this month")


def test_nothing_is_planned_on_days_off():
    """A month off: nobody has a day, and the reason says that none is open."""
    made = plan(
        [ADA], (), today=MONDAY, horizon_end=FOUR_WEEKS, capacity=lambda _: 0, week_capacity=20
    )
    assert made.unplaced[0].because == (
        "due 25 Nov 2026; no day from 23 Nov 2026 to 10 Dec 2026 is open"
    )
    assert made.load == ()


def test_the_plan_that_stands_wins_among_equals():
    """Two equals stand on the days the planner would give the other way round: they stay."""
    two = [ADA, ADA._replace(contact="c-zoe", name="Zoe")]
    fresh = days(planned(two, a_day=1))
    swapped = [
        two[0]._replace(stands_on=fresh["c-zoe"]),
        two[1]._replace(stands_on=fresh["c-ada"]),
    ]
    made = planned(swapped, a_day=1)
    assert days(made) == {"c-ada": fresh["c-zoe"], "c-zoe": fresh["c-ada"]}
    assert made.moved == 0
    assert all(each.stands for each in made.placed)


def test_only_what_has_to_move_moves():
    """Ben stands two days late and moves; the two equals keep the days that they have."""
    two = [ADA, ADA._replace(contact="c-zoe", name="Zoe")]
    ben = BEN._replace(due=date(2026, 12, 2))
    fresh = days(planned([*two, ben], a_day=1))
    stand = [
        two[0]._replace(stands_on=fresh["c-zoe"]),
        two[1]._replace(stands_on=fresh["c-ada"]),
        ben._replace(stands_on=date(2026, 12, 4)),
    ]
    made = planned(stand, a_day=1)
    assert days(made) == {
        "c-ada": fresh["c-zoe"],
        "c-zoe": fresh["c-ada"],
        "c-ben": date(2026, 12, 2),
    }
    assert made.moved == 1


def test_what_stands_moves_when_that_is_cheaper_and_is_counted():
    """Standing two days late where the due date is free: moved."""
    made = planned([ADA._replace(stands_on=date(2026, 11, 27))])
    assert days(made) == {"c-ada": date(2026, 11, 25)}
    assert made.moved == 1


def test_what_falls_due_after_the_horizon_is_left_alone():
    """Due on 21 December, the day after: not in this plan."""
    made = planned([ADA._replace(due=date(2026, 12, 21))])
    assert (made.placed, made.unplaced) == ((), ())


def test_a_great_one_gives_way_to_what_it_would_push_out():
    """Room for 4 on Wednesday only: four monthly messages beat one coffee that is as late."""
    day = date(2026, 11, 25)
    small = [ADA._replace(contact=f"s{n}", due=day - timedelta(days=20)) for n in range(4)]
    coffee = ADA._replace(contact="big", due=day - timedelta(days=22), effort=4)
    made = plan(
        [coffee, *small],
        (),
        today=day,
        horizon_end=day + timedelta(days=3),
        capacity={day: 4},
        week_capacity=20,
    )
    assert sorted(days(made)) == ["s0", "s1", "s2", "s3"]


def some(seed, size, weeks, efforts=(1, 1, 1, 2, 2, 4)):
    """Candidates and fixed items, the same for the same seed."""
    at = random.Random(seed)
    found = []
    for number in range(size):
        rank = at.choice([0, 1, 2])
        due = MONDAY + timedelta(days=at.randint(-40, 7 * weeks - 1))
        found.append(
            Candidate(
                f"c{number}", f"N{number}", "", rank, due, [30, 91, 365][rank], at.choice(efforts)
            )
        )
    fixed = [
        Fixed(f"f{n}", MONDAY + timedelta(days=at.randint(0, 7 * weeks - 1)), at.choice([1, 2, 4]))
        for n in range(weeks)
    ]
    return found, fixed


def cheapest(candidates, fixed, today, end, capacity, week_capacity):
    """The least cost, by trying every way there is."""
    span = [today + timedelta(days=n) for n in range((end - today).days + 1)]
    room = {day: capacity(day) - sum(f.effort for f in fixed if f.day == day) for day in span}
    week = {day: day - timedelta(days=day.weekday()) for day in span}
    week_room = {
        monday: week_capacity - sum(f.effort for f in fixed if week.get(f.day) == monday)
        for monday in set(week.values())
    }
    ways = []
    for each in (windowed(each, today) for each in candidates):
        open_days = [
            day
            for day in span
            if each.earliest <= day <= (each.latest or end) and room[day] >= each.effort
        ]
        ways.append(
            [(None, unplaced_cost(each.due, each.cadence_days, end))]
            + [(day, cost(each.due, each.cadence_days, day)) for day in open_days]
        )
    best = float("inf")
    for choice in product(*ways):
        total = sum(price for _, price in choice)
        if total < best and _fits(choice, candidates, room, week, week_room):
            best = total
    return best


def _fits(choice, candidates, room, week, week_room):
    used, used_week = dict.fromkeys(room, 0), dict.fromkeys(week_room, 0)
    for (day, _), each in zip(choice, candidates, strict=True):
        if day is not None:
            used[day] += each.effort
            used_week[week[day]] += each.effort
    return all(used[day] <= max(0, room[day]) for day in used) and all(
        used_week[monday] <= max(0, week_room[monday]) for monday in used_week
    )


@pytest.mark.parametrize("seed", range(40))
def test_small_plans_cost_what_the_exact_optimum_costs(seed):
    """Every way of placing four to six people in a tight week was tried; none is cheaper."""
    candidates, fixed = some(seed, 4 + seed % 3, 1)
    end = horizon_end(MONDAY, 1)
    made = planned(candidates, fixed, end=end, a_day=4, a_week=7 + seed % 5)
    best = cheapest(candidates, fixed, MONDAY, end, working(4), 7 + seed % 5)
    assert made.cost == pytest.approx(best, abs=1e-8)
    assert made.bound <= made.cost + 1e-9


def test_a_week_without_any_room_leaves_everyone_out():
    """Days of two in a week of none: nothing can be placed, and everyone is told why."""
    candidates, fixed = some(129, 6, 1)
    made = planned(candidates, fixed, end=horizon_end(MONDAY, 1), a_day=2, a_week=0)
    assert made.placed == ()
    assert len(made.unplaced) == 6
    assert all(each.because for each in made.unplaced)


limits = st.tuples(st.integers(0, 8), st.integers(0, 24))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 40), st.integers(1, 3), limits)
def test_capacity_windows_and_twice(seed, size, weeks, most):
    """No cadence item exceeds day or week, each is in its window, and a second run moves nothing."""
    candidates, fixed = some(seed, size, weeks)
    end = horizon_end(MONDAY, weeks)
    made = planned(candidates, fixed, end=end, a_day=most[0], a_week=most[1])
    assert len(made.placed) + len(made.unplaced) == size
    taken, taken_week = {}, {}
    for each in made.placed:
        monday = each.day - timedelta(days=each.day.weekday())
        taken[each.day] = taken.get(each.day, 0) + each.candidate.effort
        taken_week[monday] = taken_week.get(monday, 0) + each.candidate.effort
        assert each.day.weekday() < 5
        assert each.candidate.earliest <= each.day <= (each.candidate.latest or end)
    for day, effort in taken.items():
        assert effort + sum(f.effort for f in fixed if f.day == day) <= most[0]
    for monday, effort in taken_week.items():
        week = [monday + timedelta(days=n) for n in range(7)]
        assert effort + sum(f.effort for f in fixed if f.day in week) <= most[1]
    assert made.bound <= made.cost + 1e-9
    standing = days(made)
    again = planned(
        [each._replace(stands_on=standing.get(each.contact)) for each in candidates],
        fixed,
        end=end,
        a_day=most[0],
        a_week=most[1],
    )
    assert days(again) == standing
    assert again.moved == 0


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6), st.randoms())
def test_the_order_of_the_candidates_does_not_matter(seed, order):
    """The same people in any order give the same plan."""
    candidates, fixed = some(seed, 25, 2)
    shuffled = [*candidates]
    order.shuffle(shuffled)
    end = horizon_end(MONDAY, 2)
    assert planned(shuffled, fixed, end=end) == planned(candidates, fixed, end=end)
