"""Improving a packing by chains of moves among items of the same effort.

Among items of one effort the days form a network: an arc from one day to another is the best item
that could move there, and what it gains. A cycle with a gain (the outside is a node like the days)
is an improvement that fits, and where all efforts are equal a packing without such a cycle is
optimal (Klein 1967, minimum cost flow by cycle cancelling).
"""

from __future__ import annotations

from collections.abc import Sequence

from kithkeeper.planning.packing import NEVER, OUT, Draft, Problem

_Arc = tuple[int, int]
"""What the arc gains, and the item that moves along it; `_NOBODY` where none does."""
_NOBODY = -1
_NO_ARC: _Arc = (NEVER, _NOBODY)
_FREE: _Arc = (0, _NOBODY)


class Exchange:
    """The network of one effort over a draft, kept up to date as cycles are carried out."""

    def __init__(self, draft: Draft, effort: int) -> None:
        self._draft = draft
        self._problem = draft.problem
        self._effort = effort
        self._days = len(draft.room)
        self._items = [i for i, each in enumerate(self._problem.efforts) if each == effort]
        self._wanted = self._problem.wanted(effort)
        self._on: list[set[int]] = [set() for _ in range(self._days)]
        for item in self._items:
            if draft.day_of[item] != OUT:
                self._on[draft.day_of[item]].add(item)
        self._arcs = [self._arcs_from(day) for day in range(self._days)]

    def improve(self, rounds: int) -> int:
        """Carry out gaining cycles until there is none, at most `rounds`; returns their gain."""
        gained = 0
        for _ in range(rounds):
            cycle = _gaining_cycle([*self._with_room(), self._arcs_from_outside()])
            if not cycle:
                break
            gained += self._carry_out(cycle)
        return gained

    def _arcs_from(self, day: int) -> list[_Arc]:
        """The best move from a day to each other one, and out."""
        arcs = [_NO_ARC] * (self._days + 1)
        for item in sorted(self._on[day]):
            start, row = self._problem.first[item], self._problem.values[item]
            here = row[day - start]
            for place, value in enumerate(row, start):
                if value - here > arcs[place][0] and value > NEVER and place != day:
                    arcs[place] = (value - here, item)
            if -here > arcs[self._days][0]:
                arcs[self._days] = (-here, item)
        return arcs

    def _arcs_from_outside(self) -> list[_Arc]:
        """The best item left out for each day, or leaving the day's room empty."""
        arcs = [_FREE] * (self._days + 1)
        arcs[self._days] = _NO_ARC
        day_of = self._draft.day_of
        for day, items in enumerate(self._wanted):
            for item in items:
                if day_of[item] == OUT:
                    value = self._problem.value(item, day)
                    if value > 0:
                        arcs[day] = (value, item)
                    break
        return arcs

    def _with_room(self) -> list[list[_Arc]]:
        """The arcs from each day, with free ones where the day still has room.

        Room on a day lets a chain end there: within its week by taking over the place of another
        day of that week, or for good where the week has room too.
        """
        draft, week_of = self._draft, self._problem.week_of
        found = []
        for day, arcs in enumerate(self._arcs):
            if draft.room[day] < self._effort:
                found.append(arcs)
                continue
            week = week_of[day]
            whole = draft.week_room[week] >= self._effort
            found.append(
                [
                    _FREE
                    if arc[0] < 0 and other != day
                    and (week_of[other] == week if other < self._days else whole)
                    else arc
                    for other, arc in enumerate(arcs)
                ]
            )  # fmt: skip
        return found

    def _carry_out(self, cycle: Sequence[tuple[int, int, _Arc]]) -> int:
        moves = [(item, start, end) for start, end, (_, item) in cycle if item != _NOBODY]
        for item, start, _ in moves:
            self._draft.take(item)
            if start < self._days:
                self._on[start].discard(item)
        for item, _, end in moves:
            if end < self._days:
                self._draft.put(item, end)
                self._on[end].add(item)
        for day in {day for _, start, end in moves for day in (start, end) if day < self._days}:
            self._arcs[day] = self._arcs_from(day)
        return sum(gain for _, _, (gain, _) in cycle)


def improve_by_exchange(draft: Draft, rounds: int) -> int:
    """Exchange within each effort, the greatest first, until nothing gains; returns the gain."""
    gained = 0
    for effort in sorted(set(draft.problem.efforts), reverse=True):
        gained += Exchange(draft, effort).improve(rounds)
    return gained


def equal_efforts(problem: Problem) -> bool:
    """Whether all items take the same, so that exchange alone finds the optimum."""
    return len(set(problem.efforts)) <= 1


def _gaining_cycle(arcs: Sequence[Sequence[_Arc]]) -> list[tuple[int, int, _Arc]]:
    """A cycle whose gains sum to more than 0, as (from, to, arc), or [] (Bellman–Ford)."""
    nodes = range(len(arcs))
    gains = [[(end, gain) for end, (gain, _) in enumerate(row) if gain > NEVER] for row in arcs]
    best, parent = [0] * len(arcs), [_NOBODY] * len(arcs)
    active = list(nodes)
    while active:
        changed = set()
        for start in active:
            base = best[start]
            for end, gain in gains[start]:
                if base + gain > best[end]:
                    best[end] = base + gain
                    parent[end] = start
                    changed.add(end)
        cycle = _cycle_of(parent)
        if cycle:
            return [(parent[node], node, arcs[parent[node]][node]) for node in cycle]
        active = sorted(changed)
    return []


def _cycle_of(parent: Sequence[int]) -> list[int]:
    """Nodes of a cycle in the parents' graph, or []."""
    seen = [0] * len(parent)
    for origin in range(len(parent)):
        node = origin
        while node != _NOBODY and not seen[node]:
            seen[node] = origin + 1
            node = parent[node]
        if node != _NOBODY and seen[node] == origin + 1:
            cycle, at = [node], parent[node]
            while at != node:
                cycle.append(at)
                at = parent[at]
            return cycle
    return []
