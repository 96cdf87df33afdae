"""Finding the packing that earns most: at once, by exchange, by prices, by search.

The order is from cheap to dear, and each step ends the work where it proves the optimum:

1. every item on its best day, if that fits;
2. the best of what fits, improved by exchange: optimal where all efforts are equal;
3. prices give a bound; what cannot be in any better packing is set aside;
4. of what is left, small items tied into bundles and exchanged for great ones; packings in shaken
   orders, and with items forced elsewhere;
5. branch and bound over a few days at a time, then over everything that is left.

The work is counted, not timed, so that the same input gives the same packing on every computer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from kithkeeper.planning.bundles import improve_by_bundles
from kithkeeper.planning.exchange import equal_efforts, improve_by_exchange
from kithkeeper.planning.packing import NEVER, OUT, Draft, Problem, best_days, filled
from kithkeeper.planning.pricing import priced, scaled
from kithkeeper.planning.search import Menu, Search, carry_out

_PRICE_WORK = 1_000_000
"""Values looked at while pricing, all steps together."""
_STEPS = (25, 120)
"""Fewest and most steps of pricing."""
_EXCHANGE_WORK, _LEAST_ROUNDS = 4_000_000, 60
"""Arcs between days that one exchange looks at, and the chains that it has in any case."""
_TIES, _TIE_WORK = (3, 20), 1_500_000
"""Fewest and most ways of tying bundles, and the most (items + days) times days in all of them."""
_BARREN_TIES, _TIED_ROUNDS = 3, 200
"""After how many ways without a gain to stop, and the most chains in each."""
_TURNS, _TURN_WORK = 100, 500_000
"""Most further packings to try, and the most (items + days) times days in all of them together."""
_SHAKE = (0.5, 1.5)
"""What the worth of an item is multiplied by when the order is shaken."""
_UNPAID = 0.5
"""How often items are ordered by what they earn before paying instead of after it."""
_WAYS = 4
"""The best days of an item onto which it may be forced."""
_SEARCH_WORK, _ONE_SEARCH = 200_000, 2_500
"""Steps of branch and bound: in all that go over a few days, and in one of them."""
_OVERHEAD = 10
"""What setting up a search takes for each item, in steps."""
_DAYS, _RUN = (3, 4, 5, 6), (4, 6, 8, 10)
"""Over how many days a search goes: days here and there, or days in a row."""
_SPARES = 6
"""Items left out that such a search may bring in, for each day."""
_WHOLE = 150
"""Up to so many items the last search goes over all of them."""
_MARGIN = 1e-6
"""Choices that lose so little more than the gap are kept, for they may break a tie."""


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
    _exchange(draft)
    earned = problem.total(draft.day_of)
    if equal_efforts(problem):
        return Solution(draft.day_of, earned, earned)
    prices = priced(problem, unit, earned / unit, _steps(problem))
    menu = Menu(problem, scaled(problem, unit), prices)
    draft = max((draft, _by_price(problem, menu)), key=lambda each: problem.total(each.day_of))
    core, items = _core(problem, menu, prices.bound - problem.total(draft.day_of) / unit)
    draft = Draft(core, [draft.day_of[item] for item in items])
    draft, proved = _improved(draft, Menu(core, scaled(core, unit), prices))
    days = [OUT] * len(problem.efforts)
    for item, day in zip(items, draft.day_of, strict=True):
        days[item] = day
    earned = problem.total(days)
    return Solution(days, earned, earned if proved else max(earned, int(prices.bound * unit)))


def _core(problem: Problem, menu: Menu, gap: float) -> tuple[Problem, list[int]]:
    """The problem without what cannot be in a better packing, and the items that are left.

    A choice that loses more than the gap between the bound and the best known is in none.
    """
    first, values, items = [], [], []
    for item in range(len(problem.efforts)):
        days = [each.day for each in menu.choices(item, gap + _MARGIN) if each.day != OUT]
        if not days:
            continue
        start, stop = min(days), max(days) + 1
        kept = [NEVER] * (stop - start)
        for day in days:
            kept[day - start] = problem.value(item, day)
        items.append(item)
        first.append(start)
        values.append(kept)
    efforts = [problem.efforts[item] for item in items]
    core = Problem(efforts, first, values, problem.room, problem.week_of, problem.week_room)
    return core, items


def polished(problem: Problem, days: Sequence[int]) -> list[int]:
    """A packing improved by exchange alone, for values that differ in what breaks ties."""
    draft = Draft(problem, days)
    _exchange(draft)
    return draft.day_of


def _exchange(draft: Draft) -> None:
    days = len(draft.room)
    improve_by_exchange(draft, max(_LEAST_ROUNDS, _EXCHANGE_WORK // max(1, days * days)))


def _size(problem: Problem) -> int:
    days = len(problem.room)
    return max(1, (len(problem.efforts) + days) * days)


def _exchange_bundles(draft: Draft, random: Random) -> None:
    """Exchange bundles tied at random, until several ways of tying them in turn gain nothing."""
    barren = 0
    least, most = _TIES
    for _ in range(max(least, min(most, _TIE_WORK // _size(draft.problem)))):
        gained = improve_by_bundles(draft, _TIED_ROUNDS, random)
        _exchange(draft)
        barren = 0 if gained else barren + 1
        if barren == _BARREN_TIES:
            return


def _steps(problem: Problem) -> int:
    values = sum(len(row) for row in problem.values)
    return max(_STEPS[0], min(_STEPS[1], _PRICE_WORK // max(1, values)))


def _by_density(problem: Problem) -> list[int]:
    """Those who earn most for each unit of effort first."""
    return sorted(
        range(len(problem.efforts)),
        key=lambda item: (-max(problem.values[item], default=0) // problem.efforts[item], item),
    )


def _improved(draft: Draft, menu: Menu) -> tuple[Draft, bool]:
    """Better packings from many starts, kicks and searches, and whether it is proved optimal."""
    problem = draft.problem
    if not problem.efforts:
        return draft, True
    random = Random(0)  # noqa: S311
    _exchange_bundles(draft, random)
    best, earned = draft, problem.total(draft.day_of)
    turns = min(_TURNS, _TURN_WORK // _size(problem))
    for turn in range(turns):
        other = _kicked(best, menu, random) if turn % 3 else _by_price(problem, menu, random)
        improve_by_bundles(other, _LEAST_ROUNDS, random)
        _exchange(other)
        total = problem.total(other.day_of)
        if total > earned:
            best, earned = other, total
    proved = _search(best, menu)
    return best, proved


def _by_price(problem: Problem, menu: Menu, random: Random | None = None) -> Draft:
    """Items in the order of what they earn after paying take what is then best, then exchange.

    Given a `random`, the order is shaken, and now and then that of what they earn before paying.
    """
    earns = menu.most if random and random.random() < _UNPAID else menu.best
    low, high = _SHAKE if random else (1.0, 1.0)
    worth = [
        -earns(item) * (random.uniform(low, high) if random else 1.0)
        for item in range(len(problem.efforts))
    ]
    draft = Draft(problem)
    for item in sorted(range(len(worth)), key=lambda item: (worth[item], item)):
        for choice in menu.choices(item, float("inf")):
            if choice.day == OUT:
                break
            if draft.fits(item, choice.day):
                draft.put(item, choice.day)
                break
    _exchange(draft)
    return draft


def _kicked(best: Draft, menu: Menu, random: Random) -> Draft:
    """The packing after one to three items were forced onto days where they are not.

    Great items and those that earn much less than they could come up more often.
    """
    problem = best.problem
    draft = Draft(problem, best.day_of)
    weights = [
        effort + menu.lacking(item, draft.day_of[item])
        for item, effort in enumerate(problem.efforts)
    ]
    for item in random.choices(range(len(weights)), weights, k=random.choice((1, 2, 3))):
        here = draft.take(item)
        ways = [each.day for each in menu.choices(item, float("inf"))[:_WAYS]]
        ways = [day for day in ways if day not in (here, OUT)]
        if ways:
            _force(draft, menu, item, random.choice(ways))
    earns = menu.most if random.random() < _UNPAID else menu.best
    order = sorted(range(len(problem.efforts)), key=lambda item: (-earns(item), item))
    draft = filled(problem, draft.day_of, order)
    _exchange(draft)
    return draft


def _force(draft: Draft, menu: Menu, item: int, day: int) -> None:
    """Put an item on a day, leaving out those there, or in that week, that lose least by it."""
    week = draft.problem.week_of[day]
    near = [
        (placed != day, menu.worth(other, placed), other)
        for other, placed in enumerate(draft.day_of)
        if placed != OUT and draft.problem.week_of[placed] == week
    ]
    for elsewhere, _, other in sorted(near):
        if draft.fits(item, day):
            break
        if not elsewhere or draft.room[day] >= draft.problem.efforts[item]:
            draft.take(other)
    if draft.fits(item, day):
        draft.put(item, day)


def _search(draft: Draft, menu: Menu) -> bool:
    """Improve by branch and bound; returns whether the packing is proved optimal."""
    work = _SEARCH_WORK
    spares = _spares(draft, menu)
    for days in _neighbourhoods(draft):
        items = _around(draft, spares, days)
        found = Search(draft, menu, items, _ONE_SEARCH).run()
        work -= found.nodes + _OVERHEAD * (len(items) + 3)
        if found.days is not None:
            carry_out(draft, found.days)
        if work <= 0:
            break
    _exchange(draft)
    return _search_all(draft, menu)


def _search_all(draft: Draft, menu: Menu) -> bool:
    """Search over every item, if these are few enough; returns whether the optimum is proved."""
    items = range(len(draft.day_of))
    if len(items) > _WHOLE:
        return False
    found = Search(draft, menu, items, _SEARCH_WORK).run()
    if found.days is not None:
        carry_out(draft, found.days)
        _exchange(draft)
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


def _neighbourhoods(draft: Draft) -> Iterator[tuple[int, ...]]:
    """Sets of days to search over together, at random and the same in every run.

    Every other one is days in a row, for what gives way to an item is mostly near it.
    """
    random = Random(0)  # noqa: S311
    days = range(len(draft.room))
    while True:
        yield tuple(random.sample(days, min(len(days), random.choice(_DAYS))))
        length = min(len(days), random.choice(_RUN))
        start = random.randrange(len(days) - length + 1)
        yield tuple(days[start : start + length])
