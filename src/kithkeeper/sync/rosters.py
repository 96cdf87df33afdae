"""Groups that a file tells of as records of their own, as tags of the contacts in them.

What a group gave a card stands in the card's link, by the group's key, so that it can go again when
a later import leaves the contact out of the group.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kithkeeper.model.card import Card
from kithkeeper.store import Condition, Document, Store
from kithkeeper.sync.ports import Roster


def given_by_groups(link: Document | None, card: Card) -> tuple[Document, Card]:
    """What of a link's groups a card doesn't say itself, and the card with their names as tags."""
    groups = (link or {}).get("groups", {})
    said = {tag.casefold() for tag in card.tags}
    given = {key: name for key, name in groups.items() if name.casefold() not in said}
    if not given:
        return given, card
    names = dict.fromkeys(given.values())
    return given, card.model_copy(update={"tags": (*card.tags, *names)})


def regrouped(store: Store, connection: str, rosters: Iterable[Roster]) -> Iterator[Document]:
    """The links of a source whose groups are others now, with the tags that follow from that."""
    told: dict[str, dict[str, str]] = {}
    keys: set[str] = set()
    for roster in rosters:
        keys.add(roster.key)
        for member in roster.members:
            told.setdefault(_bare(member), {})[roster.key] = roster.name
    # Documents one by one: all of them at once would be as large as the address book.
    where: dict[str, Condition] = {"connection": connection, "gone": 0}
    for key, uid in store.columns("link", ["id", "uid"], where) if keys else ():
        link = store.get("link", key) or {}
        before: dict[str, str] = link.get("groups", {})
        kept = {each: name for each, name in before.items() if each not in keys}
        now = kept | (told.get(_bare(uid), {}) if uid else {})
        if link and now != before:
            yield _with_groups(link, before, now)


def _with_groups(link: Document, before: Mapping[str, str], now: Mapping[str, str]) -> Document:
    lost = set(before.values()) - set(now.values())
    tags = [tag for tag in link["card"].get("tags", ()) if tag not in lost]
    said = {tag.casefold() for tag in tags}
    tags += [name for name in dict.fromkeys(now.values()) if name.casefold() not in said]
    card = {name: value for name, value in link["card"].items() if name != "tags"}
    rest = {name: value for name, value in link.items() if name != "groups"}
    return {
        **rest,
        "card": {**card, "tags": tags} if tags else card,
        **({"groups": dict(now)} if now else {}),
    }


def _bare(uid: str) -> str:
    return uid.removeprefix("urn:uuid:")
