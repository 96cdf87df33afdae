"""What a source did not keep of a card that was written to it: it stays known here.

Servers drop and rewrite what they have no place for, with every write. That is nobody's edit: what
a write of one field did to the others there must change nothing here. So a card's link remembers
each value with what the source made of it, until the source says something else.
"""

from __future__ import annotations

from typing import Any

from kithkeeper.identity.keys import normal_form
from kithkeeper.identity.own import LIST_FIELDS, NAME_FIELDS, Own, item_of, items_of, scalar
from kithkeeper.identity.work import WORK_FIELDS, with_work
from kithkeeper.model.card import SCALARS, Card
from kithkeeper.store import Document
from kithkeeper.sync.rows import text_of

_TEXTS = (*(field for field in SCALARS if field != "uid"), *NAME_FIELDS, *WORK_FIELDS)


def unkept(before: Card, wanted: Card, kept: Card, own: Own, region: str) -> Document:
    """What was there before a write, was to stay, and is not there as it was; `{}` if all is.

    Args:
        before: What the source said.
        wanted: What was written.
        kept: What the source made of it.
        own: The user's layer, which keeps what it says by itself.
        region: By which national phone numbers are compared.

    Returns:
        `texts`: by field, what was written and what it became; `items`: by field, the items of a
        list that became shorter. One of the same length was rewritten, and stays as it is there.
    """
    texts = {}
    for field in _TEXTS:
        was, now = text_of(wanted, field), text_of(kept, field)
        is_lost = was != now and not (now and field in WORK_FIELDS)
        if was and is_lost and text_of(before, field) == was and field not in own.scalars:
            texts[field] = [was, now]
    items = {}
    for field in LIST_FIELDS:
        mine = {
            normal_form(field, item_of(field, each), region) for each in own.added.get(field, ())
        }
        theirs = _forms(field, before, region) - mine - _forms(field, kept, region)
        if lost := _lost(field, wanted, kept, theirs, region):
            items[field] = lost
    return _said(texts, items)


def unkept_again(link: Document, kept: Card, own: Own, region: str) -> Document:
    """What is missing in a card that has the version of our own write to it.

    Tags are left as they are known: groups change without the card, which keeps its version.
    """
    told = Card.model_validate(link["card"])
    tags = link.get("unkept", {}).get("items", {}).get("tags")
    kept = kept.model_copy(update={"tags": told.tags})
    missing = unkept(told, told, kept, own, region)
    return _said(
        missing.get("texts", {}), missing.get("items", {}) | ({"tags": tags} if tags else {})
    )


def completed(card: Card, missing: Document, region: str) -> tuple[Card, Document]:
    """The card with what its source did not keep, and what of that it has not told of since."""
    texts = {
        field: [was, became]
        for field, (was, became) in missing.get("texts", {}).items()
        if text_of(card, field) == became
    }
    items: dict[str, list[Any]] = {}
    for field, lost in missing.get("items", {}).items():
        there = _forms(field, card, region)
        if left := [
            each for each in lost if normal_form(field, item_of(field, each), region) not in there
        ]:
            items[field] = left
    still = _said(texts, items)
    return (_with(card, texts, items) if still else card), still


def checked(missing: Any) -> Document:
    """What a document from outside says was not kept.

    Raises:
        ValueError, TypeError, KeyError, Invalid: It says nothing of the kind.
    """
    texts = {
        str(field): [str(was), str(now)] for field, (was, now) in missing.get("texts", {}).items()
    }
    items = {str(field): list(lost) for field, lost in missing.get("items", {}).items()}
    if not texts.keys() <= set(_TEXTS):
        raise ValueError("a field that has no single text")
    _with(Card(), texts, items)
    return _said(texts, items)


def _said(texts: dict[str, list[str]], items: dict[str, list[Any]]) -> Document:
    return {name: each for name, each in (("texts", texts), ("items", items)) if each}


def _forms(field: str, card: Card, region: str) -> set[str]:
    return {normal_form(field, each, region) for each in items_of(card, field)}


def _lost(field: str, wanted: Card, kept: Card, theirs: set[str], region: str) -> list[Any]:
    was, now = items_of(wanted, field), items_of(kept, field)
    return [
        each if isinstance(each, str) else each.model_dump(mode="json", exclude_defaults=True)
        for each in was
        if len(now) < len(was) and normal_form(field, each, region) in theirs
    ]


def _with(card: Card, texts: dict[str, list[str]], items: dict[str, list[Any]]) -> Card:
    fields: dict[str, Any] = {}
    names: dict[str, Any] = {}
    for field, lost in items.items():
        part = field.removeprefix("names.")
        place = fields if part == field else names
        place[part] = (*items_of(card, field), *(item_of(field, each) for each in lost))
    said = {field: was for field, (was, _) in texts.items()}
    for field, text in said.items():
        if field in NAME_FIELDS:
            names[field.removeprefix("names.")] = text
        elif field not in WORK_FIELDS:
            fields[field] = scalar(field, text)
    jobs = fields.get("organizations", card.organizations)
    fields["organizations"] = with_work(said, jobs)
    fields["names"] = card.names.model_copy(update=names)
    return card.model_copy(update=fields)
