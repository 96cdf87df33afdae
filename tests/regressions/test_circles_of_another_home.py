"""A document of the whole network left the user's own circles behind, and with them the dates."""

import json

CONFIG = """[circles.inner]
cadence = "3 weeks"

[circles.mentors]
cadence = "2 weeks"
greet = ["New Year's Day"]
"""


def home_with(tmp_path, name, config):
    (tmp_path / name).mkdir()
    (tmp_path / name / "config.toml").write_text(config)
    return tmp_path / name


def test_circles_of_another_home(kith, tmp_path):
    """Circles come along into an empty home; a second export is the same to the byte."""
    home = home_with(tmp_path, "first", CONFIG)
    other = home_with(tmp_path, "second", '# mine\n[profile]\nname = "Robin"\n')
    kith("add", "Ada Lovelace", "--circle", "mentors", home=home)
    kith("log", "Ada Lovelace", "--on", "2026-03-01", home=home)
    kith("export", f"{tmp_path}/a.json", home=home)

    assert kith("import", f"{tmp_path}/a.json", "--dry-run", home=other)["circles"] == []
    assert [each["name"] for each in kith("circles", home=other)] == ["inner", "middle", "outer"]
    done = kith("import", f"{tmp_path}/a.json", home=other)
    assert (done["circles"], done["problems"]) == (["inner", "mentors"], [])
    assert kith("show", "Ada Lovelace", home=other)["next_due"] == "2026-03-15"
    assert "# mine" in (other / "config.toml").read_text()
    kith("export", f"{tmp_path}/b.json", home=other)
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_circles_that_are_set_here_stay(kith, tmp_path):
    """What this home says of a circle isn't overwritten, and the difference is told."""
    home = home_with(tmp_path, "first", CONFIG)
    other = home_with(tmp_path, "second", CONFIG.replace("3 weeks", "5 weeks"))
    kith("add", "Ada Lovelace", home=home)
    kith("export", f"{tmp_path}/a.json", home=home)
    done = kith("import", f"{tmp_path}/a.json", home=other, code=1)
    assert (done["circles"], [each["record"] for each in done["problems"]]) == ([], ["inner"])
    assert kith("circles", home=other)[0]["cadence"] == "5 weeks"


def test_circles_that_are_none(kith, tmp_path):
    """A document from elsewhere can't write what is no setting of a circle."""
    hostile = [{"name": "x", "cadence": "never"}, {"name": "a.b", "cadence": "1 month"}, 7,
               {"name": "y", "cadence": "1 month", "password_command": ["true"]}]  # fmt: skip
    place = tmp_path / "a.json"
    place.write_text(json.dumps({"kithkeeper": 1, "circles": hostile}))
    done = kith("import", str(place), code=1)
    assert (done["circles"], len(done["problems"])) == ([], 4)
    assert [each["name"] for each in kith("circles")] == ["inner", "middle", "outer"]
