"""Plugins on disk: found, told apart, loaded when needed, and remembered."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from plugin_host.place import COUNTER, FRIDAYS, Place, state_of

from kithkeeper.config import Home, read
from kithkeeper.errors import NotFound
from kithkeeper.hooks import (
    Host,
    Plugin,
    PluginState,
    RuleSpec,
)


def test_a_file_in_the_folder_is_a_plugin(place: Place) -> None:
    """The one-file plugin of the docs joins as it stands, under the name of its file."""
    place.drop("fridays", FRIDAYS)
    host = place.host()
    book = host.rulebook()

    assert book.blocks(None, date(2026, 3, 6)) == "Fridays are kept free (fridays)"
    assert book.blocks(None, date(2026, 3, 5)) is None
    assert state_of(host, "fridays") == (PluginState.ACTIVE, "")


def test_an_installed_plugin_is_found_by_its_entry_point(place: Place) -> None:
    """Name, version and distribution are known without importing it."""
    place.install("quiet", FRIDAYS.replace("NoFridays", "It"), version="2.5")
    host = place.host()

    assert "quiet" in host.names()
    assert "acme_quiet" not in sys.modules
    info = host.plugin("quiet")
    assert (info.version, info.source, info.offers) == ("2.5", "acme-quiet 2.5", ("rules",))


def test_a_disabled_plugin_is_never_imported(place: Place) -> None:
    """Its code must not run, not even to be listed."""
    place.drop("loud", "raise SystemExit('was imported')")
    place.install("noisy", "raise SystemExit('was imported')")
    host = place.host({"plugins": {"disabled": ["loud", "noisy"]}})

    assert state_of(host, "loud") == (PluginState.DISABLED, "")
    assert {each.name: each.state for each in host.plugins()}["noisy"] is PluginState.DISABLED
    host.rules()
    assert "acme_noisy" not in sys.modules


def test_two_plugins_of_one_name_are_reported(place: Place) -> None:
    """The first stands; the other says who has the name."""
    place.install("fridays", FRIDAYS.replace("NoFridays", "It"))
    place.drop("fridays", FRIDAYS)
    host = place.host()
    first, second = (each for each in host.plugins() if each.name == "fridays")

    assert first.state is PluginState.ACTIVE
    assert second.state is PluginState.BROKEN
    assert "acme-fridays 1.0 has a plugin of this name already" in second.error
    assert len(host.rules()) == 1


def test_plugins_of_the_embedding_program_need_no_packaging(place: Place) -> None:
    """Classes and instances, by the name of the class or their own, with discovery off."""

    class NoMondays(Plugin):
        def rules(self, ctx):
            return [RuleSpec("no-mondays", "No Mondays")]

    class Named(NoMondays):
        name = "own"

    place.drop("fridays", FRIDAYS)
    host = place.host(extra=[NoMondays, Named()], discover=False)

    assert [(name, rule.name) for name, rule in host.rules()] == [
        ("no-mondays", "no-mondays"),
        ("own", "no-mondays"),
    ]
    assert host.plugin("own").source == "the embedding program"
    with pytest.raises(NotFound):
        host.plugin("fridays")


def test_an_edited_file_is_looked_at_again(place: Place) -> None:
    """What is remembered of a plugin lasts as long as its files are the same."""
    path = place.drop("fridays", FRIDAYS)
    assert place.host().plugin("fridays").offers == ("rules",)
    path.write_text(COUNTER)

    assert place.host().plugin("fridays").offers == ("touchpoint_logged",)


def test_a_plugin_installed_later_is_found_despite_the_cache(place: Place) -> None:
    """The scan is remembered only until a folder of the path changes."""
    assert "quiet" not in place.host().names()
    place.install("quiet", FRIDAYS)

    assert "quiet" in place.host().names()


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"format": 1, "scan": 3, "paths": [], "known": []}', "[" * 100_000]
)
def test_a_damaged_cache_costs_a_scan(place: Place, content: str) -> None:
    """Everything remembered may be lost at any time."""
    place.drop("fridays", FRIDAYS)
    place.host().plugins()
    (cache,) = place.home.cache.iterdir()
    cache.write_text(content)

    assert state_of(place.host(), "fridays")[0] is PluginState.ACTIVE


def test_a_home_that_cant_be_written_to_is_no_error(tmp_path: Path) -> None:
    """Without a cache every listing scans."""
    (tmp_path / "home").write_text("a file, not a folder")
    host = Host(Home.at(tmp_path / "home"), read({}), environ={})

    assert isinstance(host.plugins(), list)


LISTING = """
import sys
from pathlib import Path
from kithkeeper.config import Home, read
from kithkeeper.hooks import Host, ContactChanged
host = Host(Home.at(Path(sys.argv[1])), read({}), environ={})
print(*sorted(each.name + ":" + each.state for each in host.plugins()))
host.notify(ContactChanged("c", "added"))
heavy = {"pluggy", "pydantic", "importlib.metadata", "tomlkit", "platformdirs", "acme_quiet"}
print(*sorted(heavy & set(sys.modules)))
"""


def run(place: Place, code: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code, str(place.home.folder_config)],
        env={**os.environ, "PYTHONPATH": str(place.site), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.splitlines()


def test_a_second_listing_imports_no_plugin_and_nothing_heavy(place: Place) -> None:
    """What each plugin implements is remembered, so only one that is called is imported."""
    place.install("quiet", FRIDAYS.replace("NoFridays", "It"))
    place.drop("fridays", FRIDAYS)
    first, heavy_first = run(place, LISTING)
    second, heavy_second = run(place, LISTING)

    assert "quiet:active" in first
    assert "fridays:active" in first
    assert "pluggy" in heavy_first
    assert second == first
    assert heavy_second == ""


LIGHT = """
import sys
from pathlib import Path
import kithkeeper.hooks
from kithkeeper.config import Home, load
home = Home.at(Path(sys.argv[1]))
kithkeeper.hooks.Host(home, load(home.config), environ={})
heavy = {"pluggy", "pydantic", "importlib.metadata", "tomlkit", "platformdirs", "click", "logging",
         "http.client", "ssl", "subprocess", "dataclasses", "kithkeeper.hooks.plugin"}
print(*sorted(heavy & set(sys.modules)))
"""


def test_a_host_costs_nothing_before_it_is_asked(place: Place) -> None:
    """A command that needs no plugin pays for none."""
    place.home.config.write_text('[profile]\nname = "Robin"\n')

    assert run(place, LIGHT) == [""]
