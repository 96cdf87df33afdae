"""People in any other CSV file, by a mapping of its columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from kithkeeper.model import Address, Card, Email, NamedDate, Names, Organization, Phone
from kithkeeper.sync.ports import Change, Columns, Touch
from kithkeeper_csv.cells import split
from kithkeeper_csv.layouts import Kind, Layout, layout_of
from kithkeeper_csv.linkedin import profile_link
from kithkeeper_csv.mapping import identifies, is_field, mapping_key, propose_mapping
from kithkeeper_csv.sheet import Dates, Options, Row, change_of, column_names, linkedin_slug

_ADDRESS_PARTS = ("street", "city", "region", "postal_code", "country", "po_box", "formatted")
_NAME_PARTS = {
    "given": "given", "family": "family", "additional": "additional", "prefix": "prefix",
    "suffix": "suffix",
}  # fmt: skip
_LISTS = ("personal", "interests", "can_help_with", "could_help_with")
_TEXTS = ("how_met", "met_where", "met_through", "met_event")


class Understood(NamedTuple):
    """What the columns of a file mean.

    Attributes:
        headers: The columns as the file has them.
        mapping: Meaning by column.
        proposed: Nobody said so yet.
    """

    headers: tuple[str, ...]
    mapping: Mapping[str, str]
    proposed: bool

    @property
    def fields(self) -> dict[str, str]:
        """Meaning by the name that the column has in rows, as far as it has one."""
        named = zip(column_names(self.headers), self.headers, strict=True)
        return {
            name: self.mapping[h]
            for name, h in named
            if self.mapping.get(h) and is_field(self.mapping[h])
        }

    def shown(self, path: str) -> Columns:
        """The same for the user to see."""
        read = {each: self.mapping[each] for each in self.headers if self.mapping.get(each)}
        left = [each for each in self.headers if each and each not in read]
        return Columns(path, read, tuple(dict.fromkeys(left)), self.proposed)


def layout_for(head: bytes, options: Options) -> Layout | None:
    """How to read a file that begins so, with what the user said of such a file before."""
    layout = layout_of(head, {**options.columns, **options.told})
    if layout is not None and layout.kind is Kind.UNKNOWN:
        known = options.mappings.get(mapping_key(layout.headers), {})
        return layout._replace(kind=Kind.ANY) if identifies(known) else layout
    return layout


def mapping_for(layout: Layout, options: Options) -> Understood:
    """What the columns of a file mean: proposed, as remembered, as the settings and the user say.

    What is new is put into `options.mappings`.
    """
    headers = tuple(header.strip() for header in layout.headers)
    key = mapping_key(headers)
    known = options.mappings.get(key)
    told = {column: field for column, field in options.told.items() if column in headers}
    mapping = {**(known or propose_mapping(headers)), **told}
    if options.remember and mapping != known:
        options.mappings[key] = mapping
    settled = {column: field for column, field in options.columns.items() if column in headers}
    proposed = known is None and not told
    return Understood(headers, {**mapping, **settled, **told}, proposed)


def any_contact(mapping: Mapping[str, str]) -> Callable[[Row, Dates], Iterator[Change | Touch]]:
    """A reader of rows whose columns mean what the mapping says."""
    fields: dict[str, list[tuple[str, str]]] = {}
    for column, field in mapping.items():
        name, _, label = field.partition(":")
        fields.setdefault(name, []).append((column, label))

    def read(row: Row, dates: Dates) -> Iterator[Change | Touch]:
        change = _change(_Cells(row, fields), row, dates)
        yield change
        for column, _ in fields.get("last_touch", ()):
            on = dates.past(column, row.get(column))
            if on is not None and change.card:
                yield _touch(change.key, on, change.card)

    return read


class _Cells:
    """The cells of a row by field."""

    def __init__(self, row: Row, fields: Mapping[str, list[tuple[str, str]]]) -> None:
        self._row = row
        self._fields = fields

    def all(self, field: str) -> Iterator[tuple[str, str, str]]:
        """Value, label and column of each cell that has this meaning and isn't empty."""
        for column, label in self._fields.get(field, ()):
            if value := self._row.get(column):
                yield value, label, column

    def one(self, field: str) -> str:
        """The first of them."""
        return next((value for value, _, _ in self.all(field)), "")

    def joined(self, field: str) -> str:
        """All of them, a line each."""
        return "\n".join(value for value, _, _ in self.all(field))

    def many(self, field: str) -> tuple[str, ...]:
        """The parts of all of them."""
        return tuple(part for value, _, _ in self.all(field) for part in split(value))


def _change(cells: _Cells, row: Row, dates: Dates) -> Change:
    emails = [
        Email(value=part, label=label)
        for value, label, _ in cells.all("email")
        for part in split(value, ";,| \n")
    ]
    phones = [
        Phone(value=part, label=label)
        for value, label, _ in cells.all("phone")
        for part in split(value)
    ]
    urls = [value for field in ("linkedin", "link") for value, _, _ in cells.all(field)]
    met_on = (dates.day(column, value) for value, _, column in cells.all("met_on"))
    birthdays = (dates.partial(column, value) for value, _, column in cells.all("birthday"))
    card = Card(
        name=cells.one("name"),
        names=_names(cells),
        organizations=tuple(_organizations(cells)),
        emails=tuple(emails),
        phones=tuple(phones),
        addresses=tuple(_addresses(cells)),
        links=tuple(link for url in urls for link in profile_link(url)),
        birthday=next(birthdays, None),
        dates=tuple(_anniversaries(cells, dates)),
        notes=cells.joined("notes"),
        tags=(*cells.many("tags"), *cells.many("circle")),
        met_on=next(met_on, None),
        **{field: cells.joined(field) for field in _TEXTS},
        **{field: cells.many(field) for field in _LISTS},
    )
    return _keyed(cells.one("id"), card, row)


def _names(cells: _Cells) -> Names:
    parts = {part: cells.one(field) for field, part in _NAME_PARTS.items()}
    return Names(**parts, nicknames=cells.many("nickname"))


def _organizations(cells: _Cells) -> Iterator[Organization]:
    found = Organization(
        name=cells.one("organization"),
        department=cells.one("department"),
        title=cells.one("title"),
    )
    if found != Organization():
        yield found


def _addresses(cells: _Cells) -> Iterator[Address]:
    """One address for each label that the columns tell; `Home city` is apart from `City`."""
    parts: dict[str, dict[str, str]] = {}
    for part in _ADDRESS_PARTS:
        for value, label, _ in cells.all("address" if part == "formatted" else part):
            parts.setdefault(label, {}).setdefault(part, value)
    for label, given in parts.items():
        yield Address(**given, label=label)


def _anniversaries(cells: _Cells, dates: Dates) -> Iterator[NamedDate]:
    for value, _, column in cells.all("anniversary"):
        if found := dates.partial(column, value):
            yield NamedDate(label="anniversary", date=found)


def _keyed(identity: str, card: Card, row: Row) -> Change:
    """The change of a row, by its own id or profile where there is one."""
    slugs = (linkedin_slug(link.url) for link in card.links)
    slug = next((each for each in slugs if each), "")
    if not identity and not slug:
        return change_of(card, row)
    key = f"id:{identity}" if identity else f"/in/{slug}"
    return Change(key, card, raw=row.raw, line=row.line)


def _touch(key: str, on: date, card: Card) -> Touch:
    return Touch(f"last:{key}:{on}", on, (card,), channel="other")
