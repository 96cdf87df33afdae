"""What the store remembers of a change, and takes back."""

from __future__ import annotations

import pytest
from sqlite_store.writing import person, put, undo

from kithkeeper.errors import NotFound, Refused
from kithkeeper.store import Group


def test_the_history_says_what_was_before_and_after(store):
    """Who, when, what; each row before and after, in order; the cursor goes on from there."""
    first = person(store, "a", "Ada")
    with store.write(by="sync:home", what="", subject="") as work:
        work.put("contact", "a", {"display": "Ada L."})
        work.delete("contact", "a")
        work.describe("gone from home", "a")
    second = store.entries(since=first)
    assert [(e.id, e.at, e.by, e.what, e.subject) for e in second] == [
        ("h2", "2026-03-04T12:30:00Z", "sync:home", "gone from home", "a")
    ]
    ada, longer = {"display": "Ada", "id": "a"}, {"display": "Ada L.", "id": "a"}
    assert [(c.before, c.after) for c in store.changes_of(2)] == [(ada, longer), (longer, None)]
    assert store.entries(since=2) == []
    assert [e.id for e in store.entries(newest_first=True, limit=1)] == ["h2"]


def test_the_history_of_a_contact_holds_what_has_to_do_with_it(store):
    """Its own changes, touches with it among others, exchanges and promises; not those of others."""
    person(store, "a", "Ada")
    person(store, "b", "Ben")
    put(store, "touchpoint", "t", what="lunch", kind="touch", contacts=["b", "a"])
    put(store, "exchange", "x", what="gave", kind="help", on="2026-01-01", contacts=["a"])
    with store.write(by="user", what="promised") as work:
        work.put("commitment", "c", {"contact": "a", "what": "a book"})
    put(store, "own", "b", what="edited Ben")
    assert [e.what for e in store.entries(about="a")] == [
        "added Ada",
        "lunch",
        "gave",
        "promised",
    ]


def test_derived_tables_leave_no_history(store):
    """Standings and sync state change without an entry."""
    with store.write(by="plan", what="x") as work:
        work.put("standing", "a", {"next_due": "2026-01-01"})
    assert store.entries() == []


def test_undo_takes_back_fields_not_rows(store):
    """An edit of one field is taken back under a later edit of another, which stays."""
    person(store, "a", "Ada")
    wrong = person(store, "a", "Adda")
    person(store, "a", "Adda", notes="met in Turin")
    undo(store, wrong)
    assert store.get("contact", "a") == {"display": "Ada", "notes": "met in Turin", "id": "a"}


def test_undo_refuses_under_later_changes_and_lists_them(store):
    """The same field was changed since: exit code 5, the later entry named, nothing changed."""
    person(store, "a", "Ada")
    second = person(store, "a", "Adda")
    put(store, "contact", "a", what="edited again", display="Addda")
    with pytest.raises(Refused) as caught:
        undo(store, second)
    assert caught.value.exit_code == 5
    assert [each.partition(" (")[0] for each in caught.value.alternatives] == ["h3: edited again"]
    assert store.get("contact", "a")["display"] == "Addda"
    undo(store, second, cascade=True)
    assert store.get("contact", "a")["display"] == "Ada"


def test_undo_of_a_row_that_was_made_or_deleted(store):
    """What was made goes, unless it was changed since; what was deleted comes back whole."""
    made = person(store, "a", "Ada", notes="n")
    with store.write(by="user", what="deleted") as work:
        work.delete("contact", "a")
        deleted = work.begin_entry()
    with pytest.raises(Refused):
        undo(store, made)
    undo(store, deleted)
    assert store.get("contact", "a") == {"display": "Ada", "notes": "n", "id": "a"}
    assert store.search("ada") == ["a"]
    undo(store, made)
    assert store.find("contact") == []


def test_undo_of_a_parent_takes_its_parts_that_stand(store):
    """A sync with two parts, one of them undone before: the other goes with the parent."""
    group = Group("sync:home", "synced home")
    for key in "ab":
        with store.write(by="sync:home", what=f"took {key}", parent=group) as work:
            work.put("contact", key, {"display": key})
    undo(store, store.entry("h3").seq)
    assert [row["id"] for row in store.find("contact")] == ["a"]
    undo(store, group.seq)
    assert store.find("contact") == []
    assert all(store.entry(each).undone_by for each in ("h1", "h2", "h3"))


def test_an_undo_can_be_undone_any_number_of_times(store):
    """Undo, redo, undo of the redo…: rows and what counts as undone agree at every step."""
    person(store, "a", "Ada")
    target = person(store, "a", "Adda")
    newest = target
    for step in range(6):
        newest = undo(store, newest)
        undone = step % 2 == 0
        assert store.get("contact", "a")["display"] == ("Ada" if undone else "Adda")
        assert (store.entry("h2").undone_by is not None) is undone
        assert [e.id for e in store.entries(undoable=True)] == (["h1"] if undone else ["h1", "h2"])


def test_what_was_undone_can_not_be_undone_again(store):
    """The second time there is nothing of that name to undo."""
    entry = person(store, "a", "Ada")
    undo(store, entry)
    with pytest.raises(NotFound):
        undo(store, entry)
    with pytest.raises(NotFound):
        undo(store, 99)


def test_the_newest_that_can_be_undone_is_found_behind_any_number_of_parts(store):
    """A sync of 1,200 parts is one thing to undo."""
    group = Group("sync:home", "synced home")
    for number in range(1200):
        with store.write(by="sync:home", what="part", parent=group) as work:
            work.put("goal", f"g{number}", {})
    (found,) = store.entries(undoable=True, newest_first=True, limit=1)
    assert found.seq == group.seq == 1


def test_what_was_erased_can_not_be_taken_back(store):
    """Undo says that it is for good; what else the history says of the row is gone."""
    put(store, "contact", "a", what="added Ada", display="Ada")
    put(
        store,
        "touchpoint",
        "t",
        what="logged with Ada",
        subject="a",
        kind="touch",
        contacts=["a"],
    )
    put(store, "contact", "b", what="added Ben", display="Ben, friend of a-key")
    assert store.rows_naming("Ada") == [("contact", "a")]
    with store.write(by="user", what="forgot a contact") as work:
        work.erase([("contact", "a"), ("touchpoint", "t")])
        erased = work.begin_entry()
    assert [e.what for e in store.entries()] == [
        "forgotten",
        "forgotten",
        "added Ben",
        "forgot a contact",
    ]
    assert store.rows_naming("Ada") == []
    assert [e.id for e in store.entries(undoable=True, newest_first=True, limit=1)] == ["h4"]
    with pytest.raises(Refused, match="can't be undone"):
        undo(store, erased)
