"""Contacts from Google for Kithkeeper: the plugin and what it offers. Nothing heavy is imported here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kithkeeper.hooks import Plugin

if TYPE_CHECKING:
    from kithkeeper.hooks import PluginContext, SourceSpec
    from kithkeeper.sync.ports import WritableSource

__all__ = ["GooglePlugin", "check", "login", "open_source"]


class GooglePlugin(Plugin):
    """Contacts from Google for Kithkeeper."""

    def sources(self, ctx: PluginContext) -> Sequence[SourceSpec]:
        """One kind of account: Google Contacts over the People API."""
        from kithkeeper.hooks import SourceSpec
        from kithkeeper_google.settings import GoogleSettings

        return [
            SourceSpec(
                "google",
                "Google Contacts (People API)",
                GoogleSettings,
                open=open_source,
                check=check,
                login=login,
            )
        ]


def open_source(ctx: PluginContext) -> WritableSource:
    """Make the source of a connection; raises `LoginNeeded` where no login is stored."""
    from kithkeeper_google.source import open_source as make

    return make(ctx)


def check(ctx: PluginContext) -> Iterable[str]:
    """Ask Google one question and describe the account in a few lines; see `open_source`."""
    from kithkeeper_google.source import check as ask

    return ask(ctx)


def login(ctx: PluginContext) -> Iterable[str]:
    """Let the user in through the browser and store the token; returns lines that say what was granted."""
    from kithkeeper_google.login import login as let_in

    return let_in(ctx)
