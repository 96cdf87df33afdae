"""How warm a relationship is: one number that cools with every day without a touch."""

from __future__ import annotations

import math
from datetime import date

from kithkeeper.model.period import Period
from kithkeeper.rules.cadence import after


def warmth(
    last_touch: date | None, cadence_days: int, today: date, *, cadence: Period | None = None
) -> float | None:
    """Warmth from 1 (touched today) through ½ (one cadence ago) towards 0, smoothly.

    It halves with every cadence: ``2 ** -(days since the last touch / days of one cadence)``.

    Args:
        last_touch: Day of the last touch of any depth.
        cadence_days: Nominal length of the cadence in days; 0 without one.
        today: The day it is seen from.
        cadence: The cadence itself; with it a month is that calendar month and warmth is ½ on the
            very day that falls one cadence after the touch.

    Returns:
        A number above 0 and up to 1, or None without a cadence or a touch.
    """
    if last_touch is None or cadence_days <= 0:
        return None
    elapsed = max(0, (today - last_touch).days)
    span = cadence_days if cadence is None else (after(cadence, last_touch) - last_touch).days
    return math.pow(2.0, -elapsed / max(1, span))
