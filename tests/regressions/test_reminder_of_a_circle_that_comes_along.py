"""A document brought circles of its own, and what was planned for the people in them was lost."""

from datetime import date

from kithkeeper import Network

CONFIG = """[circles.board]
cadence = "2 weeks"

[circles.mentors]
cadence = "3 weeks"
"""


def written_home(kith, tmp_path):
    """A home with two circles of its own and a plan; returns the export of it."""
    home = tmp_path / "first"
    home.mkdir()
    (home / "config.toml").write_text(CONFIG)
    kith("add", "Ada Lovelace", "--circle", "board", home=home)
    kith("add", "Charles Babbage", "--circle", "mentors", home=home)
    kith("plan", home=home)
    place = tmp_path / "a.json"
    assert kith("export", str(place), home=home)["touchpoints"] == 2
    return place


def test_plans_under_circles_that_come_along(kith, tmp_path):
    """They stay under their ids, and importing once more finds nothing to restore."""
    place = written_home(kith, tmp_path)
    other = tmp_path / "second"
    done = kith("import", str(place), home=other)
    assert (done["circles"], done["restored"]) == (["board", "mentors"], 2)
    kith("export", f"{tmp_path}/b.json", home=other)
    assert (tmp_path / "b.json").read_bytes() == place.read_bytes()
    assert kith("import", str(place), home=other)["restored"] == 0
    assert len(kith("history", home=other)) == 1


def test_plans_stay_where_only_the_library_reads(kith, tmp_path):
    """The library leaves the config to its caller; what is planned waits for the circles."""
    place = written_home(kith, tmp_path)
    with Network.in_memory(today=date(2026, 3, 4)) as net:
        done = net.imports.files([place])
        assert [each["name"] for each in done.circles] == ["board", "mentors"]
        planned = [net.touchpoints.of(each.id) for each in net.contacts.all()]
        assert [[each.kind for each in one] for one in planned] == [["cadence"], ["cadence"]]
