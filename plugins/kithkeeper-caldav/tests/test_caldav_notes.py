"""The user's notes in a calendar object, wherever they typed them, and the word done among them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from calendar_texts import ADA, event, make, read

from kithkeeper.sync.ports import ItemStatus
from kithkeeper_caldav.content_lines import decode


@pytest.mark.parametrize(
    ("notes", "done"),
    [("done", True), ("Done, she liked it", True), ("\nwe are done\n", True), ("not done yet", False),
     ("abandoned", False), ("call her\ndone", False), ("", False)],
)  # fmt: skip
def test_caldav_notes_the_word_done_on_the_first_notes_line_ticks_it(notes, done):
    """The word, on that line, not denied."""
    item = read(make(ADA).replace("— notes —\\n", "— notes —\\n" + notes.replace("\n", "\\n")))
    assert (item.status is ItemStatus.DONE) is done
    assert item.notes == notes


def test_caldav_notes_notes_are_kept_to_the_letter_when_our_words_change():
    """What stands below the line is sent back as it came."""
    raw = make(ADA).replace("— notes —\\n", "— notes —\\n  gave: a book\\, twice\\n\\n\\;)  \\n")
    item = read(raw)
    assert item.notes == "  gave: a book, twice\n\n;)  \n"
    assert item.description == ADA.description
    text = make(replace(item, description="Other words"), raw)
    assert read(text).notes == item.notes
    assert read(text).description == "Other words"


def test_caldav_notes_without_the_dividing_line_nothing_of_the_users_is_lost():
    """Deleted together with its line, what was added is the user's; so is all that was rewritten."""
    raw = make(ADA)
    start = "— notes —\\n"
    added = decode(raw.encode()).replace(start, "she likes tea")
    assert read(added).notes == "she likes tea"
    assert read(added).description == ADA.description
    rewritten = decode(raw.encode()).replace("Inner circle", "my own words").replace(start, "")
    assert read(rewritten).notes.startswith("my own words")
    assert read(event("SUMMARY:Ada", "DESCRIPTION:their text")).notes == "their text"


def test_caldav_notes_an_event_ticked_in_the_notes_gets_no_mark():
    """It says that it is done already; rewording it puts no tick before its title."""
    raw = make(ADA).replace("— notes —\\n", "— notes —\\ndone")
    text = make(replace(read(raw), summary="Ada – call"), raw)
    assert "\r\nSUMMARY:Ada – call\r\n" in text
    assert read(text).status is ItemStatus.DONE


def test_caldav_notes_an_event_ticked_in_the_notes_can_be_reopened():
    """The word stays in the user's notes, and means nothing any more until they change."""
    raw = make(ADA).replace("— notes —\\n", "— notes —\\ndone")
    reopened = make(replace(read(raw), status=ItemStatus.OPEN, completed_on=None), raw)
    assert read(reopened).status is ItemStatus.OPEN
    assert read(reopened).notes == "done"
    again = reopened.replace("— notes —\\ndone", "— notes —\\ndone again")
    assert read(again).status is ItemStatus.DONE


@pytest.mark.parametrize(
    "wrap",
    [
        lambda text: text.replace("\n", "<br>"),
        lambda text: "<p>" + text.replace("\n", "</p>\n<p>") + "</p>",
        lambda text: (
            "<html><head><style>p {margin:0}</style></head><body><div><b>"
            + text.replace("\n", "</b></div><div style='x'><b>")
            + "</b></div></body></html>"
        ),
    ],
)
def test_caldav_notes_a_description_kept_as_html_is_read_as_its_lines(wrap):
    """Web calendars and Exchange wrap our text and the user's in HTML: it is no change of ours,
    its lines keep their meaning, and a write that words nothing anew leaves it as it is.
    """
    plain = f"{ADA.description}\n— notes —\ngave: tea & cake\nwith: Bob"
    html = wrap(plain.replace("&", "&amp;")).replace(";", "\\;").replace(",", "\\,")
    line = "DESCRIPTION:" + html.replace("\n", "\\n")
    raw = event("SUMMARY:Ada Lovelace – coffee", line, "DTSTART;VALUE=DATE:20261125")
    item = read(raw)
    assert item.description == ADA.description
    assert item.notes == "gave: tea & cake\nwith: Bob"
    later = make(replace(item, day=date(2026, 11, 27)), raw)
    assert line in later.replace("\r\n ", "").split("\r\n")


@pytest.mark.parametrize("text", ["a < b > c", "love <3", "x <ada@x.org> y", "", "1 <b>2</b>"])
def test_caldav_notes_a_text_without_paragraphs_of_html_is_taken_as_it_is(text):
    """Signs of comparison, hearts and addresses are no markup."""
    raw = event("SUMMARY:Ada", f"DESCRIPTION:{text}", "DTSTART;VALUE=DATE:20261125")
    assert read(raw).notes == text


WORDS = r"Inner circle\, monthly\; last spoke 4 Mar 2026"


@pytest.mark.parametrize(
    ("there", "notes"),
    [
        (rf"Bring the red book\n{WORDS}\ntel:+49301234\n— notes —\n", "Bring the red book"),
        (rf"{WORDS}\nBring the red book\ntel:+49301234\n— notes —\n", "Bring the red book"),
        (rf"{WORDS}\ntel:+49301234\nBring the red book\n— notes —\n", "Bring the red book"),
        (rf"Careful: {WORDS}\ntel:+49301234\n— notes —\n", "Careful: "),
        (rf"First\n{WORDS}\ntel:+49301234\nLast\n— notes —\nBelow", "Below\nFirst\nLast"),
        (rf"First\n{WORDS}\ntel:+49301234", "First"),
    ],
)
def test_caldav_notes_that_stand_among_our_words_are_the_users(there, notes):
    """They are read, our words are known as ours, and our next ones leave them there."""
    item = replace(ADA, notes="")
    raw = "\r\n".join(
        f"DESCRIPTION:{there}" if line.startswith("DESCRIPTION") else line
        for line in make(item).replace("\r\n ", "").split("\r\n")
    )
    seen = read(raw)
    assert (seen.description, seen.notes) == (item.description, notes)
    assert make(seen, raw) == raw
    later = replace(seen, description="Inner circle, monthly; last spoke 2 Dec 2026 by phone")
    assert read(make(later, raw)) == later


def test_caldav_notes_done_above_our_words_is_on_the_first_notes_line():
    """Where there are no other notes, it ticks the reminder, before and after our next words."""
    raw = make(replace(ADA, notes="")).replace("DESCRIPTION:", "DESCRIPTION:done!\\n")
    seen = read(raw)
    assert (seen.status, seen.notes) == (ItemStatus.DONE, "done!")
    assert read(make(replace(seen, description="Other words"), raw)).status is ItemStatus.DONE


def test_caldav_notes_our_words_that_were_changed_are_not_taken_for_notes():
    """Which of them are the user's can't be told, so they stay ours."""
    raw = make(replace(ADA, notes="mine")).replace("last spoke 4 Mar 2026", "last spoke yesterday")
    assert read(raw).notes == "mine"
