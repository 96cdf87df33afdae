"""The planner against its own bound and against a greedy plan, on networks made at random.

Each row is one size. `gap` is how far the cost lies above what no plan can go below (the bound of
the prices), so the distance to the optimum is smaller still; `greedy` is the same for the plan that
takes candidates by lateness and gives each its cheapest free day. Seconds stand beside the time of
the greedy plan in the same run.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import date, timedelta
from statistics import mean

from kithkeeper.planning import cost, horizon_end, plan, unplaced_cost, windowed
from kithkeeper.rules.facts import Candidate, Fixed

MONDAY = date(2026, 11, 23)
CIRCLES = (("inner", 30), ("middle", 91), ("outer", 365))
SIZES = (
    # people, weeks, a day, a week, efforts, how many networks
    (30, 4, 6, 20, (1, 1, 2, 4), 5),
    (60, 4, 6, 20, (1, 1, 2, 4), 5),
    (200, 4, 6, 20, (1, 1, 2, 4), 5),
    (200, 4, 12, 50, (1, 1, 2, 4), 5),
    (200, 4, 12, 50, (1,), 5),
    (5000, 4, 6, 20, (1, 1, 2, 4), 1),
    (5000, 4, 100, 400, (1, 1, 2, 4), 1),
)
TWO_HUNDRED = 0.6
FIVE_THOUSAND = 15.0
"""Seconds above which the run fails, with room for a slow computer."""
GAP = 0.03
"""The mean gap to the bound above which the run fails, up to 200 people."""


def working(most):
    return lambda day: most if day.weekday() < 5 else 0


def network(seed, people, weeks, efforts):
    """Two in five overdue by up to sixty days, the others due inside the horizon."""
    at = random.Random(seed)
    found = []
    for number in range(people):
        rank = at.choice([0, 1, 1, 2, 2])
        late = at.random() < 0.4
        off = -at.randint(1, 60) if late else at.randint(0, 7 * weeks - 1)
        name, cadence = CIRCLES[rank]
        found.append(
            Candidate(
                f"c{number}", f"N{number}", name, rank, MONDAY + timedelta(days=off), cadence,
                at.choice(efforts),
            )
        )  # fmt: skip
    fixed = [
        Fixed(f"f{n}", MONDAY + timedelta(days=at.randint(0, 7 * weeks - 1)), at.choice([1, 2, 4]))
        for n in range(weeks)
    ]
    return found, fixed


def greedy(candidates, fixed, end, a_day, a_week):
    """Most late first, each on its cheapest day with room; returns the total cost."""
    days = [MONDAY + timedelta(days=n) for n in range((end - MONDAY).days + 1)]
    capacity = working(a_day)
    room = {day: capacity(day) for day in days}
    week = {day: day - timedelta(days=day.weekday()) for day in days}
    week_room = dict.fromkeys(week.values(), a_week)
    for each in fixed:
        room[each.day] -= each.effort
        week_room[week[each.day]] -= each.effort
    total = 0.0
    for each in sorted(candidates, key=lambda c: (MONDAY - c.due).days / -c.cadence_days):
        window = windowed(each, MONDAY)
        prices = [
            (cost(each.due, each.cadence_days, day), day)
            for day in days
            if window.earliest <= day <= (window.latest or end)
            and min(room[day], week_room[week[day]]) >= each.effort
        ]
        out = unplaced_cost(each.due, each.cadence_days, end)
        price, day = min(prices, default=(out, None))
        total += min(price, out)
        if day is not None and price <= out:
            room[day] -= each.effort
            week_room[week[day]] -= each.effort
    return total


def measure(people, weeks, a_day, a_week, efforts, networks):
    """Mean gap of the plan and of the greedy one, and seconds of both."""
    gaps, greedy_gaps, seconds, greedy_seconds = [], [], [], []
    end = horizon_end(MONDAY, weeks)
    for seed in range(networks):
        candidates, fixed = network(seed, people, weeks, efforts)
        start = time.perf_counter()
        made = plan(
            candidates,
            fixed,
            today=MONDAY,
            horizon_end=end,
            capacity=working(a_day),
            week_capacity=a_week,
        )
        seconds.append(time.perf_counter() - start)
        start = time.perf_counter()
        simple = greedy(candidates, fixed, end, a_day, a_week)
        greedy_seconds.append(time.perf_counter() - start)
        gaps.append(made.cost / made.bound - 1 if made.bound else made.cost)
        greedy_gaps.append(simple / made.bound - 1 if made.bound else simple)
    return mean(gaps), mean(greedy_gaps), min(seconds), min(greedy_seconds)


def main():
    print("people weeks  day/week  efforts       gap     greedy   seconds   × greedy")
    failed = False
    for people, weeks, a_day, a_week, efforts, networks in SIZES:
        gap, simple, seconds, base = measure(people, weeks, a_day, a_week, efforts, networks)
        kinds = "/".join(str(each) for each in sorted(set(efforts)))
        print(
            f"{people:6} {weeks:5} {a_day:5}/{a_week:<4} {kinds:8} {gap:9.3%} {simple:9.2%} "
            f"{seconds:9.3f} {seconds / base:9.1f}"
        )
        slow = seconds > (TWO_HUNDRED if people <= 200 else FIVE_THOUSAND)
        failed = failed or slow or (people <= 200 and gap > GAP)
    if failed:
        print("too slow, or too far above the bound", file=sys.stderr)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
