"""The user's lines under a reminder, read by hand."""

from __future__ import annotations

from datetime import date

import pytest

from kithkeeper.services.named import NameIndex
from kithkeeper.services.notes import NoteLine, dropped_lines, fresh_lines, merged, note_lines

FRIDAY = date(2026, 3, 6)


def test_sync_notes_lines_with_a_verb_mean_something_and_others_do_not():
    """In any case, with or without a bullet; an empty one is none."""
    text = "Gave: a book\n• asked: for advice\nshe gave: me a smile\ngot:\nWITH: Bob\nplain"
    assert note_lines(text) == [
        NoteLine("gave", "a book"), NoteLine("asked", "for advice"), NoteLine("with", "Bob"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "what", "by"),
    [
        ("the slides by 2026-03-20", "the slides", date(2026, 3, 20)),
        ("the slides, by 20.3.2026", "the slides", date(2026, 3, 20)),
        ("the slides by 20 March", "the slides", date(2026, 3, 20)),
        ("the slides by March 20, 2027", "the slides", date(2027, 3, 20)),
        ("the slides by 1 Mar", "the slides", date(2027, 3, 1)),
        ("the slides by Friday", "the slides", date(2026, 3, 13)),
        ("the slides by tomorrow", "the slides", date(2026, 3, 7)),
        ("the slides by +2w", "the slides", date(2026, 3, 20)),
        ("a book by Ada by 2026-03-20", "a book by Ada", date(2026, 3, 20)),
        ("a book by Ada", "a book by Ada", None),
        ("the slides by 31.2.2026", "the slides by 31.2.2026", None),
        ("the slides", "the slides", None),
    ],
)
def test_sync_notes_a_promise_ends_with_its_date_or_has_none(text, what, by):
    """What stands after "by" and is no date belongs to what was promised."""
    (line,) = note_lines(f"promised: {text}")
    assert line.promise(FRIDAY) == (what, by)


def test_sync_notes_fresh_and_dropped_lines_are_told_apart():
    """A line that is repeated is new once more; order means nothing."""
    before, now = "gave: a\ngave: b", "gave: b\nhello\ngave: b\ngot: c"
    assert fresh_lines(before, now) == [NoteLine("gave", "b"), NoteLine("got", "c")]
    assert dropped_lines(before, now) == [NoteLine("gave", "a")]


@pytest.mark.parametrize(
    ("note", "before", "now", "after"),
    [
        ("", "", "new", "new"),
        ("old", "old", "new", "new"),
        ("here\nold", "old", "new", "here\nnew"),
        ("here", "", "there", "here\nthere"),
        ("here\nthere", "", "there", "here\nthere"),
        ("old", "old", "", ""),
    ],
)
def test_sync_notes_the_users_lines_take_the_place_of_theirs_alone(note, before, now, after):
    """What was noted here stays."""
    assert merged(note, before, now) == after


def test_sync_notes_a_title_names_one_contact_or_nobody():
    """The longest full name wins; two of equal length, and parts of words, name nobody."""
    index = NameIndex([("1", "Ann Lee"), ("2", "Ann Lee Smith"), ("3", "José Ruiz"), ("4", "Bo"), ("5", "Kim Ode"), ("6", "Kim Ode")])  # fmt: skip
    assert index.find("Lunch: Ann Lee!") == "1"
    assert index.find("Ann Lee Smith, coffee") == "2"
    assert index.find("call jose ruiz") == "3"
    assert index.find("Joann Leeds") is None
    assert index.find("Bo") is None
    assert index.find("Kim Ode") is None
    assert index.find("") is None
