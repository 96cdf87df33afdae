"""Contacts from LinkedIn, Google, Outlook and other CSV exports for Kithkeeper."""

from kithkeeper.hooks import Plugin


class CsvPlugin(Plugin):
    """Contacts from LinkedIn, Google, Outlook and other CSV exports for Kithkeeper."""
