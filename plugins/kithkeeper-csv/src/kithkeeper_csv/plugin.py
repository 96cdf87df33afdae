"""The plugin: what it reads and writes, each told by its content."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from kithkeeper.errors import Invalid
from kithkeeper.hooks import ExporterSpec, ImporterSpec, Plugin, PluginContext

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kithkeeper.sync.ports import Exporter, Importer
    from kithkeeper_csv.layouts import Kind
    from kithkeeper_csv.settings import CsvSettings
    from kithkeeper_csv.sheet import Options

_MAPPINGS = "mappings"


class _WhenAsked:
    """Gives the settings' model when it is asked for, so that the plugin loads without pydantic."""

    def __get__(self, instance: object, owner: type) -> type[BaseModel]:
        from kithkeeper_csv.settings import CsvSettings

        return CsvSettings


class CsvPlugin(Plugin):
    """Contacts and touches from LinkedIn, Google, Outlook and other exports; CSV out."""

    settings: ClassVar[type[BaseModel] | None] = cast("type[BaseModel]", _WhenAsked())

    def importers(self, ctx: PluginContext) -> Sequence[ImporterSpec]:
        """CSV by who wrote it, and LinkedIn's whole ZIP."""
        return [
            _table("linkedin", "A CSV file of a LinkedIn export", _linkedin, ctx),
            _table("google-csv", "A CSV export of Google Contacts", _google, ctx),
            _table("outlook", "A CSV export of Outlook contacts", _outlook, ctx),
            _table("csv", "Any CSV file with a header line", _other, ctx),
            ImporterSpec(
                "linkedin-zip", "A whole LinkedIn export", (".zip",), _is_archive, _open_archive,
                source="linkedin",
            ),
        ]  # fmt: skip

    def exporters(self, ctx: PluginContext) -> Sequence[ExporterSpec]:
        """CSV for spreadsheets."""
        return [
            ExporterSpec("csv", "CSV for a spreadsheet", (".csv",), _open_csv_out),
        ]


def _table(name: str, help: str, takes: Callable[[Kind], bool], ctx: PluginContext) -> ImporterSpec:
    recognises = partial(_is_table, takes=takes, ctx=ctx)
    endings = (".csv", ".tsv", ".txt") if name == "csv" else (".csv",)
    return ImporterSpec(name, help, endings, recognises, _open_table)


def _is_table(head: bytes, *, takes: Callable[[Kind], bool], ctx: PluginContext) -> float:
    from kithkeeper_csv.layouts import certainty, layout_of
    from kithkeeper_csv.signs import is_junk

    if is_junk(head):
        return 0.0
    settings = cast("CsvSettings | None", ctx.settings)
    layout = layout_of(head, settings.columns if settings else None)
    return certainty(layout) if layout and takes(layout.kind) else 0.0


def _linkedin(kind: Kind) -> bool:
    from kithkeeper_csv.layouts import LINKEDIN

    return kind in LINKEDIN


def _google(kind: Kind) -> bool:
    from kithkeeper_csv.layouts import GOOGLE

    return kind in GOOGLE


def _outlook(kind: Kind) -> bool:
    return kind == "outlook"


def _other(kind: Kind) -> bool:
    return not (_linkedin(kind) or _google(kind) or _outlook(kind))


def _is_archive(head: bytes) -> float:
    from kithkeeper_csv.signs import recognises_archive

    return recognises_archive(head)


def _open_table(ctx: PluginContext) -> Importer:
    from kithkeeper_csv.importer import CsvImporter

    return CsvImporter(options_of(ctx))


def _open_archive(ctx: PluginContext) -> Importer:
    from kithkeeper_csv.archive import ArchiveImporter

    return ArchiveImporter(options_of(ctx))


def _open_csv_out(ctx: PluginContext) -> Exporter:  # noqa: ARG001
    from kithkeeper_csv.exporter import CsvExporter

    return CsvExporter()


def _told(columns: Mapping[str, str]) -> dict[str, str]:
    """What the user says of this file's columns.

    Raises:
        Invalid: A meaning is none.
    """
    from kithkeeper_csv.mapping import FIELDS, is_field

    for column, meaning in columns.items():
        if not is_field(meaning):
            raise Invalid(f"column {column}", f"{meaning!r} is none of {', '.join(FIELDS)}")
    return {column.strip(): meaning for column, meaning in columns.items()}


def options_of(ctx: PluginContext) -> Options:
    """What reading depends on, from the host's context; new mappings go into its state."""
    from kithkeeper_csv.sheet import Options

    settings = cast("CsvSettings | None", ctx.settings)
    kept = ctx.state.get(_MAPPINGS)
    mappings = kept if isinstance(kept, dict) else {}
    if not ctx.dry_run:
        ctx.state[_MAPPINGS] = mappings
    return Options(
        told=_told(ctx.columns),
        today=ctx.today,
        timezone=ctx.timezone,
        now=ctx.now,
        region=ctx.region,
        me=frozenset(each.strip().casefold() for each in settings.me) if settings else frozenset(),
        columns=settings.columns if settings else {},
        encoding=settings.encoding if settings else "",
        mappings=mappings,
        remember=not ctx.dry_run,
    )
