"""The suite of plugins passes what is right, and catches plugins that are deliberately wrong."""

from __future__ import annotations

import pytest

from kithkeeper.hooks import CommandSpec, ExporterSpec, PlaybookSpec, Plugin, RuleSpec
from kithkeeper.testing.plugin_contract import PluginContract


class Fridays(Plugin):
    """Keeps Fridays free."""

    def rules(self, ctx):
        return [RuleSpec("no-fridays", "No outreach on Fridays", blocks=lambda facts, day: None)]


class TestFridays(PluginContract):
    """A small plugin keeps to the contract."""

    plugin = Fridays


class Loud(Plugin):
    def rules(self, ctx):
        return [RuleSpec("No Fridays", "", blocks=None)]


class Twice(Plugin):
    """Offers two rules of one name."""

    def rules(self, ctx):
        return [RuleSpec("a", "A", blocks=None), RuleSpec("a", "B", blocks=None)]


class Old(Plugin):
    """Is for another host."""

    api = (0, 9)

    def rules(self, ctx):
        return []


class Needy(Plugin):
    """Can't be made without arguments."""

    def __init__(self, config):
        self.config = config

    def rules(self, ctx):
        return []


class Idle(Plugin):
    """Offers a rule that has nothing to say."""

    def rules(self, ctx):
        return [RuleSpec("idle", "Does nothing")]


class Lost(Plugin):
    """Offers a command that isn't there."""

    def commands(self, ctx):
        return [CommandSpec("greet", "Greet everyone", "nowhere.cli:greet")]


class Uncallable(Plugin):
    """Offers a command that is no command."""

    def commands(self, ctx):
        return [CommandSpec("greet", "Greet everyone", "json:dumps")]


class Garbled(Plugin):
    """Offers a playbook that can't be read."""

    def playbook(self, ctx):
        return [PlaybookSpec("lines", "Lines", "not [ toml")]


class Shapeless(Plugin):
    """Offers a format whose endings are no tuple."""

    def exporters(self, ctx):
        return [ExporterSpec("odd", "Odd files", ".odd", print)]


class Unopened(Plugin):
    """Offers a format that nothing writes."""

    def exporters(self, ctx):
        return [ExporterSpec("odd", "Odd files", (".odd",), "writer")]


MUTANTS = {
    "loud": Loud, "twice": Twice, "old": Old, "needy": Needy, "idle": Idle, "lost": Lost,
    "uncallable": Uncallable, "garbled": Garbled, "shapeless": Shapeless, "unopened": Unopened,
}  # fmt: skip


def suite(wrong):
    """The suite on a wrong one."""

    class TestMutant(PluginContract):
        plugin = wrong

    return TestMutant


@pytest.mark.parametrize("name", MUTANTS)
def test_contract_mutants_of_plugins_are_caught(name, failures):
    """A suite that lets a wrong plugin pass is itself wrong."""
    assert failures(name)
