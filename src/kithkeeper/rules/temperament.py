"""What a temperament changes: every number in one table.

Capacity a day and a week is the planner's (`kithkeeper.rules.capacity`). The lines of the guide's
"Networking Personality Types" are in the playbook, which is given these numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kithkeeper.config import Profile
from kithkeeper.config.keys import NUMBERS as LIMITS
from kithkeeper.errors import Invalid
from kithkeeper.model.kinds import Channel, Temperament


class Numbers(NamedTuple):
    """What a temperament sets; each may be overridden by its name.

    Attributes:
        people_per_event: How many to meet at a networking event, its goal.
        arrive_early_minutes: How long before the start to be there.
        minutes_between_breaks: How long to mingle before a break; 0 for no breaks.
        recovery_days: Working days after a networking event with half the capacity.
        one_to_one_share: Per cent of touches by call, coffee, lunch or visit.
        written_share: Per cent of touches by message, e-mail or letter. What is left of a hundred
            are events and communities, so planned touches keep the ratio of these two.
        introducing_weight: How much introducing others weighs against other activities, in per
            cent; 100 leaves the rotation as it is.
        listening_share: Per cent of a conversation to leave to the other side.
        minutes_per_conversation: How long to stay with one person before moving on.
    """

    people_per_event: int
    arrive_early_minutes: int
    minutes_between_breaks: int
    recovery_days: int
    one_to_one_share: int
    written_share: int
    introducing_weight: int
    listening_share: int
    minutes_per_conversation: int


NUMBERS: Mapping[Temperament, Numbers] = {
    Temperament.INTROVERT: Numbers(3, 15, 45, 2, 40, 50, 80, 50, 20),
    Temperament.AMBIVERT: Numbers(5, 10, 90, 1, 50, 40, 100, 50, 15),
    Temperament.EXTRAVERT: Numbers(5, 0, 0, 0, 65, 25, 150, 60, 15),
}
"""The one table, in the order of `Numbers`."""

_LIMITS = {name: (least, most) for name, least, most, _ in LIMITS}

ONE_TO_ONE = (Channel.CALL, Channel.COFFEE, Channel.LUNCH, Channel.VISIT)
WRITTEN = (Channel.MESSAGE, Channel.EMAIL, Channel.LETTER)

_M, _E, _CALL = Channel.MESSAGE, Channel.EMAIL, Channel.CALL
_COFFEE, _LUNCH = Channel.COFFEE, Channel.LUNCH
CHANNELS: Mapping[Temperament, tuple[tuple[Channel, ...], ...]] = {
    Temperament.INTROVERT: ((_M, _COFFEE, _E, _CALL), (_E, _CALL, _M), (_E, _M)),
    Temperament.AMBIVERT: ((_M, _COFFEE, _CALL, _E), (_M, _CALL, _E, _COFFEE), (_M, _E)),
    Temperament.EXTRAVERT: ((_CALL, _COFFEE, _M, _LUNCH), (_CALL, _M, _COFFEE, _E), (_M, _CALL)),
}
"""Channels that take turns: up to six weeks apart, up to half a year apart, and rarer. How often
one talks and how often one writes is by the shares, where there is a choice.
"""


def numbers_for(temperament: Temperament, own: Mapping[str, int] | None = None) -> Numbers:
    """The numbers of a temperament, with the user's own in place.

    Raises:
        Invalid: A name that is not in `Numbers`, or a number out of its range.
    """
    for name, number in (own or {}).items():
        if name not in _LIMITS:
            raise Invalid(f"temperament.{name}", f"is no number of it; use {', '.join(_LIMITS)}")
        least, most = _LIMITS[name]
        if not least <= number <= most:
            raise Invalid(f"temperament.{name}", f"{number} is not between {least} and {most}")
    return NUMBERS[temperament]._replace(**(own or {}))


def numbers_of(profile: Profile) -> Numbers:
    """The numbers of a profile: its temperament's, with those that it sets itself in place."""
    own = {name: getattr(profile, name) for name in Numbers._fields}
    set_here = {name: number for name, number in own.items() if number is not None}
    return numbers_for(profile.temperament, set_here)


def channels_for(temperament: Temperament, cadence_days: int) -> tuple[Channel, ...]:
    """The channels that take turns with someone met every so many days (nominal)."""
    close, warm, wide = CHANNELS[temperament]
    return close if cadence_days <= 45 else warm if cadence_days <= 183 else wide


def event_goals(temperament: Temperament, numbers: Numbers) -> tuple[str, ...]:
    """Goals to set for a networking event, in the order in which they come up."""
    people = f"Have {numbers.people_per_event} good conversations"
    if temperament == Temperament.INTROVERT:
        people = f"Meet {numbers.people_per_event} people, then it is enough"
    goals = [people]
    if numbers.arrive_early_minutes:
        goals.insert(0, f"Be there {numbers.arrive_early_minutes} minutes before it fills up")
    if numbers.minutes_between_breaks:
        goals.append(f"Take a break after {numbers.minutes_between_breaks} minutes")
    if numbers.introducing_weight > 100:
        goals.append("Introduce two people who should know each other")
    return tuple(goals)
