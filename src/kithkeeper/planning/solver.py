"""Finding the packing that earns most: at once, by exchange, by prices, by search.

The order is from cheap to dear, and each step ends the work where it proves the optimum:

1. every item on its best day, if that fits;
2. the best of what fits, improved by exchange: optimal where all efforts are equal;
3. prices give a bound, and an order in which to fill; exchange again;
4. branch and bound over a few days at a time, then over all items that the bound leaves open.

The work is counted, not timed, so that the same input gives the same packing on every computer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from kithkeeper.planning.exchange import equal_efforts, improve_by_exchange
from kithkeeper.planning.packing import NEVER, OUT, Draft, Problem, best_days, filled
from kithkeeper.planning.pricing import priced, scaled
from kithkeeper.planning.search import Menu, Search, carry_out

_PRICE_WORK = 400_000
"""Values looked at while pricing, all steps together."""
_STEPS = (25, 120)
"""Fewest and most steps of pricing."""
_ROUNDS = 4_000
"""Most chains of one exchange."""
_SEARCH_WORK = 40_000
"""Steps of branch and bound in one plan."""
_ONE_SEARCH = 1_500
_SPARES = 10
"""Items left out that a search over a few days may bring in, for each day."""
_WHOLE = 150
"""Up to so many open items the search goes over all of them."""


class Solution(NamedTuple):
    """A packing and how good it is known to be.

    Attributes:
        days: The day of each item, `OUT` for those left out.
        earned: What it earns, in the problem's whole units.
        bound: What no packing exceeds, in the same units.
    """

    days: list[int]
    earned: int
    bound: int


def solve(problem: Problem, unit: int) -> Solution:
    """The packing that earns most, or one very near to it.

    Args:
        problem: What is to be packed.
        unit: What counts as 1 in floating-point work; differences below 1e-9 of it are left to
            exchange, which works in whole numbers.
    """
    at_once = best_days(problem)
    if at_once is not None:
        earned = problem.total(at_once)
        return Solution(at_once, earned, earned)
    draft = filled(problem, (), _by_density(problem))
    improve_by_exchange(draft, _ROUNDS)
    earned = problem.total(draft.day_of)
    if equal_efforts(problem):
        return Solution(draft.day_of, earned, earned)
    prices = priced(problem, unit, earned / unit, _steps(problem))
    menu = Menu(problem, scaled(problem, unit), prices)
    other = filled(problem, (), _by_worth(problem, menu))
    improve_by_exchange(other, _ROUNDS)
    if problem.total(other.day_of) > earned:
        draft = other
    proved = _search(draft, menu)
    earned = problem.total(draft.day_of)
    bound = earned if proved else max(earned, int(prices.bound * unit))
    return Solution(draft.day_of, earned, bound)


def polished(problem: Problem, days: Sequence[int]) -> list[int]:
    """A packing improved by exchange alone, for values that differ in what breaks ties."""
    draft = Draft(problem, days)
    improve_by_exchange(draft, _ROUNDS)
    return draft.day_of


def _steps(problem: Problem) -> int:
    values = sum(len(row) for row in problem.values)
    return max(_STEPS[0], min(_STEPS[1], _PRICE_WORK // max(1, values)))


def _by_density(problem: Problem) -> list[int]:
    """Those who earn most for each unit of effort first."""
    return sorted(
        range(len(problem.efforts)),
        key=lambda item: (-max(problem.values[item], default=0) // problem.efforts[item], item),
    )


def _by_worth(problem: Problem, menu: Menu) -> list[int]:
    """Those who earn most after paying first."""
    return sorted(
        range(len(problem.efforts)),
        key=lambda item: (-menu.choices(item, float("inf"))[0], item),
    )


def _search(draft: Draft, menu: Menu) -> bool:
    """Improve by branch and bound; returns whether the packing is proved optimal."""
    work = _SEARCH_WORK
    spares = _spares(draft, menu)
    improved = True
    while improved and work > 0:
        improved = False
        for days in _neighbourhoods(draft.problem):
            items = _around(draft, spares, days)
            found = Search(draft, menu, items, min(work, _ONE_SEARCH)).run()
            work -= found.nodes + len(items)
            if found.days is not None:
                carry_out(draft, found.days)
                improved = True
            if work <= 0:
                break
        if improved:
            improve_by_exchange(draft, _ROUNDS)
    return _search_all(draft, menu, max(work, _SEARCH_WORK // 4))


def _search_all(draft: Draft, menu: Menu, work: int) -> bool:
    """Search over every item that the bound does not settle, if these are few enough."""
    problem = draft.problem
    known = sum(
        menu.values[item][day - problem.first[item]]
        for item, day in enumerate(draft.day_of)
        if day != OUT
    )
    gap = menu.prices.bound - known
    open_items = [
        item
        for item, day in enumerate(draft.day_of)
        if day != OUT or any(each.day != OUT for each in menu.choices(item, gap)[1])
    ]
    if len(open_items) > _WHOLE:
        return False
    found = Search(draft, menu, open_items, work).run()
    if found.days is not None:
        carry_out(draft, found.days)
        improve_by_exchange(draft, _ROUNDS)
    return found.complete


def _spares(draft: Draft, menu: Menu) -> list[list[int]]:
    """For each day the items that would earn most there after paying."""
    problem = draft.problem
    wanted: list[list[tuple[float, int]]] = [[] for _ in problem.room]
    for item, row in enumerate(problem.values):
        for day, value in enumerate(row, problem.first[item]):
            if value > NEVER:
                wanted[day].append((-menu.worth(item, day), item))
    return [[item for _, item in sorted(day)] for day in wanted]


def _around(draft: Draft, spares: Sequence[Sequence[int]], days: Sequence[int]) -> list[int]:
    """The items on these days, and the best of those left out for each of them."""
    chosen = {item for item, day in enumerate(draft.day_of) if day in days}
    for day in days:
        left_out = (item for item in spares[day] if draft.day_of[item] == OUT)
        chosen.update(item for item, _ in zip(left_out, range(_SPARES), strict=False))
    return sorted(chosen)


def _neighbourhoods(problem: Problem) -> Iterator[tuple[int, ...]]:
    """Three days in a row, then pairs of days by how far they are apart."""
    days = range(len(problem.room))
    for day in days:
        yield tuple(days[day : day + 3])
    apart = sorted(combinations(days, 2), key=lambda pair: (pair[1] - pair[0], pair))
    yield from (pair for pair in apart if pair[1] - pair[0] > 2)
