"""Touchpoints in CalDAV calendars for Kithkeeper."""

from kithkeeper.hooks import Plugin


class CalDavPlugin(Plugin):
    """Touchpoints in CalDAV calendars for Kithkeeper."""
