"""What somebody new to the command types wrong, and what it answers."""

import pytest


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("show", "Ada Lovelase"), 3, "Did you mean 'Ada Lovelace'?"),
        (("show", "lovelase"), 3, "Did you mean 'Ada Lovelace'?"),
        (("show", "Zebedee"), 3, "Try `kith search` or `kith list`."),
        (("frobnicate",), 2, "`kith --help` lists all."),
        (("connect", "calendar", "--as", "x"), 1, "there are caldav, csv, google"),
        (("card",), 2, "`kith config set profile.name NAME`"),
    ],
)
def test_a_wrong_word_is_answered_with_what_to_do(kith, words, code, said):
    """The message alone is enough to go on."""
    assert said in kith(*words, code=code).err


@pytest.mark.usefixtures("ada")
def test_one_is_told_apart_from_many(kith, tmp_path):
    """One card, one file, one person; a plan without acts says nothing of shares."""
    (tmp_path / "one.vcf").write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Ben Low\nEND:VCARD\n")
    read = kith("import", f"{tmp_path}/one.vcf").out
    assert "Read 1 card from 1 file: 1 added." in read
    assert "1 person has no circle yet" in read
    kith("meet", "ben", "--on", "+1d")
    kith("pause", "ada")
    assert "Meant as" not in kith("plan").out


def test_a_namesake_is_added_and_said(kith, ada):
    """Two people may have one name; whoever adds the second is told of the first."""
    assert f"another Ada Lovelace ({ada[:8]})" in kith("add", "ada lovelace").err
    assert kith("add", "Ben Low").err == ""


@pytest.mark.parametrize("words", [(), ("plugins",), ("event",)])
def test_a_group_alone_shows_its_help_once(kith, words):
    """On the error stream and as a wrong use, since nothing was done."""
    said = kith(*words, code=2).err
    assert said.count("Usage: kith") == 1
    assert "kith: " not in said
