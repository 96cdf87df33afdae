"""Whom to meet at a networking event, and why (guide, "Before the Event")."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from kithkeeper.rules.introductions import normal_organization
from kithkeeper.rules.phrases import day, listed


class AttendeeFacts(NamedTuple):
    """Someone who is expected.

    Attributes:
        promises: What is open between you, yours and theirs.
        days_late: How late the contact is by its cadence; 0 or less when it isn't.
    """

    id: str
    name: str
    organization: str = ""
    title: str = ""
    interests: tuple[str, ...] = ()
    could_help_with: tuple[str, ...] = ()
    can_help_with: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()
    last_touch: date | None = None
    days_late: int = 0


class Meet(NamedTuple):
    """Whom to meet, with a number to sort by and the reasons in plain words."""

    contact: str
    name: str
    weight: int
    because: tuple[str, ...]


def whom_to_meet(
    attendees: Iterable[AttendeeFacts],
    *,
    topics: Sequence[str] = (),
    companies: Sequence[str] = (),
    intentions: Sequence[str] = (),
    goals: Sequence[str] = (),
) -> tuple[Meet, ...]:
    """Put those who are expected in order of how much speaks for meeting them.

    An open promise weighs most (5), then what one wants (4) and whom one is late with (3), what one
    could give (2) and a topic of the day (1 each); an equal weight goes by name.

    Args:
        intentions: What one wants from networking: topics, companies, people.
        goals: What one wants from this event.
    """
    found = []
    for each in attendees:
        reasons = [*_promised(each), *_wanted(each, (*intentions, *goals)), *_late(each)]
        reasons += [*_gift(each), *_topical(each, topics, companies)]
        weight = sum(number for number, _ in reasons)
        said = tuple(words for _, words in reasons) or ("expected there",)
        found.append(Meet(each.id, each.name, weight, said))
    return tuple(sorted(found, key=lambda meet: (-meet.weight, meet.name.casefold(), meet.contact)))


_Reason = tuple[int, str]


def _promised(who: AttendeeFacts) -> list[_Reason]:
    return [(5, f"open between you: {listed(who.promises[:2])}")] if who.promises else []


def _wanted(who: AttendeeFacts, wants: Sequence[str]) -> list[_Reason]:
    about = (who.name, who.organization, *who.interests, *who.could_help_with)
    hits = [want for want in dict.fromkeys(wants) if any(_meets(want, each) for each in about)]
    return [(4, f"fits what you want: {listed(hits[:2])}")] if hits else []


def _late(who: AttendeeFacts) -> list[_Reason]:
    if who.days_late <= 0:
        return []
    since = f"last in touch {day(who.last_touch)}" if who.last_touch else "never in touch so far"
    return [(3, f"due for a touch: {since}")]


def _gift(who: AttendeeFacts) -> list[_Reason]:
    return [(2, f"you can help with {who.can_help_with[0]}")] if who.can_help_with else []


def _topical(who: AttendeeFacts, topics: Sequence[str], companies: Sequence[str]) -> list[_Reason]:
    reasons = [
        (1, f"cares about {topic}")
        for topic in dict.fromkeys(topics)
        if any(_meets(topic, each) for each in who.interests)
    ]
    place = normal_organization(who.organization)
    if place and place in map(normal_organization, companies):
        reasons.append((1, f"is at {who.organization}"))
    return reasons


def _meets(want: str, about: str) -> bool:
    """Whether the one is named in the other, as whole words."""
    small, large = normal_organization(about), normal_organization(want)
    return bool(small and large) and (f" {small} " in f" {large} " or f" {large} " in f" {small} ")
