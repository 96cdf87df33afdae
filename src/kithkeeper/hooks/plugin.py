"""The base class that every plugin subclasses: one method a hook, overridden where wanted."""

# ruff: noqa: ARG002 - a specification uses none of its arguments
from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

import pluggy

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kithkeeper.hooks.context import NoticeContext, PluginContext
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

hookspec = pluggy.HookspecMarker("kithkeeper")

API = (1, 1)
"""Version of the hooks: a plugin for another major, or a newer minor, is not loaded."""


class Plugin:
    """What a plugin is: subclass it, override what you offer, name the class as entry point.

    No decorator is needed; the host tells an override by comparing with this class, so a type
    checker sees a wrong signature. Two families: *contributions* return small descriptors,
    *notifications* observe, and an error in one is recorded, never raised.

    Attributes:
        api: The version of the hooks that the plugin was written for.
        settings: A pydantic model for `[plugins.NAME]` in the config, checked on first use.

    Example:
        A rule in a file of its own, dropped into the `plugins` folder of the home::

            from kithkeeper.hooks import Plugin, RuleSpec

            class NoFridays(Plugin):
                def rules(self, ctx):
                    return [RuleSpec("no-fridays", "No outreach on Fridays", blocks=on_friday)]

            def on_friday(facts, day):
                return "Fridays are kept free" if day.weekday() == 4 else None
    """

    api: ClassVar[tuple[int, int]] = (1, 0)
    settings: ClassVar[type[BaseModel] | None] = None

    @hookspec
    def sources(self, ctx: PluginContext) -> Sequence[SourceSpec]:
        """Kinds of accounts that contacts come from.

        Example:
            ``return [SourceSpec("cards", "An address book", CardSettings, open_source)]``
        """
        return ()

    @hookspec
    def calendars(self, ctx: PluginContext) -> Sequence[CalendarSpec]:
        """Kinds of accounts that touchpoints go to and come back from.

        Example:
            ``return [CalendarSpec("caldav", "A CalDAV calendar", Settings, open_calendar)]``
        """
        return ()

    @hookspec
    def importers(self, ctx: PluginContext) -> Sequence[ImporterSpec]:
        """File formats that `kith import` reads, recognised by content.

        Example:
            ``return [ImporterSpec("vcf", "vCard files", (".vcf",), looks_like_vcard, VCardReader)]``
        """
        return ()

    @hookspec
    def exporters(self, ctx: PluginContext) -> Sequence[ExporterSpec]:
        """File formats that `kith export` writes.

        Example:
            ``return [ExporterSpec("vcf", "vCard 3.0", (".vcf",), VCardWriter)]``
        """
        return ()

    @hookspec
    def rules(self, ctx: PluginContext) -> Sequence[RuleSpec]:
        """Rules that join in planning and review.

        Example:
            ``return [RuleSpec("no-fridays", "No outreach on Fridays", blocks=on_friday)]``
        """
        return ()

    @hookspec
    def playbook(self, ctx: PluginContext) -> Sequence[PlaybookSpec]:
        """Scripts, openers and checklists beside the built-in ones.

        Example:
            ``return [PlaybookSpec("sales", "Lines for first calls", toml=SCRIPTS)]``
        """
        return ()

    @hookspec
    def occasions(self, ctx: PluginContext) -> Sequence[OccasionSpec]:
        """Days on which a whole circle may be greeted, such as the holidays of a country; since
        version 1.1 of the hooks.

        Example:
            ``return [OccasionSpec("feasts", "Feasts of my village", code_of, feasts_between)]``
        """
        return ()

    @hookspec
    def commands(self, ctx: PluginContext) -> Sequence[CommandSpec]:
        """Commands added to `kith`.

        Example:
            ``return [CommandSpec("greet", "Greet everyone", "my_plugin.cli:greet")]``
        """
        return ()

    @hookspec
    def contact_changed(self, ctx: NoticeContext) -> None:
        """After a contact was added, changed, merged or archived; `ctx.event` is a
        `ContactChanged`.

        Example:
            ``ctx.log.info("changed: %s", ctx.event.contact)``
        """

    @hookspec
    def touchpoint_logged(self, ctx: NoticeContext) -> None:
        """After a touch was logged, by whomever; `ctx.event` is a `TouchpointLogged`.

        Example:
            ``ctx.state["count"] = ctx.state.get("count", 0) + 1``
        """

    @hookspec
    def exchange_recorded(self, ctx: NoticeContext) -> None:
        """After an act of value was recorded; `ctx.event` is an `ExchangeRecorded`.

        Example:
            ``if ctx.event.kind == "ask": ctx.log.warning("an ask")``
        """

    @hookspec
    def circle_changed(self, ctx: NoticeContext) -> None:
        """After a contact was placed in another circle; `ctx.event` is a `CircleChanged`.

        Example:
            ``ctx.log.info("%s to %s", ctx.event.contact, ctx.event.circle)``
        """

    @hookspec
    def sync_finished(self, ctx: NoticeContext) -> None:
        """After a connection was synced; `ctx.event` is a `SyncFinished`.

        Example:
            ``ctx.log.info("%s: %s", ctx.event.connection, ctx.event.summary)``
        """


HOOKS = tuple(name for name, value in vars(Plugin).items() if hasattr(value, "kithkeeper_spec"))
"""Names of all hooks, in the order of the class."""
