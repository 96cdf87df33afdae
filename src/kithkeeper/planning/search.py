"""Branch and bound over some of the items of a packing, with prices as the bound.

At given prices every choice of an item loses something against its best one. A packing that earns
more than the best known can only be made of choices whose losses together stay below the gap
between bound and best known, so whole subtrees are cut with one comparison.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kithkeeper.planning.packing import OUT, Draft, Problem
from kithkeeper.planning.pricing import Prices

_EPSILON = 1e-9


class Choice(NamedTuple):
    """A day for an item: what it loses against the item's best choice, and what it earns."""

    loss: float
    day: int
    value: float


_Menu = tuple[float, list[Choice], list[int]]


class Found(NamedTuple):
    """What a search ended with.

    Attributes:
        days: The better packing of the searched items, or None.
        complete: Whether every possibility was seen or cut, so that nothing better exists.
        nodes: How many steps it took.
    """

    days: dict[int, int] | None
    complete: bool
    nodes: int


class Menu:
    """Every item's choices at given prices, the least loss first."""

    def __init__(self, problem: Problem, values: Sequence[Sequence[float]], prices: Prices) -> None:
        self.prices = prices
        self.values = values
        self._problem = problem
        self._paid = {effort: prices.of(effort, problem.week_of) for effort in set(problem.efforts)}
        self._menus: dict[int, _Menu] = {}

    def best(self, item: int) -> float:
        """What the item earns at best after paying."""
        return self._menu(item)[0]

    def choices(self, item: int, gap: float) -> list[Choice]:
        """The item's choices that lose less than `gap`, the least loss first."""
        menu = self._menu(item)[1]
        return menu[: bisect_left(menu, (gap,))]

    def days(self, item: int) -> list[int]:
        """The days that the item may have."""
        return self._menu(item)[2]

    def most(self, item: int) -> float:
        """What the item earns on its best day, before paying."""
        return max(0.0, max(self.values[item], default=0.0))

    def lacking(self, item: int, day: int) -> float:
        """What the item, on a day or out, earns less than on its best day, before paying."""
        here = 0.0 if day == OUT else self.values[item][day - self._problem.first[item]]
        return self.most(item) - here

    def _menu(self, item: int) -> _Menu:
        known = self._menus.get(item)
        if known is None:
            first, row = self._problem.first[item], self.values[item]
            paid = self._paid[self._problem.efforts[item]]
            open_days = [
                (value - paid[day], day, value) for day, value in enumerate(row, first) if value > 0
            ]
            best = max(0.0, max(open_days)[0]) if open_days else 0.0
            choices = [Choice(best - left, day, value) for left, day, value in open_days]
            choices.append(Choice(best, OUT, 0.0))
            known = (best, sorted(choices), [day for _, day, _ in open_days])
            self._menus[item] = known
        return known

    def worth(self, item: int, day: int) -> float:
        """What the item earns on a day after paying."""
        place = day - self._problem.first[item]
        row = self.values[item]
        if not 0 <= place < len(row):
            return -1e30
        return row[place] - self._paid[self._problem.efforts[item]][day]


class Search:
    """A depth-first search for a better packing of `items`, all others staying where they are."""

    def __init__(self, draft: Draft, menu: Menu, items: Sequence[int], budget: int) -> None:
        self._problem = draft.problem
        self._menu = menu
        self._budget = budget
        self._nodes = 0
        self._start = {item: draft.day_of[item] for item in items}
        self._room, self._week_room = list(draft.room), list(draft.week_room)
        for item, day in self._start.items():
            self._give_back(item, day)
        self._best = sum(self._earned(item, day) for item, day in self._start.items())
        self._found: dict[int, int] | None = None
        self._chosen: dict[int, int] = {}
        self._order: list[tuple[int, int, list[Choice]]] = []

    def run(self) -> Found:
        """Search until everything is seen or cut, or the budget of steps is spent."""
        bound = self._prepare()
        complete = True
        if bound > self._best + _EPSILON:
            complete = self._descend(0, bound, 0.0)
        return Found(self._found, complete, self._nodes)

    def _prepare(self) -> float:
        """Order the items, those with most at stake first, and return the bound."""
        reached = {day for item in self._start for day in self._menu.days(item)}
        bound = self._room_cost(reached) + sum(self._menu.best(item) for item in self._start)
        gap = bound - self._best
        for item in self._start:
            near = self._menu.choices(item, gap)
            self._order.append((item, self._problem.efforts[item], near))
        self._order.sort(key=_stake)
        return bound

    def _room_cost(self, days: set[int]) -> float:
        prices, weeks = self._menu.prices, {self._problem.week_of[day] for day in days}
        cost = 0.0
        for level, (daily, weekly) in enumerate(zip(prices.days, prices.weeks, strict=True)):
            cost += sum(daily[day] * (max(0, self._room[day]) >> level) for day in days)
            cost += sum(weekly[week] * (max(0, self._week_room[week]) >> level) for week in weeks)
        return cost

    def _descend(self, depth: int, bound: float, earned: float) -> bool:
        if depth == len(self._order):
            if earned > self._best + _EPSILON:
                self._best, self._found = earned, dict(self._chosen)
            return True
        item, effort, kept = self._order[depth]
        for loss, day, value in kept:
            if bound - loss <= self._best + _EPSILON:
                break
            if self._nodes >= self._budget:
                return False
            self._nodes += 1
            if day == OUT:
                self._chosen[item] = OUT
                if not self._descend(depth + 1, bound - loss, earned):
                    return False
                continue
            week = self._problem.week_of[day]
            if self._room[day] < effort or self._week_room[week] < effort:
                continue
            self._room[day] -= effort
            self._week_room[week] -= effort
            self._chosen[item] = day
            whole = self._descend(depth + 1, bound - loss, earned + value)
            self._room[day] += effort
            self._week_room[week] += effort
            if not whole:
                return False
        return True

    def _give_back(self, item: int, day: int) -> None:
        if day != OUT:
            self._room[day] += self._problem.efforts[item]
            self._week_room[self._problem.week_of[day]] += self._problem.efforts[item]

    def _earned(self, item: int, day: int) -> float:
        return 0.0 if day == OUT else self._menu.values[item][day - self._problem.first[item]]


def carry_out(draft: Draft, days: Mapping[int, int]) -> None:
    """Give the searched items the days that were found."""
    for item in days:
        draft.take(item)
    for item, day in days.items():
        if day != OUT:
            draft.put(item, day)


def _stake(entry: tuple[int, int, list[Choice]]) -> tuple[float, int, int]:
    """What an item loses with its second best choice; the most, and the greatest effort, first."""
    item, effort, kept = entry
    second = kept[1].loss if len(kept) > 1 else float("inf")
    return (-second, -effort, item)
