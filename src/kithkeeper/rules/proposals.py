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
from typing import NamedTuple

from kithkeeper.model.circle import Circle
from kithkeeper.model.kinds import Channel, Intent, Temperament
from kithkeeper.rules import phrases
from kithkeeper.rules.activities import activity as activity_of
from kithkeeper.rules.capacity import effort
from kithkeeper.rules.facts import ContactFacts
from kithkeeper.rules.temperament import channels_for

NEAR_DAYS = 14
"""How near to the due date a birthday or anniversary has to be to call for congratulations."""

_OPEN_TURNS = {
    "check-in": (Intent.ASK, Intent.INSIGHT, Intent.HELP, Intent.ASK, Intent.INSIGHT),
}
_OTHER_TURNS = (Intent.ASK, Intent.HELP, Intent.HELP, Intent.ASK, Intent.HELP)
_CONGRATULATIONS = ("celebrate", "congratulate")


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
    """

    activity: str
    channel: Channel
    intent: Intent
    effort: int
    because: str


def propose_touch(
    contact: ContactFacts,
    circle: Circle,
    *,
    past: int,
    due: date,
    temperament: Temperament = Temperament.AMBIVERT,
    occasions: Sequence[Occasion] = (),
    called_for: Sequence[CalledFor] = (),
    may_ask: bool = True,
    channels: Collection[Channel] | None = None,
) -> Proposal:
    """The activity, channel and intent of a planned cadence touch.

    Args:
        contact: Whom it is with; its birthday is an occasion.
        circle: Its circle, whose activities take turns.
        past: How many touches there were; each moves the turn by one.
        due: The cadence's date; an occasion within `NEAR_DAYS` of it calls for congratulations.
        temperament: Introverts write more, extraverts meet more.
        occasions: Further days of the year.
        called_for: What something else calls for; the first goes before the rotation.
        may_ask: Whether the ledger allows an ask; without it an open activity becomes help.
        channels: Those by which the contact can be reached; None for any.
    """
    start = int.from_bytes(hashlib.sha256(contact.id.encode()).digest()[8:16], "big")
    turn = start + past
    activity, because = _activity(contact, circle, turn, past, due, occasions, called_for)
    channel = _channel(circle, contact, temperament, start // 64 + past, channels)
    intent = _intent(activity, turn // max(1, len(circle.activities)), may_ask)
    return Proposal(activity, channel, intent, effort(channel), because)


def _activity(
    contact: ContactFacts,
    circle: Circle,
    turn: int,
    past: int,
    due: date,
    occasions: Sequence[Occasion],
    called_for: Sequence[CalledFor],
) -> tuple[str, str]:
    known = [Occasion("birthday", contact.birthday)] if contact.birthday else []
    for occasion in (*known, *occasions):
        on = _nearest(occasion.month_day, due)
        if on is not None and abs((on - due).days) <= NEAR_DAYS:
            activity = next((each for each in circle.activities if each in _CONGRATULATIONS), "")
            because = f"{occasion.what} on {phrases.day(on)}"
            return activity or _CONGRATULATIONS[1], because
    if called_for:
        return called_for[0].activity, called_for[0].because
    if not circle.activities:
        return "check-in", f"{phrases.circle_name(circle.name)} names no activities"
    activity = circle.activities[turn % len(circle.activities)]
    so_far = phrases.count(past, "touch", "touches")
    return activity, f"the {circle.name} circle's activities take turns; {so_far} so far"


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
    circle: Circle,
    contact: ContactFacts,
    temperament: Temperament,
    turn: int,
    possible: Collection[Channel] | None,
) -> Channel:
    days = (contact.cadence or circle.cadence).nominal_days
    suited = channels_for(temperament, days)
    if possible is not None:
        suited = tuple(each for each in suited if each in possible) or suited
    return suited[turn % len(suited)]


def _intent(activity: str, turn: int, may_ask: bool) -> Intent:
    fixed = activity_of(activity).intent
    if fixed is not None:
        return fixed
    turns = _OPEN_TURNS.get(activity, _OTHER_TURNS)
    intent = turns[turn % len(turns)]
    return Intent.HELP if intent is Intent.ASK and not may_ask else intent
