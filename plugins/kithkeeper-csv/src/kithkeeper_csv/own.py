"""Our own CSV layout: a card as cells by column, and cells as a card again, without loss.

Lists of items have numbered columns (`email_1`, `email_1_label`, `email_2` …), lists of words
share a cell (`tags`). Columns are made as far as the contacts need them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kithkeeper.model import Card
from kithkeeper.sync.ports import Change
from kithkeeper_csv.cells import join, split_joined
from kithkeeper_csv.sheet import Dates, Row, person_key

_NAME_COLUMNS = (
    "given", "family", "additional", "prefix", "suffix", "phonetic_given", "phonetic_family",
)  # fmt: skip
_SCALAR_COLUMNS = (
    "uid", "birthday", "notes", "how_met", "met_on", "met_where", "met_through", "met_event",
    "timezone",
)  # fmt: skip
_WORD_COLUMNS = ("tags", "personal", "interests", "can_help_with", "could_help_with")

_GROUPS = {
    "organization": (
        "organizations",
        {"": "name", "title": "title", "department": "department", "role": "role", "current": "current"},
    ),
    "email": ("emails", {"": "value", "label": "label", "preferred": "preferred"}),
    "phone": ("phones", {"": "value", "label": "label", "preferred": "preferred"}),
    "address": (
        "addresses",
        {
            "": "formatted", "label": "label", "street": "street", "extended": "extended",
            "po_box": "po_box", "city": "city", "region": "region", "postal_code": "postal_code",
            "country": "country",
        },
    ),
    "link": ("links", {"": "url", "label": "label"}),
    "date": ("dates", {"": "date", "label": "label"}),
}  # fmt: skip
"""Column prefix: the card's field, and suffix of the column to part of the item."""

_FLAGS = {"preferred": False, "current": True}
_NUMBERED = re.compile(r"([a-z]+)_(\d{1,4})(?:_(\w+))?", re.ASCII)
FIRST_COLUMNS = (
    "id", "name", *_NAME_COLUMNS, "nicknames", "circle", *_WORD_COLUMNS, *_SCALAR_COLUMNS,
)  # fmt: skip


def cells_of(card: Card) -> dict[str, str]:
    """The filled cells of a card or contact by column, unguarded; `circle` and `id` if it has them."""
    given = card.model_dump(mode="json")
    names = given["names"]
    cells = {column: names[column] for column in _NAME_COLUMNS}
    cells.update({column: given[column] or "" for column in ("name", *_SCALAR_COLUMNS)})
    cells.update({column: join(given[column]) for column in _WORD_COLUMNS})
    cells["nicknames"] = join(names["nicknames"])
    cells.update({column: given.get(column) or "" for column in ("id", "circle")})
    for group, (field, parts) in _GROUPS.items():
        for number, item in enumerate(given[field], start=1):
            for suffix, part in parts.items():
                cells[_column(group, number, suffix)] = _text(part, item[part])
    return {column: text for column, text in cells.items() if text}


def columns_for(filled: Iterable[str]) -> list[str]:
    """The header for contacts that have these columns, in a fixed order."""
    wanted = set(filled)
    matches = [found for each in wanted if (found := _NUMBERED.fullmatch(each))]
    groups = {(int(found[2]), found[1]) for found in matches if found[1] in _GROUPS}
    places = [(number, group, suffix) for number, group in groups for suffix in _GROUPS[group][1]]
    order = list(_GROUPS)
    places.sort(key=lambda place: (order.index(place[1]), place[0]))
    numbered = (_column(group, number, suffix) for number, group, suffix in places)
    return [*FIRST_COLUMNS, *(each for each in numbered if each in wanted)]


def own_contact(row: Row, dates: Dates) -> Change:
    """A row of our own export; the key is the contact's id where there is one, which tells the
    host whom it came from.
    """
    get = row.get
    items = _items(row.cells)
    document: dict[str, object] = {column: get(column) for column in ("name", *_SCALAR_COLUMNS)}
    document["birthday"] = get("birthday") or None
    document["met_on"] = dates.day("met_on", get("met_on"))
    document["names"] = {
        **{column: get(column) for column in _NAME_COLUMNS},
        "nicknames": split_joined(get("nicknames")),
    }
    document.update({column: split_joined(get(column)) for column in _WORD_COLUMNS})
    document.update(items)
    card = Card.model_validate(document)
    told = next((each.value for each in card.emails), "")
    identity = get("id")
    return Change(
        identity or person_key(card.display_name, told), card, raw=row.raw, line=row.line,
        previous_keys=(f"kithkeeper:{identity}",) if identity else (),
    )  # fmt: skip


def _items(cells: Mapping[str, str]) -> dict[str, list[dict[str, object]]]:
    found: dict[str, dict[int, dict[str, object]]] = {}
    for column, text in cells.items():
        match = _NUMBERED.fullmatch(column)
        if match is None or match[1] not in _GROUPS:
            continue
        field, parts = _GROUPS[match[1]]
        part = parts.get(match[3] or "")
        if part is not None:
            empty: dict[str, object] = {each: "" for each in parts.values() if each not in _FLAGS}
            item = found.setdefault(field, {}).setdefault(int(match[2]), empty)
            item[part] = _value(part, text)
    return {field: [items[number] for number in sorted(items)] for field, items in found.items()}


def _column(group: str, number: int, suffix: str) -> str:
    return f"{group}_{number}_{suffix}" if suffix else f"{group}_{number}"


def _text(part: str, value: object) -> str:
    """A flag is written only where it differs from what is usual."""
    if part in _FLAGS:
        return "" if value == _FLAGS[part] else ("yes" if value else "no")
    return str(value or "")


def _value(part: str, text: str) -> object:
    if part in _FLAGS:
        return text.strip().casefold() in ("yes", "true", "1", "y", "ja", "oui", "si", "sí")
    return text
