"""The user's layers of two contacts that turn out to be one person, and apart again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kithkeeper.identity.keys import normal_form
from kithkeeper.identity.own import LIST_FIELDS, NAME_FIELDS, Own, item_of
from kithkeeper.identity.work import WORK_FIELDS, of_job
from kithkeeper.model.card import NAME_PARTS, SCALARS

if TYPE_CHECKING:
    from kithkeeper.identity.keys import Item
    from kithkeeper.model.card import Card


def own_from(card: Card) -> Own:
    """A layer that says all that a card says, for a contact of which no source is left."""
    document = card.model_dump(mode="json", exclude_defaults=True)
    scalars = {field: str(document[field]) for field in SCALARS if document.get(field)}
    for part in NAME_PARTS:
        if value := getattr(card.names, part):
            scalars[f"names.{part}"] = value
    added = {field: tuple(_dumped(each) for each in _items(card, field)) for field in LIST_FIELDS}
    return Own(scalars, {field: items for field, items in added.items() if items})


def brought(own: Own, shown: Card, other: Own, region: str = "") -> Own:
    """What a second layer adds to a first one, which wins wherever both speak.

    Args:
        own: The first contact's layer.
        shown: The first contact as it stands, sources included.
        other: The second contact's layer.
        region: ISO 3166 code in which national phone numbers are read.
    """
    scalars = {
        field: value
        for field, value in other.scalars.items()
        if field not in own.scalars and not _is_shown(shown, field)
    }
    added, removed = {}, {}
    for field in LIST_FIELDS:
        mine = _forms(field, own.added.get(field, ()), region)
        gone = set(own.removed.get(field, ()))
        there = mine | {normal_form(field, each, region) for each in _items(shown, field)}
        items = [
            each
            for each in other.added.get(field, ())
            if not _forms(field, [each], region) & (mine | gone)
        ]
        forms = [each for each in other.removed.get(field, ()) if each not in there | gone]
        if items:
            added[field] = tuple(items)
        if forms:
            removed[field] = tuple(forms)
    return Own(scalars, added, removed)


def with_brought(own: Own, more: Own) -> Own:
    """The first layer with what `brought` found beside it."""
    return Own(
        {**own.scalars, **more.scalars},
        _joined(own.added, more.added),
        _joined(own.removed, more.removed),
    )


def without_brought(own: Own, more: Own) -> Own:
    """The layer less what came with `with_brought` and still is as it came."""
    return Own(
        {name: each for name, each in own.scalars.items() if more.scalars.get(name) != each},
        _parted(own.added, more.added),
        _parted(own.removed, more.removed),
    )


def _joined(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    fields = dict.fromkeys((*one, *other))
    return {field: (*one.get(field, ()), *other.get(field, ())) for field in fields}


def _parted(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    return {
        field: tuple(each for each in items if each not in other.get(field, ()))
        for field, items in one.items()
    }


def _forms(field: str, items: Any, region: str) -> set[str]:
    return {normal_form(field, item_of(field, each), region) for each in items}


def _is_shown(card: Card, field: str) -> bool:
    """Whether the contact has a value; the parts of a name, and of a job, go together."""
    if field in NAME_FIELDS:
        return any(getattr(card.names, part) for part in NAME_PARTS)
    if field in WORK_FIELDS:
        return any(of_job(card.organizations, part) for part in WORK_FIELDS)
    return bool(str(getattr(card, field) or ""))


def _items(card: Card, field: str) -> tuple[Item, ...]:
    if field == "names.nicknames":
        return card.names.nicknames
    found: tuple[Item, ...] = getattr(card, field)
    return found


def _dumped(item: Item) -> dict[str, Any] | str:
    return item if isinstance(item, str) else item.model_dump(mode="json")
