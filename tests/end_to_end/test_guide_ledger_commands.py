"""give, ask, received, balance, promise: each act counted by hand."""

from __future__ import annotations

import pytest


@pytest.fixture
def ben(kith):
    return kith.json("add", "Ben Bow", "--circle", "middle")["id"]


def test_giving_comes_before_asking(kith, ada):
    """Asking someone who never received anything is refused, with what to give first."""
    kith("edit", ada, "--set", "can_help_with=statistics")
    error = kith.json("ask", ada, "a letter", code=5)["error"]
    assert error["code"] == "refused"
    assert "Give Ada Lovelace first: statistics" in error["alternatives"]
    assert kith.json("balance")["ask"] == 0, "a refused ask is not recorded"
    kith("give", ada, "worked through her table")
    assert kith.json("ask", ada, "a letter")["warnings"] == []


def test_a_second_ask_takes_fifteen_more_gives(kith, ada):
    """2 help, 1 insight, 1 ask: one more would be the 2nd of 5; two take 20 acts, 15 more."""
    kith("give", ada, "a job she might like", "--as", "opportunity")
    kith("give", ada, "read her draft", "--as", "feedback")
    kith("give", ada, "an article", "--kind", "insight")
    kith("ask", ada, "a letter")
    read = kith.json("balance")
    assert (read["help"], read["insight"], read["ask"], read["received"]) == (2, 1, 1, 0)
    assert read["shares"] == {"help": 50.0, "insight": 25.0, "ask": 25.0}
    assert read["target"] == {"help": 70, "insight": 20, "ask": 10}
    assert (read["may_ask"], read["gives_before_next_ask"]) == (False, 15)
    assert "too few" in read["because"]
    kith.json("ask", ada, "another", code=5)
    forced = kith.json("ask", ada, "another", "--anyway")
    assert "15 times" in forced["warnings"][0]
    assert kith.json("balance")["ask"] == 2


def test_what_already_happened_is_logged_with_a_warning(kith, ada):
    """`log --asked` records and warns, where `ask` would have refused."""
    logged = kith.json("log", ada, "--asked", "a letter")
    assert "give before you get" in logged["warnings"][0]
    assert kith.json("balance")["ask"] == 1


def test_an_act_for_a_circle_counts_once_in_the_network(kith, ada, ben):
    """Greetings to inner and middle are one act of yours, and one for each of the two."""
    cy = kith.json("add", "Cy Dee", "--circle", "outer")["id"]
    made = kith.json("give", "inner", "middle", "the season's greetings", "--to-all")
    assert set(made["exchange"]["contacts"]) == {ada, ben}
    kith("give", "a post", "--public", "--kind", "insight")
    both = kith.json("give", ada, ben, "a slide deck", "--as", "resource")
    assert len(both["exchange"]["contacts"]) == 2
    counts = [
        (read["help"], read["insight"])
        for read in (kith.json("balance"), kith.json("balance", ada), kith.json("balance", cy))
    ]
    assert counts == [(2, 1), (2, 0), (0, 0)]


def test_received_stands_beside(kith, ben):
    """What came back is in no share, and is seen per contact."""
    kith("received", ben, "a tip")
    kith("received", ben, "asked me for slides", "--kind", "ask")
    read = kith.json("balance", ben)
    assert (read["received"], read["received_by"]) == (2, {"help": 1, "insight": 0, "ask": 1})
    assert read["shares"] == {"help": 0.0, "insight": 0.0, "ask": 0.0}


def test_the_window_is_of_days(kith, ada):
    """An act of 60 days ago is in the 90 days, and not in 30."""
    kith("give", ada, "an old favour", "--on", "-60d")
    assert kith.json("balance")["help"] == 1
    assert kith.json("balance", "--days", "30")["help"] == 0


def test_bad_exchanges_are_named(kith, ada):
    """Oneself, a circle that is not there, a kind of help that is none, the future, nobody."""
    for words in (
        ("give", "me", "x"), ("ask", "myself", "x"), ("received", "me", "x"),
        ("give", ada, "x", "--as", "money"), ("give", ada, "x", "--on", "+1d"),
        ("give", ada, "x", "--on", "2026-02-30"), ("give", "only words"), ("give", ada, "  "),
    ):  # fmt: skip
        assert kith.json(*words, code=2)["error"]["message"]
    assert kith.json("give", "moon", "x", "--to-all", code=3)["error"]["code"] == "not_found"
    assert kith.json("balance")["help"] == 0


def test_a_promise_reaches_the_plan_and_is_kept(kith, ben):
    """Yours with a date becomes a dated item; ticking it off keeps the promise."""
    made = kith.json("promise", ben, "send the deck", "--by", "2026-11-25")
    assert (made["state"], made["by"], made["theirs"]) == ("open", "2026-11-25", False)
    theirs = kith.json("promise", ben, "call back", "--theirs")
    assert [each["id"] for each in kith.json("promise", "--list")] == [theirs["id"], made["id"]]
    [row] = [row for row in kith.json("due", "--within", "5") if row["kind"] == "promise"]
    kith("done", row["id"], KITHKEEPER_TODAY="2026-11-25")
    kith("promise", "--dropped", theirs["id"][:12])
    assert kith.json("promise", "--list") == []
    states = {each["what"]: each["state"] for each in kith.json("show", ben)["commitments"]}
    assert states == {"send the deck": "kept", "call back": "dropped"}


def test_an_exchange_is_undone(kith, ada):
    """Undo takes the last act out of the ledger."""
    kith("give", ada, "a lead")
    kith("undo")
    assert kith.json("balance")["help"] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("give", "ada", "a clue"), "Noted: help for Ada: a clue\n"),
        (
            ("give", "ada", "a {paper}", "--kind", "insight"),
            "Noted: insight for Ada: a {paper}\n",
        ),
        (("give", "--public", "a post"), "Noted: help for nobody in particular: a post\n"),
        (("ask", "ada", "a letter", "--anyway"), "Noted: asked Ada: a letter\n"),
        (("received", "ada", "a lead"), "Noted: help from Ada: a lead\n"),
        (
            ("received", "ada", "a paper", "--kind", "insight"),
            "Noted: insight from Ada: a paper\n",
        ),
        (("received", "ada", "a letter", "--kind", "ask"), "Noted: Ada asked you: a letter\n"),
    ],
)  # fmt: skip
def test_the_answer_says_who_did_what(kith, words, said):
    """Each kind of act reads as what happened, in each direction; an ask was "ask given"."""
    kith("add", "Ada")
    assert kith(*words).out == said
