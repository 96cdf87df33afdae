"""Every distribution of the workspace is complete and in step with the core."""

import tomllib
from pathlib import Path

import pytest

from kithkeeper import __version__

ROOT = Path(__file__).parents[2]
PLUGINS = sorted(
    path for path in (ROOT / "plugins").iterdir() if (path / "pyproject.toml").exists()
)
CORE = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def _project(folder):
    return tomllib.loads((folder / "pyproject.toml").read_text())["project"]


@pytest.fixture(params=PLUGINS, ids=lambda folder: folder.name)
def folder(request):
    return request.param


def test_the_core_says_its_version_twice_and_the_same():
    """`kithkeeper.__version__` is the version of the distribution."""
    assert CORE["version"] == __version__


def test_a_plugin_is_named_like_its_folder_and_versioned_like_the_core(folder):
    """Names and versions go together."""
    project = _project(folder)

    assert project["name"] == folder.name
    assert project["version"] == CORE["version"]
    assert "kithkeeper~=0.1.0" in project["dependencies"]


def test_a_plugin_has_an_entry_point_of_its_short_name(folder):
    """The entry point is `kithkeeper-NAME` without the beginning, in a package of its own."""
    short = folder.name.removeprefix("kithkeeper-")
    entries = _project(folder)["entry-points"]["kithkeeper"]

    assert short in entries
    assert all(
        each.split(":")[0].split(".")[0] == f"kithkeeper_{short}" for each in entries.values()
    )
    assert entries[short].startswith(f"kithkeeper_{short}:")
    assert (folder / "src" / f"kithkeeper_{short}" / "py.typed").exists()


def test_a_plugin_has_a_licence_a_readme_and_tests(folder):
    """Whoever opens the folder finds what it is, under which terms, and proof."""
    assert "Apache License" in (folder / "LICENSE").read_text()
    assert len((folder / "README.md").read_text()) > 400
    assert list((folder / "tests").glob("test_*.py"))


def test_the_extras_of_the_core_name_every_plugin():
    """`kithkeeper[NAME]` brings each plugin."""
    extras = CORE["optional-dependencies"]

    for folder in PLUGINS:
        short = folder.name.removeprefix("kithkeeper-")
        assert extras[short] == [f"{folder.name}~=0.1.0"]


def test_no_plugin_imports_another_or_the_inside_of_the_core(folder):
    """A first-party plugin uses only what any other plugin may."""
    allowed = ("hooks", "model", "errors", "sync.ports", "rules.facts", "testing")
    for source in (folder / "src").rglob("*.py"):
        for line in source.read_text().splitlines():
            words = line.split()
            if (
                len(words) > 1
                and words[0] in ("from", "import")
                and words[1].startswith("kithkeeper.")
            ):
                inside = words[1].removeprefix("kithkeeper.")
                assert inside.startswith(allowed), f"{source}: {line.strip()}"
