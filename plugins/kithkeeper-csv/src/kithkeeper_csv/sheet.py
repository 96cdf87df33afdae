"""A table that is read: rows by column name, dates by the order their column uses, keys of people."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from itertools import chain, islice
from typing import NamedTuple
from urllib.parse import unquote

from kithkeeper.errors import Problem
from kithkeeper.model import Card, PartialDate
from kithkeeper.sync.ports import Change, Columns, Page, Touch
from kithkeeper_csv.cells import clean
from kithkeeper_csv.dates import Order, order_of, read_date, read_day
from kithkeeper_csv.layouts import Layout
from kithkeeper_csv.lines import physical_lines
from kithkeeper_csv.records import Record, records

_PAGE = 500
_SAMPLE = 500
"""Rows that are looked at for the order of day and month."""

_SLUG = re.compile(r"(?:^|//|\.)linkedin\.com/in/([^/?#\s]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Options:
    """What the reading of a file depends on besides its content.

    Attributes:
        today: The clock's date.
        timezone: The zone in which an instant becomes a day.
        region: Two letters of the user's country; empty where it is not known.
        me: Addresses and profiles of the user, casefolded.
        columns: What the settings say that columns of unknown files mean.
        told: What the user says of the columns of this file; remembered.
        encoding: An encoding that the user told; empty to find it out.
        mappings: Mappings of unknown files that are remembered, by header line.
        remember: Whether a new mapping is remembered.
    """

    today: date
    timezone: tzinfo = UTC
    now: datetime | None = None
    region: str = ""
    me: frozenset[str] = frozenset()
    columns: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    mappings: MutableMapping[str, dict[str, str]] = field(default_factory=dict)
    remember: bool = True


class Row(NamedTuple):
    """One record: its first physical line, and its cells that aren't empty by column name."""

    line: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """The cell of a column, cleaned; an empty string where there is none."""
        return self.cells.get(column, "")

    @property
    def raw(self) -> str:
        """The row as JSON, so that what isn't modelled is kept."""
        return json.dumps(self.cells, ensure_ascii=False)

    @property
    def label(self) -> str:
        """Something to recognise the row by."""
        return " ".join(" ".join(list(self.cells.values())[:3]).split())[:80]


@dataclass(frozen=True)
class Dates:
    """Reads the dates of one table, each column by its own order of day and month.

    Attributes:
        lost: Column and text of each cell that should have been a day and was left out.
    """

    today: date
    orders: Mapping[str, Order]
    lost: list[tuple[str, str]] = field(default_factory=list)

    def partial(self, column: str, text: str) -> PartialDate | None:
        """What is known of a date; None for an empty cell."""
        return read_date(text, self.today, self._order(column))

    def day(self, column: str, text: str) -> date | None:
        """A whole date, or None; a text that is none is noted."""
        found = read_day(text, self.today, self._order(column))
        if found is None and self.partial(column, text) is not None:
            self.lost.append((column, text))
        return found

    def past(self, column: str, text: str) -> date | None:
        """A day that isn't still to come, or None; a text that is none is noted."""
        found = self.day(column, text)
        if found is None or found <= self.today:
            return found
        self.lost.append((column, text))
        return None

    def _order(self, column: str) -> Order:
        return self.orders.get(column, Order.UNKNOWN)


class Table(NamedTuple):
    """A table after its header line.

    Attributes:
        columns: Unique names of the columns, casefolded; a repeated one has ` #2` appended.
        rows: Rows and damaged records in their order.
    """

    columns: tuple[str, ...]
    dates: Dates
    rows: Iterator[Row | Problem]


def open_table(path: str, data: Iterable[bytes], layout: Layout, options: Options) -> Table:
    """Begin reading a table whose layout is known."""
    columns = column_names(layout.headers)
    found = records(physical_lines(data, options.encoding), layout.delimiter)
    rows = _rows(path, found, layout, columns)
    sample = list(islice(rows, _SAMPLE))
    orders = {
        column: order_of(
            (row.get(column) for row in sample if isinstance(row, Row)), options.region
        )
        for column in columns
    }
    return Table(columns, Dates(options.today, orders), chain(sample, rows))


