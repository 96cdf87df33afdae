"""How much outreach a day and a week can hold: defaults by temperament, and what a channel takes.

| temperament | a day | a week | because |
|-------------|-------|--------|---------|
| introvert   | 4     | 16     | one coffee or a few written words a day, and days to recharge |
| ambivert    | 6     | 20     | a coffee and a call, or six messages |
| extravert   | 8     | 28     | two coffees a day |

Ten people monthly, fifty quarterly and a hundred and fifty yearly make nine touches a week. With
the channels that `rules.proposals` picks they take 12, 14 and 18 of these efforts, and birthdays
one or two more, so that each temperament can keep the guide's full circles.
"""

from __future__ import annotations

from typing import NamedTuple

from kithkeeper.model.kinds import EFFORT, Channel, Temperament


class Capacity(NamedTuple):
    """The most effort that a day and an ISO week may take."""

    max_per_day: int
    max_per_week: int


DEFAULTS = {
    Temperament.INTROVERT: Capacity(4, 16),
    Temperament.AMBIVERT: Capacity(6, 20),
    Temperament.EXTRAVERT: Capacity(8, 28),
}
"""The table above; `max_per_day` and `max_per_week` in the profile go before it."""


def defaults(temperament: Temperament) -> Capacity:
    """The day's and the week's capacity of a temperament, in effort."""
    return DEFAULTS[temperament]


def effort(channel: Channel | None) -> int:
    """What a touch by this channel takes: 1 in writing, 2 for a call or letter, 4 in person."""
    return EFFORT[channel or Channel.OTHER]
