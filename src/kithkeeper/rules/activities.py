"""What one does with a touch: the activities of the guide's Touch Point System, as data.

A circle names its activities in its own order; `kithkeeper.rules.proposals` says which one is next.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kithkeeper.model.kinds import Channel, HelpKind, Intent

BIRTHDAY = "birthday"
MILESTONE = "milestone"
PROMISE = "promise"
COMMON_INTEREST = "common-interest"
HOLIDAY = "holiday"
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
        (ARTICLE,),
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
        "celebrate something that went well for them",
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
        "send a greeting of the season",
        Intent.HELP,
        HelpKind.CELEBRATION,
        (Channel.MESSAGE, Channel.EMAIL, Channel.LETTER),
        (HOLIDAY,),
    ),
    Activity(
        "congratulate",
        "congratulate on an anniversary, or on what went well",
        Intent.HELP,
        HelpKind.CELEBRATION,
        (Channel.REACTION, Channel.MESSAGE, Channel.EMAIL),
        (BIRTHDAY, MILESTONE),
    ),
    Activity("tell-news", "tell what changed for you", Intent.INSIGHT, None, _WRITTEN),
)

ACTIVITIES: Mapping[str, Activity] = {each.id: each for each in _ALL}
"""By id: four for each of the guide's circles (monthly, quarterly, annually), in its order."""


def activity(id: str) -> Activity:
    """The activity of that id; one that a user invented is a plain one without intent."""
    return ACTIVITIES.get(id) or Activity(id, id.replace("-", " "), None, None, tuple(Channel))


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
