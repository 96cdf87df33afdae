"""A connection met with its plugin: which kinds of account it is, and its checked settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from kithkeeper.config.keys import near
from kithkeeper.config.shared import Shared, shared
from kithkeeper.errors import Invalid, PluginError
from kithkeeper.hooks.secrets import Secrets
from kithkeeper.hooks.settings import secret_names, shared_keys, validate

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kithkeeper.hooks.descriptors import CalendarSpec, SourceSpec

_Spec = TypeVar("_Spec", "SourceSpec", "CalendarSpec")


class ConnectionSpec(NamedTuple):
    """What a connection is.

    Attributes:
        name: Its name in the config.
        plugin: The plugin's name.
        source: The source that it is, if it is one.
        calendar: The calendar that it is, if it is one; a connection can be both.
        shared: What the core reads of its settings.
        table: Its table of the config.
    """

    name: str
    plugin: str
    source: SourceSpec | None
    calendar: CalendarSpec | None
    shared: Shared
    table: Mapping[str, object]

    @property
    def models(self) -> list[type[BaseModel]]:
        """The models of its settings."""
        return [each.settings for each in (self.source, self.calendar) if each is not None]

    @property
    def plain_secrets(self) -> list[str]:
        """Keys of secrets that stand in the config as they are, for `kith doctor` to warn of."""
        return sorted(secret_names(self.models) & {k for k, v in self.table.items() if v})

    def settings(self, spec: SourceSpec | CalendarSpec) -> BaseModel:
        """Its settings as the model of one of its specs has them; `Invalid` names a wrong key."""
        known = shared_keys()
        for model in self.models:
            known |= {info.alias or name for name, info in model.model_fields.items()}
            known |= set(model.model_fields)
        secret = secret_names(self.models)
        known |= {name + suffix for name in secret for suffix in ("", "_env", "_command")}
        return validate(f"connections.{self.name}", self.table, spec.settings, known)

    def secrets(self, environ: Mapping[str, str]) -> Secrets:
        """What looks up its secrets."""
        return Secrets(self.name, secret_names(self.models), self.table, environ)


def connection_spec(
    name: str,
    table: Mapping[str, object],
    sources: Sequence[SourceSpec],
    calendars: Sequence[CalendarSpec],
) -> ConnectionSpec:
    """Find out what a connection is, from its table and what its plugin offers.

    Without `kind` it is the plugin's first source and its first calendar; `kind` names another.

    Raises:
        Invalid: `kind`, or another shared setting, is wrong.
        PluginError: The plugin offers no kind of account.
    """
    plugin = str(table["plugin"])
    common = shared(name, table)
    source, calendar = _choose(sources, common.kind), _choose(calendars, common.kind)
    if source is None and calendar is None:
        kinds = (*(each.name for each in sources), *(each.name for each in calendars))
        if not kinds:
            raise PluginError("offers neither a source nor a calendar", plugin=plugin)
        reason = f"{common.kind!r} is none of {', '.join(kinds)}{near(common.kind, kinds)}"
        raise Invalid(f"connections.{name}.kind", reason)
    return ConnectionSpec(name, plugin, source, calendar, common, table)


def _choose(specs: Sequence[_Spec], kind: str) -> _Spec | None:
    """The spec that `kind` names; the first without one."""
    if not kind:
        return specs[0] if specs else None
    return next((each for each in specs if each.name == kind), None)
