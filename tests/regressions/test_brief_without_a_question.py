"""A brief asked oneself, not them, left out how they might help, and had no question where all was
known; what was received did not show without an act of one's own.
"""


def _section(shown, title):
    return next((each["lines"] for each in shown["sections"] if each["title"] == title), None)


def test_what_is_unknown_is_the_question_worth_asking(kith):
    """The first fact that is not known is what to ask, in words for the other."""
    kith("add", "Ada Lovelace")
    assert _section(kith("brief", "ada"), "Worth asking") == ["Where do you work these days?"]


def test_whoever_is_known_is_asked_of_their_field(kith):
    """All of the list known: the playbook has the question; the next meeting has another."""
    kith("add", "Ada Lovelace", "--org", "Engines", "--met", "at a salon")
    kith(
        "edit", "ada", "--set", "personal=horses", "--set", "interests=looms",
        "--set", "can_help_with=proofs", "--set", "could_help_with=an introduction",
    )  # fmt: skip
    kith("log", "ada", "--channel", "coffee", "--received", "a good word")
    first = kith("brief", "ada")
    assert first["missing"] == []
    assert _section(first, "Worth asking") == [
        "What would you like more people at Engines to understand?"
    ]
    assert _section(first, "They could help with") == ["an introduction"]
    assert _section(first, "Ledger")[0] == "No acts of yours in 90 days; 1 received"
    assert "give before you get" in _section(first, "Ledger")[1]
    kith("log", "ada", "--channel", "coffee")
    assert _section(kith("brief", "ada"), "Worth asking") != _section(first, "Worth asking")


def test_how_you_met_is_told_in_full(kith):
    """Where, when, through whom and at which event stand beside the words."""
    kith("add", "Ada Lovelace", "--met", "over a loom")
    kith(
        "edit", "ada", "--set", "met_on=2020-05-05", "--set", "met_where=London",
        "--set", "met_through=Mary S", "--set", "met_event=Mill Fair",
    )  # fmt: skip
    about = _section(kith("brief", "ada"), "Ada Lovelace")
    assert about[-1] == "over a loom, Mill Fair, London, 5 May 2020, through Mary S"
