"""What every `Plugin` has to keep to: subclass `PluginContract` in a test module."""

from __future__ import annotations

import re
from pathlib import Path
from typing import ClassVar

import pytest

from kithkeeper.config import Config, Home
from kithkeeper.hooks.check import check
from kithkeeper.hooks.descriptors import CalendarSpec, ImporterSpec, SourceSpec
from kithkeeper.hooks.host import Host
from kithkeeper.hooks.plugin import Plugin
from kithkeeper.hooks.state import PluginState

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_CONTRIBUTIONS = (
    "sources", "calendars", "importers", "exporters", "rules", "playbook", "occasions",
    "commands",
)  # fmt: skip


class PluginContract:
    """The promises of `kithkeeper.hooks.Plugin`, each as a test.

    Attributes:
        plugin: The plugin's class.
    """

    plugin: ClassVar[type[Plugin]]

    @pytest.fixture
    def host(self, tmp_path: Path) -> Host:
        """A host with this plugin alone."""
        return Host(Home.at(tmp_path), Config(), extra=[self.plugin], discover=False, environ={})

    def test_contract_it_loads_and_is_active(self, host: Host) -> None:
        """Made without arguments, for a version of the hooks that the host speaks."""
        (info,) = host.plugins()
        assert info.state is PluginState.ACTIVE, info.error
        assert info.offers
        assert not info.error

    def test_contract_it_says_what_it_is(self) -> None:
        """In its docstring, in a sentence."""
        assert (self.plugin.__doc__ or "").strip()

    def test_contract_plugins_check_finds_nothing(self, host: Host) -> None:
        """Hooks as they are declared, targets that are there, playbooks that can be read, an import
        that is light: what `kith plugins check` looks at.
        """
        (info,) = host.plugins()
        wrong = [f"{row.check}: {row.detail}" for row in check(host, info.name) if not row.ok]
        assert wrong == []

    def test_contract_its_contributions_are_cheap_descriptors_with_names(self, host: Host) -> None:
        """The same ones each time, each with a name of small letters and a line of help."""
        (info,) = host.plugins()
        for hook in _CONTRIBUTIONS:
            if hook not in info.offers:
                continue
            first, second = (self._contributed(host, hook) for _ in range(2))
            names = [str(getattr(each, "name", "")) for each in first]
            assert names == [str(getattr(each, "name", "")) for each in second]
            assert len(names) == len(set(names))
            for each in first:
                assert _NAME.fullmatch(str(getattr(each, "name", "")))
                assert str(getattr(each, "help", "")).strip()

    def test_contract_its_settings_are_closed_and_have_words(self, host: Host) -> None:
        """An unknown key is an error, each field is described, and no secret shows in a repr."""
        for hook in ("sources", "calendars"):
            for each in self._contributed(host, hook):
                assert isinstance(each, (SourceSpec, CalendarSpec))
                assert each.settings.model_config.get("extra") == "forbid"
                for name, field in each.settings.model_fields.items():
                    assert field.description, name
                    extra = field.json_schema_extra
                    if isinstance(extra, dict) and extra.get("secret"):
                        assert not field.repr, name

    def test_contract_its_formats_recognise_no_empty_file(self, host: Host) -> None:
        """Sureness is between 0 and 1, and 0 of nothing."""
        for each in self._contributed(host, "importers"):
            assert isinstance(each, ImporterSpec)
            assert each.recognises(b"") == 0
            assert 0 <= each.recognises(bytes(range(256)) * 16) <= 1
            assert all(ending.startswith(".") and ending.islower() for ending in each.endings)

    def _contributed(self, host: Host, hook: str) -> list[object]:
        context = host.context(host.plugins()[0].name)
        return list(getattr(self.plugin(), hook)(context))
