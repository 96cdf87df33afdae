"""Organization and title of one job were edited each on the contact as it had been before."""


def test_organization_and_title_set_together_are_one_job(kith):
    """A new employer and a new title in one command replace the old ones; neither is lost."""
    ada = kith("add", "Ada Lovelace", "--org", "Analytical", "--title", "Countess")["id"]
    shown = kith("edit", ada, "--set", "title=Programmer", "--set", "organization=Engines")
    assert (shown["organization"], shown["title"]) == ("Engines", "Programmer")
    assert len(shown["organizations"]) == 1


def test_a_title_can_be_cleared(kith):
    """`--clear title` gives the job back to the sources; without any, it is gone."""
    ada = kith("add", "Ada Lovelace", "--org", "Analytical", "--title", "Countess")["id"]
    assert kith("edit", ada, "--clear", "title")["title"] == ""
