"""The reader of CSV files: finds out who wrote a file and hands its rows to who knows them."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from kithkeeper.errors import Problem
from kithkeeper.sync.ports import Change, Page, Touch
from kithkeeper_csv.anytable import any_contact, layout_for, mapping_for
from kithkeeper_csv.google import google_contact
from kithkeeper_csv.interactions import Messages, Self, invitations
from kithkeeper_csv.layouts import HEAD, Kind, Layout
from kithkeeper_csv.linkedin import Supplement, address_book_entry, connection
from kithkeeper_csv.outlook import outlook_contact
from kithkeeper_csv.own import own_contact
from kithkeeper_csv.sheet import Batch, Dates, Item, Options, Row, Table, open_table, plain_name

_PEOPLE: dict[Kind, Callable[[Row, Dates], Change | None]] = {
    Kind.OURS: own_contact,
    Kind.GOOGLE: google_contact,
    Kind.GOOGLE_OLD: google_contact,
    Kind.OUTLOOK: outlook_contact,
}


class CsvImporter:
    """Reads one CSV file of any kind."""

    def __init__(self, options: Options) -> None:
        self._options = options

    def read(self, path: str, data: Iterable[bytes]) -> Iterator[Page]:
        """Yield what the file holds, row by row; a row that can't be read is a problem."""
        head, content = peek(data)
        layout = layout_for(head, self._options)
        yield from Batch().pages(self._items(path, content, layout))

    def _items(self, path: str, content: Iterator[bytes], layout: Layout | None) -> Iterator[Item]:
        if layout is None or layout.kind is Kind.UNKNOWN:
            yield Problem(path, 1, "", _not_understood(layout))
            return
        supplement, who = Supplement(), Self.from_options(self._options)
        yield from items_of(path, content, layout, self._options, supplement, who)
        yield from supplement.rest()


def items_of(
    path: str,
    content: Iterable[bytes],
    layout: Layout,
    options: Options,
    supplement: Supplement,
    who: Self,
) -> Iterator[Item]:
    """People, touches and problems of one table.

    Args:
        supplement: Takes what notes and address book say; given to the connections.
        who: What is known of the user; invitations and profile add to it.
    """
    table = open_table(path, content, layout, options)
    match layout.kind:
        case Kind.MESSAGES:
            yield from _messages(table, Messages(path, options, who))
        case Kind.INVITATIONS:
            yield from invitations(table.rows, path, table.dates, who)
        case Kind.CONNECTION_NOTES:
            yield from _fed(table, supplement.add_note)
        case Kind.PROFILE:
            yield from _fed(table, lambda row: _learn(row, who))
        case Kind.LINKEDIN_OTHER | Kind.UNKNOWN:
            return
        case Kind.ANY:
            understood = mapping_for(layout, options)
            yield understood.shown(path)
            yield from _each(table, path, any_contact(understood.fields))
        case Kind.ADDRESS_BOOK:
            for item in _each(table, path, address_book_entry):
                if isinstance(item, Change):
                    supplement.add_entry(item)
                else:
                    yield item
        case Kind.CONNECTIONS:
            for item in _each(table, path, connection):
                yield item
                if isinstance(item, Change):
                    yield from supplement.of(item)
        case kind:
            yield from _each(table, path, _PEOPLE[kind])


def peek(data: Iterable[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first `HEAD` bytes, and all of the content again."""
    chunks = iter(data)
    seen: list[bytes] = []
    size = 0
    for chunk in chunks:
        seen.append(chunk)
        size += len(chunk)
        if size >= HEAD:
            break
    return b"".join(seen)[:HEAD], chain(seen, chunks)


def _each(
    table: Table,
    path: str,
    convert: Callable[[Row, Dates], Change | Iterator[Change | Touch] | None],
) -> Iterator[Item]:
    """Convert the rows one by one; one that fails is a problem and its neighbours are taken."""
    lost: dict[str, list[tuple[int, str]]] = {}
    for row in table.rows:
        if isinstance(row, Problem):
            yield row
            continue
        try:
            made = convert(row, table.dates)
            if isinstance(made, Change):
                made = iter((made,))
            found = list(made or ())
        except ValueError as error:
            yield Problem(path, row.line, row.label, f"a value can't be taken: {_reason(error)}")
            continue
        for column, text in table.dates.lost:
            lost.setdefault(column, []).append((row.line, text))
        table.dates.lost.clear()
        for item in found:
            yield _checked(item, row, path)
    for column, cells in lost.items():
        yield _without_day(path, column, cells)


def _without_day(path: str, column: str, cells: list[tuple[int, str]]) -> Problem:
    """One remark for all cells of a column that told no day."""
    line, text = cells[0]
    more = f", and so {len(cells) - 1} more" if len(cells) > 1 else ""
    reason = (
        f"{text[:40]!r} is no day in the past that can be told for sure, and was left out{more}"
    )
    return Problem(path, line, column[:80], reason, rejected=False)


def _checked(item: Change | Touch, row: Row, path: str) -> Item:
    if isinstance(item, Change) and item.card and not item.card.display_name:
        return Problem(path, row.line, row.label, "it has no name, organization, e-mail or phone")
    return item


def _messages(table: Table, messages: Messages) -> Iterator[Touch | Problem]:
    for row in table.rows:
        problem = row if isinstance(row, Problem) else messages.add(row)
        if problem:
            yield problem
    yield from messages.touches()


def _fed(table: Table, take: Callable[[Row], None]) -> Iterator[Problem]:
    """Hand the rows on; what is left to yield are the problems."""
    for row in table.rows:
        if isinstance(row, Problem):
            yield row
        else:
            take(row)


def _learn(row: Row, who: Self) -> None:
    """Remember whose export it is, by the name in Profile.csv."""
    who.known.add(plain_name(f"{row.get('first name')} {row.get('last name')}"))


def _reason(error: ValueError) -> str:
    return " ".join(str(error).split())[:200]


def _not_understood(layout: Layout | None) -> str:
    if layout is None:
        return "this is no table of people; a header line with names or addresses is needed"
    example = next((each.strip()[:30] for each in layout.headers if each.strip()), "COLUMN")
    shown = ", ".join(header.strip()[:30] for header in layout.headers[:8])
    return (
        f"no column is understood ({shown}); say what they mean, such as "
        f"`kith import FILE --column {shlex.quote(example + '=name')}`"
    )
