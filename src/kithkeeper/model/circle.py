"""A circle: a named ring with a size, a cadence and what suits it (guide, "The Three Circles")."""

from __future__ import annotations

from typing import NamedTuple

from kithkeeper.model.kinds import Depth
from kithkeeper.model.period import Period


class Circle(NamedTuple):
    """A circle as the user set it.

    Attributes:
        rank: 0 for the dearest; the order in the config.
        least: Size below which it is thin; 0 for none.
        most: Size above which it is crowded; None for no limit.
        cadence: The ideal time between two touches.
        at_most: The time after which it alarms; None to alarm at the due date.
        depth: The least depth of a touch that counts.
        activities: What suits this circle, in the order of preference.
        ahead: How long before birthdays and other dates they are announced; None on the day only.
        greet: Names of the holidays on which the whole circle is greeted.
    """

    name: str
    rank: int
    least: int
    most: int | None
    cadence: Period
    at_most: Period | None
    depth: Depth
    activities: tuple[str, ...]
    ahead: Period | None = None
    greet: tuple[str, ...] = ()


INNER = Circle(
    name="inner",
    rank=0,
    least=5,
    most=10,
    cadence=Period(1, "month"),
    at_most=None,
    depth=Depth.LIGHT,
    activities=("check-in", "share-opportunity", "offer-help", "celebrate"),
    ahead=Period(1, "week"),
)
MIDDLE = Circle(
    name="middle",
    rank=1,
    least=30,
    most=50,
    cadence=Period(3, "month"),
    at_most=None,
    depth=Depth.LIGHT,
    activities=("update", "share-insight", "introduce", "catch-up"),
    ahead=Period(3, "day"),
)
OUTER = Circle(
    name="outer",
    rank=2,
    least=150,
    most=None,
    cadence=Period(1, "year"),
    at_most=None,
    depth=Depth.PASSING,
    activities=("maintain", "greet", "congratulate", "tell-news"),
)
DEFAULT_CIRCLES = (INNER, MIDDLE, OUTER)
"""The guide's three, with the activities of its Touch Point System in its order."""
