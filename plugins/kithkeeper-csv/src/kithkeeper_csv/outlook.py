"""People in Outlook's CSV export, desktop and web."""

from __future__ import annotations

from kithkeeper.model import Address, Card, Email, NamedDate, Names, Organization, Phone
from kithkeeper.sync.ports import Change
from kithkeeper_csv.cells import split
from kithkeeper_csv.linkedin import profile_link
from kithkeeper_csv.sheet import Dates, Row, change_of

_EMAILS = ("e-mail address", "e-mail 2 address", "e-mail 3 address")
_PHONES = {
    "primary phone": "main",
    "business phone": "work",
    "business phone 2": "work",
    "home phone": "home",
    "home phone 2": "home",
    "mobile phone": "mobile",
    "other phone": "other",
    "car phone": "car",
    "company main phone": "company main",
    "callback": "callback",
    "assistant's phone": "assistant",
    "business fax": "work fax",
    "home fax": "home fax",
    "other fax": "other fax",
    "pager": "pager",
    "radio phone": "radio",
    "isdn": "isdn",
    "telex": "telex",
    "tty/tdd phone": "tty",
}
_ADDRESSES = {"business": "work", "home": "home", "other": "other"}
_PERSONAL = ("spouse", "children", "manager's name", "assistant's name")


def outlook_contact(row: Row, dates: Dates) -> Change:
    """A row of the export; older files name the country column without `/Region`."""
    emails = tuple(Email(value=row.get(each)) for each in _EMAILS if "@" in row.get(each))
    phones = tuple(
        Phone(value=row.get(column), label=label, preferred=column == "primary phone")
        for column, label in _PHONES.items()
        if row.get(column)
    )
    anniversary = dates.partial("anniversary", row.get("anniversary"))
    card = Card(
        names=_names(row),
        organizations=_organizations(row),
        emails=emails,
        phones=phones,
        addresses=tuple(_addresses(row)),
        links=profile_link(row.get("web page") or row.get("personal web page")),
        birthday=dates.partial("birthday", row.get("birthday")),
        dates=(NamedDate(label="anniversary", date=anniversary),) if anniversary else (),
        notes=row.get("notes"),
        tags=split(row.get("categories"), ";,"),
        met_through=row.get("referred by"),
        personal=tuple(
            f"{column.removesuffix(' name').capitalize()}: {row.get(column)}"
            for column in _PERSONAL
            if row.get(column)
        ),
        interests=split(row.get("hobby")),
    )
    return change_of(card, row)


def _names(row: Row) -> Names:
    nickname = row.get("nickname")
    return Names(
        given=row.get("first name"),
        family=row.get("last name"),
        additional=row.get("middle name"),
        prefix=row.get("title"),
        suffix=row.get("suffix"),
        nicknames=(nickname,) if nickname else (),
        phonetic_given=row.get("given yomi"),
        phonetic_family=row.get("surname yomi"),
    )


def _organizations(row: Row) -> tuple[Organization, ...]:
    parts = {
        "name": row.get("company"),
        "department": row.get("department"),
        "title": row.get("job title"),
        "role": row.get("profession"),
    }
    return (Organization(**parts),) if any(parts.values()) else ()


def _addresses(row: Row) -> list[Address]:
    found = []
    for place, label in _ADDRESSES.items():
        lines = (row.get(f"{place} street{n}") for n in ("", " 2", " 3"))
        parts = {
            "po_box": row.get(f"{place} address po box"),
            "street": "\n".join(line for line in lines if line),
            "city": row.get(f"{place} city"),
            "region": row.get(f"{place} state"),
            "postal_code": row.get(f"{place} postal code"),
            "country": row.get(f"{place} country/region") or row.get(f"{place} country"),
        }
        if any(parts.values()):
            found.append(Address(**parts, label=label))
    return found
