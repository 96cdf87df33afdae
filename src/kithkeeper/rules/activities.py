"""What one does with a touch: the activities of the guide's Touch Point System, as data.

A circle names its activities in its own order; which one is next is what something calls for, else
the one that was done longest ago.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from kithkeeper.model.kinds import Channel, HelpKind, Intent
from kithkeeper.rules.phrases import day

BIRTHDAY = "birthday"
MILESTONE = "milestone"
PROMISE = "promise"
OPPORTUNITY = "opportunity"
COMMON_INTEREST = "common-interest"
HOLIDAY = "holiday"
OWN_NEWS = "own-news"
ARTICLE = "article"


class Activity(NamedTuple):
    """Something one does for or with a person.

    Attributes:
        wording: An instruction of a few words, to follow a name and a dash.
        intent: What it is in the ledger; None where it is neither help, insight nor ask.
        sort: The kind of help, where it is help.
        channels: What it suits, the lightest first.
        calls: Occasions that call for it, words of this module.
    """

    id: str
    wording: str
    intent: Intent | None
    sort: HelpKind | None
    channels: tuple[Channel, ...]
    calls: tuple[str, ...] = ()


_WRITTEN = (Channel.MESSAGE, Channel.EMAIL)
_SPOKEN = (Channel.CALL, Channel.COFFEE, Channel.LUNCH, Channel.VISIT)

_ALL = (
    Activity("check-in", "ask how they are doing", None, None, (Channel.MESSAGE, *_SPOKEN)),
    Activity(
        "share-opportunity",
        "pass on an opportunity that fits them",
        Intent.HELP,
        HelpKind.OPPORTUNITY,
        (*_WRITTEN, Channel.CALL),
        (OPPORTUNITY,),
    ),
    Activity(
        "offer-help",
        "offer a hand with what they are busy with",
        Intent.HELP,
        HelpKind.EXPERTISE,
        (*_WRITTEN, Channel.CALL, Channel.COFFEE),
        (PROMISE,),
    ),
    Activity(
        "celebrate",
        "celebrate what they reached",
        Intent.HELP,
        HelpKind.CELEBRATION,
        (Channel.MESSAGE, Channel.CALL, Channel.LETTER, Channel.LUNCH),
        (BIRTHDAY, MILESTONE),
    ),
    Activity(
        "update", "trade news of the past months", Intent.HELP, None, (*_WRITTEN, Channel.CALL)
    ),
    Activity(
        "share-insight",
        "share something worth reading in their field",
        Intent.INSIGHT,
        None,
        _WRITTEN,
        (ARTICLE, PROMISE),
    ),
    Activity(
        "introduce",
        "bring them together with someone",
        Intent.HELP,
        HelpKind.INTRODUCTION,
        (Channel.EMAIL, Channel.MESSAGE, Channel.COFFEE),
        (COMMON_INTEREST,),
    ),
    Activity("catch-up", "agree on a time to talk", None, None, (*_SPOKEN, Channel.MESSAGE)),
    Activity("maintain", "give a sign of life", None, None, (Channel.REACTION, *_WRITTEN)),
    Activity(
        "greet",
        "send the season's greetings",
        Intent.HELP,
        HelpKind.CELEBRATION,
        (Channel.MESSAGE, Channel.EMAIL, Channel.LETTER),
        (HOLIDAY,),
    ),
    Activity(
        "congratulate",
        "congratulate on the anniversary",
        Intent.HELP,
        HelpKind.CELEBRATION,
        (Channel.REACTION, Channel.MESSAGE, Channel.EMAIL),
        (BIRTHDAY, MILESTONE),
    ),
    Activity("tell-news", "tell what changed for you", Intent.INSIGHT, None, _WRITTEN, (OWN_NEWS,)),
)

ACTIVITIES: Mapping[str, Activity] = {each.id: each for each in _ALL}
"""By id: four for each of the guide's circles (monthly, quarterly, annually), in its order."""


def activity(id: str) -> Activity:
    """The activity of that id; one that a user invented is a plain one without intent."""
    return ACTIVITIES.get(id) or Activity(id, id.replace("-", " "), None, None, tuple(Channel))


class Choice(NamedTuple):
    """An activity that is next, and why."""

    activity: Activity
    because: str


def next_activity(
    offered: Sequence[str],
    last_done: Mapping[str, date],
    occasions: Collection[str] = (),
) -> Choice | None:
    """Choose the activity of the next touch with one contact.

    Args:
        offered: Ids of what suits the contact's circle, in its order; empty gives None.
        last_done: When each was last done with this contact.
        occasions: What calls for something now, words of this module.
    """
    if not offered:
        return None
    for id in offered:
        if call := next((each for each in activity(id).calls if each in occasions), None):
            return Choice(activity(id), f"a {call.replace('-', ' ')} calls for it")
    never = next((id for id in offered if id not in last_done), None)
    if never is not None:
        return Choice(activity(never), "next of what suits the circle; not done with them so far")
    oldest = min(offered, key=lambda each: last_done[each])
    return Choice(activity(oldest), f"done longest ago, on {day(last_done[oldest])}")


def milestone(name: str, before: tuple[str, str], after: tuple[str, str]) -> str | None:
    """What to celebrate when a source brings a new title or organization, or None.

    Args:
        before, after: Title and organization; an empty one is unknown and is no change.
    """
    (old_title, old_place), (title, place) = before, after
    if place and old_place and place.casefold() != old_place.casefold():
        role = f" as {title}" if title else ""
        return f"{name} is now at {place}{role} (was at {old_place})"
    if title and old_title and title.casefold() != old_title.casefold():
        return f"{name} is now {title}" + (f" at {place}" if place else "") + f" (was {old_title})"
    return None
