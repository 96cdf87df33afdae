"""When, and whom: the planner that gives touchpoints days within what a day and a week can hold."""

from kithkeeper.planning.forecast import Forecast, Promise, WeekAhead, forecast
from kithkeeper.planning.planner import (
    Blocks,
    Capacity,
    Load,
    Placed,
    Plan,
    Unplaced,
    WeekLoad,
    plan,
)
from kithkeeper.planning.windows import (
    Window,
    cost,
    horizon_end,
    is_candidate,
    unplaced_cost,
    windowed,
    windows,
)

__all__ = [
    "Blocks",
    "Capacity",
    "Forecast",
    "Load",
    "Placed",
    "Plan",
    "Promise",
    "Unplaced",
    "WeekAhead",
    "WeekLoad",
    "Window",
    "cost",
    "forecast",
    "horizon_end",
    "is_candidate",
    "plan",
    "unplaced_cost",
    "windowed",
    "windows",
]
