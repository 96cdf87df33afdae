"""Groups of contacts, which address books keep as cards of their own, as tags of their members."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kithkeeper.model import Card
from kithkeeper_vcard.reader import Record

_GROUP = re.compile(
    rb"^(?:X-ADDRESSBOOKSERVER-)?(?:KIND:[ \t]*group|MEMBER:)", re.IGNORECASE | re.MULTILINE
)


def may_be_group(card: bytes) -> bool:
    """Whether the text of a card can be that of a group; cheap."""
    return _GROUP.search(card) is not None


def tags_by_member(groups: Iterable[Record]) -> dict[str, tuple[str, ...]]:
    """The names of the groups that each UID is a member of."""
    tags: dict[str, tuple[str, ...]] = {}
    for group in groups:
        name = str(group.values.get("name", ""))
        for member in (group.members or ()) if name else ():
            tags[member] = (*tags.get(member, ()), name)
    return tags


def bare(uid: str) -> str:
    """A UID as groups name it."""
    return uid.removeprefix("urn:uuid:")


def tagged(card: Card, groups: Iterable[str]) -> Card:
    """The card with the names of its groups among its tags."""
    new = tuple(name for name in groups if name not in card.tags)
    return card.model_copy(update={"tags": (*card.tags, *new)}) if new else card
