"""Plugins that are wrong or fail: said with their name, and at no other's cost."""

from datetime import date

import pytest
from plugin_host.place import COUNTER, FRIDAYS, LOGGED, NOON, Place, state_of

from kithkeeper.config import read
from kithkeeper.errors import PluginError
from kithkeeper.hooks import (
    ContactChanged,
    ExporterSpec,
    Host,
    Plugin,
    PluginState,
)


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