def column_names(headers: Sequence[str]) -> tuple[str, ...]:
    """Names of columns, casefolded and unique."""
    seen: dict[str, int] = {}
    names = []
    for header in headers:
        name = " ".join(header.split()).casefold()
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} #{seen[name]}")
    return tuple(names)


def _rows(
    path: str, found: Iterable[Record], layout: Layout, columns: tuple[str, ...]
) -> Iterator[Row | Problem]:
    header = [cell.strip() for cell in layout.headers]
    for record in found:
        if record.line <= layout.line:
            continue
        if record.damage:
            shown = " ".join((" ".join(record.cells[:3]) or record.start).split())[:80]
            yield Problem(path, record.line, clean(shown), record.damage)
            continue
        cells = [clean(cell) if cell else cell for cell in record.cells]
        if not any(cells) or cells == header:
            continue
        row = Row(record.line, {c: v for c, v in zip(columns, cells, strict=False) if v and c})
        if any(cells[len(columns) :]):
            reason = f"the record has {len(cells)} fields, the header has {len(columns)}"
            yield Problem(path, record.line, row.label, reason)
            continue
        yield row


Item = Change | Touch | Problem | Columns
"""What the reading of a table may yield."""


@dataclass
class Batch:
    """Collects what was read until it makes a page."""

    changes: list[Change] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    columns: list[Columns] = field(default_factory=list)

    def add(self, item: Item) -> None:
        """Take one more."""
        match item:
            case Change():
                self.changes.append(item)
            case Touch():
                self.touches.append(item)
            case Columns():
                self.columns.append(item)
            case _:
                self.problems.append(item)

    def pages(self, items: Iterable[Item]) -> Iterator[Page]:
        """Pages of `_PAGE` items; none of them claims to be complete, so that nothing is removed."""
        for item in items:
            self.add(item)
            if len(self.changes) + len(self.touches) + len(self.problems) >= _PAGE:
                yield self._page()
        if self.changes or self.touches or self.problems or self.columns:
            yield self._page()

    def _page(self) -> Page:
        page = Page(
            tuple(self.changes), tuple(self.touches), tuple(self.problems),
            columns=tuple(self.columns),
        )  # fmt: skip
        self.changes, self.touches, self.problems, self.columns = [], [], [], []
        return page


@lru_cache(maxsize=1_024)
def linkedin_slug(url: str) -> str:
    """The slug of a profile's address in lower case, or an empty string."""
    found = _SLUG.search(url)
    return unquote(found[1]).casefold() if found else ""


@lru_cache(maxsize=1_024)
def plain_name(text: str) -> str:
    """A name for comparing: casefolded, without accents and punctuation, words in their order."""
    split = unicodedata.normalize("NFKD", text.casefold())
    kept = (each for each in split if not unicodedata.combining(each))
    return " ".join(re.findall(r"\w+", "".join(kept)))


def person_key(*parts: str) -> str:
    """A key made from what tells one person from another; the same parts give the same key."""
    text = "\x1f".join(plain_name(part) if "@" not in part else part.casefold() for part in parts)
    return f"row:{hashlib.sha256(text.encode()).hexdigest()[:32]}"


def change_of(card: Card, row: Row) -> Change:
    """The change of a row that has no identity of its own.

    Its key is the name together with the first e-mail, phone or organization that it has (the
    e-mail alone would not do: a family may share one). It may have been known before by any of its
    other e-mails and phones.
    """
    name = card.display_name
    strong = [*(each.value for each in card.emails), *(each.value for each in card.phones)]
    organization = card.organizations[0].name if card.organizations else ""
    key, *others = (person_key(name, told) for told in strong or [organization])
    before = tuple(dict.fromkeys(each for each in others if each != key))
    return Change(key, card, raw=row.raw, previous_keys=before, line=row.line)
