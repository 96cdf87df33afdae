"""The suite of importers passes what is right, and catches importers that are deliberately wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kithkeeper.model import Card
from kithkeeper.sync.ports import Change, Page
from kithkeeper.testing.importer_contract import ImporterContract


class Lines:
    """Reads `name` lines; the right importer."""

    def read(self, path, data):
        text = b"".join(data).decode("utf-8", "replace")
        lines = [line[2:].strip() for line in text.splitlines() if line.startswith("N:")]
        yield Page([Change(f"{n}", Card(name=name)) for n, name in enumerate(lines, 1) if name])


class ImporterUnderTest(ImporterContract):
    names = ("Ada Lovelace", "Bob Frost")
    make = Lines

    @pytest.fixture
    def open_importer(self):
        return type(self).make

    @pytest.fixture
    def sample(self):
        return b"N:Ada Lovelace\nN:Bob Frost\n"

    @pytest.fixture
    def recognises(self):
        return lambda data: 1.0 if data.startswith(b"N:") else 0.0


class TestLines(ImporterUnderTest):
    """A small importer keeps to the contract."""


class FirstChunk(Lines):
    """Reads the first chunk only."""

    def read(self, path, data):
        yield from super().read(path, [next(iter(data), b"")])


class Strict(Lines):
    """Ends in an error on bad input."""

    def read(self, path, data):
        text = b"".join(data).decode("ascii")
        yield from super().read(path, [text.encode()])


class OneKey(Lines):
    """Gives everyone the same key."""

    def read(self, path, data):
        for page in super().read(path, data):
            yield replace(page, changes=[replace(c, key="k") for c in page.changes])


class MakesUp(Lines):
    """Takes anything for a person."""

    def read(self, path, data):
        yield Page([Change("1", Card(name=b"".join(data).decode("utf-8", "replace")[:5] or "x"))])


MUTANTS = {"first-chunk": FirstChunk, "strict": Strict, "one-key": OneKey, "makes-up": MakesUp}


def suite(wrong):
    """The suite on a wrong one."""

    class TestMutant(ImporterUnderTest):
        make = staticmethod(wrong)

    return TestMutant


@pytest.mark.parametrize("name", MUTANTS)
def test_contract_mutants_of_importers_are_caught(name, failures):
    """A suite that lets a wrong importer pass is itself wrong."""
    assert failures(name)
