"""Writes contacts as CSV that a spreadsheet opens safely and `kith import` takes back whole."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile

from kithkeeper.model import Card, Touchpoint
from kithkeeper_csv.cells import guard
from kithkeeper_csv.own import cells_of, columns_for

_BLOCK = 200
"""Rows a chunk."""


class CsvExporter:
    """Writes one row a contact, in UTF-8 with CR LF (RFC 4180); touchpoints have no place in it."""

    def write(
        self,
        contacts: Iterable[Card],
        touchpoints: Iterable[Touchpoint],
    ) -> Iterator[bytes]:
        """Yield the table.

        How many columns it needs shows when all contacts went by, so rows wait in a nameless
        temporary file.
        """
        with TemporaryFile("w+", encoding="utf-8", newline="\n") as waiting:
            filled: dict[str, None] = {}
            for contact in contacts:
                cells = cells_of(contact)
                filled.update(dict.fromkeys(cells))
                waiting.write(json.dumps(cells) + "\n")
            columns = columns_for(filled)
            waiting.seek(0)
            yield from _table(columns, waiting)


def _table(columns: list[str], rows: Iterable[str]) -> Iterator[bytes]:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for number, row in enumerate(rows, start=1):
        cells = json.loads(row)
        writer.writerow([guard(cells.get(column, "")) for column in columns])
        if number % _BLOCK == 0:
            yield _taken(out)
    yield _taken(out)


def _taken(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode("utf-8", "replace")
