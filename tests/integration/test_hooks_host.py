"""The host with real plugins on disk: found, loaded when needed, isolated, remembered."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kithkeeper.config import Home, read
from kithkeeper.errors import NotFound, PluginError
from kithkeeper.hooks import (
    ContactChanged,
    ExporterSpec,
    Host,
    Plugin,
    PluginState,
    RuleSpec,
    TouchpointLogged,
)

NOON = datetime(2026, 3, 6, 11, tzinfo=UTC)
LOGGED = TouchpointLogged("t1", ("c1",), date(2026, 3, 6), "call")

FRIDAYS = """
from kithkeeper.hooks import Plugin, RuleSpec

class NoFridays(Plugin):
    def rules(self, ctx):
        return [RuleSpec("no-fridays", "No outreach on Fridays", blocks=on_friday)]

def on_friday(facts, day):
    return "Fridays are kept free" if day.weekday() == 4 else None
"""
COUNTER = """
from kithkeeper.hooks import Plugin

class Counter(Plugin):
    def touchpoint_logged(self, ctx):
        ctx.state["count"] = ctx.state.get("count", 0) + 1
        (ctx.data_dir / "last").write_text(ctx.event.touchpoint)
"""


class Place:
    """A home, and a folder of installed distributions."""

    def __init__(self, folder: Path) -> None:
        self.home = Home.at(folder / "home")
        self.site = folder / "site"
        self.site.mkdir()
        self.home.plugins.mkdir(parents=True)

    def drop(self, name: str, code: str) -> Path:
        path = self.home.plugins / f"{name}.py"
        path.write_text(code)
        return path

    def install(self, name: str, code: str, version: str = "1.0", target: str = "") -> None:
        info = self.site / f"acme_{name}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: acme-{name}\nVersion: {version}\n"
        )
        (info / "entry_points.txt").write_text(
            f"[kithkeeper]\n{name} = {target or f'acme_{name}:It'}\n"
        )
        (self.site / f"acme_{name}.py").write_text(code)

    def host(self, config: dict | None = None, **options) -> Host:
        options.setdefault("environ", {})
        return Host(self.home, read(config or {}), clock=lambda: NOON, **options)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    place = Place(tmp_path)
    monkeypatch.syspath_prepend(str(place.site))
    yield place
    for name in [each for each in sys.modules if each.startswith("acme_")]:
        del sys.modules[name]


def state_of(host: Host, name: str) -> tuple[PluginState, str]:
    info = host.plugin(name)
    return info.state, info.error


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


@pytest.mark.parametrize(
    ("code", "state", "says"),
    [
        ("import nothing_of_this_name", "broken", "No module named 'nothing_of_this_name'"),
        ("raise SystemExit(3)", "broken", "SystemExit: 3"),
        ("def (", "broken", "SyntaxError"),
        ("x = 1", "broken", "it defines none"),
        (FRIDAYS + FRIDAYS.replace("NoFridays", "Other"), "broken", "NoFridays, Other"),
        (FRIDAYS.replace("ctx)", "context)"), "broken", "must be rules(self, ctx)"),
        (FRIDAYS.replace("Plugin):", "Plugin):\n    api = (2, 0)"), "incompatible", "upgrade"),
        (FRIDAYS.replace("Plugin):", "Plugin):\n    api = (1, 9)"), "incompatible", "1.9"),
        (FRIDAYS.replace("Plugin):", "Plugin):\n    api = 'x'"), "incompatible", "'x'"),
        (FRIDAYS.replace("def rules(", "def rule("), "active", "did you mean 'rules'"),
        ("from kithkeeper.hooks import Plugin\nclass A(Plugin): pass", "active", "no hook"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_plugin_is_said_and_costs_no_other(
    place: Place, code: str, state: str, says: str
) -> None:
    """A bad plugin shows its state with a reason; its neighbour works."""
    place.drop("bad", code)
    place.drop("fridays", FRIDAYS)
    host = place.host()

    assert [name for name, _ in host.rules()] == ["fridays"]
    found, error = state_of(host, "bad")
    assert found == state
    assert says in error


def test_an_entry_point_that_is_no_plugin_is_broken(place: Place) -> None:
    """A module, a function or a class of another kind is named."""
    place.install("odd", "def it(): pass", target="acme_odd:it")
    place.install("lost", "", target="acme_lost:Gone")
    host = place.host()

    assert state_of(host, "odd") == (
        PluginState.BROKEN,
        "function is no subclass of kithkeeper.hooks.Plugin",
    )
    assert "Gone" in state_of(host, "lost")[1]


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


@pytest.mark.parametrize("raised", ["SystemExit(1)", "ValueError('bad\\nluck')", "GeneratorExit()"])
def test_an_error_in_a_notification_is_recorded_and_never_raised(place: Place, raised: str) -> None:
    """Not even `sys.exit()` of a plugin ends the host, and the others are told."""
    code = f"    def touchpoint_logged(self, ctx):\n        raise {raised}\n"
    place.drop("a_bad", f"from kithkeeper.hooks import Plugin\nclass A(Plugin):\n{code}")
    place.drop("counter", COUNTER)
    host = place.host()
    host.notify(LOGGED)

    (failure,) = host.failures
    assert (failure.plugin, failure.hook) == ("a_bad", "touchpoint_logged")
    assert "\n" not in failure.error
    assert (place.home.store.parent / "plugin-data" / "counter" / "last").read_text() == "t1"
    assert state_of(host, "a_bad")[0] is PluginState.FAILING


def test_a_failing_plugin_is_known_as_such_by_the_next_process_until_it_works(
    place: Place,
) -> None:
    """`kith plugins list` tells of an error that a sync met yesterday."""
    code = COUNTER.replace('ctx.state["count"] =', 'ctx.dry_run or 1 / 0; ctx.state["count"] =')
    place.drop("counter", code)
    place.host().notify(LOGGED)
    later = place.host()

    assert state_of(later, "counter") == (
        PluginState.FAILING,
        "touchpoint_logged: ZeroDivisionError: division by zero",
    )
    from kithkeeper.config import Profile
    from kithkeeper.hooks import Moment

    later.notify(LOGGED, moment=Moment.of(Profile(), NOON)._replace(dry_run=True))
    assert state_of(place.host(), "counter") == (PluginState.ACTIVE, "")


def test_a_rule_that_fails_makes_its_plugin_failing_until_it_is_asked_again(place: Place) -> None:
    """What a rule of it raised while planning is told by the next listing."""
    place.drop("fridays", FRIDAYS.replace("day.weekday() == 4", "day.weekday() == 4 and 1 / 0"))
    friday = date(2026, 3, 6)
    assert place.host().rulebook().blocks(None, friday) is None

    state, error = state_of(place.host(), "fridays")
    assert (state, error) == (
        PluginState.FAILING,
        "rules (no-fridays blocks): ZeroDivisionError: division by zero",
    )
    place.host().rulebook().blocks(None, date(2026, 3, 5))
    assert state_of(place.host(), "fridays") == (PluginState.ACTIVE, "")


def test_strict_mode_raises_what_a_hook_raised(place: Place) -> None:
    """A developer sees the traceback; nobody else does."""
    place.drop("counter", COUNTER.replace("ctx.event.touchpoint", "1 / 0"))
    with pytest.raises(ZeroDivisionError):
        place.host(environ={"KITHKEEPER_STRICT_PLUGINS": "1"}).notify(LOGGED)


def test_calls_can_be_traced(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Each load and each call, with the plugin's name and its time, on standard error."""
    place.drop("counter", COUNTER)
    place.host(environ={"KITHKEEPER_TRACE_PLUGINS": "1"}).notify(LOGGED)
    out, err = capsys.readouterr()

    assert out == ""
    assert "counter: loaded, " in err
    assert "counter: touchpoint_logged, " in err


