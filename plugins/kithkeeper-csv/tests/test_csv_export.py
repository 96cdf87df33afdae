"""What is exported comes back: CSV and JSON are identities on cards, and formulas stay text."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kithkeeper.model import (
    Address,
    Card,
    Contact,
    Email,
    Link,
    NamedDate,
    Names,
    Organization,
    PartialDate,
    Phone,
)
from kithkeeper_csv import CsvPlugin
from kithkeeper_csv.cells import clean, guard, join, split_joined
from kithkeeper_csv.exporter import CsvExporter
from kithkeeper_csv.importer import CsvImporter
from kithkeeper_csv.sheet import Options

TODAY = date(2026, 11, 22)
WORD = st.text(
    st.one_of(
        st.sampled_from(list("=+-@'\";, \n|:\\0123äé漢𝒜\u202e")),
        st.characters(exclude_categories=("Cs", "Cc")),
    ),
    min_size=1,
    max_size=12,
).map(str.strip).filter(bool)  # fmt: skip
WORDS = st.lists(WORD, max_size=3, unique=True).map(tuple)
TEXT = st.one_of(st.just(""), WORD)
DATE = st.one_of(
    st.dates(date(1800, 1, 1)).map(lambda d: PartialDate(d.year, d.month, d.day)),
    st.sampled_from([PartialDate(month=4, day=12), PartialDate(1985), PartialDate(1985, 4)]),
    WORD.map(PartialDate.parse),
)
NAMES = st.builds(
    Names, given=TEXT, family=TEXT, additional=TEXT, prefix=TEXT, suffix=TEXT, nicknames=WORDS,
    phonetic_given=TEXT, phonetic_family=TEXT,
)  # fmt: skip


def some(made):
    return st.lists(made, max_size=3).map(tuple)


CARDS = st.builds(
    Card,
    name=WORD,
    names=NAMES,
    uid=TEXT,
    organizations=some(
        st.builds(
            Organization, name=WORD, department=TEXT, title=TEXT, role=TEXT, current=st.booleans()
        )
    ),
    emails=some(st.builds(Email, value=WORD, label=TEXT, preferred=st.booleans())),
    phones=some(st.builds(Phone, value=st.one_of(WORD, st.just("+49 30 1")), label=TEXT)),
    addresses=some(
        st.builds(
            Address, street=WORD, city=TEXT, region=TEXT, label=TEXT, formatted=TEXT, po_box=TEXT
        )
    ),
    links=some(st.builds(Link, url=WORD, label=TEXT)),
    birthday=st.one_of(st.none(), DATE),
    dates=some(st.builds(NamedDate, label=TEXT, date=DATE)),
    notes=TEXT,
    timezone=st.sampled_from(["", "Europe/Berlin", "+05:30"]),
    tags=WORDS,
    how_met=TEXT,
    met_on=st.one_of(st.none(), st.dates(date(1950, 1, 1), TODAY)),
    personal=WORDS,
    interests=WORDS,
    can_help_with=WORDS,
    could_help_with=WORDS,
)


def exported(writer, cards, touchpoints=()):
    return b"".join(writer.write(cards, touchpoints))


def cards_of(importer, data):
    pages = list(importer.read("file", [data[at : at + 97] for at in range(0, len(data), 97)]))
    assert [problem for page in pages for problem in page.problems] == []
    return [change.card for page in pages for change in page.changes]


@settings(max_examples=80, deadline=None)
@given(st.lists(CARDS, min_size=1, max_size=4))
def test_csv_comes_back_as_it_was(cards):
    """Import of an export gives equal cards, formulas, quotes, line breaks and all."""
    assert cards_of(CsvImporter(Options(TODAY)), exported(CsvExporter(), cards)) == cards


@settings(max_examples=80, deadline=None)
@given(CARDS)
def test_no_cell_is_a_formula(card):
    """No cell of an export begins as a formula does, but for plain telephone numbers."""
    table = csv.reader(io.StringIO(exported(CsvExporter(), [card]).decode(), newline=""))
    for cell in (cell for row in table for cell in row):
        assert cell[:1] not in ("=", "-", "@", "\t", "\r")
        assert not cell.startswith("+") or set(cell[1:]) <= set("0123456789 ()./-")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
        ("+49 30 1", "+49 30 1"),
        ("+1 (555) 010-0000", "+1 (555) 010-0000"),
        ("+1+cmd|x", "'+1+cmd|x"),
        ("'=1+1", "''=1+1"),
        ("O'Hara", "O'Hara"),
        ("'tis", "'tis"),
    ],
)
def test_guard_and_its_inverse(value, cell):
    """An apostrophe stands before a formula and nowhere else, and goes again."""
    assert guard(value) == cell
    assert clean(cell) == value


@given(WORDS)
def test_lists_in_a_cell(words):
    """Several words share a cell without losing where one ends."""
    assert split_joined(join(words)) == words


def test_header_is_as_wide_as_the_widest(make_context):
    """Numbered columns are made as far as they are needed; circle and id are told."""
    cards = [
        Contact(id="k1", name="Ada", circle="inner", emails=(Email(value="a@example.org"),)),
        Contact(id="k2", name="Bob", emails=(Email(value="b@x.org"), Email(value="c@x.org"))),
    ]
    text = exported(CsvExporter(), cards).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["email_2"] for row in rows] == ["", "c@x.org"]
    assert (rows[0]["id"], rows[0]["circle"]) == ("k1", "inner")
    assert "email_3" not in rows[0]
    assert [spec.name for spec in CsvPlugin().exporters(make_context())] == ["csv"]


def test_id_is_the_key(read):
    """An exported contact is met again by its id."""
    contact = Contact(id="k1", name="Ada", circle="inner")
    found = read(exported(CsvExporter(), [contact]))
    assert (found.format, found.changes[0].key) == ("csv", "k1")


def test_empty_network(read):
    """Nothing exported is nothing imported, without a problem."""
    found = read(exported(CsvExporter(), []))
    assert (found.changes, found.problems) == ([], [])
