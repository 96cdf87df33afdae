"""What plugins contribute, one typed method a hook."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, TypeVar, cast

from kithkeeper.errors import PluginError

if TYPE_CHECKING:
    from datetime import date

    from kithkeeper.hooks.descriptors import (
        CalendarSpec,
        CommandSpec,
        ExporterSpec,
        ImporterSpec,
        OccasionSpec,
        PlaybookSpec,
        RuleSpec,
        SourceSpec,
    )
    from kithkeeper.hooks.moment import Moment
    from kithkeeper.hooks.registry import Registry
    from kithkeeper.hooks.rulebook import Rulebook

_Spec = TypeVar("_Spec")
_Offered = list[tuple[str, _Spec]]
"""Descriptors, each with the name of its plugin."""


class Offers(ABC):
    """The contributions of all plugins; the host says how they are collected."""

    _registry: Registry

    @abstractmethod
    def collect(self, hook: str, moment: Moment | None = None) -> list[tuple[str, object]]:
        """What every plugin offers for a hook, each with the plugin's name; asked once."""

    def sources(self, moment: Moment | None = None) -> _Offered[SourceSpec]:
        """Kinds of accounts that contacts come from, with their plugins' names."""
        return cast("_Offered[SourceSpec]", self.collect("sources", moment))

    def calendars(self, moment: Moment | None = None) -> _Offered[CalendarSpec]:
        """Kinds of accounts that touchpoints go to."""
        return cast("_Offered[CalendarSpec]", self.collect("calendars", moment))

    def importers(self, moment: Moment | None = None) -> _Offered[ImporterSpec]:
        """File formats that can be read."""
        return cast("_Offered[ImporterSpec]", self.collect("importers", moment))

    def exporters(self, moment: Moment | None = None) -> _Offered[ExporterSpec]:
        """File formats that can be written."""
        return cast("_Offered[ExporterSpec]", self.collect("exporters", moment))

    def rules(self, moment: Moment | None = None) -> _Offered[RuleSpec]:
        """Rules that join in planning and review."""
        return cast("_Offered[RuleSpec]", self.collect("rules", moment))

    def playbooks(self, moment: Moment | None = None) -> _Offered[PlaybookSpec]:
        """Scripts and lines beside the built-in ones."""
        return cast("_Offered[PlaybookSpec]", self.collect("playbook", moment))

    def commands(self, moment: Moment | None = None) -> _Offered[CommandSpec]:
        """Commands added to `kith`."""
        return cast("_Offered[CommandSpec]", self.collect("commands", moment))

    def occasions(self, moment: Moment | None = None) -> _Offered[OccasionSpec]:
        """Days on which a whole circle may be greeted; a plugin that fails at one has none."""
        offered = cast("_Offered[OccasionSpec]", self.collect("occasions", moment))
        return [(plugin, self._guarded(plugin, spec)) for plugin, spec in offered]

    def sureness(self, plugin: str, spec: ImporterSpec, sample: bytes) -> float:
        """How sure a format is that a file is its own, 0 to 1; 0 where its plugin fails at it."""

        def asked() -> float:
            answer = spec.recognises(sample)
            if not isinstance(answer, (int, float)) or not 0 <= answer <= 1:
                raise PluginError(f"recognises must answer with 0 to 1, not {answer!r}")
            return float(answer)

        return self._registry.guarded(plugin, f"importers ({spec.name} recognises)", asked) or 0.0

    def rulebook(self, moment: Moment | None = None) -> Rulebook:
        """The rules of all plugins as one."""
        from kithkeeper.hooks.rulebook import Rulebook

        return Rulebook(self.rules(moment), self._registry.failed)

    def _guarded(self, plugin: str, spec: OccasionSpec) -> OccasionSpec:
        from dataclasses import replace
        from datetime import date

        def country(text: str) -> str | None:
            found = self._registry.guarded(plugin, "occasions", lambda: spec.country(text))
            return found if isinstance(found, str) and found else None

        def days(code: str, first: date, last: date) -> list[tuple[date, str]]:
            def asked() -> list[tuple[date, str]]:
                return [(on, str(name)) for on, name in spec.days(code, first, last)]

            found = self._registry.guarded(plugin, "occasions", asked) or []
            return [
                (on, name) for on, name in found if isinstance(on, date) and first <= on <= last
            ]

        return replace(spec, country=country, days=days)
