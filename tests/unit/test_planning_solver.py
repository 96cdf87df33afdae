"""The parts of the solver alone: the bound holds, search is exact, exchange is a minimum cost flow."""

from __future__ import annotations

import random
from itertools import product

import pytest

from kithkeeper.planning.bundles import improve_by_bundles
from kithkeeper.planning.exchange import improve_by_exchange
from kithkeeper.planning.packing import NEVER, OUT, Draft, Problem, best_days, filled
from kithkeeper.planning.pricing import priced, scaled
from kithkeeper.planning.search import Menu, Search, carry_out
from kithkeeper.planning.solver import solve

UNIT = 1000


def problem(seed, items=6, efforts=(1, 2, 4)):
    """Two weeks of two days each, tight, with values up to 1000."""
    at = random.Random(seed)
    values = [
        [NEVER if at.random() < 0.2 else at.randint(1, UNIT) for _ in range(4)]
        for _ in range(items)
    ]
    return Problem(
        efforts=[at.choice(efforts) for _ in range(items)],
        first=[0] * items,
        values=values,
        room=[at.randint(2, 6) for _ in range(4)],
        week_of=[0, 0, 1, 1],
        week_room=[at.randint(3, 9), at.randint(3, 9)],
    )


def optimum(given):
    """The most that can be earned, by trying every packing."""
    best = 0
    for days in product(*([OUT, *given.options(item)] for item in range(len(given.efforts)))):
        draft = Draft(given, days)
        if min(draft.room) >= 0 and min(draft.week_room) >= 0:
            best = max(best, given.total(days))
    return best


@pytest.mark.parametrize("seed", range(15))
def test_search_from_nothing_finds_the_optimum(seed):
    """Branch and bound over all items of an empty packing ends complete, with the optimum."""
    given = problem(seed)
    best = optimum(given)
    draft = Draft(given)
    menu = Menu(given, scaled(given, UNIT), priced(given, UNIT, best / UNIT, 40))
    found = Search(draft, menu, range(6), 10**6).run()
    carry_out(draft, found.days)
    assert found.complete
    assert given.total(draft.day_of) == best
    assert min(draft.room) >= 0
    assert min(draft.week_room) >= 0


@pytest.mark.parametrize("seed", range(15))
def test_no_packing_earns_more_than_the_prices_bound(seed):
    """The bound lies at or above the optimum, and within a quarter of it."""
    given = problem(seed)
    best = optimum(given) / UNIT
    assert best - 1e-9 <= priced(given, UNIT, best, 200).bound <= best * 1.25


@pytest.mark.parametrize("seed", range(15))
def test_with_equal_efforts_exchange_alone_finds_the_optimum(seed):
    """From an empty packing, with every effort 2, in days and weeks that are tight."""
    given = problem(seed, items=7, efforts=(2,))
    draft = Draft(given)
    gained = improve_by_exchange(draft, 1000)
    assert given.total(draft.day_of) == gained == optimum(given)


@pytest.mark.parametrize("seed", range(15))
def test_solve_is_exact_on_small_problems_and_says_so(seed):
    """Earned is the optimum, and the bound meets it."""
    given = problem(seed)
    solution = solve(given, UNIT)
    assert solution.earned == solution.bound == optimum(given)


def test_a_search_that_runs_out_of_steps_says_so():
    """Two steps are too few: not complete."""
    given = problem(3)
    menu = Menu(given, scaled(given, UNIT), priced(given, UNIT, 0.0, 1))
    assert not Search(Draft(given), menu, range(6), 2).run().complete


def test_best_days_only_where_they_all_fit():
    """Two on the same best day with room for one: None; with room for both: that day for each."""
    tight = Problem([1, 1], [0, 0], [[5, 3], [5, 3]], [1, 1], [0, 0], [2])
    assert best_days(tight) is None
    assert filled(tight, (), [1, 0]).day_of == [1, 0]
    wide = Problem([1, 1], [0, 0], [[5, 3], [5, 3]], [2, 1], [0, 0], [2])
    assert best_days(wide) == [0, 0]


def test_a_full_week_lets_a_better_item_in_on_another_day():
    """The week holds one: who is worth 5 on day one leaves for who is worth 9 on day two."""
    given = Problem([2, 2], [0, 1], [[5], [9]], [2, 2], [0, 0], [2])
    draft = Draft(given, [0, OUT])
    assert improve_by_exchange(draft, 10) == 4
    assert draft.day_of == [OUT, 1]


def test_two_small_items_trade_places_with_a_great_one():
    """Two calls on Monday and a coffee on Tuesday swap, though neither call would fit alone."""
    given = Problem(
        efforts=[2, 2, 4],
        first=[0, 0, 0],
        values=[[1, 9], [1, 9], [9, 1]],
        room=[4, 4],
        week_of=[0, 0],
        week_room=[8],
    )
    draft = Draft(given, [0, 0, 1])
    assert improve_by_exchange(draft, 10) == 0
    assert improve_by_bundles(draft, 10, random.Random(0)) == 24
    assert draft.day_of == [1, 1, 0]
    assert draft.room == [0, 0]


@pytest.mark.parametrize("seed", range(15))
def test_bundles_never_leave_the_room_and_gain_what_they_say(seed):
    """Whatever is tied together, days and weeks hold it, and the gain is the real one."""
    given = problem(seed, items=12, efforts=(1, 1, 2, 4))
    draft = filled(given, (), range(12))
    before = given.total(draft.day_of)
    gained = improve_by_bundles(draft, 20, random.Random(seed))
    assert given.total(draft.day_of) == before + gained
    assert min(draft.room) >= 0
    assert min(draft.week_room) >= 0
