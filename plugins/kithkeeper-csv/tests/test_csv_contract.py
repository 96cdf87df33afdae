"""The table readers keep the promises of every importer."""

import pytest

from kithkeeper.testing import ImporterContract
from kithkeeper_csv import CsvPlugin

LINKEDIN = (
    b"First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    b"Ada,Lovelace,https://www.linkedin.com/in/ada,,Engines,Head,08 Feb 2026\n"
    b"Bob,Frost,https://www.linkedin.com/in/bob,,Poems,Poet,09 Feb 2026\n"
)
ANY = b"Name,E-mail\nAda Lovelace,ada@example.org\nBob Frost,bob@example.org\n"


class _TableContract(ImporterContract):
    format = ""
    text = b""
    names = ("Ada Lovelace", "Bob Frost")

    @pytest.fixture
    def spec(self, make_context):
        specs = CsvPlugin().importers(make_context())
        return next(each for each in specs if each.name == self.format)

    @pytest.fixture
    def open_importer(self, spec, make_context):
        return lambda: spec.open(make_context())

    @pytest.fixture
    def recognises(self, spec):
        return spec.recognises

    @pytest.fixture
    def sample(self):
        return self.text


class TestLinkedIn(_TableContract):
    """The suite on LinkedIn's connections."""

    format, text = "linkedin", LINKEDIN


class TestAnyTable(_TableContract):
    """The suite on a table of unknown origin."""

    format, text = "csv", ANY
