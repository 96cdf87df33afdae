"""The plan: a day for every touchpoint that wants one, at the least cost that capacity allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from kithkeeper.planning.grid import Calendar, calendar
from kithkeeper.planning.packing import NEVER, OUT, Draft, Problem, filled
from kithkeeper.planning.reasons import why_here, why_not
from kithkeeper.planning.solver import polished, solve
from kithkeeper.planning.windows import cost, exact_cost, is_candidate, unplaced_cost, windowed
from kithkeeper.rules.facts import Candidate, Fixed

Blocks = Callable[[Candidate, date], str | None]
"""A reason why a candidate must not be planned on a day, or None."""
Capacity = Callable[[date], int] | Mapping[date, int]
"""The most effort of a day; 0 on days off and days that are not worked."""

_SCALE = 10**9
"""Costs are compared in billionths."""
_COST = 48
_STANDS = 1 << 36
_RANKS = 15
_FINE = 16
_FAR = 4_000
"""A value is one whole number: the cost saved, above `_COST` bits; below it `_STANDS` where the
plan that stands has the item on that day; below that, a little more for dearer circles nearer to
their due date, in steps of 1/`_FINE` of a rank, so that a rule's weight joins in. So cost decides,
then fewest moves, then circle and weight."""


class Placed(NamedTuple):
    """A candidate with its day.

    Attributes:
        cost: What the distance from the due date costs.
        because: Why this day. It is said for the day on which the plan is made; for an item that
            keeps its day (`stands`), keep what was said before.
    """

    candidate: Candidate
    day: date
    cost: float
    because: str

    @property
    def stands(self) -> bool:
        """Whether it keeps the day that it had."""
        return self.candidate.stands_on == self.day


class Unplaced(NamedTuple):
    """A candidate that got no day, what that costs, and why."""

    candidate: Candidate
    cost: float
    because: str


class Load(NamedTuple):
    """How full a day is, fixed items included; they may exceed its capacity."""

    day: date
    effort: int
    capacity: int


class WeekLoad(NamedTuple):
    """How full an ISO week is; `start` is its Monday, which may lie before the horizon."""

    start: date
    effort: int
    capacity: int


class Plan(NamedTuple):
    """What was planned.

    Attributes:
        placed: By day, then dearer circles first.
        unplaced: The most pressing first.
        load: Each day of the horizon that has capacity or something on it.
        weeks: Each ISO week of the horizon.
        moved: How many lost the day they had in the plan that stood.
        cost: Of all candidates, placed and not.
        bound: No plan costs less than this.
    """

    placed: tuple[Placed, ...]
    unplaced: tuple[Unplaced, ...]
    load: tuple[Load, ...]
    weeks: tuple[WeekLoad, ...]
    moved: int
    cost: float
    bound: float


def plan(
    candidates: Sequence[Candidate],
    fixed: Sequence[Fixed] = (),
    *,
    today: date,
    horizon_end: date,
    capacity: Capacity,
    week_capacity: int,
    blocks: Blocks | None = None,
) -> Plan:
    """Give every candidate a day of the horizon, or say why not, at the least total cost.

    A placement costs 2r² late and r² early, with r = (day − due) / cadence; leaving one out costs
    as if it were on the day after the horizon. Fixed items take capacity first and may exceed it;
    candidates get what is left, of the day and of the ISO week. Among plans of equal cost the one
    with the fewest moves wins, then the one that favours dearer circles and greater weights. The
    same input gives the same plan, and a plan that is made again from itself stays as it is.

    Args:
        candidates: Cadence touchpoints. Those without a window get theirs; those that fall due
            after the horizon are none of this plan's business and are not in the result.
        fixed: What stands already. Those outside the horizon count for the week they are in.
        today: The first day of the horizon.
        horizon_end: Its last day, included.
        capacity: The most effort of each day.
        week_capacity: The most effort of each ISO week.
        blocks: Says why a candidate must not be on a day; None for no such rule.
    """
    wanted = sorted(
        (windowed(each, today) for each in candidates if is_candidate(each.due, horizon_end)),
        key=lambda each: (each.contact, each.due, each.touchpoint or ""),
    )
    grid = calendar(fixed, today, horizon_end, capacity, week_capacity)
    problem = _problem(wanted, grid, blocks)
    days, bound = _arranged(problem, wanted, grid)
    return _result(wanted, days, grid, bound, blocks)


def _problem(wanted: Sequence[Candidate], grid: Calendar, blocks: Blocks | None) -> Problem:
    first, values = [], []
    memo: dict[tuple[int, int], int] = {}
    for each in wanted:
        start, row = _values(each, grid, blocks, memo)
        first.append(start)
        values.append(row)
    return Problem(
        efforts=[max(1, each.effort) for each in wanted],
        first=first,
        values=values,
        room=grid.room,
        week_of=grid.week_of,
        week_room=grid.week_room,
    )


def _values(
    each: Candidate, grid: Calendar, blocks: Blocks | None, memo: dict[tuple[int, int], int]
) -> tuple[int, list[int]]:
    """What each day of its window saves against leaving it out, from the first day on."""
    due, cadence = each.due.toordinal(), each.cadence_days

    def price(ordinal: int) -> int:
        key = (ordinal - due, cadence)
        if key not in memo:
            memo[key] = exact_cost(due, cadence, ordinal, _SCALE)
        return memo[key]

    start, stop = grid.between(each.earliest, each.latest)
    out = price(grid.end.toordinal() + 1)
    dearness = _dearness(each)
    row = []
    for place in range(start, stop):
        ordinal = grid.ordinals[place]
        near = dearness * (_FAR - min(_FAR - 1, abs(ordinal - due)))
        value = ((out - price(ordinal)) << _COST) + near
        allowed = value > 0 and grid.room[place] >= each.effort
        if allowed and blocks is not None:
            allowed = blocks(each, grid.days[place]) is None
        row.append(value if allowed else NEVER)
    return start, row


def _dearness(each: Candidate) -> int:
    """How much it counts among equals: by its circle, and by what rules add, as much at most."""
    rank = max(1, _RANKS + 1 - max(0, each.rank))
    weight = max(-_RANKS, min(_RANKS, each.weight))
    return max(1, round(_FINE * (rank + weight)))


def _arranged(
    problem: Problem, wanted: Sequence[Candidate], grid: Calendar
) -> tuple[list[int], int]:
    """The days, and the bound on what can be earned.

    The plan that stands is kept where it is as good as what is found without looking at it, which
    makes a plan that is run twice stay; otherwise the better of the two ways to a new one.
    """
    solution = solve(problem, _SCALE << _COST)
    if all(each.stands_on is None for each in wanted):
        return solution.days, solution.bound
    standing = _standing(problem, wanted, grid)
    favoured = _favouring(problem, wanted, grid)
    if problem.total(standing) >> _COST >= solution.earned >> _COST:
        return polished(favoured, standing), solution.bound
    order = sorted(
        range(len(wanted)), key=lambda item: (-max(problem.values[item], default=0), item)
    )
    ways = (
        polished(favoured, solution.days),
        polished(favoured, filled(problem, standing, order).day_of),
    )
    return max(ways, key=favoured.total), solution.bound


def _standing(problem: Problem, wanted: Sequence[Candidate], grid: Calendar) -> list[int]:
    """The plan that stands, as far as its days are still allowed and have room."""
    draft = Draft(problem)
    for item, each in enumerate(wanted):
        place = grid.place(each.stands_on)
        if place is not None and problem.value(item, place) > NEVER and draft.fits(item, place):
            draft.put(item, place)
    return draft.day_of


def _favouring(problem: Problem, wanted: Sequence[Candidate], grid: Calendar) -> Problem:
    """The same problem, with a little more for the day that an item has in the plan that stands."""
    values = [list(row) for row in problem.values]
    for item, each in enumerate(wanted):
        place = grid.place(each.stands_on)
        if place is not None and problem.value(item, place) > NEVER:
            values[item][place - problem.first[item]] += _STANDS
    return Problem(
        problem.efforts, problem.first, values, problem.room, problem.week_of, problem.week_room
    )


def _result(
    wanted: Sequence[Candidate],
    days: Sequence[int],
    grid: Calendar,
    bound: int,
    blocks: Blocks | None,
) -> Plan:
    placed: list[Placed] = []
    unplaced: list[Unplaced] = []
    for each, place in zip(wanted, days, strict=True):
        if place == OUT:
            price = unplaced_cost(each.due, each.cadence_days, grid.end)
            unplaced.append(Unplaced(each, price, why_not(each, grid, blocks)))
        else:
            day = grid.days[place]
            price = cost(each.due, each.cadence_days, day)
            placed.append(Placed(each, day, price, why_here(each, day, grid, blocks)))
    nothing = sum(unplaced_cost(each.due, each.cadence_days, grid.end) for each in wanted)
    total = sum(each.cost for each in placed) + sum(each.cost for each in unplaced)
    return Plan(
        placed=tuple(sorted(placed, key=_by_day)),
        unplaced=tuple(sorted(unplaced, key=_by_cost)),
        load=_loads(grid, placed),
        weeks=_weeks(grid, placed),
        moved=_moved(placed, unplaced),
        cost=total,
        bound=min(total, max(0.0, nothing - (bound >> _COST) / _SCALE)),
    )


def _loads(grid: Calendar, placed: Sequence[Placed]) -> tuple[Load, ...]:
    effort = dict(grid.fixed)
    for each in placed:
        effort[each.day] = effort.get(each.day, 0) + each.candidate.effort
    span = ((grid.end - grid.today).days + 1) if grid.end >= grid.today else 0
    horizon = (grid.today + timedelta(days=n) for n in range(span))
    return tuple(
        Load(day, effort.get(day, 0), grid.capacity.get(day, 0))
        for day in horizon
        if effort.get(day, 0) or grid.capacity.get(day, 0)
    )


def _weeks(grid: Calendar, placed: Sequence[Placed]) -> tuple[WeekLoad, ...]:
    effort = dict(grid.week_fixed)
    for each in placed:
        monday = each.day - timedelta(days=each.day.weekday())
        effort[monday] = effort.get(monday, 0) + each.candidate.effort
    return tuple(
        WeekLoad(monday, effort.get(monday, 0), grid.week_capacity) for monday in grid.mondays
    )


def _moved(placed: Sequence[Placed], unplaced: Sequence[Unplaced]) -> int:
    stood = sum(each.candidate.stands_on is not None for each in unplaced)
    return stood + sum(each.candidate.stands_on is not None and not each.stands for each in placed)


def _by_day(each: Placed) -> tuple[date, int, str, str]:
    return (each.day, each.candidate.rank, each.candidate.name.casefold(), each.candidate.contact)


def _by_cost(each: Unplaced) -> tuple[float, int, str, str]:
    return (-each.cost, each.candidate.rank, each.candidate.name.casefold(), each.candidate.contact)
