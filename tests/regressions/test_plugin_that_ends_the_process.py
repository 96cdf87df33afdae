"""A plugin that called `sys.exit`, raised, or answered with nothing ended a sync, an import, an export."""

import pytest

PLUGIN = '''
import sys

import click
from pydantic import BaseModel, ConfigDict, Field

from kithkeeper.hooks import CommandSpec, ExporterSpec, ImporterSpec, Plugin, SourceSpec


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")
    how: str = Field("fine", description="How it behaves")


class Anything:
    def __init__(self, how):
        self.how = how

    def pull(self, cursor):
        return self.read("", [self.how.encode()])

    def read(self, path, data):
        print("a line of the plugin's own")
        how = b"".join(data).decode().partition(" ")[2]
        if how == "exit":
            sys.exit(4)
        if how == "raise":
            raise RuntimeError("the cable is out")
        if how == "number":
            return iter([3])
        return None if how == "nothing" else iter([])

    def write(self, contacts, touchpoints):
        yield b"begun"
        sys.exit(5)


def source(ctx):
    return None if ctx.settings.how == "NASTY none" else Anything(ctx.settings.how)


def sure(sample):
    return "very" if sample == b"odd" else float(sample.startswith(b"NASTY"))


@click.command()
@click.option("--json", "as_json", is_flag=True)
def fail(as_json):
    raise ValueError("of the command")


class Nasty(Plugin):
    """Behaves as badly as it is told to."""

    def sources(self, ctx):
        return [SourceSpec("nasty", "Bad accounts", Settings, source)]

    def importers(self, ctx):
        return [ImporterSpec("nst", "Bad files", (".nst",), sure, lambda ctx: Anything("file"))]

    def exporters(self, ctx):
        return [ExporterSpec("nst", "Bad files", (".nst",), lambda ctx: Anything("file"))]

    def commands(self, ctx):
        return [CommandSpec("fail", "Fail", ":fail"), CommandSpec("none", "No command", ":sure")]
'''
WAYS = {
    "exit": "SystemExit: 4",
    "raise": "RuntimeError: the cable is out",
    "nothing": "TypeError: 'NoneType' object is not iterable",
}


@pytest.fixture
def home(tmp_path):
    """A home with the bad plugin and two connections of it, of which one is well."""
    place = tmp_path / "home"
    (place / "plugins").mkdir(parents=True)
    (place / "plugins" / "nasty.py").write_text(PLUGIN)
    return place


@pytest.mark.parametrize("how", WAYS)
def test_the_other_connections_are_synced(kith, home, how):
    """The document holds both, and nothing that the plugin printed; the exit code says 1."""
    (home / "config.toml").write_text(
        f'[connections.bad]\nplugin = "nasty"\nhow = "NASTY {how}"\n'
        '[connections.good]\nplugin = "nasty"\n'
    )
    bad, good = kith("sync", "bad", "good", code=1)
    assert bad["error"] == {"code": "plugin_error", "message": f"nasty: {WAYS[how]}"}
    assert good["error"] is None


def test_a_source_that_is_none_is_an_error(kith, home):
    """A sync that did nothing doesn't look like one that found nothing new."""
    (home / "config.toml").write_text('[connections.bad]\nplugin = "nasty"\nhow = "NASTY none"\n')
    (bad,) = kith("sync", code=1)
    assert bad["error"]["message"] == "nasty: its source has no method 'pull'; it is NoneType"


@pytest.mark.parametrize("how", [*WAYS, "number"])
def test_the_other_files_are_imported(kith, home, tmp_path, how):
    """What the plugin does is a problem of its file, and named."""
    (tmp_path / "a.nst").write_text(f"NASTY {how}")
    (tmp_path / "b.vcf").write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Ada\nEND:VCARD\n")
    done = kith("import", str(tmp_path / "a.nst"), str(tmp_path / "b.vcf"), code=1)
    said = WAYS.get(how, "must yield Page, not int")
    assert [each["reason"] for each in done["problems"]] == [f"plugin nasty can't read it: {said}"]
    assert done["added"] == 1


def test_a_format_that_answers_with_words_is_passed_over(kith, home):
    """The file is one that nobody recognises, and the plugin that failed at it is named."""
    (problem,) = kith("import", "-", stdin=b"odd", code=1)["problems"]
    assert "plugin nasty can't be asked: recognises must answer with 0 to 1" in problem["reason"]


def test_an_export_that_ends_early_leaves_no_file(kith, home, tmp_path):
    """The error names the plugin."""
    failed = kith("export", str(tmp_path / "out.nst"), code=1)
    assert failed["error"]["message"] == "nasty: SystemExit: 5"
    assert not (tmp_path / "out.nst").exists()


@pytest.mark.parametrize(
    ("name", "says"),
    [("fail", "ValueError: of the command"), ("none", ":sure is no click command but function")],
)
def test_a_command_that_fails_is_said_in_a_line(kith, home, name, says):
    """With the plugin's name, and without a traceback."""
    assert kith(name, code=1)["error"]["message"] == f"nasty: {says}"
