"""What to do with the next planned touch: an activity, a channel and an intent, and why those.

Everything is chosen by facts that stay (the contact's id, how many touches there were, the due
date), so that a proposal does not change overnight.

The guide's Touch Point System gives each circle its activities. They rotate, contact by contact;
what something calls for goes first. Each activity has an intent. The open ones (check-in,
catch-up, maintain) also carry the asks, two turns in five, which makes one touch in ten an ask and
two in ten an insight: the 70-20-10 rule.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import date
from functools import cache
from math import gcd
from typing import NamedTuple

from kithkeeper.model.circle import Circle
from kithkeeper.model.kinds import Channel, Intent, Temperament
from kithkeeper.rules import phrases
from kithkeeper.rules.activities import activity as activity_of
from kithkeeper.rules.cadence import keeps_birthdays
from kithkeeper.rules.capacity import effort
from kithkeeper.rules.facts import ContactFacts
from kithkeeper.rules.temperament import NUMBERS, ONE_TO_ONE, WRITTEN, Numbers, channels_for

NEAR_DAYS = 14
"""How near to the due date a birthday or anniversary has to be to call for congratulations."""

_OPEN_TURNS = {
    "check-in": (Intent.ASK, Intent.INSIGHT, Intent.HELP, Intent.ASK, Intent.INSIGHT),
}
_OTHER_TURNS = (Intent.ASK, Intent.HELP, Intent.HELP, Intent.ASK, Intent.HELP)
_CONGRATULATIONS = ("celebrate", "congratulate")
_SPREAD = 37
"""A prime stride, so that the turns of one contact spread over the shares."""


class Occasion(NamedTuple):
    """A day of the year worth a word, beside the birthday: "work anniversary", `MM-DD`."""

    what: str
    month_day: str


class CalledFor(NamedTuple):
    """An activity that something calls for, and what: a promised article, a matching interest."""

    activity: str
    because: str


class Proposal(NamedTuple):
    """What the next touch should be.

    Attributes:
        effort: What it takes out of a day.
        because: Why this activity.
        called_for: The same where something calls for it; empty where it is merely its turn.
    """

    activity: str
    channel: Channel
    intent: Intent
    effort: int
    because: str
    called_for: str = ""


def propose_touch(
    contact: ContactFacts,
    circle: Circle,
    *,
    past: int,
    due: date,
    temperament: Temperament = Temperament.AMBIVERT,
    numbers: Numbers | None = None,
    occasions: Sequence[Occasion] = (),
    called_for: Sequence[CalledFor] = (),
    may_ask: bool = True,
    channels: Collection[Channel] | None = None,
) -> Proposal:
    """The activity, channel and intent of a planned cadence touch.

    Args:
        contact: Whom it is with; its birthday is an occasion, unless the circle keeps birthdays:
            then it has a reminder of its own, and nobody is congratulated twice.
        circle: Its circle, whose activities take turns.
        past: How many touches there were; each moves the turn by one.
        due: The cadence's date; an occasion within `NEAR_DAYS` of it calls for congratulations.
        temperament: Which channels suit; introverts write more, extraverts meet more.
        numbers: Its shares of channels and the weight of introducing; the temperament's own if not
            given.
        occasions: Further days of the year.
        called_for: What something else calls for; the first goes before the rotation.
        may_ask: Whether the ledger allows an ask; without it an open activity becomes help.
        channels: Those by which the contact can be reached; None for any.
    """
    numbers = numbers or NUMBERS[temperament]
    start = int.from_bytes(hashlib.sha256(contact.id.encode()).digest()[8:16], "big")
    turn = start + past
    called = _called_for(contact, circle, due, occasions, called_for)
    activity = called.activity if called else _turn(circle, turn, numbers.introducing_weight)
    channel = _channel(
        contact, circle, activity, temperament, numbers, start // 64 + past, channels
    )
    intent = _intent(activity, turn // max(1, len(circle.activities)), may_ask)
    because = called.because if called else _turn_words(circle, past)
    return Proposal(
        activity, channel, intent, effort(channel), because, called.because if called else ""
    )


def _called_for(
    contact: ContactFacts,
    circle: Circle,
    due: date,
    occasions: Sequence[Occasion],
    called_for: Sequence[CalledFor],
) -> CalledFor | None:
    known = list(occasions)
    if contact.birthday and not keeps_birthdays(circle):
        known.insert(0, Occasion("birthday", contact.birthday))
    for occasion in known:
        on = _nearest(occasion.month_day, due)
        if on is not None and abs((on - due).days) <= NEAR_DAYS:
            activity = next((each for each in circle.activities if each in _CONGRATULATIONS), "")
            because = f"{occasion.what} on {phrases.day(on)}"
            return CalledFor(activity or _CONGRATULATIONS[1], because)
    return called_for[0] if called_for else None


def _turn(circle: Circle, turn: int, introducing_weight: int) -> str:
    turns = rotation(circle.activities, introducing_weight)
    return turns[turn % len(turns)] if turns else "check-in"


def _turn_words(circle: Circle, past: int) -> str:
    if not circle.activities:
        return f"{phrases.circle_name(circle.name)} names no activities"
    so_far = phrases.count(past, "touch", "touches")
    return f"the {circle.name} circle's activities take turns; {so_far} so far"


@cache
def rotation(activities: tuple[str, ...], introducing_weight: int) -> tuple[str, ...]:
    """The turns of a circle's activities: each as often as the others, evenly spread, and
    introducing others by its weight.

    Args:
        introducing_weight: Per cent of what another activity weighs; 100 is a plain rotation.
    """
    weights = {each: introducing_weight if each == "introduce" else 100 for each in activities}
    shared = gcd(*weights.values()) or 1
    rest = {each: weight // shared for each, weight in weights.items()}
    credit = dict.fromkeys(rest, 0)
    turns = []
    for _ in range(sum(rest.values())):
        for each, weight in rest.items():
            credit[each] += weight
        chosen = max(credit, key=lambda each: credit[each])
        credit[chosen] -= sum(rest.values())
        turns.append(chosen)
    return tuple(turns)


def _nearest(month_day: str, due: date) -> date | None:
    """The occurrence nearest to `due`; 29 February falls on the 28th in other years."""
    try:
        month, day = (int(part) for part in month_day.split("-"))
        years = [year for year in (due.year - 1, due.year, due.year + 1) if 1 <= year <= 9999]
        days = [_on(year, month, day) for year in years]
    except ValueError:
        return None
    return min(days, key=lambda on: abs((on - due).days))


def _on(year: int, month: int, day: int) -> date:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return date(year, month, 28 if (month, day) == (2, 29) and not leap else day)


def _channel(
    contact: ContactFacts,
    circle: Circle,
    activity: str,
    temperament: Temperament,
    numbers: Numbers,
    turn: int,
    possible: Collection[Channel] | None,
) -> Channel:
    """In person or in writing by the temperament's shares; then what can reach them, and what
    suits the activity, as far as there is a choice.
    """
    days = (contact.cadence or circle.cadence).nominal_days
    chosen = channels_for(temperament, days)
    if possible is not None:
        chosen = tuple(each for each in chosen if each in possible) or chosen
    side = ONE_TO_ONE if _meets(numbers, turn) else WRITTEN
    chosen = tuple(each for each in chosen if each in side) or chosen
    fitting = activity_of(activity).channels
    chosen = tuple(each for each in chosen if each in fitting) or chosen
    return chosen[turn % len(chosen)]


def _meets(numbers: Numbers, turn: int) -> bool:
    """Whether this turn is one for talking; over any hundred turns the share comes out."""
    both = numbers.one_to_one_share + numbers.written_share or 1
    return turn * _SPREAD % both < numbers.one_to_one_share


def _intent(activity: str, turn: int, may_ask: bool) -> Intent:
    fixed = activity_of(activity).intent
    if fixed is not None:
        return fixed
    turns = _OPEN_TURNS.get(activity, _OTHER_TURNS)
    intent = turns[turn % len(turns)]
    return Intent.HELP if intent is Intent.ASK and not may_ask else intent
