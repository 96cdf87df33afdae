"""The vCard reader keeps the promises of every importer."""

import pytest

from kithkeeper.testing import ImporterContract
from kithkeeper_vcard.reader import VCardReader, looks_like_vcard


class TestVCardImporter(ImporterContract):
    """The suite on the reader itself."""

    names = ("Ada Lovelace", "Bob Frost")

    @pytest.fixture
    def open_importer(self):
        return VCardReader

    @pytest.fixture
    def recognises(self):
        return looks_like_vcard

    @pytest.fixture
    def sample(self):
        cards = (
            "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:1\r\nFN:Ada Lovelace\r\nEND:VCARD\r\n",
            "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:2\r\nFN:Bob Frost\r\nEND:VCARD\r\n",
        )
        return "".join(cards).encode()
