"""The user's layer of a contact: what they edited, emptied, added and removed themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from kithkeeper.errors import Invalid
from kithkeeper.identity.keys import normal_form
from kithkeeper.identity.work import WORK_FIELDS, of_job, with_work
from kithkeeper.model.card import (
    LISTS,
    NAME_PARTS,
    SCALARS,
    Address,
    Card,
    Email,
    Link,
    NamedDate,
    Names,
    Organization,
    Phone,
)
from kithkeeper.model.partial_date import PartialDate
from kithkeeper.model.zone import normal_zone

if TYPE_CHECKING:
    from kithkeeper.identity.keys import Item

NAME_FIELDS = tuple(f"names.{part}" for part in NAME_PARTS)
LIST_FIELDS = (*LISTS, "names.nicknames")
"""Every field with many values, as the functions of this module name them."""

_TOGETHER: Mapping[str, tuple[str, ...]] = {
    "names": (*NAME_FIELDS, "names.nicknames"),
    "organizations": tuple(WORK_FIELDS),
}

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Own(NamedTuple):
    """What the user says of a contact, as JSON values; the highest layer of all.

    Attributes:
        scalars: By field (`notes`, `names.given`, `birthday` as text); an empty text says that
            the user emptied it, whatever the sources have.
        added: By list field, the items that the user added, as `model_dump` gives them.
        removed: By list field, the normal forms that the user took away.
    """

    scalars: Mapping[str, str] = _NOTHING
    added: Mapping[str, tuple[dict[str, Any] | str, ...]] = _NOTHING
    removed: Mapping[str, tuple[str, ...]] = _NOTHING

    def dump(self) -> dict[str, Any]:
        """A JSON document; empty parts are left out, so that `{}` is nobody's edit."""
        document = {
            "scalars": dict(self.scalars),
            "added": {field: list(items) for field, items in self.added.items() if items},
            "removed": {field: list(forms) for field, forms in self.removed.items() if forms},
        }
        return {part: value for part, value in document.items() if value}

    @classmethod
    def load(cls, document: Mapping[str, Any] | None) -> Own:
        """The layer from what `dump` wrote; None and `{}` are the empty one."""
        given = document or {}
        return cls(
            dict(given.get("scalars", {})),
            {field: tuple(items) for field, items in given.get("added", {}).items()},
            {field: tuple(forms) for field, forms in given.get("removed", {}).items()},
        )

    @property
    def is_empty(self) -> bool:
        """Whether the user never said anything."""
        return not self.dump()


def edit(own: Own, field: str, value: str | date | PartialDate | Names | None) -> Own:
    """The layer with one scalar set by the user; None or "" empties it for good.

    Args:
        own: The layer before.
        field: One of `model.card.SCALARS`, `names.PART`, a part of the present job as in
            `WORK_FIELDS`, or `names` with a `Names` (all parts).
        value: The new value; dates may be given as text.

    Raises:
        Invalid: There is no such scalar, or the value is not one of it.
    """
    if field == "names" and isinstance(value, Names):
        parts = {f"names.{part}": getattr(value, part) for part in NAME_PARTS}
        return own._replace(scalars={**own.scalars, **parts})
    if field in LIST_FIELDS:
        raise Invalid(field, "it has many values; add or remove one of them")
    if field not in (*SCALARS, *NAME_FIELDS, *WORK_FIELDS):
        raise _unknown(field)
    return own._replace(scalars={**own.scalars, field: _as_text(field, value)})


def _unknown(field: str) -> Invalid:
    from difflib import get_close_matches

    known = (*SCALARS, *WORK_FIELDS, *LIST_FIELDS)
    near = get_close_matches(field, (*known, *NAME_FIELDS), n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}"
    return Invalid(field, f"a contact has no such field; {hint}")


def _as_text(field: str, value: object) -> str:
    text = "" if value is None else str(value).strip()
    if field == "met_on":
        try:
            return date.fromisoformat(text).isoformat() if text else ""
        except ValueError as error:
            raise Invalid(field, f"{text!r} is no date; write one like 2026-03-04") from error
    if field == "birthday":
        return str(PartialDate.parse(text))
    if field == "timezone" and text:
        if kept := normal_zone(text):
            return kept
        raise Invalid(field, f"{text!r} is no time zone; write Europe/Berlin, or +05:30")
    return text


def scalar(field: str, text: str) -> str | date | PartialDate | None:
    """The value of a card's field from the text that `Own.scalars` keeps."""
    if field == "birthday":
        return PartialDate.parse(text) if text else None
    if field == "met_on":
        return date.fromisoformat(text) if text else None
    return text


def clear(own: Own, field: str) -> Own:
    """The layer without anything of the user's on a field: its sources have it back.

    Args:
        own: The layer before.
        field: A scalar, a list field, one name part, one of `WORK_FIELDS`, `names` for all parts
            and nicknames, or `organizations` for all jobs with what was said of the present one.

    Raises:
        Invalid: A contact has no such field.
    """
    gone = {field, *_TOGETHER.get(field, ())} - {"names"}
    if not gone <= {*SCALARS, *NAME_FIELDS, *LIST_FIELDS, *WORK_FIELDS}:
        raise _unknown(field)
    return Own(
        {name: value for name, value in own.scalars.items() if name not in gone},
        {name: value for name, value in own.added.items() if name not in gone},
        {name: value for name, value in own.removed.items() if name not in gone},
    )


