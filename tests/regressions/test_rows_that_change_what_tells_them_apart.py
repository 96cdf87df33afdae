"""A row is known by name and first e-mail; a new first e-mail left the old one behind for good."""

import pytest

GOOGLE = "First Name,Last Name,File As,Labels,E-mail 1 - Value,E-mail 2 - Value,Phone 1 - Value\n"
LINKEDIN_OLD = "First Name,Last Name,Email Address,Company,Position,Connected On\n"
LINKEDIN = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"


@pytest.fixture
def bring(kith, tmp_path):
    """Imports a table; the answer is how many were added, updated and merged."""

    def imported(text):
        (tmp_path / "table.csv").write_text(text)
        done = kith("import", f"{tmp_path}/table.csv")
        assert done["cards"] == done["added"] + done["updated"] + done["unchanged"] + done["merged"]
        return done["added"], done["updated"], done["merged"]

    return imported


def test_row_with_another_first_email(kith, bring):
    """The row takes its own place: what it doesn't say any more is gone."""
    bob = "Bob,Noether,,,bob@example.org,,\n"
    assert bring(GOOGLE + "Ada,Lovelace,,,a@example.org,b@example.org,\n" + bob) == (2, 0, 0)
    assert bring(GOOGLE + "Ada,Lovelace,,,c@example.org,b@example.org,\n" + bob) == (0, 1, 0)
    assert kith("show", "Ada Lovelace")["emails"] == ["c@example.org", "b@example.org"]
    assert bring(GOOGLE + "Ada,Lovelace,,,b@example.org,,\n" + bob) == (0, 1, 0)
    assert kith("show", "Ada Lovelace")["emails"] == ["b@example.org"]
    assert len(kith("list")) == 2


def test_row_that_gains_an_email(kith, bring):
    """Someone who was known by a phone number is the same with an address."""
    assert bring(GOOGLE + "Ada,Lovelace,,,,,+44 20 7946 0000\n") == (1, 0, 0)
    assert bring(GOOGLE + "Ada,Lovelace,,,a@example.org,,+44 20 7946 0000\n") == (0, 1, 0)


def test_two_rows_of_one_name_stay_two(kith, bring):
    """A row never takes the place of another one of its file, whatever they share."""
    both = "Ada,Lovelace,,,fam@example.org,,\nAda,Lovelace,,,a@example.org,fam@example.org,\n"
    assert bring(GOOGLE + both) == (2, 0, 0)
    assert bring(GOOGLE + both) == (0, 0, 0)
    assert len(kith("list")) == 2


def test_connections_from_before_there_were_profiles(kith, bring):
    """An export with profiles knows the people of an older one without, and their new jobs after."""
    assert bring(LINKEDIN_OLD + "Ada,Lovelace,,Engines,Analyst,08 Feb 2019\n") == (1, 0, 0)
    url = "https://www.linkedin.com/in/ada-l"
    assert bring(LINKEDIN + f"Ada,Lovelace,{url},,Engines,Head,08 Feb 2019\n") == (0, 1, 0)
    assert bring(LINKEDIN + f"Ada,Lovelace,{url},,Clockworks,Head,08 Feb 2019\n") == (0, 1, 0)
    ada = kith("show", "Ada Lovelace")
    assert [each["name"] for each in ada["organizations"]] == ["Clockworks"]
