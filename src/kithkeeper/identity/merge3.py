"""Three-way merge of two states of one card against what both once were.

A scalar that one side changed takes that side's value; one that both changed differently is a
conflict: ours stays here and nothing is written there. Lists merge item by item and never conflict.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from kithkeeper.identity.keys import normal_form
from kithkeeper.model.card import LISTS, NAME_PARTS, SCALARS, Card, Names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kithkeeper.identity.keys import Item

_Scalar = TypeVar("_Scalar")

MERGED_SCALARS = tuple(field for field in SCALARS if field != "uid")
"""The UID is the source's own and is never written there."""


class Conflict(NamedTuple):
    """A scalar that both sides changed since the base, each to another value.

    Attributes:
        field: As in `model.card.SCALARS`, or `names.PART`.
        ours: Our value as text; empty where we emptied it.
        theirs: Their value as text.
    """

    field: str
    ours: str
    theirs: str


class Merged(NamedTuple):
    """What a merge came to.

    Attributes:
        card: The state that we keep; where there is a conflict, with our value.
        conflicts: Scalars for the user to settle.
        changed_theirs: Fields (`notes`, `names.given`, `emails`) in which `card` differs from
            theirs and that are to be written there; those in conflict are not among them.
    """

    card: Card
    conflicts: tuple[Conflict, ...]
    changed_theirs: tuple[str, ...]


def merge_scalar(base: _Scalar, ours: _Scalar, theirs: _Scalar) -> tuple[_Scalar, bool]:
    """The merged value, and whether both sides changed it to different ones (then it is ours).

    Texts that differ only in line ends, outer spaces or Unicode composition are the same.
    """
    if _same(ours, theirs) or _same(ours, base):
        return theirs, False
    return ours, not _same(theirs, base)


def _same(one: object, other: object) -> bool:
    return one == other or _canonical(one) == _canonical(other)


def _canonical(value: object) -> str:
    text = "" if value is None else str(value)
    return unicodedata.normalize("NFC", "\n".join(text.splitlines())).strip()


def merge(base: Card, ours: Card, theirs: Card, region: str = "") -> Merged:
    """The card that has the changes of both sides since the base.

    Args:
        base: What both sides had when they last agreed; an empty card where they never did.
        ours: What we have now.
        theirs: What the source has now; its `uid` is kept.
        region: ISO 3166 code by which national phone numbers are compared.
    """
    values: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    changed: list[str] = []
    for field in (*MERGED_SCALARS, *(f"names.{part}" for part in NAME_PARTS)):
        one, two, three = (_at(card, field) for card in (base, ours, theirs))
        values[field], in_conflict = merge_scalar(one, two, three)
        if in_conflict:
            conflicts.append(Conflict(field, _text(two), _text(three)))
        elif values[field] != three:
            changed.append(field)
    for field in (*LISTS, "names.nicknames"):
        sides = (_at(card, field) for card in (base, ours, theirs))
        values[field], written = _merge_list(field, *sides, region=region)  # type: ignore[arg-type]
        if written:
            changed.append(field)
    return Merged(_card(theirs.uid, values), tuple(conflicts), tuple(changed))


def _at(card: Card, field: str) -> object:
    part = field.removeprefix("names.")
    return getattr(card, field) if part == field else getattr(card.names, part)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _card(uid: str, values: dict[str, Any]) -> Card:
    parts = {k.removeprefix("names."): v for k, v in values.items() if k.startswith("names.")}
    others = {k: v for k, v in values.items() if not k.startswith("names.")}
    return Card(uid=uid, names=Names(**parts), **others)


def _merge_list(
    field: str, base: Sequence[Item], ours: Sequence[Item], theirs: Sequence[Item], *, region: str
) -> tuple[tuple[Item, ...], bool]:
    """The merged items in their order, ours at the end; and whether theirs must change."""
    before, here, there = (_by_form(field, side, region) for side in (base, ours, theirs))
    merged: dict[str, Item] = {}
    for form, item in there.items():
        if form in here:
            merged[form], _ = merge_scalar(before.get(form, item), here[form], item)
        elif form not in before:
            merged[form] = item
    known = there.keys() | before.keys()
    merged.update({form: item for form, item in here.items() if form not in known})
    return tuple(merged.values()), merged != there


def _by_form(field: str, items: Sequence[Item], region: str) -> dict[str, Item]:
    """The items by normal form; of several with one form, the first."""
    found: dict[str, Item] = {}
    for item in items:
        if form := normal_form(field, item, region):
            found.setdefault(form, item)
    return found
