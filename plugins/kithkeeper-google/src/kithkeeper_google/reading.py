"""A person of the People API as a `Card`. Reads anything; what makes no sense is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from typing import Any

from kithkeeper.model import Card, PartialDate
from kithkeeper_google.fields import MARK, Json, chosen, is_primary, items
from kithkeeper_google.groups import tags

NAME_PARTS = {
    "given": "givenName",
    "family": "familyName",
    "additional": "middleName",
    "prefix": "honorificPrefix",
    "suffix": "honorificSuffix",
    "phonetic_given": "phoneticGivenName",
    "phonetic_family": "phoneticFamilyName",
}
"""Google's word for each part of a name."""

ADDRESS_PARTS = {
    "po_box": "poBox",
    "extended": "extendedAddress",
    "street": "streetAddress",
    "city": "city",
    "region": "region",
    "postal_code": "postalCode",
    "country": "country",
    "label": "type",
    "formatted": "formattedValue",
}
"""Google's word for each part of an address."""

_BLOCKS = frozenset({"br", "p", "div", "li", "tr"})


def read_card(person: Json, groups: Mapping[str, str]) -> Card:
    """What Google says of one person.

    Args:
        person: As it was received; items of linked profiles in it are not read.
        groups: The labels: name by resource name.
    """
    name = chosen(person, "names")
    return Card.model_validate({
        "name": text(name, "displayName") or text(name, "unstructuredName"),
        "names": {
            **{part: text(name, key) for part, key in NAME_PARTS.items() if key in name},
            "nicknames": each(person, "nicknames", value_of),
        },
        "uid": next((text(i, "value") for i in items(person, "clientData") if i.get("key") == MARK), ""),
        "organizations": each(person, "organizations", organization),
        "emails": once(each(person, "emailAddresses", email), email_key),
        "phones": once(each(person, "phoneNumbers", phone), phone_key),
        "addresses": each(person, "addresses", address),
        "links": once((*each(person, "urls", link), *each(person, "imClients", messenger)), link_key),
        "birthday": birthday(chosen(person, "birthdays")),
        "dates": each(person, "events", named_date),
        "notes": biography(chosen(person, "biographies")),
        "tags": tags(person, groups),
        "personal": _personal(person),
        "interests": each(person, "interests", value_of),
    })  # fmt: skip


def text(item: Json, key: str) -> str:
    """A text of an item; empty where there is none."""
    value = item.get(key)
    return value.strip() if isinstance(value, str) else ""


def value_of(item: Json) -> str:
    """The text of an item that is a text."""
    return text(item, "value")


def each(person: Json, field: str, read: Callable[[Json], Any]) -> tuple[Any, ...]:
    """What `read` makes of the items of a field, less what is empty."""
    if field not in person:
        return ()
    return tuple(value for item in items(person, field) if (value := read(item)))


def once(values: tuple[Json, ...], key: Callable[[Json], object]) -> tuple[Json, ...]:
    """The values without repetitions, the first of each kept."""
    return (
        values if len(values) < 2 else tuple({key(v): v for v in reversed(values)}.values())[::-1]
    )


def email(item: Json) -> Json | None:
    """An `Email` as a plain object."""
    value = text(item, "value")
    if not value:
        return None
    return {"value": value, "label": text(item, "type"), "preferred": is_primary(item)}


def email_key(value: Json) -> object:
    """What makes an e-mail address the same."""
    return value["value"].casefold()


def phone(item: Json) -> Json | None:
    """A `Phone` as a plain object."""
    value = text(item, "value") or text(item, "canonicalForm")
    if not value:
        return None
    normal = text(item, "canonicalForm")
    return {
        "value": value, "label": text(item, "type"), "preferred": is_primary(item), "normal": normal
    }  # fmt: skip


def phone_key(value: Json) -> object:
    """What makes a number the same: its E.164 form, else its digits, else its text."""
    if value.get("normal"):
        return value["normal"]
    return "".join(c for c in value["value"] if c.isdigit() or c == "+") or value["value"]


