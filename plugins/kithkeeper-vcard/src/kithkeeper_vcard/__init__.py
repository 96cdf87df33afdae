"""Contacts from vCard files, folders and CardDAV address books for Kithkeeper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kithkeeper.hooks import ExporterSpec, ImporterSpec, Plugin, SourceSpec

if TYPE_CHECKING:
    from kithkeeper.hooks import PluginContext
    from kithkeeper.sync.ports import Exporter, Importer, Source

_ENDINGS = (".vcf", ".vcard")


class VCardPlugin(Plugin):
    """Contacts from vCard files, folders and CardDAV address books for Kithkeeper."""

    def sources(self, ctx: PluginContext) -> Sequence[SourceSpec]:
        """A file, a folder or a CardDAV address book as a connection."""
        from kithkeeper_vcard.settings import CardSettings

        return [
            SourceSpec("cards", "vCard files or CardDAV", CardSettings, _open_source, _check_source)
        ]

    def importers(self, ctx: PluginContext) -> Sequence[ImporterSpec]:
        """Reading vCard files of any version."""
        return [ImporterSpec("vcf", "vCard 2.1, 3.0 and 4.0", _ENDINGS, _recognises, _open_reader)]

    def exporters(self, ctx: PluginContext) -> Sequence[ExporterSpec]:
        """Writing vCard 3.0, which every address book reads, and 4.0."""
        return [
            ExporterSpec("vcf", "vCard 3.0", _ENDINGS, _open_writer),
            ExporterSpec("vcf4", "vCard 4.0", _ENDINGS, _open_writer_4),
        ]


def _recognises(head: bytes) -> float:
    from kithkeeper_vcard.reader import looks_like_vcard

    return looks_like_vcard(head)


def _open_reader(_: PluginContext) -> Importer:
    from kithkeeper_vcard.reader import VCardReader

    return VCardReader()


def _open_writer(_: PluginContext) -> Exporter:
    from kithkeeper_vcard.writer import VCardWriter

    return VCardWriter("3.0")


def _open_writer_4(_: PluginContext) -> Exporter:
    from kithkeeper_vcard.writer import VCardWriter

    return VCardWriter("4.0")


def _open_source(ctx: PluginContext) -> Source:
    from kithkeeper_vcard.source import open_source

    return open_source(ctx)


def _check_source(ctx: PluginContext) -> Iterable[str]:
    from kithkeeper_vcard.source import check_source

    return check_source(ctx)
