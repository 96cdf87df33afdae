"""Three-way merge of a card against what both sides once had."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kithkeeper.identity.merge3 import Conflict, merge, merge_scalar
from kithkeeper.model import Card, Email, Names, PartialDate, Phone

BASE = Card(
    name="Ada Byron",
    uid="u1",
    names=Names(given="Ada", family="Byron"),
    notes="Met in London",
    emails=(Email(value="ada@example.org"),),
    phones=(Phone(value="030 1234567"),),
    tags=("maths",),
)


def changed(**fields):
    return BASE.model_copy(update=fields)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged", "conflict"),
    [
        ("a", "a", "a", "a", False),
        ("a", "b", "a", "b", False),
        ("a", "a", "b", "b", False),
        ("a", "b", "b", "b", False),
        ("a", "b", "c", "b", True),
        ("a", "", "c", "", True),
        ("a", "", "a", "", False),
        ("x\ny", "x\r\ny", "z", "z", False),
        ("é", "e\u0301", "z", "z", False),
    ],
)
def test_a_scalar_takes_the_side_that_changed(base, ours, theirs, merged, conflict):
    """One change is taken, two equal ones are one, two different ones leave ours and a conflict."""
    assert merge_scalar(base, ours, theirs) == (merged, conflict)


def test_changes_of_both_sides_meet():
    """We changed the notes, they the family name: both hold, and only the notes are written."""
    theirs = changed(names=Names(given="Ada", family="King"), name="Ada King")
    merged = merge(BASE, changed(notes="Met in Turin"), theirs)
    assert merged.card.names.family == "King"
    assert merged.card.notes == "Met in Turin"
    assert merged.conflicts == ()
    assert merged.changed_theirs == ("notes",)


def test_a_conflict_keeps_ours_and_writes_nothing_there():
    """Both sides rewrote the notes: the user has to settle it, the rest goes on."""
    ours = changed(notes="ours", tags=("maths", "chess"))
    merged = merge(BASE, ours, changed(notes="theirs", birthday=PartialDate(1815, 12, 10)))
    assert merged.conflicts == (Conflict("notes", "ours", "theirs"),)
    assert merged.card.notes == "ours"
    assert merged.card.birthday == PartialDate(1815, 12, 10)
    assert merged.changed_theirs == ("tags",)


def test_lists_merge_item_by_item():
    """They dropped the phone and added a tag, we dropped the e-mail and added another."""
    ours = changed(emails=(Email(value="ada@new.example"),))
    theirs = changed(phones=(), tags=("maths", "london"))
    merged = merge(BASE, ours, theirs)
    assert merged.card.emails == (Email(value="ada@new.example"),)
    assert merged.card.phones == ()
    assert merged.card.tags == ("maths", "london")
    assert merged.changed_theirs == ("emails",)


def test_a_label_that_one_side_changed_is_taken():
    """A number that they call mobile now is called so here, without a write."""
    theirs = changed(phones=(Phone(value="+49 30 1234567", label="mobile"),))
    merged = merge(BASE, BASE, theirs, "DE")
    assert merged.card.phones == theirs.phones
    assert merged.changed_theirs == ()


def test_another_order_is_no_change():
    """Sources shuffle their lists; that alone is never written back."""
    ours = changed(tags=("b", "a"))
    assert merge(changed(tags=("a", "b")), ours, changed(tags=("a", "b"))).changed_theirs == ()


def test_their_uid_is_kept():
    """A UID is the source's own, whatever ours was."""
    merged = merge(BASE, changed(uid="ours"), changed(uid="theirs"))
    assert merged.card.uid == "theirs"
    assert merged.changed_theirs == ()


TEXT = st.sampled_from(["", "a", "b", "c"])
SOME = st.builds(
    Card,
    name=TEXT,
    notes=TEXT,
    birthday=st.none() | st.sampled_from([PartialDate(1990), PartialDate(None, 2, 29)]),
    names=st.builds(Names, given=TEXT, family=TEXT),
    tags=st.lists(TEXT, max_size=3, unique=True).map(tuple),
    emails=st.lists(st.builds(Email, value=TEXT, label=TEXT), max_size=2).map(tuple),
)


@given(SOME, SOME)
def test_where_one_side_stood_still_the_other_wins(base, new):
    """A change of theirs is taken whole without a write; a change of ours is written whole."""
    theirs = merge(base, base, new)
    assert (theirs.conflicts, theirs.changed_theirs) == ((), ())
    once = merge(base, new, base)
    assert once.conflicts == ()
    assert merge(base, new, once.card).changed_theirs == ()


@given(SOME, SOME, SOME)
def test_merging_settles(base, ours, theirs):
    """After what was merged is written, a second merge finds nothing to do but the conflicts."""
    first = merge(base, ours, theirs)
    again = merge(first.card, first.card, first.card)
    assert (again.conflicts, again.changed_theirs) == ((), ())
    fields = {each.field for each in first.conflicts}
    assert not fields & set(first.changed_theirs)
