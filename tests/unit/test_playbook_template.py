"""The template language fills in words and can do nothing else."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kithkeeper.errors import Invalid
from kithkeeper.playbook.template import (
    MOST_IN_A_SLOT,
    parse,
    placeholders,
    render,
)


def filled(text, **facts):
    return render(parse(text), facts)


def test_a_slot_takes_the_fact_of_its_name():
    """A known fact stands in place of the slot, and nothing is missing."""
    assert filled("Hi {name}!", name="Ada") == ("Hi Ada!", ())


def test_an_unknown_slot_is_shown_and_listed():
    """What is not known stands as ‹its name› and is listed once, however often it occurs."""
    assert filled("On {specific_point}, {specific_point}") == (
        "On ‹specific point›, ‹specific point›",
        ("specific_point",),
    )


def test_an_empty_or_blank_fact_is_unknown():
    """A fact of spaces says nothing."""
    assert filled("{name}", name="  \n").missing == ("name",)


def test_words_stand_in_for_an_unknown_slot():
    """`{when|recently}` is "recently" until somebody knows when; the words may be none."""
    assert filled("met {when|recently}{x|}") == ("met recently", ())
    assert filled("met {when|recently}", when="yesterday").text == "met yesterday"


def test_a_segment_is_left_out_where_a_slot_of_it_is_unknown():
    """A segment needs all of its slots; leaving it out is no gap."""
    text = "Hello[[, {name}]][[ from {place} to {goal}]]."
    assert filled(text, name="Ada", place="here") == ("Hello, Ada.", ())
    assert filled(text, place="here", goal="there").text == "Hello from here to there."


def test_doubled_braces_are_braces():
    """`{{name}}` is no slot."""
    assert filled("{{name}}", name="Ada").text == "{name}"


@pytest.mark.parametrize(
    "hostile",
    [
        "{name.__class__}",
        "{name.__class__.__mro__[1].__subclasses__()}",
        "{0}",
        "{}",
        "{name!r}",
        "{name:>10000000000}",
        "{name[0]}",
        "{% for x in range(10**9) %}x{% endfor %}",
        "{{% x %}",
        "{self}}",
        "{Name}",
        "{name",
        "name}",
        "[[ {name}",
        "{name}]]",
        "[[ [[ {name} ]] ]]",
        "[[ one [[ {name} ]]",
        "{a|{b}}",
        "{" + "a" * 50 + "}",
    ],
)
def test_anything_else_in_braces_is_refused(hostile):
    """Attributes, indexes, formats, loops, nesting and open ends are errors, not templates."""
    with pytest.raises(Invalid):
        parse(hostile)


def test_the_error_names_the_line():
    """The line is counted from 1 within the text."""
    with pytest.raises(Invalid, match=r"\{x\.y\}.* in line 3"):
        parse("one\ntwo\nthree {x.y}")


def test_a_value_is_never_a_template():
    """What is filled in is text, whatever it looks like."""
    assert filled("{a} {b}", a="{b}", b="[[{a}]]").text == "{b} [[{a}]]"


def test_long_templates_and_many_slots_are_refused():
    """10,001 characters are too many, and so are 61 slots; 60 are not."""
    with pytest.raises(Invalid, match="10000"):
        parse("x" * 10_001)
    with pytest.raises(Invalid, match="61"):
        parse("{a}" * 61)
    assert len(parse("{a}" * 60).parts) == 60


def test_a_long_value_is_cut():
    """A megabyte in one slot becomes 2,000 characters, the last an ellipsis."""
    text = filled("{a}", a="x" * 1_000_000).text
    assert len(text) == MOST_IN_A_SLOT
    assert text.endswith("x…")


def test_control_and_bidi_characters_are_taken_out_of_values():
    """An escape sequence and a right-to-left override lose what makes them work."""
    assert filled("{a}", a="\x1b[31mred\u202egnp.exe\x00\x07\u2066").text == "[31mredgnp.exe"
    assert filled("{a}", a="one\r\ntwo\tthree\u0085").text == "one\ntwo three"


def test_brackets_that_look_like_slots_are_found():
    """`[Name]` and `[specific thing]` do; a link, a citation number and a segment don't."""
    found = placeholders("Hi [Name], [specific thing] [1] [see](https://x.example) [[{a}]]")
    assert found == ("Name", "specific thing")


def test_a_hostile_template_is_refused_fast():
    """Ten thousand open braces, bars and brackets are read in well under a second."""
    start = time.process_time()
    for piece in ("{", "{a|", "[[", "{a|x", "[ [", "{{", "]]}"):
        try:
            parse((piece * 10_000)[:10_000])
        except Invalid:
            continue
    assert time.process_time() - start < 10


@given(st.text(max_size=200), st.dictionaries(st.sampled_from("abc"), st.text(max_size=50)))
def test_any_text_is_refused_or_rendered(text, facts):
    """No text makes anything but an `Invalid`, and rendering twice gives the same."""
    try:
        template = parse(text)
    except Invalid:
        return
    assert render(template, facts) == render(template, facts)
