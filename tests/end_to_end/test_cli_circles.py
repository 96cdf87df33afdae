"""Circles and triage: placing people one by one, by a keypress each, or by a table."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def five(kith):
    """Five people without a circle, and one with a role; ids by name."""
    for name in ("Bob", "Cyd", "Dan", "Eve"):
        kith("add", name, "--email", f"{name}@x.example")
    kith("add", "Fay", "--tag", "mentor")
    return {row["name"]: row["id"] for row in kith.json("list")}


def test_people_are_placed_by_name_and_by_tag(kith, five):
    """`kith circle` takes several people, a tag, and `none`."""
    placed = kith.json("circle", "Bob", "Cyd", "Middle")
    assert placed == [{"contact": five[each], "circle": "middle"} for each in ("Bob", "Cyd")]
    assert kith.json("circle", "--tag", "mentor", "inner")[0]["contact"] == five["Fay"]
    assert kith.json("circle", "Bob", "none")[0]["circle"] is None
    kith("circle", "Bob", "nope", code=3)
    kith("circle", code=2)


def test_circles_tell_sizes_and_take_further_ones(kith, ada):
    """The guide's three are there; a further one has the cadence that is given."""
    assert [row["name"] for row in kith.json("circles")] == ["inner", "middle", "outer"]
    rows = kith.json("circles", "add", "family", "--cadence", "2 weeks")
    assert rows[-1]["cadence"] == "2 weeks"
    assert kith.json("circles", "set", "inner", "--most", "8")[0]["most"] == 8
    kith("circles", "add", "family", "--cadence", "2 weeks", code=2)
    assert "inner" in kith("circles").out


def test_triage_lists_who_waits_with_a_proposal(kith, five):
    """Where nobody can be asked it prints the list; who has a role comes first."""
    rows = kith.json("triage")
    assert rows[0] == {
        "contact": five["Fay"], "name": "Fay", "proposal": "inner", "because": "tagged mentor",
    }  # fmt: skip
    assert {row["name"] for row in rows} == set(five)
    assert "tagged mentor" in kith("triage").out


def test_nobody_to_place_says_so(kith, ada):
    """With everybody placed there is nothing to ask."""
    assert kith.json("triage") == []
    assert "Nobody waits" in kith("triage").out


def test_a_table_places_people_and_names_its_bad_rows(kith, five, tmp_path):
    """Names, addresses and ids; each bad row with line and reason; the rest in one entry."""
    file = tmp_path / "circles.csv"
    file.write_text(
        "name,circle,last_spoke\n"
        "Bob,inner,2026-11-01\n"
        'cyd@X.example,"Middle",\n'
        "Nobody,inner,\n"
        "Dan,nope,\n"
        f"{five['Dan']},outer,2027-01-01\n"
        "Eve,none,\n"
        "Fay,archive,\n"
    )
    answer = kith("triage", "--apply", str(file), code=1)
    for line, reason in ((4, "no contact"), (5, "no circle"), (6, "future")):
        assert any(f":{line}: " in each and reason in each for each in answer.err.splitlines())
    circles = {row["name"]: row["circle"] for row in kith.json("list")}
    assert circles == {"Bob": "inner", "Cyd": "middle", "Dan": None, "Eve": None}
    assert kith.json("show", "Bob")["next_due"] == "2026-12-01"
    assert [row["name"] for row in kith.json("triage")] == ["Dan"]
    assert kith.json("history")[0]["what"] == "a round of triage: 4 people"
    kith("undo")
    assert {row["circle"] for row in kith.json("list")} == {None}
    assert len(kith.json("triage")) == 5


def test_a_table_may_come_from_a_spreadsheet(kith, five):
    """Semicolons, a byte order mark and CR LF are taken; - is standard input."""
    data = b"\xef\xbb\xbfID;Circle\r\n" + f"{five['Bob']};outer\r\n".encode()
    rows = kith.json("triage", "--apply", "-", stdin=data)
    assert [(row["contact"], row["proposal"]) for row in rows] == [(five["Bob"], "outer")]


@pytest.mark.parametrize(
    ("text", "said"),
    [("name,ring\nBob,inner\n", "circle"), ("circle\ninner\n", "who"), ("", "column")],
)
def test_a_table_without_the_columns_is_refused(kith, five, text, said):
    """Nothing is placed by a table that can't be understood."""
    assert said in kith.json("triage", "--apply", "-", stdin=text, code=2)["error"]["message"]


def test_a_keypress_places_somebody(kith, five):
    """Enter takes the proposal; letters and numbers name circles; q keeps what was decided."""
    code, screen = kith.at_terminal("triage", typed=("\r", "i", "2", "o", "q"))
    assert code == 0
    assert "5/5" in screen
    circles = {row["name"]: row["circle"] for row in kith.json("list")}
    assert circles == {"Fay": "inner", "Bob": "inner", "Cyd": "middle", "Dan": "outer", "Eve": None}
    [entry] = [row for row in kith.json("history") if row["what"] == "a round of triage"]
    kith("undo", entry["id"])
    assert {row["circle"] for row in kith.json("list")} == {None}


def test_triage_goes_back_skips_leaves_and_archives(kith, five):
    """b takes the last decision back, s asks again next time, n and a don't."""
    kith.at_terminal("triage", typed=("i", "b", "s", "n", "s", "a", "q"))
    circles = {row["name"]: row["circle"] for row in kith.json("list")}
    assert circles == {"Fay": None, "Bob": None, "Cyd": None, "Eve": None}
    assert [row["name"] for row in kith.json("triage")] == ["Fay", "Cyd", "Eve"]
    assert [row["name"] for row in kith.json("list", "--archived")] == ["Dan"]


def test_triage_asks_when_you_last_spoke(kith, five):
    """l logs a touch of that date, and the same person is then placed."""
    kith.at_terminal("triage", typed=("l", "2026-10-01\n", "o", "q"))
    shown = kith.json("show", "Fay")
    assert (shown["last_touch"], shown["circle"], shown["next_due"]) == (
        "2026-10-01", "outer", "2027-10-01",
    )  # fmt: skip


def test_a_further_circle_has_a_number(kith, five):
    """The fourth circle of the config is key 4."""
    kith("circles", "add", "family", "--cadence", "2 weeks")
    _, screen = kith.at_terminal("triage", typed=("4", "q"))
    assert "4 family" in screen
    assert kith.json("show", "Fay")["circle"] == "family"


def test_hundreds_are_placed_by_one_table(kith, tmp_path):
    """Three hundred rows are one transaction and one entry."""
    cards = "".join(
        f"BEGIN:VCARD\nVERSION:3.0\nUID:u{n}\nFN:Person {n}\nEMAIL:p{n}@x.example\nEND:VCARD\n"
        for n in range(300)
    )
    kith.json("import", "-", stdin=cards)
    table = "email,circle\n" + "".join(f"p{n}@x.example,outer\n" for n in range(300))
    assert len(kith.json("triage", "--apply", "-", stdin=table)) == 300
    assert {row["circle"] for row in json.loads(kith("list", "--json").out)} == {"outer"}
    assert kith.json("history")[0]["what"] == "a round of triage: 300 people"
