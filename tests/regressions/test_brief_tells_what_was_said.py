"""The brief gave marks and ledger lines of a reminder's notes as the last words with somebody."""

NOTE = "done\nShe moves in May\ngave: a paper on looms\npromised: the slides by 2026-03-09"


def test_the_last_words_are_what_was_said(kith):
    """Lines that became an act or a promise, and the mark done, are no words; the rest stands."""
    kith("add", "Ada Low")
    kith("log", "ada", "--channel", "call", "--note", NOTE)
    sections = {each["title"]: each["lines"] for each in kith("brief", "ada")["sections"]}
    assert sections["Last words"] == ["4 Mar 2026 call: She moves in May"]