def address(item: Json) -> Json | None:
    """An `Address` as a plain object."""
    found = {part: text(item, key) for part, key in ADDRESS_PARTS.items() if key in item}
    if not found.get("country"):
        found["country"] = text(item, "countryCode")
    return found if any(value for part, value in found.items() if part != "label") else None


def address_key(value: Json) -> object:
    """What makes an address the same: all its parts, the label and the printed form aside."""
    parts = tuple(value.get(p, "") for p in ADDRESS_PARTS if p not in ("label", "formatted"))
    return parts if any(parts) else value.get("formatted", "")


def organization(item: Json) -> Json | None:
    """An `Organization` as a plain object; without `current`, one that has not ended is current."""
    found = {
        "name": text(item, "name"),
        "department": text(item, "department"),
        "title": text(item, "title"),
        "role": text(item, "jobDescription"),
    }
    if not any(found.values()):
        return None
    current = item.get("current")
    return {**found, "current": current if isinstance(current, bool) else not item.get("endDate")}


def organization_key(value: Json) -> object:
    """What makes a place of work the same: its name, else what the person is there."""
    return (value.get("name") or value.get("title") or value.get("department") or "").casefold()


def link(item: Json) -> Json | None:
    """A `Link` as a plain object."""
    value = text(item, "value")
    return {"url": value, "label": text(item, "type")} if value else None


def link_key(value: Json) -> object:
    """What makes a link the same."""
    return value["url"].rstrip("/")


def messenger(item: Json) -> Json | None:
    """A messenger's address as a link of its protocol."""
    protocol, user = text(item, "protocol"), text(item, "username")
    return {"url": f"{protocol or 'im'}:{user}", "label": protocol} if user else None


def partial_date(given: object) -> PartialDate | None:
    """Google's Date, in which 0 or nothing stands for an unknown part; no year is invented."""
    if not isinstance(given, dict):
        return None
    found = PartialDate(_number(given, "year"), _number(given, "month"), _number(given, "day"))
    return found if any(found[:3]) and found.exists() else None


def _number(given: Json, key: str) -> int | None:
    value = given.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value else None


def birthday(item: Json) -> PartialDate | None:
    """The birthday: its date, else its text, read if it can be."""
    found = partial_date(item.get("date"))
    if found is None and text(item, "text"):
        return PartialDate.parse(text(item, "text"))
    return found


def named_date(item: Json) -> Json | None:
    """A `NamedDate` as a plain object."""
    found = partial_date(item.get("date"))
    return {"label": text(item, "type") or "other", "date": found} if found else None


def named_date_key(value: Json) -> object:
    """What makes a date the same."""
    return (value["label"].casefold(), str(value["date"]))


def biography(item: Json) -> str:
    """The notes as plain text."""
    value = text(item, "value")
    if item.get("contentType") != "TEXT_HTML":
        return value
    reader = _Words()
    reader.feed(value)
    reader.close()
    return "".join(reader.found).strip()


class _Words(HTMLParser):
    """Collects the text of HTML, with a line for each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _BLOCKS and self.found:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def _personal(person: Json) -> tuple[str, ...]:
    """Relations, the user's own fields, skills and occupations, each as a line of text."""
    return tuple(dict.fromkeys((
        *each(person, "relations", relation),
        *each(person, "userDefined", own_field),
        *each(person, "occupations", value_of),
        *each(person, "skills", value_of),
    )))  # fmt: skip


def relation(item: Json) -> str:
    """A related person as a line: `father: Lord Byron`."""
    return _pair(text(item, "type"), text(item, "person"))


def own_field(item: Json) -> str:
    """A field that the user made as a line: `Team: Red`."""
    return _pair(text(item, "key"), text(item, "value"))


def _pair(key: str, value: str) -> str:
    return f"{key}: {value}" if key and value else value or key
