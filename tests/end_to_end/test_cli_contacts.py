"""People: add, list, show, edit, search, hide, bring back, erase; and how one is named."""

from __future__ import annotations

import pytest


def test_an_added_contact_is_shown_and_listed(kith):
    """`add` answers as `show`, and `list` has the same contact in its own keys."""
    made = kith.json(
        "add", "Ada Lovelace", "--circle", "inner", "--email", "ada@engines.example", "--phone",
        "+44 20 7946 0000", "--org", "Engines", "--title", "Analyst", "--met", "at the fair",
        "--birthday", "--12-10", "--tag", "mentor",
    )  # fmt: skip
    assert made["birthday"] == "--12-10"
    assert made["how_met"] == "at the fair"
    [row] = kith.json("list")
    assert {name: made[name] for name in row} == row
    assert (row["emails"], row["phones"]) == (["ada@engines.example"], ["+44 20 7946 0000"])
    assert (row["organization"], row["title"], row["circle"]) == ("Engines", "Analyst", "inner")
    assert row["tags"] == ["mentor"]


def test_what_is_not_known_yet_is_named(kith, ada):
    """`show` lists what the guide wants known, in its order."""
    assert kith.json("show", ada)["missing"] == [
        "organization", "how_met", "last_interaction", "personal", "interests", "can_help_with",
        "could_help_with",
    ]  # fmt: skip


@pytest.mark.parametrize("named", ["Ada Lovelace", "ada@ENGINES.example", "lovelace", "ada love"])
def test_a_contact_is_named_by_any_unambiguous_word(kith, ada, named):
    """A full name, an e-mail address or a part of a name means the same as the id."""
    assert kith.json("show", named)["id"] == ada


def test_the_unique_beginning_of_an_id_names_a_contact(kith, ada):
    """Eight letters of an id will do."""
    assert kith.json("show", ada[:8])["id"] == ada


def test_an_ambiguous_name_lists_the_candidates_and_changes_nothing(kith, ada):
    """Exit code 3, the candidates in the error, and no archive."""
    kith("add", "Ada Byron")
    error = kith.json("archive", "ada", code=3)["error"]
    assert error["code"] == "ambiguous"
    assert {each["name"] for each in error["candidates"]} == {"Ada Lovelace", "Ada Byron"}
    assert len(kith.json("list")) == 2


def test_at_a_terminal_an_ambiguous_name_opens_a_picker(kith, ada):
    """The number that is typed decides."""
    kith("add", "Ada Byron")
    code, screen = kith.at_terminal("show", "ada", typed=("1\n",))
    assert code == 0
    assert "1  Ada" in screen
    assert "2  Ada" in screen
    assert "Id " in screen


def test_a_contact_that_is_not_there_ends_with_3(kith):
    """Not found is a code of its own, in JSON and in words."""
    assert kith.json("show", "nobody", code=3)["error"]["code"] == "not_found"
    assert "nobody" in kith("show", "nobody", code=3).err


def test_edit_sets_adds_and_gives_back(kith, ada):
    """--set replaces, += adds to a list, --clear gives a field back."""
    kith("edit", ada, "--set", "interests=chess", "--set", "notes=tall")
    shown = kith.json("edit", ada, "--set", "interests+=looms", "--clear", "notes")
    assert shown["interests"] == ["chess", "looms"]
    assert shown["notes"] == ""


def test_an_edit_without_a_change_is_wrong_use(kith, ada):
    """Exit code 2, as for an unknown field."""
    kith("edit", ada, code=2)
    error = kith.json("edit", ada, "--set", "shoe_size=3", code=2)["error"]
    assert "shoe_size" in error["message"]


def test_search_finds_any_word(kith, ada):
    """Notes are searched; the answer has the keys of `list`."""
    kith("edit", ada, "--set", "notes=plays the harp")
    assert [row["id"] for row in kith.json("search", "harp")] == [ada]
    assert kith.json("search", "trombone") == []


def test_archive_hides_and_unarchive_brings_back(kith, ada):
    """An archived contact is not listed but with --archived."""
    assert kith.json("archive", ada)["done"] == "archived"
    assert kith.json("list") == []
    assert [row["id"] for row in kith.json("list", "--archived")] == [ada]
    kith.json("unarchive", ada)
    assert [row["id"] for row in kith.json("list")] == [ada]


def test_remove_is_kept_in_history_and_undone(kith, ada):
    """What is removed can be brought back by undo."""
    kith.json("remove", ada)
    assert kith.json("list") == []
    kith.json("undo")
    assert [row["id"] for row in kith.json("list")] == [ada]


def test_forget_leaves_no_trace(kith, ada):
    """A script that names the contact is not asked; then the name is nowhere."""
    assert kith.json("forget", ada) == {"contact": ada, "done": "forgotten"}
    assert kith.json("search", "lovelace") == []
    assert b"Lovelace" not in (kith.home / "kith.db").read_bytes()
    assert "Lovelace" not in kith("history").out


def test_lists_page_and_filter(kith, ada):
    """--limit and --after page by name; --circle, --no-circle and --tag choose."""
    for name in ("Bob", "Cyd", "Dan"):
        kith("add", name, "--tag", "fair")
    first = kith.json("list", "--limit", "2")
    rest = kith.json("list", "--after", first[-1]["id"])
    assert [row["name"] for row in first + rest] == ["Ada Lovelace", "Bob", "Cyd", "Dan"]
    assert [row["name"] for row in kith.json("list", "--circle", "INNER")] == ["Ada Lovelace"]
    assert [row["name"] for row in kith.json("list", "--no-circle")] == ["Bob", "Cyd", "Dan"]
    assert len(kith.json("list", "--tag", "Fair")) == 3
    assert kith.json("list", "--circle", "nope", code=3)["error"]["code"] == "not_found"


def test_an_empty_list_says_what_to_do_next(kith):
    """Nobody is there: import or add."""
    assert "kith import" in kith("list").out
    assert kith.json("list") == []


def test_names_from_outside_cannot_drive_the_terminal(kith):
    """Escape sequences and bidirectional overrides are taken out of what is shown."""
    kith("add", "Eve \x1b[31m\u202eevil")
    shown = kith("list").out + kith("show", "eve").out
    assert "\x1b" not in shown
    assert "\u202e" not in shown
