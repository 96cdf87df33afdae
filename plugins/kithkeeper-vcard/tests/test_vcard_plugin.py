"""What the plugin offers, and what importing it costs."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from kithkeeper.hooks import PluginContext
from kithkeeper.model import Card
from kithkeeper_vcard import VCardPlugin
from kithkeeper_vcard.settings import CardSettings

CTX = PluginContext(
    api=(1, 0), plugin="vcard", owner="me", today=date(2026, 3, 4),
    now=datetime(2026, 3, 4, 9, tzinfo=UTC), timezone=ZoneInfo("UTC"),
)  # fmt: skip


def test_importing_the_plugin_stays_light():
    """Neither vobject nor pydantic is loaded before something is used."""
    code = (
        "import sys, kithkeeper_vcard\n"
        "print([m for m in ('vobject', 'pydantic', 'dateutil', 'http.client') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_plugin_reads_writes_and_connects():
    """One importer, two exporters, one source; what is written is read back."""
    plugin = VCardPlugin()
    (source,) = plugin.sources(CTX)
    (importer,) = plugin.importers(CTX)
    assert source.settings is CardSettings
    assert importer.recognises(b"BEGIN:VCARD\r\nFN:A\r\n") == 1.0
    for exporter in plugin.exporters(CTX):
        data = list(exporter.open(CTX).write([Card(name="Ada")], ()))
        (page,) = importer.open(CTX).read("x.vcf", data)
        assert [change.card.name for change in page.changes] == ["Ada"]


@pytest.mark.parametrize(
    "given", [{}, {"path": "a", "url": "https://x"}, {"path": "a", "colour": 1}]
)
def test_settings_want_one_place(given):
    """Either a path or an address; an unknown key is an error."""
    with pytest.raises(ValidationError):
        CardSettings(**given)


def test_password_is_a_secret():
    """The host finds it in the field's schema, and writing back is off by default."""
    extra = CardSettings.model_fields["password"].json_schema_extra
    assert extra == {"secret": True}
    assert not CardSettings(path="a").write
    assert all(field.description for field in CardSettings.model_fields.values())
