"""Lines of notes that took hours: blanks, commas and repetitions without end."""

from __future__ import annotations

import time

import pytest

from kithkeeper.services.notes import NoteLine, fresh_lines, note_lines, said

LONG = 300_000
SECONDS = 10.0


@pytest.mark.parametrize(
    ("notes", "lines"),
    [
        (" " * LONG + "x", []),
        ("gave: a" + " " * LONG + "b", [NoteLine("gave", "a" + " " * LONG + "b")]),
        ("promised: a" + ", " * LONG + "b", [NoteLine("promised", "a" + ", " * LONG + "b")]),
        (
            "promised: a" + " by" * LONG + " b",
            [NoteLine("promised", "a" + " by" * (LONG - 1), "b")],
        ),
    ],
)
def test_long_lines_of_notes_are_read_in_linear_time(notes, lines):
    """What a line means is found without trying each pair of its blanks."""
    begun = time.process_time()
    assert note_lines(notes) == lines
    assert said(notes) == ("" if lines else notes)
    assert time.process_time() - begun < SECONDS


def test_many_lines_of_notes_are_compared_in_linear_time():
    """Which lines are new is found without comparing each with all that were there."""
    before = "".join(f"gave: thing {n}\n" for n in range(100_000))
    begun = time.process_time()
    assert fresh_lines(before, "gave: more\n" + before) == [NoteLine("gave", "more")]
    assert time.process_time() - begun < SECONDS
