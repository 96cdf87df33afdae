"""Contacts from vCard files, folders and CardDAV address books for Kithkeeper."""

from kithkeeper.hooks import Plugin


class VCardPlugin(Plugin):
    """Contacts from vCard files, folders and CardDAV address books for Kithkeeper."""
