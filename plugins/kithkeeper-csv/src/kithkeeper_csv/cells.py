"""Single cells: what is cleaned on the way in, what is guarded on the way out, lists in one cell."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LINE_ENDS = re.compile(r"\r\n?")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"''*[=+\-@\t\r]")
_PHONE = re.compile(r"\+\d[\d ()./\-]*", re.ASCII)


def clean(text: str) -> str:
    """A cell without control characters, lone surrogates, outer blanks and our own guard.

    Lines within it end in LF, so that a file says the same when a spreadsheet has saved it.
    """
    plain = _LINE_ENDS.sub("\n", _CONTROLS.sub("", text)).strip()
    return plain[1:] if _GUARDED.match(plain) else plain


def guard(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; `clean` gives back what it was.

    A leading apostrophe stands before what begins with `=`, `+`, `-`, `@`, tab or CR, and before
    what already looks so guarded. A telephone number (`+49 30 1`) stays as it is.
    """
    if _FORMULA.match(text) and not _PHONE.fullmatch(text):
        return f"'{text}"
    return text


def join(values: Iterable[str]) -> str:
    """Several values in one cell, `;` between them, quoted as CSV where they hold one."""
    values = tuple(values)
    if not values:
        return ""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\n").writerow(values)
    return out.getvalue().removesuffix("\n")


def split_joined(cell: str) -> tuple[str, ...]:
    """What `join` put into one cell."""
    if not cell:
        return ()
    try:
        return tuple(next(csv.reader(io.StringIO(cell, newline=""), delimiter=";"), []))
    except csv.Error:
        return tuple(cell.split(";"))


def split(cell: str, marks: str = ";,|\n") -> tuple[str, ...]:
    """The values of a cell of any origin, parted by the first of the marks that it holds.

    Outer blanks, empty values and repetitions are left out.
    """
    mark = next((each for each in marks if each in cell), None)
    parts = cell.split(mark) if mark else [cell]
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
