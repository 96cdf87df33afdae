"""Of two plugins that write the same format the first was taken, and nobody said so."""

import pytest

PLUGIN = '''
from kithkeeper.hooks import ExporterSpec, Plugin


class Writer:
    def write(self, contacts, touchpoints):
        yield b"of mine"


class Mine(Plugin):
    """Writes tables in its own way."""

    def exporters(self, ctx):
        return [ExporterSpec("csv", "My tables", (".csv",), lambda ctx: Writer())]
'''


@pytest.fixture
def home(tmp_path):
    place = tmp_path / "home"
    (place / "plugins").mkdir(parents=True)
    (place / "plugins" / "mine.py").write_text(PLUGIN)
    return place


def test_an_export_says_who_wrote_and_who_did_not(kith, home, tmp_path):
    """And the other one's turn comes when the first is disabled."""
    path = tmp_path / "people.csv"
    told = kith("export", str(path))
    assert (told["plugin"], told["passed_over"]) == ("csv", ["mine"])
    kith("plugins", "disable", "csv")
    told = kith("export", str(path))
    assert (told["plugin"], told["passed_over"]) == ("mine", [])
    assert path.read_text() == "of mine"


def test_the_check_of_the_second_says_so(kith, home):
    """And that of the first is content."""
    rows = {each["check"]: each for each in kith("plugins", "check", "mine", code=1)}
    assert rows["exporters"]["detail"] == (
        "csv is written by the plugin csv, which is asked first: choose another name"
    )
    assert all(each["ok"] for each in kith("plugins", "check", "csv"))
