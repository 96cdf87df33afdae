"""One card of a contact from the user's layer and the cards of its sources.

The order is fixed. Scalars: the user's edit, else the first layer that has a value. Lists: the
union by normal form, in the order of the layers and then of the user's additions, less what the
user removed; a job that the user named comes first, as the first is the one that is shown, and
what the user says of the present job lies over it.
Composing is a pure function, so pulling the same layers again changes nothing, a value goes when
the last source that gave it drops it, and what was removed stays removed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from kithkeeper.identity.keys import normal_form, organization_name
from kithkeeper.identity.own import (
    LIST_FIELDS,
    NAME_FIELDS,
    Own,
    add_item,
    clear,
    edit,
    item_of,
    items_of,
    remove_item,
    replace_items,
    scalar,
)
from kithkeeper.identity.text import words
from kithkeeper.identity.work import with_work
from kithkeeper.model.base import Value
from kithkeeper.model.card import LISTS, NAME_PARTS, SCALARS, Card, Names

if TYPE_CHECKING:
    from kithkeeper.identity.keys import Item

__all__ = [
    "LIST_FIELDS",
    "Own",
    "add_item",
    "clear",
    "compose",
    "edit",
    "item_of",
    "provenance",
    "remove_item",
    "replace_items",
]

USER = "user"
"""The name by which `provenance` calls the user's own layer."""

_Kind = TypeVar("_Kind", bound=Value)

_NOBODYS = Own()
"""The layer of a user who said nothing."""


def compose(own: Own, layers: Sequence[Card], region: str = "") -> Card:
    """What is known of a contact.

    Args:
        own: The user's layer.
        layers: What each source says, highest source first.
        region: ISO 3166 code by which national phone numbers are compared.

    The parts of a name come together, from the first layer that has any, with the user's parts
    over them. A name that the user rewrote as a whole takes parts along only where they occur in
    it; a name whose parts the user rewrote is their reading order.
    """
    if own == _NOBODYS and len(layers) == 1 and type(layers[0]) is Card:
        return _alone(layers[0], region)
    fields: dict[str, Any] = {field: _scalar(own, field, layers) for field in SCALARS}
    names = _names(own, layers, region)
    if _user_named_parts(own) and not own.scalars.get("name") and names.reading_order:
        fields["name"] = names.reading_order
    for field in LISTS:
        fields[field] = tuple(_list(own, field, layers, region).values())
    fields["organizations"] = with_work(own.scalars, fields["organizations"])
    return Card(names=names, **fields)


def _alone(card: Card, region: str) -> Card:
    """What one source says and nobody else, less what it says twice: mostly the very same card.

    Most contacts are like this, and thousands of them come at once.
    """
    changed: dict[str, Any] = {}
    for field in LISTS:
        items = getattr(card, field)
        if items and (found := tuple(_list(_NOBODYS, field, (card,), region).values())) != items:
            changed[field] = found
    if nicknames := card.names.nicknames:
        found = tuple(_list(_NOBODYS, "names.nicknames", (card,), region).values())
        if found != nicknames:
            changed["names"] = card.names.model_copy(update={"nicknames": found})
    if card.birthday is not None and not _says_something(card.birthday):
        changed["birthday"] = None
    return card.model_copy(update=changed) if changed else card


def _scalar(own: Own, field: str, layers: Sequence[Card]) -> object:
    if field in own.scalars:
        return scalar(field, own.scalars[field])
    empty = scalar(field, "")
    values = (getattr(layer, field) for layer in layers)
    return next((value for value in values if _says_something(value)), empty)


def _says_something(value: object) -> bool:
    return value is not None and str(value) != ""


def _user_named_parts(own: Own) -> bool:
    return any(own.scalars.get(f"names.{part}") for part in ("given", "family"))


def _names(own: Own, layers: Sequence[Card], region: str) -> Names:
    found = next((each.names for each in layers if _parts(each.names)), Names())
    parts = _parts(found)
    if own.scalars.get("name") and not _is_said_in(own.scalars["name"], found):
        parts = {}
    for field in NAME_FIELDS:
        if field in own.scalars:
            parts[field.removeprefix("names.")] = own.scalars[field]
    nicknames = tuple(_list(own, "names.nicknames", layers, region).values())
    return Names(nicknames=nicknames, **parts)


