"""The plugin of meetings: calendar files, and calendars that are only read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from kithkeeper.hooks import ImporterSpec, Plugin
from kithkeeper_caldav.meeting_lines import recognises_calendar

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kithkeeper.hooks import PluginContext, SourceSpec
    from kithkeeper.sync.ports import Importer, Source


class _WhenAsked:
    """Gives the settings' model when it is asked for, so that the plugin loads without pydantic."""

    def __get__(self, instance: object, owner: type) -> type[BaseModel]:
        from kithkeeper_caldav.meeting_settings import MeetingFileSettings

        return MeetingFileSettings


class MeetingsPlugin(Plugin):
    """Past meetings with people you know, from calendar files and from calendars on CalDAV servers."""

    settings: ClassVar[type[BaseModel] | None] = cast("type[BaseModel]", _WhenAsked())

    def importers(self, ctx: PluginContext) -> Sequence[ImporterSpec]:
        """ICalendar files."""
        help = "Past meetings of a calendar"
        return [ImporterSpec("meetings", help, (".ics",), recognises_calendar, _open_file)]

    def sources(self, ctx: PluginContext) -> Sequence[SourceSpec]:
        """A calendar on any CalDAV server, only read."""
        from kithkeeper.hooks import SourceSpec
        from kithkeeper_caldav.meeting_settings import MeetingSettings

        help = "Past meetings of a CalDAV calendar, which is only read"
        return [SourceSpec("meetings", help, MeetingSettings, _open, _check)]


def _open_file(ctx: PluginContext) -> Importer:
    from kithkeeper_caldav.meeting_source import MeetingFile

    return MeetingFile(ctx)


def _open(ctx: PluginContext) -> Source:
    from kithkeeper_caldav.meeting_source import open_source

    return open_source(ctx)


def _check(ctx: PluginContext) -> Iterable[str]:
    from kithkeeper_caldav.meeting_source import check_source

    return check_source(ctx)