def test_what_a_plugin_prints_stays_out_of_standard_output(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """A JSON document of a command must stay one."""
    place.drop("counter", "print('hello')\n" + COUNTER + "        print('again')\n")
    place.host().notify(LOGGED)

    assert capsys.readouterr().out == ""


def test_a_notification_only_reaches_who_listens(place: Place) -> None:
    """A plugin without that hook is not called, and what it remembers lasts."""
    place.drop("counter", COUNTER)
    host = place.host()
    host.notify(ContactChanged("c1", "added"))
    host.notify(LOGGED)
    place.host().notify(LOGGED)
    remembered = place.home.store.parent / "plugin-data" / "counter" / "state.json"

    assert remembered.read_text() == '{"count": 2}'
    assert host.failures == []


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("['x']", "list of RuleSpec, not of str"),
        ("3", "list of RuleSpec, not int"),
        ("(_ for _ in [1/0])", "ZeroDivisionError"),
    ],
)
def test_a_contribution_of_the_wrong_kind_is_a_failure_of_its_plugin(
    place: Place, answer: str, says: str
) -> None:
    """What is offered is checked before anyone uses it."""
    place.drop(
        "bad",
        f"from kithkeeper.hooks import Plugin\nclass A(Plugin):\n    def rules(self, ctx):\n        return {answer}\n",
    )
    place.drop("fridays", FRIDAYS)
    host = place.host()

    assert [name for name, _ in host.rules()] == ["fridays"]
    assert says in host.failures[0].error


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


def test_the_settings_of_a_plugin_are_checked_when_it_is_used(place: Place) -> None:
    """A wrong key is the failure of that plugin alone, named by its path."""
    place.drop(
        "fridays",
        FRIDAYS.replace("Plugin):", "Plugin):\n    class settings(BaseModel):\n        after: int = 0\n")
        .replace("from kith", "from pydantic import BaseModel\nfrom kith", 1),
    )  # fmt: skip
    host = place.host({"plugins": {"fridays": {"aftr": 3}}})

    assert host.rules() == []
    assert host.failures[0].error == "plugins.fridays.aftr: is not a setting; did you mean 'after'?"
    assert len(place.host({"plugins": {"fridays": {"after": 3}}}).rules()) == 1


def test_a_plugin_that_cant_be_used_says_what_to_do(place: Place) -> None:
    """Disabled and broken ones name themselves."""
    place.drop("bad", "1 / 0")
    place.drop("off", FRIDAYS)
    host = place.host({"plugins": {"disabled": ["off"]}})

    with pytest.raises(PluginError, match="kith plugins enable off"):
        host.loaded("off")
    with pytest.raises(PluginError, match="bad: is broken: ZeroDivisionError"):
        host.loaded("bad")


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


def test_a_descriptor_of_the_wrong_shape_costs_its_plugin_only():
    """Endings that are one text are refused with the plugin's name; the neighbour's format stands."""

    class Odd(Plugin):
        def exporters(self, ctx):
            return [ExporterSpec("odd", "Odd files", ".odd", print)]

    class Even(Plugin):
        def exporters(self, ctx):
            return [ExporterSpec("even", "Even files", (".even",), print)]

    host = Host(None, read({}), extra=[Odd, Even], discover=False, environ={})
    assert [(plugin, spec.name) for plugin, spec in host.exporters()] == [("even", "even")]
    (failure,) = host.failures
    assert failure.plugin == "odd"
    assert failure.error == (
        "ExporterSpec odd: endings must be a tuple of texts such as ('.vcf',), not '.odd'"
    )
