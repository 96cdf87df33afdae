"""What a temperament changes: every number in one table, and the guide's advice.

Capacity a day and a week is the planner's (`kithkeeper.rules.capacity`). Each line of the guide's
"Networking Personality Types" is an `Advice` with the numbers that carry it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kithkeeper.errors import Invalid
from kithkeeper.model.kinds import Channel, Temperament


class Numbers(NamedTuple):
    """What a temperament sets; each may be overridden by its name.

    Attributes:
        people_per_event: How many to meet at a networking event, its goal.
        arrive_early_minutes: How long before the start to be there.
        minutes_between_breaks: How long to mingle before a break; 0 for no breaks.
        recovery_days: Working days after a networking event with half the capacity.
        one_to_one_share: Per cent of planned touches by call, coffee, lunch or visit.
        written_share: Per cent of planned touches by message, e-mail or letter.
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

_LIMITS = {
    "people_per_event": (1, 100), "arrive_early_minutes": (0, 240),
    "minutes_between_breaks": (0, 480), "recovery_days": (0, 14), "one_to_one_share": (0, 100),
    "written_share": (0, 100), "introducing_weight": (0, 1000), "listening_share": (0, 100),
    "minutes_per_conversation": (1, 240),
}  # fmt: skip

ONE_TO_ONE = (Channel.CALL, Channel.COFFEE, Channel.LUNCH, Channel.VISIT)
WRITTEN = (Channel.MESSAGE, Channel.EMAIL, Channel.LETTER)


class Advice(NamedTuple):
    """One line of advice.

    Attributes:
        id: The guide's line that it is, in a word or two.
        text: What to do, with the numbers filled in.
        numbers: Names of the `Numbers` that carry it out; empty where it is an attitude.
    """

    id: str
    text: str
    numbers: tuple[str, ...] = ()


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


def advice(temperament: Temperament, numbers: Numbers) -> tuple[Advice, ...]:
    """The guide's lines for a temperament; an ambivert has the first three of either side."""
    introvert, extravert = _introvert(numbers), _extravert(numbers)
    match temperament:
        case Temperament.INTROVERT:
            return introvert
        case Temperament.EXTRAVERT:
            return extravert
        case _:
            return (*introvert[:3], *extravert[1:4])


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


def _introvert(numbers: Numbers) -> tuple[Advice, ...]:
    return (
        Advice(
            "one-on-one",
            f"Talk with one person at a time, {numbers.minutes_per_conversation} minutes each",
            ("one_to_one_share", "minutes_per_conversation"),
        ),
        Advice(
            "arrive-early",
            f"Come {numbers.arrive_early_minutes} minutes early, while there is room",
            ("arrive_early_minutes",),
        ),
        Advice(
            "set-a-goal",
            f"Decide on {numbers.people_per_event} people to meet, and be content with them",
            ("people_per_event",),
        ),
        Advice(
            "take-breaks",
            f"Step outside every {numbers.minutes_between_breaks} minutes, and keep "
            f"{numbers.recovery_days} lighter days afterwards",
            ("minutes_between_breaks", "recovery_days"),
        ),
        Advice("follow-up-in-writing", "Follow up in writing, where you are at ease",
               ("written_share",)),
    )  # fmt: skip


def _extravert(numbers: Numbers) -> tuple[Advice, ...]:
    return (
        Advice("help-introverts", "Lend your energy to those who stand alone: draw them in"),
        Advice(
            "quality-first",
            f"Let {numbers.people_per_event} good conversations be enough; don't count hands",
            ("people_per_event", "minutes_per_conversation"),
        ),
        Advice("connect-others", "Be the one who introduces people to each other",
               ("introducing_weight",)),
        Advice(
            "leave-room",
            f"Leave the other {numbers.listening_share} % of the talking",
            ("listening_share",),
        ),
        Advice("listen", "Listen to understand: ask on before you tell of yourself",
               ("listening_share",)),
    )  # fmt: skip
