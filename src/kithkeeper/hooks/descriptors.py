"""What contributions return: small descriptors, cheap to make, that say how to get the real thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kithkeeper.hooks.context import PluginContext
    from kithkeeper.rules.facts import Candidate, ContactFacts, Finding, View
    from kithkeeper.sync.ports import Calendar, Exporter, Importer, Source


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """A kind of account that contacts come from.

    Attributes:
        name: What `plugin = "…"` in a connection selects together with the plugin's name; the
            first one a plugin offers needs no further key.
        settings: A pydantic model of the `[connections.X]` table, less `plugin`. A field whose
            `json_schema_extra` has `{"secret": True}` may be given as FIELD_env, FIELD_command or
            through the keyring, and is shown nowhere.
        open: Makes the source; called when the connection is used. Heavy imports belong there.
        check: Looks whether the account answers, for `kith connect` and `kith doctor`; returns
            lines that describe it.
        login: Lets the user in through a browser, for `kith connect`, before `check` and again
            after `LoginNeeded`; returns lines that say what was granted.
    """

    name: str
    help: str
    settings: type[BaseModel]
    open: Callable[[PluginContext], Source]
    check: Callable[[PluginContext], Iterable[str]] | None = None
    login: Callable[[PluginContext], Iterable[str]] | None = None


@dataclass(frozen=True, slots=True)
class CalendarSpec:
    """A kind of account that touchpoints go to and come back from; see `SourceSpec`."""

    name: str
    help: str
    settings: type[BaseModel]
    open: Callable[[PluginContext], Calendar]
    check: Callable[[PluginContext], Iterable[str]] | None = None


@dataclass(frozen=True, slots=True)
class ImporterSpec:
    """A file format that can be read.

    Attributes:
        endings: Usual file name endings, lower case with the dot: a hint for walking folders.
        recognises: Given the first 64 KiB, how sure it is that this is its format: 0 not at
            all, 1 certain. The format with the highest answer reads the file.
        open: Makes the reader.
        source: Whose keys its records carry: formats with one source are forms of the same thing,
            so that what one brought the other updates. Empty for a source of its own.
    """

    name: str
    help: str
    endings: tuple[str, ...]
    recognises: Callable[[bytes], float]
    open: Callable[[PluginContext], Importer]
    source: str = ""


@dataclass(frozen=True, slots=True)
class ExporterSpec:
    """A file format that can be written."""

    name: str
    help: str
    endings: tuple[str, ...]
    open: Callable[[PluginContext], Exporter]


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """A rule that joins in planning and review. It works on facts, and is given the day.

    Attributes:
        blocks: A reason why this contact must not be planned on this day, or None.
        weighs: A number added to a candidate's weight among equals, and why.
        finds: Findings for the review.
    """

    name: str
    help: str
    blocks: Callable[[ContactFacts, date], str | None] | None = None
    weighs: Callable[[Candidate], tuple[float, str]] | None = None
    finds: Callable[[View], Iterable[Finding]] | None = None


@dataclass(frozen=True, slots=True)
class PlaybookSpec:
    """Scripts and lines in the TOML form of the built-in playbook."""

    name: str
    help: str
    toml: str


@dataclass(frozen=True, slots=True)
class OccasionSpec:
    """Days on which a whole circle may be greeted, by country.

    Attributes:
        country: The code by which `days` knows the country that an address names (in words or by
            an ISO 3166 code), or None where it knows nothing of it.
        days: The days of that country from a first to a last date, both included, each with its
            English name; a day of two names comes twice.
    """

    name: str
    help: str
    country: Callable[[str], str | None]
    days: Callable[[str, date, date], Iterable[tuple[date, str]]]


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """A command for `kith`: `target` is "package.module:click_command", imported when it is run."""

    name: str
    help: str
    target: str
