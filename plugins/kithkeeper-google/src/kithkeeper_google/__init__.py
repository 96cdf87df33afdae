"""Contacts from Google for Kithkeeper."""

from kithkeeper.hooks import Plugin


class GooglePlugin(Plugin):
    """Contacts from Google for Kithkeeper."""
