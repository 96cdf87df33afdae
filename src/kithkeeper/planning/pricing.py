"""Prices for the room of days and weeks, and the bound that follows from them.

Give each unit of room a price, let every item take the day on which it earns most after paying:
what they earn, plus what all the room would cost, is more than any packing can earn (Lagrangian
relaxation). Subgradient steps lower that bound. Besides the room itself two more kinds of room are
priced, for efforts come in 1, 2 and 4: a day with room for 6 holds no more than one 4, and no more
than three halves of 2 (Chvátal–Gomory cuts).
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import sub
from typing import NamedTuple

from kithkeeper.planning.packing import NEVER, Problem

_LEVELS = (0, 1, 2)
"""An effort e takes e, ⌊e/2⌋ and ⌊e/4⌋ of the three kinds of room."""
_STALL = 6
"""Steps without a lower bound after which the step is halved."""
_SMALLEST_STEP = 1e-3


class Prices(NamedTuple):
    """Prices and what follows from them.

    Attributes:
        bound: No packing earns more than this.
        days: By kind of room, the price of a unit on each day.
        weeks: The same for each week.
    """

    bound: float
    days: tuple[tuple[float, ...], ...]
    weeks: tuple[tuple[float, ...], ...]

    def of(self, effort: int, week_of: Sequence[int]) -> list[float]:
        """What an item of that effort pays on each day."""
        parts = [effort >> level for level in _LEVELS]
        weekly = [
            sum(part * row[week] for part, row in zip(parts, self.weeks, strict=True))
            for week in range(len(self.weeks[0]))
        ]
        return [
            sum(part * row[day] for part, row in zip(parts, self.days, strict=True)) + weekly[week]
            for day, week in enumerate(week_of)
        ]


class Demand(NamedTuple):
    """What items choose at given prices: the bound, and how much of each day each effort takes."""

    bound: float
    days: list[int]


def choices(problem: Problem, values: Sequence[Sequence[float]], prices: Prices) -> Demand:
    """Let every item take its best day at these prices, or none where nothing is earned."""
    paid = {effort: prices.of(effort, problem.week_of) for effort in set(problem.efforts)}
    bound, days = _room_cost(problem, prices), []
    for first, effort, row in zip(problem.first, problem.efforts, values, strict=True):
        left = list(map(sub, row, paid[effort][first : first + len(row)]))
        best = max(left, default=0.0)
        if best > 0:
            bound += best
            days.append(first + left.index(best))
        else:
            days.append(-1)
    return Demand(bound, days)


def priced(problem: Problem, scale: float, known: float, steps: int) -> Prices:
    """Prices whose bound is low, found in `steps` steps (Polyak's step length).

    Args:
        problem: What is to be packed.
        scale: Values are divided by it; prices and bound are in the divided unit.
        known: What the best packing known earns, in the divided unit.
        steps: How many steps at most.
    """
    values = scaled(problem, scale)
    prices = best = _free(problem)
    best = best._replace(bound=float("inf"))
    length, stalled = 1.0, 0
    for _ in range(steps):
        demand = choices(problem, values, prices)
        if demand.bound < best.bound - 1e-12:
            best, stalled = prices._replace(bound=demand.bound), 0
        else:
            stalled += 1
            if stalled > _STALL:
                length, stalled, prices = length / 2, 0, best
                demand = choices(problem, values, prices)
        if best.bound - known <= 1e-9 or length < _SMALLEST_STEP:
            break
        prices = _step(problem, prices, demand, length, known)
    return best


def scaled(problem: Problem, scale: float) -> list[list[float]]:
    """The values as floating-point numbers, divided by `scale`."""
    return [[value / scale if value > NEVER else -1e30 for value in row] for row in problem.values]


def _free(problem: Problem) -> Prices:
    days = tuple((0.0,) * len(problem.room) for _ in _LEVELS)
    weeks = tuple((0.0,) * len(problem.week_room) for _ in _LEVELS)
    return Prices(0.0, days, weeks)


def _room_cost(problem: Problem, prices: Prices) -> float:
    cost = 0.0
    for level in _LEVELS:
        for rooms, row in ((problem.room, prices.days), (problem.week_room, prices.weeks)):
            cost += sum(
                price * (max(0, room) >> level)
                for room, price in zip(rooms, row[level], strict=True)
                if price
            )
    return cost


def _step(problem: Problem, prices: Prices, demand: Demand, length: float, known: float) -> Prices:
    """Raise the price of what is wanted too much, lower that of what is left."""
    excess_day = [[-(max(0, room) >> level) for room in problem.room] for level in _LEVELS]
    excess_week = [[-(max(0, room) >> level) for room in problem.week_room] for level in _LEVELS]
    for item, day in enumerate(demand.days):
        if day >= 0:
            for level in _LEVELS:
                part = problem.efforts[item] >> level
                excess_day[level][day] += part
                excess_week[level][problem.week_of[day]] += part
    square = 0
    for rows, excesses in ((prices.days, excess_day), (prices.weeks, excess_week)):
        for row, excess in zip(rows, excesses, strict=True):
            square += sum(
                each * each
                for each, price in zip(excess, row, strict=True)
                if each > 0 or price > 0
            )
    if not square:
        return prices
    step = length * max(demand.bound - known, 1e-9) / square
    return Prices(
        demand.bound, _moved(prices.days, excess_day, step), _moved(prices.weeks, excess_week, step)
    )


def _moved(
    rows: Sequence[Sequence[float]], excesses: Sequence[Sequence[int]], step: float
) -> tuple[tuple[float, ...], ...]:
    return tuple(
        tuple(max(0.0, price + step * each) for price, each in zip(row, excess, strict=True))
        for row, excess in zip(rows, excesses, strict=True)
    )
