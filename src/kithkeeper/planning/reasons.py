"""Why a touchpoint got the day it has, or none, in plain words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from kithkeeper.planning.grid import Calendar
from kithkeeper.planning.windows import cost, unplaced_cost
from kithkeeper.rules import phrases
from kithkeeper.rules.facts import Candidate

_Blocks = Callable[[Candidate, date], str | None]


def why_here(each: Candidate, day: date, grid: Calendar, blocks: _Blocks | None) -> str:
    """Why this day: how far from the due date, and what stood in the way of a nearer one."""
    due = f"due {phrases.day(each.due)}"
    off = (day - each.due).days
    if off == 0:
        return f"{due}, and that day has room"
    far = f"{due}, planned {phrases.count(abs(off), 'day')} {'later' if off > 0 else 'earlier'}"
    if each.due < grid.today and grid.place(day) == grid.between(grid.today, None)[0]:
        return f"{far}, on the first day with room"
    if each.due < grid.today:
        return f"{far}; the days before were taken by what costs more to put off"
    return f"{far}; {_in_the_way(each, each.due, grid, blocks)}"


def why_not(each: Candidate, grid: Calendar, blocks: _Blocks | None) -> str:
    """Why no day: nothing open in its window, blocked, full, or better after the horizon."""
    due = f"due {phrases.day(each.due)}"
    latest = min(each.latest or grid.end, grid.end)
    window = f"{phrases.day(each.earliest or grid.today)} to {phrases.day(latest)}"
    start, stop = grid.between(each.earliest, each.latest)
    open_days = grid.days[start:stop]
    if not open_days:
        return f"{due}; no day from {window} is open"
    allowed = [day for day in open_days if blocks is None or blocks(each, day) is None]
    if not allowed:
        reason = _in_the_way(each, open_days[0], grid, blocks)
        return f"{due}; every open day from {window} is ruled out: {reason}"
    most = max(grid.room[start:stop])
    if each.effort > most:
        return f"{due}; it takes {each.effort}, and no day from {window} has more than {most} left"
    after = unplaced_cost(each.due, each.cadence_days, grid.end)
    if min(cost(each.due, each.cadence_days, day) for day in allowed) > after:
        next_day = phrases.day(grid.end + timedelta(days=1))
        return f"{due}; waiting for {next_day}, after this plan, is nearer than any day in it"
    return f"{due}; the days from {window} are full with what costs more to put off"


def _in_the_way(each: Candidate, day: date, grid: Calendar, blocks: _Blocks | None) -> str:
    """What kept an item from a day."""
    if grid.capacity.get(day, 0) == 0:
        return f"{phrases.day(day)} is no working day"
    reason = blocks(each, day) if blocks is not None else None
    if reason:
        return reason
    if grid.place(day) is None:
        return f"{phrases.day(day)} is taken by what stands fixed"
    return "nearer days are taken by what costs more to move"
