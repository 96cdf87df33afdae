"""Opens the source that a connection's settings describe."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from kithkeeper_vcard.settings import CardSettings

if TYPE_CHECKING:
    from kithkeeper.hooks import PluginContext
    from kithkeeper.sync.ports import Source
    from kithkeeper_vcard.carddav import CardDavSource


def open_source(ctx: PluginContext) -> Source:
    """The file, folder or address book; it can be written to only with `write = true`."""
    settings = cast("CardSettings", ctx.settings)
    if settings.path:
        from kithkeeper_vcard.folder import FolderSource, WritableFolderSource

        folder = WritableFolderSource if settings.write else FolderSource
        return folder(Path(settings.path).expanduser())
    return _open_book(ctx, settings)


def _open_book(ctx: PluginContext, settings: CardSettings) -> CardDavSource:
    if settings.write:
        from kithkeeper_vcard.writing import WritableCardDavSource

        return WritableCardDavSource(ctx, settings)
    from kithkeeper_vcard.carddav import CardDavSource

    return CardDavSource(ctx, settings)


def check_source(ctx: PluginContext) -> Iterable[str]:
    """Lines that say what is there.

    Raises:
        LoginNeeded: The server does not take the password.
        PluginError: There is nothing to read.
    """
    settings = cast("CardSettings", ctx.settings)
    if settings.path:
        from kithkeeper_vcard.folder import describe

        return [describe(Path(settings.path).expanduser())]
    return _open_book(ctx, settings).describe()
