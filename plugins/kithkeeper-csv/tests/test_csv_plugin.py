"""The plugin as the host meets it: found by entry point, light, and certain of its own files."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points

import pytest

from kithkeeper.hooks import Plugin
from kithkeeper.sync.ports import Exporter, Importer
from kithkeeper_csv import CsvPlugin


def test_entry_point_names_the_class():
    """The host finds the plugin under `csv`."""
    (found,) = (each for each in entry_points(group="kithkeeper") if each.name == "csv")
    assert found.load() is CsvPlugin
    assert issubclass(CsvPlugin, Plugin)


def test_looking_at_a_file_needs_no_models():
    """Importing the plugin and recognising a file load neither pydantic nor icalendar."""
    code = (
        "import sys; from kithkeeper_csv import CsvPlugin\n"
        "from types import SimpleNamespace as N\n"
        "specs = CsvPlugin().importers(N(settings=None))\n"
        "print([s.name for s in specs if s.recognises(b'Name,Email\\nAda,a@b.org\\n')])\n"
        "print(sorted({'pydantic', 'icalendar', 'zipfile'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[0] == "['csv']"
    assert "pydantic" not in ran.stdout.splitlines()[1]
    assert "icalendar" not in ran.stdout.splitlines()[1]


def test_settings_are_a_model():
    """The host finds the model on the class and on an instance."""
    assert CsvPlugin.settings is CsvPlugin().settings
    assert CsvPlugin.settings.model_validate({"me": ["a@example.org"]}).me == ("a@example.org",)


def test_every_format_opens(make_context):
    """Each descriptor makes what its protocol asks for."""
    ctx = make_context()
    assert all(isinstance(spec.open(ctx), Importer) for spec in CsvPlugin().importers(ctx))
    assert all(isinstance(spec.open(ctx), Exporter) for spec in CsvPlugin().exporters(ctx))


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04", b"BEGIN:VCALENDAR\n", b'{"kithkeeper": 1}', b"Name,Email\n", b"\xff\xfeN\0,\0", b"\0" * 99,
     b"\x00\xd8" * 99, b"a,b\n" * 30_000, b'"' * 65_536, b"," * 65_536],
)  # fmt: skip
def test_recognising_never_fails(make_context, content):
    """Whatever the first bytes are, each format answers with a number from 0 to 1."""
    for spec in CsvPlugin().importers(make_context()):
        assert 0 <= spec.recognises(content) <= 1


def test_one_format_claims_a_file(make_context):
    """A file is claimed by one format, whatever its name."""
    contents = {
        "linkedin": b"First Name,Last Name,URL,Email Address,Company,Position,Connected On\n",
        "google-csv": b"First Name,Last Name,File As,Labels,E-mail 1 - Label,E-mail 1 - Value\n",
        "outlook": b"First Name,Last Name,E-mail Address,Business Street\n",
        "csv": b"Name;Telefon\n",
    }
    specs = CsvPlugin().importers(make_context())
    for name, content in contents.items():
        assert [spec.name for spec in specs if spec.recognises(content)] == [name]
