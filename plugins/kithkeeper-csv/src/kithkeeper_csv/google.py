"""People in a CSV export of Google Contacts, of the old columns and of the new."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kithkeeper.model import Address, Card, Email, Link, NamedDate, Names, Organization, Phone
from kithkeeper.sync.ports import Change
from kithkeeper_csv.cells import split
from kithkeeper_csv.linkedin import profile_link
from kithkeeper_csv.sheet import Dates, Row, change_of

_LIST = " ::: "
_STARRED = "* starred"
_FAVOURITE = "favourite"
"""The tag of a starred contact, as the connection to Google has it."""
_NUMBERED = re.compile(
    r"(e-mail|phone|address|website|event|relation|organization|custom field) (\d{1,3}) - (.+)"
)
_KNOWN_LABELS = {"work", "home", "mobile", "main", "other", "work fax", "home fax", "pager"}


class _Item(NamedTuple):
    """One numbered group of columns of a row, such as `Phone 2 - Label` and `Phone 2 - Value`."""

    number: int
    parts: Mapping[str, str]
    label: str
    preferred: bool

    def values(self) -> list[str]:
        """The values of its one cell, which holds several of a kind."""
        return [each.strip() for each in self.parts.get("value", "").split(_LIST) if each.strip()]


def google_contact(row: Row, dates: Dates) -> Change:
    """A row of either export; the columns that one of them lacks are empty."""
    items = _items(row)
    names = _names(row)
    emails = [
        Email(value=value, label=item.label, preferred=item.preferred and not place)
        for item in items.get("e-mail", ())
        for place, value in enumerate(item.values())
    ]
    phones = [
        Phone(value=value, label=item.label, preferred=item.preferred and not place)
        for item in items.get("phone", ())
        for place, value in enumerate(item.values())
    ]
    card = Card(
        name=row.get("name"),
        names=names,
        organizations=tuple(_organizations(row, items.get("organization", []))),
        emails=tuple(emails),
        phones=tuple(phones),
        addresses=tuple(_address(item) for item in items.get("address", ())),
        links=tuple(_links(items.get("website", []))),
        birthday=dates.partial("birthday", row.get("birthday")),
        dates=tuple(_events(items.get("event", []), dates)),
        notes=row.get("notes"),
        tags=tuple(_tags(row.get("labels") or row.get("group membership"))),
        personal=tuple(_told(*items.get("relation", ()), *items.get("custom field", ()))),
        interests=split(row.get("hobby")),
    )
    return change_of(card, row)


def _names(row: Row) -> Names:
    nickname = row.get("nickname")
    return Names(
        given=row.get("first name") or row.get("given name"),
        family=row.get("last name") or row.get("family name"),
        additional=row.get("middle name") or row.get("additional name"),
        prefix=row.get("name prefix"),
        suffix=row.get("name suffix"),
        nicknames=(nickname,) if nickname else (),
        phonetic_given=row.get("phonetic first name") or row.get("given name yomi"),
        phonetic_family=row.get("phonetic last name") or row.get("family name yomi"),
    )


def _items(row: Row) -> dict[str, list[_Item]]:
    """The numbered groups by kind, in the order of their numbers; `* Work` marks the preferred."""
    groups: dict[tuple[str, int], dict[str, str]] = {}
    for column, value in row.cells.items():
        if found := _NUMBERED.fullmatch(column):
            groups.setdefault((found[1], int(found[2])), {})[found[3]] = value
    items: dict[str, list[_Item]] = {}
    for (kind, number), parts in sorted(groups.items()):
        given = parts.get("label", "") or parts.get("type", "")
        label = given.removeprefix("*").strip()
        label = label.casefold() if label.casefold() in _KNOWN_LABELS else label
        filled = {name: value for name, value in parts.items() if name not in ("label", "type")}
        if filled:
            items.setdefault(kind, []).append(_Item(number, filled, label, given.startswith("*")))
    return items


def _organizations(row: Row, items: list[_Item]) -> Iterator[Organization]:
    name, title = row.get("organization name"), row.get("organization title")
    department = row.get("organization department")
    if name or title or department:
        yield Organization(name=name, title=title, department=department)
    for item in items:
        name, title = item.parts.get("name", ""), item.parts.get("title", "")
        department = item.parts.get("department", "")
        if name or title or department:
            yield Organization(name=name, title=title, department=department)


def _address(item: _Item) -> Address:
    get = item.parts.get
    return Address(
        po_box=get("po box", ""),
        extended=get("extended address", ""),
        street=get("street", ""),
        city=get("city", ""),
        region=get("region", ""),
        postal_code=get("postal code", ""),
        country=get("country", ""),
        formatted=get("formatted", ""),
        label=item.label,
    )


def _links(items: list[_Item]) -> Iterator[Link]:
    for item in items:
        for value in item.values():
            for link in profile_link(value):
                yield link if link.label else Link(url=link.url, label=item.label)


def _events(items: list[_Item], dates: Dates) -> Iterator[NamedDate]:
    for item in items:
        for value in item.values():
            column = f"event {item.number} - value"
            if found := dates.partial(column, value):
                yield NamedDate(label=item.label or "event", date=found)


def _told(*items: _Item) -> Iterator[str]:
    """Relations and the user's own fields, each as a line of text."""
    for item in items:
        for value in item.values():
            yield f"{item.label}: {value}" if item.label else value


def _tags(cell: str) -> Iterator[str]:
    """The user's own labels, and the star as a tag; Google's labels begin with `* `."""
    for label in map(str.strip, cell.split(_LIST)):
        if label.casefold() == _STARRED:
            yield _FAVOURITE
        elif label and not label.startswith("* "):
            yield label
