"""The suite of plugins passes what is right, and catches plugins that are deliberately wrong."""

from __future__ import annotations

import pytest

from kithkeeper.hooks import Plugin, RuleSpec
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


MUTANTS = {"loud": Loud, "twice": Twice, "old": Old, "needy": Needy}


def suite(wrong):
    """The suite on a wrong one."""

    class TestMutant(PluginContract):
        plugin = wrong

    return TestMutant


@pytest.mark.parametrize("name", MUTANTS)
def test_contract_mutants_of_plugins_are_caught(name, failures):
    """A suite that lets a wrong plugin pass is itself wrong."""
    assert failures(name) > 0
