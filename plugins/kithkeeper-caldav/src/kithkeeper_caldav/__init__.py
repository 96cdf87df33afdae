"""Touchpoints in CalDAV calendars for Kithkeeper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kithkeeper.hooks import Plugin

if TYPE_CHECKING:
    from kithkeeper.hooks import CalendarSpec, PluginContext
    from kithkeeper.sync.ports import Calendar


class CalDavPlugin(Plugin):
    """Touchpoints in CalDAV calendars for Kithkeeper."""

    def calendars(self, ctx: PluginContext) -> Sequence[CalendarSpec]:
        """One kind of calendar, for every server that speaks CalDAV."""
        from kithkeeper.hooks import CalendarSpec
        from kithkeeper_caldav.settings import CalDavSettings

        return (
            CalendarSpec(
                "caldav",
                "A CalDAV calendar: Nextcloud, Radicale, iCloud, Fastmail, mailbox.org …",
                CalDavSettings,
                _open,
                _check,
            ),
        )


def _open(ctx: PluginContext) -> Calendar:
    """Open the connection's calendar; the `caldav` package is imported here and not before."""
    from kithkeeper_caldav.connect import open_calendar

    return open_calendar(ctx)


def _check(ctx: PluginContext) -> Iterable[str]:
    """Look whether the account answers and what its server can do; yields lines that say so."""
    from kithkeeper_caldav.connect import check_calendar

    return check_calendar(ctx)
