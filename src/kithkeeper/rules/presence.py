"""What comes back by itself: the engagement rhythm and the communities one takes part in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from kithkeeper.model.period import Period
from kithkeeper.model.practice import Engagement
from kithkeeper.rules.phrases import day


class RhythmFacts(NamedTuple):
    """A recurring item of a checklist (guide, "Engagement Strategy").

    Attributes:
        last: When it was last ticked; None if never.
        since: The day from which one keeps the rhythm.
    """

    checklist: str
    item: str
    text: str
    every: Period
    last: date | None
    since: date


class CommunityFacts(NamedTuple):
    """A community one is in, and when each way of taking part was last done.

    Attributes:
        since: The day of joining, or of adding it.
    """

    id: str
    name: str
    cadence: Period
    since: date
    last: tuple[tuple[Engagement, date], ...] = ()


class PresenceDue(NamedTuple):
    """Something to do for one's presence.

    Attributes:
        ref: The checklist's name, or the community's id.
        item: The item's id, or the engagement that is proposed.
        days_late: Negative before the day.
    """

    ref: str
    item: str
    what: str
    due: date
    days_late: int
    because: str


def rhythm(items: Iterable[RhythmFacts], today: date) -> tuple[PresenceDue, ...]:
    """When each recurring item is due again, the latest first; never done, it is due at once."""
    found = []
    for each in items:
        due = each.every.after(each.last) if each.last else each.since
        because = f"{each.every.adverb}; last on {day(each.last)}" if each.last else "not done yet"
        late = (today - due).days
        found.append(PresenceDue(each.checklist, each.item, each.text, due, late, because))
    return tuple(sorted(found, key=lambda each: (each.due, each.item)))


def communities_due(communities: Iterable[CommunityFacts], today: date) -> tuple[PresenceDue, ...]:
    """When each community is due, and the engagement that was done longest ago, latest first."""
    found = []
    for each in communities:
        done = dict(each.last)
        last = max(done.values(), default=None)
        due = each.cadence.after(last or each.since)
        engagement = min(Engagement, key=lambda way: done.get(way, date.min))
        before = f"last there on {day(last)}" if last else f"joined on {day(each.since)}"
        because = f"{each.cadence.adverb}; {before}; {_why(engagement, done.get(engagement))}"
        late = (today - due).days
        found.append(PresenceDue(each.id, engagement, each.name, due, late, because))
    return tuple(sorted(found, key=lambda each: (each.due, each.what)))


def _why(engagement: Engagement, last: date | None) -> str:
    if last is None:
        return f"no {engagement} from you so far"
    return f"your last {engagement} was on {day(last)}"
