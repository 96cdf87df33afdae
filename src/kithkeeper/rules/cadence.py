"""When the next touch is due: a contact's standing, from its touches and its circle alone.

The standing is no function of today. It changes only when a fact does, and is stored for reading.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from kithkeeper.model.circle import Circle
from kithkeeper.model.kinds import DEFAULT_DEPTH, Depth, Kind, State
from kithkeeper.model.period import Period
from kithkeeper.rules import phrases
from kithkeeper.rules.facts import Because, ContactFacts, Standing, TouchFacts

_YEAR = 365


def standing(
    contact: ContactFacts, circle: Circle | None, touches: Iterable[TouchFacts]
) -> Standing:
    """Where a contact stands: last touch, next due date, alarm, and why.

    The last touch is the latest done one of any depth. The due date is counted from the anchor:
    the latest touch that counts (`counts`), or the latest skip of a planned cadence touchpoint.
    Without an anchor it is the first date spread from the day of placing (`first_due`). An older
    entry never moves either back. There is no due date without a circle, while archived, or while
    paused without an end; a pause with an end moves it to that end at the earliest.

    Args:
        contact: Its facts; `last_touch` and `next_due` in them are not read.
        circle: The circle it is in, or None when it was not placed.
        touches: Its closed touchpoints in any order.
    """
    closed = tuple(touches)
    last = _latest(touch for touch in closed if touch.state is State.DONE)
    if contact.archived:
        return _without_date(last, 0, "Archived; no reminders")
    if circle is None:
        return _without_date(last, 0, "Not in a circle yet, so there is no cadence")
    cadence = contact.cadence or circle.cadence
    rhythm = phrases.rhythm(circle, contact.cadence)
    if contact.paused_until == date.max:
        because = f"{rhythm}; paused until resumed"
        return _without_date(last, cadence.nominal_days, because)
    anchor = _latest(touch for touch in closed if _anchors(touch, circle))
    due, reason = _from_anchor(contact, cadence, anchor, last)
    alarm = _alarm(contact, circle, anchor.on if anchor else contact.placed_on, due)
    parts = [rhythm, *reason, *_too_light(closed, circle, anchor)]
    if alarm is not None:
        parts.append(f"at most {contact.at_most or circle.at_most}, until {phrases.day(alarm)}")
    if due is not None and contact.paused_until is not None and contact.paused_until > due:
        due = contact.paused_until
        alarm = max(alarm, due) if alarm is not None else None
        parts.append(f"paused until {phrases.day(due)}")
    return Standing(
        last_touch=last.on if last else None,
        last_channel=last.channel.value if last and last.channel else None,
        next_due=due,
        alarm_on=alarm,
        anchor=anchor.on if anchor else None,
        cadence_days=cadence.nominal_days,
        because="; ".join(parts),
    )


def first_due(contact_id: str, placed_on: date, period: Period) -> Because:
    """The first due date of someone never touched: 1 to `nominal_days` days after placing.

    A stable hash of the id spreads a whole import evenly over one cadence, the same on every
    computer and in every process.
    """
    digest = hashlib.sha256(contact_id.encode()).digest()
    days = 1 + int.from_bytes(digest[:8], "big") % period.nominal_days
    because = (
        f"first date spread over one cadence from {phrases.day(placed_on)}, the day of placing"
    )
    return Because(days_after(placed_on, days), because)


def counts(touch: TouchFacts, circle: Circle) -> bool:
    """Whether a done touch moves the due date.

    It does when it has the circle's depth or more, when it was planned as the cadence touchpoint
    (ticking off always satisfies), or when it is a ticked birthday of a circle that has them.
    """
    if touch.state is not State.DONE:
        return False
    if touch.planned or touch.kind is Kind.CADENCE:
        return True
    if touch.kind is Kind.BIRTHDAY and keeps_birthdays(circle):
        return True
    return depth_of(touch).rank >= circle.depth.rank


def depth_of(touch: TouchFacts) -> Depth:
    """The depth that was noted, else what its channel is worth."""
    if touch.depth is not None:
        return touch.depth
    return DEFAULT_DEPTH[touch.channel] if touch.channel else Depth.REGULAR


def keeps_birthdays(circle: Circle) -> bool:
    """Whether birthdays of this circle get an item: those met more often than yearly.

    Of the guide's circles these are inner and middle; a circle that the user adds follows suit.
    """
    return circle.cadence.nominal_days < _YEAR


def after(period: Period, start: date) -> date:
    """One period after `start`, or the last date there is where the calendar ends."""
    try:
        return period.after(start)
    except (OverflowError, ValueError):
        return date.max


def days_after(start: date, days: int) -> date:
    """So many days after `start`, or the last date there is where the calendar ends."""
    try:
        return start + timedelta(days=days)
    except OverflowError:
        return date.max


def _anchors(touch: TouchFacts, circle: Circle) -> bool:
    if touch.state is State.SKIPPED:
        return touch.planned or touch.kind is Kind.CADENCE
    return counts(touch, circle)


def _latest(touches: Iterable[TouchFacts]) -> TouchFacts | None:
    return max(touches, key=_recency, default=None)


def _recency(touch: TouchFacts) -> tuple[date, bool, int, str, str, str]:
    """Latest first; on one day what was done outranks a skip, and the deeper the lighter. The rest
    only makes the answer the same in whatever order they come.
    """
    done = touch.state is State.DONE
    return (touch.on, done, depth_of(touch).rank, touch.id, str(touch.channel), str(touch.kind))


def _from_anchor(
    contact: ContactFacts, cadence: Period, anchor: TouchFacts | None, last: TouchFacts | None
) -> tuple[date | None, list[str]]:
    if anchor is None:
        reason = [] if last else ["never in touch"]
        if contact.placed_on is None:
            return None, [*reason, "the day of placing is not known"]
        first = first_due(contact.id, contact.placed_on, cadence)
        return first.date, [*reason, first.because]
    due = after(cadence, anchor.on)
    if anchor.state is State.DONE:
        said = phrases.told(anchor.on, anchor.channel, anchor.kind)
        return due, [f"last {said}"]
    spoken = f"last {phrases.told(last.on, last.channel, last.kind)}" if last else "never in touch"
    return due, [f"skipped {phrases.day(anchor.on)}", spoken]


def _too_light(
    closed: Sequence[TouchFacts], circle: Circle, anchor: TouchFacts | None
) -> list[str]:
    """Names the latest touch that came after the anchor and was too light to count."""
    later = (
        touch
        for touch in closed
        if touch.state is State.DONE
        and not counts(touch, circle)
        and (anchor is None or touch.on > anchor.on)
    )
    touch = _latest(later)
    if touch is None:
        return []
    what = touch.channel.value if touch.channel and touch.channel.value != "other" else "touch"
    depth = depth_of(touch)
    return [
        f"the {what} of {phrases.day(touch.on)} was {depth}, and a touch has to be "
        f"{circle.depth} to count here"
    ]


def _alarm(
    contact: ContactFacts, circle: Circle, start: date | None, due: date | None
) -> date | None:
    """When the at-most cadence runs out, never before the due date itself; None without one."""
    at_most = contact.at_most or circle.at_most
    if due is None or start is None or at_most is None:
        return None
    return max(due, after(at_most, start))


def _without_date(last: TouchFacts | None, cadence_days: int, because: str) -> Standing:
    return Standing(
        last_touch=last.on if last else None,
        last_channel=last.channel.value if last and last.channel else None,
        next_due=None,
        alarm_on=None,
        anchor=None,
        cadence_days=cadence_days,
        because=because,
    )
