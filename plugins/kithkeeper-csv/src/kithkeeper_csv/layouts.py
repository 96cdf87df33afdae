"""Which program wrote a CSV file, told by its content: the header line wherever it stands."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from kithkeeper_csv.lines import decoded_head, physical_lines
from kithkeeper_csv.mapping import identifies, mapping_key, propose_mapping
from kithkeeper_csv.records import Record, records

HEAD = 1 << 16
"""Bytes of a file that are looked at."""

_DELIMITERS = (",", ";", "\t", "|")
_HEADER_WITHIN = 30
"""Records of the beginning among which a header line is looked for."""


class Kind(StrEnum):
    """What a CSV file holds."""

    OURS = "kithkeeper"
    CONNECTIONS = "linkedin connections"
    MESSAGES = "linkedin messages"
    INVITATIONS = "linkedin invitations"
    ADDRESS_BOOK = "linkedin contacts"
    CONNECTION_NOTES = "linkedin notes"
    PROFILE = "linkedin profile"
    LINKEDIN_OTHER = "linkedin, other"
    GOOGLE_OLD = "google, old"
    GOOGLE = "google"
    OUTLOOK = "outlook"
    ANY = "any"
    UNKNOWN = "unknown"
    """A table of which no column is understood."""


LINKEDIN = frozenset(
    {
        Kind.CONNECTIONS, Kind.MESSAGES, Kind.INVITATIONS, Kind.ADDRESS_BOOK,
        Kind.CONNECTION_NOTES, Kind.PROFILE, Kind.LINKEDIN_OTHER,
    }
)  # fmt: skip
GOOGLE = frozenset({Kind.GOOGLE, Kind.GOOGLE_OLD})

_SIGNATURES: tuple[tuple[Kind, str], ...] = (
    (Kind.OURS, "id,name,given,family,phonetic_given,circle"),
    (Kind.CONNECTIONS, "first name,last name,connected on"),
    (Kind.MESSAGES, "conversation id,from,to,date"),
    (Kind.INVITATIONS, "from,to,sent at,direction"),
    (Kind.ADDRESS_BOOK, "firstname,lastname,emails,phonenumbers"),
    (Kind.CONNECTION_NOTES, "connection first name,connection last name,note"),
    (Kind.PROFILE, "first name,last name,headline,geo location"),
    (Kind.LINKEDIN_OTHER, "company name,title,started on,finished on"),
    (Kind.LINKEDIN_OTHER, "school name,degree name"),
    (Kind.LINKEDIN_OTHER, "endorsement date,skill name"),
    (Kind.LINKEDIN_OTHER, "first name,last name,text,creation date,status"),
    (Kind.LINKEDIN_OTHER, "email address,confirmed,primary"),
    (Kind.LINKEDIN_OTHER, "extension,number,type"),
    (Kind.LINKEDIN_OTHER, "name,proficiency"),
    (Kind.LINKEDIN_OTHER, "name,authority,license number"),
    (Kind.LINKEDIN_OTHER, "name,number"),
    (Kind.LINKEDIN_OTHER, "date,status,fullname"),
    (Kind.LINKEDIN_OTHER, "organization,followed on"),
    (Kind.LINKEDIN_OTHER, "registered at,registration ip"),
    (Kind.LINKEDIN_OTHER, "login date,ip address"),
    (Kind.GOOGLE_OLD, "given name,family name,group membership"),
    (Kind.GOOGLE_OLD, "given name,family name,e-mail 1 - value"),
    (Kind.GOOGLE_OLD, "given name,family name,phone 1 - value"),
    (Kind.GOOGLE, "first name,last name,file as,labels"),
    (Kind.GOOGLE, "first name,last name,organization name,labels"),
    (Kind.OUTLOOK, "first name,last name,e-mail address,business street"),
    (Kind.OUTLOOK, "first name,last name,e-mail address,home phone,business phone"),
)
_REQUIRED = tuple((kind, frozenset(text.split(","))) for kind, text in _SIGNATURES)
_EXACT = {"name,number", "name,proficiency"}
"""Headers so short that they must be the whole line."""


class Layout(NamedTuple):
    """How a CSV file is to be read.

    Attributes:
        headers: The cells of the header line as they stand.
        line: The first physical line of the header.
    """

    kind: Kind
    delimiter: str = ","
    headers: tuple[str, ...] = ()
    line: int = 1


def layout_of(head: bytes, columns: Mapping[str, str] | None = None) -> Layout | None:
    """How to read a file that begins so; None where it is no table at all.

    Args:
        head: The first bytes, `HEAD` of them where there are so many.
        columns: What the user says that columns of unknown files mean.
    """
    return _layout_of(bytes(head[:HEAD]), tuple(sorted((columns or {}).items())))


def certainty(layout: Layout | None) -> float:
    """How sure it is that a file is what its layout says, from 0 to 1."""
    if layout is None:
        return 0.0
    match layout.kind:
        case Kind.OURS:
            return 0.99
        case Kind.ANY:
            return 0.5 if len(layout.headers) > 1 else 0.2
        case Kind.UNKNOWN:
            return 0.05
        case _:
            return 0.95


@lru_cache(maxsize=4)
def _layout_of(head: bytes, columns: tuple[tuple[str, str], ...]) -> Layout | None:
    text = decoded_head(head[:4096]).lstrip()
    if not text or text.count("\x00") * 10 > len(text) or _is_markup(text):
        return None
    tables = {mark: _first_records(head, mark) for mark in _DELIMITERS if mark in text}
    for mark, table in tables.items():
        if found := _known(table, mark):
            return found
    return _any(tables or {",": _first_records(head, ",")}, dict(columns))


def _is_markup(text: str) -> bool:
    start = text[:40].upper()
    return start.startswith(("BEGIN:", "{", "[", "<", "PK\x03", "%PDF", "#!"))


def _first_records(head: bytes, mark: str) -> list[Record]:
    whole = len(head) < HEAD
    found = list(islice(records(physical_lines([head]), mark), _HEADER_WITHIN + 1))
    if not whole and len(found) <= _HEADER_WITHIN:
        found = found[:-1]
    return [record for record in found if any(cell.strip() for cell in record.cells)]


def _known(table: list[Record], mark: str) -> Layout | None:
    for record in table:
        names = {cell.strip().casefold() for cell in record.cells} - {""}
        for kind, required in _REQUIRED:
            exact = ",".join(sorted(required)) in _EXACT
            if required <= names and (not exact or required == names):
                return Layout(kind, mark, tuple(record.cells), record.line)
    return None


def _any(tables: dict[str, list[Record]], columns: dict[str, str]) -> Layout | None:
    """The header of an unknown file: the line of which most columns are understood."""
    best: tuple[int, int, Layout] | None = None
    for mark, table in tables.items():
        for place, record in enumerate(table[:10]):
            mapping = {**propose_mapping(record.cells), **_told(record.cells, columns)}
            if not identifies(mapping) or not _is_header(record.cells, mapping):
                continue
            layout = Layout(Kind.ANY, mark, tuple(record.cells), record.line)
            if best is None or (len(mapping), -place) > best[:2]:
                best = (len(mapping), -place, layout)
    return best[2] if best else _unknown(tables)


def _told(cells: list[str], columns: dict[str, str]) -> dict[str, str]:
    names = {cell.strip() for cell in cells}
    return {name: field for name, field in columns.items() if field and name in names}


def _is_header(cells: list[str], mapping: dict[str, str]) -> bool:
    """A header names columns: it holds no address, and one column alone is not enough of a sign."""
    if any("@" in cell and "." in cell for cell in cells) or not mapping_key(cells):
        return False
    return len(cells) > 1 or any(field.startswith("email") for field in mapping.values())


def _unknown(tables: dict[str, list[Record]]) -> Layout | None:
    """A regular table with at least two columns and three lines, whatever it means."""
    for mark, table in tables.items():
        widths = {len(record.cells) for record in table}
        if len(widths) == 1 and widths.pop() > 1 and len(table) > 2:
            return Layout(Kind.UNKNOWN, mark, tuple(table[0].cells), table[0].line)
    return None
