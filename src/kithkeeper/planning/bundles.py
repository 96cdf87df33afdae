"""Improving a packing by moving several small items like one great one.

Exchange moves items of one effort, so that two calls never trade places with a coffee. Tied in
pairs, those that share a day have the effort of the next greater kind (1 and 1 make 2, 2 and 2
make 4), and exchange among bundles and single items of that effort finds such trades.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import add
from random import Random
from typing import NamedTuple

from kithkeeper.planning.exchange import improve_by_exchange
from kithkeeper.planning.packing import NEVER, OUT, Draft, Problem


class Bundle(NamedTuple):
    """Items that move as one: what they take together, and what they earn from a first day on."""

    items: tuple[int, ...]
    effort: int
    first: int
    values: Sequence[int]


def improve_by_bundles(draft: Draft, rounds: int, random: Random) -> int:
    """Tie items that share a day at random, exchange the bundles, untie them; returns the gain.

    Args:
        rounds: The most chains of moves for each effort.
        random: Who is tied to whom.
    """
    problem = draft.problem
    singles = [
        Bundle((item,), effort, problem.first[item], problem.values[item])
        for item, effort in enumerate(problem.efforts)
    ]
    pairs = _tied(draft, singles, 1, random)
    gained = _exchanged(draft, pairs, rounds)
    return gained + _exchanged(draft, _tied(draft, pairs, 2, random), rounds)


def _exchanged(draft: Draft, bundles: Sequence[Bundle], rounds: int) -> int:
    problem = draft.problem
    tied = Draft(
        Problem(
            [each.effort for each in bundles],
            [each.first for each in bundles],
            [each.values for each in bundles],
            problem.room,
            problem.week_of,
            problem.week_room,
        ),
        [draft.day_of[each.items[0]] for each in bundles],
    )
    gained = improve_by_exchange(tied, rounds)
    moved = [
        (item, day)
        for each, day in zip(bundles, tied.day_of, strict=True)
        for item in each.items
        if draft.day_of[item] != day
    ]
    for item, _ in moved:
        draft.take(item)
    for item, day in moved:
        if day != OUT:
            draft.put(item, day)
    return gained


def _tied(draft: Draft, bundles: Sequence[Bundle], effort: int, random: Random) -> list[Bundle]:
    """The bundles, those of this effort in pairs where they share a day or are both left out."""
    kept: list[Bundle] = []
    by_day: dict[int, list[Bundle]] = {}
    for each in bundles:
        if each.effort == effort:
            by_day.setdefault(draft.day_of[each.items[0]], []).append(each)
        else:
            kept.append(each)
    for _, here in sorted(by_day.items()):
        random.shuffle(here)
        for one, other in zip(here[::2], here[1::2], strict=False):
            pair = _pair(one, other)
            kept += [pair] if pair.values else [one, other]
        if len(here) % 2:
            kept.append(here[-1])
    return kept


def _pair(one: Bundle, other: Bundle) -> Bundle:
    """Two bundles as one, on the days that both may have."""
    first = max(one.first, other.first)
    rows = (one.values[first - one.first :], other.values[first - other.first :])
    values = [max(NEVER, value) for value in map(add, *rows)]
    return Bundle((*one.items, *other.items), one.effort + other.effort, first, values)
