"""`kith event met EVENT ID` wrote the id into the history."""


def test_the_history_names_who_was_met(kith):
    """By name, whether an id or a name was typed."""
    ada = kith("add", "Ada Lovelace")["id"]
    kith("event", "add", "Fair", "--on", "2026-03-04")
    kith("event", "met", "Fair", ada)
    kith("event", "met", "Fair", "Bob Frost")
    assert [each["what"] for each in kith("history")[:2]] == [
        "met Bob Frost at Fair", "met Ada Lovelace at Fair",
    ]  # fmt: skip
