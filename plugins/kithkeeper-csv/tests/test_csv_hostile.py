"""Damaged and hostile files: each bad record is named, the rest is taken, time stays linear."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kithkeeper_csv.layouts import layout_of
from kithkeeper_csv.lines import LONGEST_LINE, physical_lines
from kithkeeper_csv.records import LONGEST_RECORD, records
from kithkeeper_csv.signs import is_junk

HEADER = "Name,Email,Notes\n"


def rows(text, delimiter=","):
    return list(records(physical_lines([text.encode()]), delimiter))


def test_embedded_newlines_count_as_lines(read):
    """A record is named by its first physical line, whatever stands in quotes before it."""
    text = HEADER + 'Ada,a@example.org,"one\ntwo\r\nthree"\n,,nobody\n'
    found = read(text)
    assert found.cards[0].notes == "one\ntwo\nthree"
    assert [problem.line for problem in found.problems] == [5]


def test_unclosed_quote_costs_one_record(read):
    """The lines that an unclosed quote would swallow are read on their own."""
    text = HEADER + 'Ada,"oops,x\nBob,b@example.org,\nCyd,c@example.org,\n'
    found = read(text)
    assert found.names == ["Bob", "Cyd"]
    assert [(p.line, p.reason) for p in found.problems] == [
        (2, "a quote is opened and never closed")
    ]


def test_unclosed_quote_that_a_later_quote_closes(read):
    """A quote that is closed lines later, before a letter, costs its own record only."""
    text = HEADER + '"Bob,b@example.org,x\nCyd,c@example.org,y\n"Dee"x,d@example.org,"z, z"\n'
    found = read(text)
    assert found.names == ["Cyd", "Deex"]
    assert [(p.line, p.record, p.reason) for p in found.problems] == [
        (2, '"Bob,b@example.org,x', "a quote is opened and never closed")
    ]


def test_quotes_within_a_word_are_letters(read):
    """`5" pipe` and `Ada "Countess" L` are no broken quotes."""
    found = read(HEADER + 'Ada "Countess" L,a@example.org,5" pipe\nBob,b@example.org,\n')
    assert found.names == ['Ada "Countess" L', "Bob"]


def test_nul_bytes_and_controls_are_dropped(read):
    """Control characters never get further than the reader."""
    found = read(HEADER + "A\0da\x1b[31m,a@example.org,\x07x\n")
    assert found.names == ["Ada[31m"]
    assert found.cards[0].notes == "x"


def test_lines_of_two_encodings(read):
    """A file that was put together from UTF-8 and Windows-1252 keeps the letters of both."""
    data = (
        HEADER.encode()
        + "Zoë,z@example.org,\n".encode()
        + "Jürgen,j@example.org,\n".encode("cp1252")
    )
    assert read(data).names == ["Zoë", "Jürgen"]


def test_undecodable_line_is_a_problem(read):
    """Bytes of no known encoding are named; the neighbours are taken."""
    data = HEADER.encode() + b"\x81\x8d\x8f,x@example.org,\nAda,a@example.org,\n"
    found = read(data)
    assert found.names == ["Ada"]
    assert [(p.line, "UTF-8" in p.reason) for p in found.problems] == [(2, True)]


def test_encoding_may_be_told(read):
    """A file in another encoding is read by the setting."""
    data = (HEADER + "山田,y@example.org,\n").encode("shift_jis")
    assert read(data, settings={"encoding": "shift_jis"}).names == ["山田"]


def test_ragged_rows(read):
    """Missing cells are empty, empty surplus ones are nothing, filled surplus ones are a problem."""
    found = read(HEADER + "Ada\nBob,b@example.org,,,,\nCyd,c@example.org,x,surplus\n")
    assert found.names == ["Ada", "Bob"]
    assert [problem.line for problem in found.problems] == [4]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("size", [1, 2, 3, 65_536])
def test_line_endings_and_chunks(read, ending, size):
    """Every line ending, cut anywhere, gives the same lines."""
    row = 'Ada,a@example.org,"x\ny"\nBob,b@example.org,\n'
    found = read((HEADER + row * 20).replace("\n", ending), size=size)
    assert [change.line for change in found.changes] == [
        line for first in range(2, 62, 3) for line in (first, first + 2)
    ]


def test_endless_line_is_bounded():
    """A line without end is dropped as it comes, and the next one is read."""
    piece = b"x" * 65_536
    data = [HEADER.encode(), *[piece] * 100, b"\nAda,a@example.org,\n"]
    lines = list(physical_lines(data))
    assert [bool(line.damage) for line in lines] == [False, True, False]
    assert max(len(line.text) for line in lines) < LONGEST_LINE


def test_huge_field_is_a_problem(read):
    """A field of 200,000 characters is refused, its neighbours are taken."""
    text = HEADER + f'Big,b@example.org,"{"x" * 200_000}"\nAda,a@example.org,\n'
    found = read(text)
    assert found.names == ["Ada"]
    assert "field larger" in found.problems[0].reason


def test_record_that_never_ends_is_bounded():
    """An unclosed quote at the top of a long file costs at most a record's length of second looks."""
    text = 'a,b\n"open,1\n' + "x,y\n" * (LONGEST_RECORD // 2)
    found = rows(text)
    assert len(found) == 1 + 1 + LONGEST_RECORD // 2
    assert [record.line for record in found if record.damage] == [2]


def test_time_is_linear_against_quotes():
    """A file in which each line opens a quote that the next ones don't close takes linear time."""

    def seconds(count):
        text = 'x"y,"z\n' * count
        begun = time.process_time()
        rows(text)
        return time.process_time() - begun

    seconds(1_000)
    assert seconds(200_000) < 30 * max(seconds(20_000), 0.05)


def test_a_cell_of_addresses_that_holds_none_takes_linear_time(read):
    """A long word without an at sign, where LinkedIn puts e-mail addresses, is looked at once."""
    word = "a" * 130_000
    row = f"GOOGLE,Ada,Lovelace,Engines,,{word},,,,,,Ada Lovelace,,,,\n"
    text = (
        "Source,FirstName,LastName,Companies,Title,Emails,PhoneNumbers,CreatedAt,Addresses,Sites,"
        "InstantMessageHandles,FullName,Birthday,Location,BookmarkedAt,Profiles\n"
    )
    begun = time.process_time()
    (card,) = read(text + row).cards
    assert time.process_time() - begun < 5
    assert (card.name, card.emails) == ("Ada Lovelace", ())


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=600))
def test_no_bytes_break_the_reader(data):
    """Whatever the bytes, looking at them and reading them ends without an exception."""
    content = b"Name,Email,Phone\n" + data
    layout_of(data)
    layout = layout_of(content)
    if layout is not None:
        for record in records(physical_lines([content]), layout.delimiter):
            assert record.line >= 1


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.text("ab,;\"'\n\r é", max_size=6), min_size=2, max_size=4), max_size=6))
def test_reading_agrees_with_writing(table):
    """What the csv module writes is read back cell by cell."""
    import csv
    import io

    out = io.StringIO(newline="")
    csv.writer(out).writerows(table)
    found = [record.cells for record in rows(out.getvalue())]
    assert found == table


@settings(max_examples=60, deadline=None)
@given(st.text('äb,"\n\r€漢', max_size=80), st.integers(1, 5))
def test_chunks_make_no_difference(text, size):
    """Lines are the same whether the file comes whole or in pieces, in UTF-8 and UTF-16."""
    for encoding in ("utf-8", "utf-16"):
        data = text.encode(encoding)
        pieces = [data[at : at + size] for at in range(0, len(data), size)]
        assert list(physical_lines(pieces)) == list(physical_lines([data]))


@pytest.mark.parametrize("seed", range(30))
def test_random_bytes_are_no_table(seed):
    """Whatever bytes chance gives, they are taken for junk."""
    junk = random.Random(seed).randbytes(5000)

    assert is_junk(junk)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_table_in_any_encoding_is_no_junk(encoding):
    """The sign for junk lets every encoding of a real table pass."""
    assert not is_junk("First Name,E-mail\r\nZoë,zoe@example.org\r\n".encode(encoding))