def _parts(names: Names) -> dict[str, Any]:
    return {part: value for part in NAME_PARTS if (value := getattr(names, part))}


def _is_said_in(name: str, names: Names) -> bool:
    return set(words(f"{names.given} {names.family}")) <= set(words(name))


def _list(own: Own, field: str, layers: Sequence[Card], region: str) -> dict[str, Item]:
    """The items of one list by their normal form."""
    union: dict[str, Item] = {}
    removed = frozenset(own.removed.get(field, ()))
    for layer in layers:
        for item in items_of(layer, field):
            form = normal_form(field, item, region)
            if form and not (removed and _is_removed(field, form, removed)):
                union[form] = (
                    _blend(field, form, union[form], item, region) if form in union else item
                )
    mine: dict[str, Item] = {}
    for dumped in own.added.get(field, ()):
        item = item_of(field, dumped)
        form = normal_form(field, item, region)
        mine[form] = _blend(field, form, item, union[form], region) if form in union else item
    if field != "organizations":
        return {**union, **mine}
    return _without_bare_names(
        {**mine, **{form: union[form] for form in union if form not in mine}}
    )


def _is_removed(field: str, form: str, removed: frozenset[str]) -> bool:
    """An organization without a title goes with the same one with a title, and takes it along."""
    if form in removed:
        return True
    if field != "organizations":
        return False
    bare = organization_name(form)
    if form == bare:
        return any(organization_name(each) == bare for each in removed)
    return bare in removed


def _blend(field: str, form: str, item: Item, other: Item, region: str) -> Item:
    """The item with its empty texts filled from another of the same identity."""
    if not isinstance(item, Value) or not isinstance(other, Value) or item == other:
        return item
    filled = _filled(item, other)
    return filled if normal_form(field, filled, region) == form else item


def _filled(item: _Kind, other: Value) -> _Kind:
    missing = {
        name: value
        for name in type(item).model_fields
        if getattr(item, name) == "" and (value := getattr(other, name))
    }
    return item.model_copy(update=missing) if missing else item


def _without_bare_names(union: dict[str, Item]) -> dict[str, Item]:
    """An organization of which another source knows the title is not listed twice."""
    titled = {organization_name(form) for form in union if form != organization_name(form)}
    return {form: item for form, item in union.items() if form not in titled}


def provenance(
    own: Own, layers: Sequence[tuple[str, Card]], region: str = ""
) -> Mapping[str, tuple[str, ...]]:
    """Who says what is shown.

    Args:
        own: The user's layer.
        layers: The sources' names with what they say, highest first.
        region: As in `compose`.

    Returns:
        By field (`notes`, `names.given`) and by item (`emails:ada@example.org`) the names of the
        sources whose value is shown, highest first; `user` for the user's own.
    """
    cards = [card for _, card in layers]
    shown = compose(own, cards, region)
    said: dict[str, tuple[str, ...]] = {}
    for field in (*SCALARS, *NAME_FIELDS):
        if not _says_something(value := _at(shown, field)):
            continue
        by = tuple(name for name, card in layers if _at(card, field) == value)
        said[field] = (USER,) if field in own.scalars or not by else by
    for field in LIST_FIELDS:
        added = {
            normal_form(field, item_of(field, each), region) for each in own.added.get(field, ())
        }
        for item in items_of(shown, field):
            form = normal_form(field, item, region)
            by = tuple(name for name, card in layers if _has(card, field, form, region))
            said[f"{field}:{form}"] = (USER, *by) if form in added or not by else by
    return said


def _at(card: Card, field: str) -> object:
    part = field.removeprefix("names.")
    return getattr(card, field) if part == field else getattr(card.names, part)


def _has(card: Card, field: str, form: str, region: str) -> bool:
    return any(normal_form(field, item, region) == form for item in items_of(card, field))