def add_item(own: Own, field: str, item: Item | dict[str, Any], region: str = "") -> Own:
    """The layer with an item of the user's; it takes back an earlier removal of the same.

    An item with the normal form of a source's item stands in its place with the user's label.

    Raises:
        Invalid: The field is no list, or the item says nothing.
    """
    value = item_of(field, item)
    form = _form(field, value, region)
    others = tuple(each for each in own.added.get(field, ()) if _form(field, each, region) != form)
    forms = tuple(each for each in own.removed.get(field, ()) if each != form)
    dumped: dict[str, Any] | str
    dumped = value if isinstance(value, str) else value.model_dump(mode="json")
    return own._replace(
        added={**own.added, field: (*others, dumped)}, removed={**own.removed, field: forms}
    )


def remove_item(own: Own, field: str, item: Item | dict[str, Any], region: str = "") -> Own:
    """The layer in which an item is gone and stays gone, whichever source has it.

    Raises:
        Invalid: The field is no list, or the item says nothing.
    """
    form = _form(field, item, region)
    left = tuple(each for each in own.added.get(field, ()) if _form(field, each, region) != form)
    forms = own.removed.get(field, ())
    if form not in forms:
        forms = (*forms, form)
    return own._replace(added={**own.added, field: left}, removed={**own.removed, field: forms})


def replace_items(
    own: Own, field: str, shown: Iterable[Item], wanted: Iterable[Item], region: str = ""
) -> Own:
    """The layer after which a list that showed `shown` shows `wanted`.

    What is in both stays the sources'; what is only in `shown` is removed, the rest added. What
    the user said of the present job follows what that job becomes.
    """
    if field == "organizations" and not own.scalars.keys().isdisjoint(WORK_FIELDS):
        jobs = [_organization(each) for each in wanted]
        said = {part: of_job(jobs, part) for part in WORK_FIELDS}
        own = own._replace(scalars={**own.scalars, **said})
        shown, wanted = with_work(said, [_organization(each) for each in shown]), jobs
    before = {_form(field, each, region): item_of(field, each) for each in shown}
    after = {_form(field, each, region): item_of(field, each) for each in wanted}
    for form, item in before.items():
        if form not in after:
            own = remove_item(own, field, item, region)
    for form, item in after.items():
        if before.get(form) != item:
            own = add_item(own, field, item, region)
    return own


def _organization(given: Item | dict[str, Any]) -> Organization:
    found = item_of("organizations", given)
    assert isinstance(found, Organization)
    return found


def insist(own: Own, shown: Card, wanted: Card, region: str = "") -> Own:
    """The layer after which a contact that showed `shown` shows `wanted`, whatever sources say.

    The UID is the source's own, and stays as it is.
    """
    for field in SCALARS:
        if field != "uid" and getattr(shown, field) != getattr(wanted, field):
            own = edit(own, field, getattr(wanted, field))
    for part in NAME_PARTS:
        if getattr(shown.names, part) != getattr(wanted.names, part):
            own = edit(own, f"names.{part}", getattr(wanted.names, part))
    for field in LIST_FIELDS:
        own = replace_items(own, field, items_of(shown, field), items_of(wanted, field), region)
    return own


def items_of(card: Card, field: str) -> tuple[Item, ...]:
    """The items of one of `LIST_FIELDS`."""
    if field == "names.nicknames":
        return card.names.nicknames
    items: tuple[Item, ...] = getattr(card, field)
    return items


def _form(field: str, item: Item | dict[str, Any], region: str) -> str:
    form = normal_form(field, item_of(field, item), region)
    if not form:
        raise Invalid(field, "it is empty")
    return form


def item_of(field: str, given: Item | dict[str, Any]) -> Item:
    """The value of a list field from a value, from what `model_dump` gave, or from plain text.

    Text alone is the address, number, name or page; a date is written `label: date`.

    Raises:
        Invalid: The field is no list, or the item is none of it.
    """
    if field not in LIST_FIELDS:
        raise Invalid(field, "a contact has no such list")
    if field not in _KINDS:
        if not isinstance(given, str):
            raise Invalid(field, "it is a list of texts")
        return given
    kind, main = _KINDS[field]
    if isinstance(given, kind):
        return given
    if isinstance(given, str):
        given = _from_text(field, main, given)
    if not isinstance(given, dict):
        raise Invalid(field, f"{type(given).__name__} is no {kind.__name__}")
    try:
        return kind.model_validate(given)
    except ValueError as error:
        raise Invalid(field, str(error).replace("\n", " ")) from error


def _from_text(field: str, main: str, text: str) -> dict[str, Any]:
    if field != "dates":
        return {main: text}
    label, colon, day = text.rpartition(":")
    if not colon:
        raise Invalid(field, f"{text!r} has no label; write it like 'anniversary: 2015-06-20'")
    return {"label": label, "date": day}


_Structured = Email | Phone | Organization | Address | Link | NamedDate
_KINDS: dict[str, tuple[type[_Structured], str]] = {
    "emails": (Email, "value"),
    "phones": (Phone, "value"),
    "organizations": (Organization, "name"),
    "addresses": (Address, "formatted"),
    "links": (Link, "url"),
    "dates": (NamedDate, "date"),
}
