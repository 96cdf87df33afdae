"""`kith plugins new` and `check`: what is written works, and what is wrong is found."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel, Field

from kithkeeper.config import Home, read
from kithkeeper.errors import Invalid, NotFound, Refused
from kithkeeper.hooks import Host, Plugin, RuleSpec, SourceSpec, scaffold
from kithkeeper.hooks.check import check


def bad_lines(host: Host, name: str) -> dict[str, str]:
    return {each.check: each.detail for each in check(host, name) if not each.ok}


def test_a_new_file_is_a_plugin_that_passes(tmp_path: Path) -> None:
    """Written into the home's folder it joins at once."""
    home = Home.at(tmp_path)
    scaffold.one_file("quiet-days", home.plugins)
    host = Host(home, read({}), environ={})

    assert bad_lines(host, "quiet_days") == {}
    assert {"loads", "hooks", "signature", "rules", "light"} == {
        each.check for each in check(host, "quiet_days")
    }


def test_a_new_distribution_passes_its_own_test(tmp_path: Path) -> None:
    """Its pyproject names an entry point that is there; its test is green as it was written."""
    written = scaffold.distribution("quiet-days", tmp_path)
    root = tmp_path / "kithkeeper-quiet-days"
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    info = tmp_path / "site" / "kithkeeper_quiet_days-0.1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: 0.1.0\n"
    )
    ((name, target),) = project["entry-points"]["kithkeeper"].items()
    (info / "entry_points.txt").write_text(f"[kithkeeper]\n{name} = {target}\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(root / "tests")],
        env={**os.environ, "PYTHONPATH": f"{root / 'src'}{os.pathsep}{tmp_path / 'site'}"},
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert "2 passed" in done.stdout, done.stdout
    assert len(written) == 4


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """One file in the way is enough to write none."""
    first = scaffold.one_file("quiet", tmp_path)[0]
    first.write_text("mine")
    with pytest.raises(Refused):
        scaffold.one_file("quiet", tmp_path)

    assert first.read_text() == "mine"


@pytest.mark.parametrize(
    "name", ["", "../x", "a b", "Upper", "1st", "a--b", "class", "ä", "a_b", "-"]
)
def test_a_name_that_makes_no_module_is_refused(tmp_path: Path, name: str) -> None:
    """Nothing is written outside of the folder."""
    with pytest.raises(Invalid):
        scaffold.distribution(name, tmp_path)

    assert list(tmp_path.iterdir()) == []


class Mute(BaseModel):
    url: str
    password: str = Field(description="x", json_schema_extra={"secret": True})
    kind: str = Field("", description="x")


class Poor(Plugin):
    def sources(self, ctx):
        return [SourceSpec("poor", "", Mute, open=list)]

    def rules(self, ctx, extra=None):
        return [RuleSpec("x", "y")]

    def calendars(self, ctx):
        return [1 / 0]

    def exporter(self, ctx):
        return []


def test_each_broken_promise_is_named() -> None:
    """A deliberately wrong plugin fails in every line."""
    with Host(None, read({}), extra=[Poor], discover=False, environ={}) as host:
        found = bad_lines(host, "poor")

    assert "did you mean 'exporters'" in found["hooks"]
    assert found["signature"] == "rules(self, ctx, extra) must be rules(self, ctx)"
    assert found["calendars"] == "ZeroDivisionError: division by zero"
    assert found["sources"] == "each needs a name and a help"
    assert "url needs a description" in found["settings of poor"]
    assert "password is a secret and needs a default" in found["settings of poor"]
    assert "kind is a key of the core" in found["settings of poor"]


def test_an_import_of_something_heavy_is_found(tmp_path: Path) -> None:
    """What is only needed for the work belongs into the functions that do it."""
    home = Home.at(tmp_path)
    (path,) = scaffold.one_file("quiet", home.plugins)
    path.write_text("import icalendar\n" + path.read_text())

    assert bad_lines(Host(home, read({}), environ={}), "quiet") == {
        "light": "imports icalendar; do so on use"
    }


def test_a_plugin_that_does_not_load_has_one_line(tmp_path: Path) -> None:
    """And an unknown name is not found."""
    home = Home.at(tmp_path)
    home.plugins.mkdir()
    (home.plugins / "bad.py").write_text("1 / 0")
    host = Host(home, read({}), environ={})

    assert bad_lines(host, "bad") == {"loads": "is broken: ZeroDivisionError: division by zero"}
    with pytest.raises(NotFound, match="Did you mean 'bad'"):
        check(host, "bat")
