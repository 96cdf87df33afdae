"""What a newcomer types wrong is answered with what to type instead."""

from __future__ import annotations


def test_a_name_without_quotes_is_told_of_them(kith):
    """The shell makes two words of it, and the second is one too many."""
    found = kith("add", "Ada", "Lovelace", code=2)
    assert (
        "unexpected extra argument (Lovelace). Put words that belong together in quotes."
        in found.err
    )
    assert kith.json("list") == []


def test_a_field_that_is_not_there_brings_up_the_near_one_or_all(kith, ada):
    """A slip of a letter is guessed; anything else is answered with the list."""
    assert "did you mean 'birthday'?" in kith("edit", ada, "--set", "birthdy=--05-17", code=2).err
    found = kith("edit", ada, "--set", "colour=red", code=2).err
    assert "colour: a contact has no such field; there are name, " in found
    assert "could_help_with" in found


def test_a_promise_past_its_day_says_how_to_settle_it(kith, ada):
    """It stands in the day until it is kept or dropped; one that has time is only named."""
    kith("promise", ada, "the paper", "--by", "-1d")
    kith("promise", ada, "the book", "--by", "today")
    late = kith.json("today")["commitments"][0]["id"]
    words = kith("today").out
    assert (
        f"the paper (by 21 Nov 2026): `kith promise --kept {late}`, or `--dropped {late}`" in words
    )
    assert "the book (by 22 Nov 2026)\n" in words
    kith("promise", "--kept", late)
    assert "the paper" not in kith("today").out


def test_little_known_people_do_not_bury_the_review(kith):
    """After an import nearly all of them are; five are printed, behind what is to be decided."""
    cards = "".join(
        f"BEGIN:VCARD\nVERSION:4.0\nFN:Person {letter}\nEND:VCARD\n" for letter in "ABCDEFGH"
    )
    kith("import", "-", "--circle", "inner", stdin=cards)
    lines = kith("review").out.splitlines()
    unknown = [number for number, line in enumerate(lines) if ": find out – " in line]
    goals = [number for number, line in enumerate(lines) if line.startswith("goal: ")]
    assert len(unknown) == 5
    assert max(goals) < min(unknown)
    assert lines[-1] == "Of 3 more people as little is known; `kith review --json` lists all."
    assert [each["proposal"] for each in kith.json("review")].count("find out") == 8
