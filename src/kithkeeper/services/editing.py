"""How a field that the user names is changed in the user's layer of a contact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from kithkeeper.errors import Invalid
from kithkeeper.identity.keys import normal_form, organization_name
from kithkeeper.identity.own import (
    LIST_FIELDS,
    Own,
    add_item,
    clear,
    edit,
    item_of,
    remove_item,
    replace_items,
)
from kithkeeper.identity.work import WORK_FIELDS, job
from kithkeeper.model.card import Card, Organization
from kithkeeper.model.partial_date import PartialDate

if TYPE_CHECKING:
    from kithkeeper.identity.keys import Item

_SHORT = {
    "email": "emails", "phone": "phones", "tag": "tags", "interest": "interests", "link": "links",
    "url": "links", "met": "how_met", "nickname": "names.nicknames",
    "nicknames": "names.nicknames", "note": "notes", "org": "organization",
    "given": "names.given", "family": "names.family",
}  # fmt: skip


def field_name(field: str) -> str:
    """The full name of a field, without a trailing `+` or `-`."""
    bare = field.rstrip("+-")
    return _SHORT.get(bare, bare)


def edited(own: Own, field: str, value: object, region: str, shown: Card | None = None) -> Own:
    """The user's layer with one field changed.

    Args:
        field: A field of `Card`, a short form of one, `names.PART`, `organization` or `title`;
            with `+` or `-` behind it for adding to and taking from a field with many values.
        shown: The contact as it stands, whose lists are replaced; None for a new one.

    Raises:
        Invalid: There is no such field, or it can't take the value.
    """
    name = field_name(field)
    _check_text(name, value)
    if name in WORK_FIELDS:
        return _work(own, name, str(value), region, shown)
    if name == "birthday":
        _check_birthday(str(value or ""))
    if name not in LIST_FIELDS:
        return edit(own, name, value if isinstance(value, date) else str(value or ""))
    items = _items(name, value)
    if name == "emails" and not field.endswith("-"):
        _check_emails(items, shown)
    if field.endswith("+"):
        for item in items:
            own = add_item(own, name, item, region)
        return own
    if field.endswith("-"):
        for item in items:
            if name == "organizations":
                own = _without_said(own, item, shown)
            own = remove_item(own, name, item, region)
        return own
    return replace_items(
        own, name, _shown(shown, name), [item_of(name, each) for each in items], region
    )


def given_back(own: Own, name: str) -> Own:
    """The user's layer without a field, by its full name.

    Raises:
        Invalid: There is no such field.
    """
    if name not in WORK_FIELDS or name in own.scalars:
        return clear(own, name)
    return _without_part(own, WORK_FIELDS[name])


def _without_part(own: Own, part: str) -> Own:
    """The layer without a part of the first job that the user named, and with what it replaced."""
    jobs = [item_of("organizations", each) for each in own.added.get("organizations", ())]
    if jobs:
        jobs[0] = jobs[0].model_copy(update={part: ""})  # type: ignore[union-attr]
    left = own._replace(
        added={**own.added, "organizations": ()}, removed={**own.removed, "organizations": ()}
    )
    for each in jobs:
        if each != Organization():
            left = add_item(left, "organizations", each)
    return left


def _check_text(name: str, value: object) -> None:
    """Half a surrogate pair, as bytes of a foreign encoding become, is no text that can be kept."""
    for each in value if isinstance(value, (list, tuple)) else (value,):
        try:
            str(each).encode()
        except UnicodeEncodeError:
            raise Invalid(name, f"{each!r} has bytes that are no text in UTF-8") from None


def _check_birthday(text: str) -> None:
    """A source's birthday is kept as it was written; the user can be asked for a date."""
    if PartialDate.parse(text).text:
        raise Invalid(
            "birthday", f"{text!r} is no date; write 1990-05-17, or --05-17 without the year"
        )


def _check_emails(items: Sequence[Item | dict[str, Any]], shown: Card | None) -> None:
    """A source's address is kept as it was written; the user can be asked for one with an @."""
    kept = {each.value for each in shown.emails} if shown else set()
    for item in items:
        value = getattr(item_of("emails", item), "value", "")
        if "@" not in value and value not in kept:
            raise Invalid("email", f"{value!r} is no e-mail address; write name@example.org")


def check_born(text: str, today: date) -> None:
    """Refuse a birthday that is still to come; what a source says is kept as it is.

    Raises:
        Invalid: It is after today, as far as its parts are known.
    """
    born = PartialDate.parse(text)
    if born.year and date(born.year, born.month or 1, born.day or 1) > today:
        raise Invalid(
            "birthday", f"{text.strip()} is still to come; write --05-17 without the year"
        )


def _items(name: str, value: object) -> Sequence[Item | dict[str, Any]]:
    """The items that a value stands for; text is split at commas, but not in an address."""
    if isinstance(value, str):
        if name in ("addresses", "dates"):
            return [value.strip()] if value.strip() else []
        return [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, (list, tuple)):
        return value
    raise Invalid(name, "it takes a list")


def _shown(shown: Card | None, name: str) -> Sequence[Item]:
    if shown is None:
        return ()
    if name == "names.nicknames":
        return shown.names.nicknames
    found: Sequence[Item] = getattr(shown, name)
    return found


def _without_said(own: Own, item: Item | dict[str, Any], shown: Card | None) -> Own:
    """The layer without what was said of the present job, if that is the one taken away."""
    present = job(shown.organizations if shown else ())
    if present is None or not _is_of_same(present, item_of("organizations", item)):
        return own
    return own._replace(
        scalars={field: text for field, text in own.scalars.items() if field not in WORK_FIELDS}
    )


def _is_of_same(one: Item, other: Item) -> bool:
    forms = (normal_form("organizations", each) for each in (one, other))
    return len({organization_name(form) for form in forms}) == 1


def _work(own: Own, field: str, value: str, region: str, shown: Card | None) -> Own:
    """Say one part of the present job, or name a first one."""
    if job(shown.organizations if shown else ()):
        return edit(own, field, value)
    named = Organization(**{WORK_FIELDS[field]: value.strip()})
    return own if named == Organization() else add_item(own, "organizations", named, region)
