"""A secret that a plugin put into an error, a problem or an outcome was shown in the report."""

from __future__ import annotations

import logging

import pytest

from kithkeeper import Network

PLUGIN = '''
from pydantic import BaseModel, Field

from kithkeeper.errors import PluginError, Problem
from kithkeeper.hooks import Plugin, SourceSpec
from kithkeeper.model import Card
from kithkeeper.sync.ports import Change, Outcome, Page, Result


class Settings(BaseModel):
    password: str = Field("", json_schema_extra={"secret": True})
    how: str


class Source:
    def __init__(self, ctx):
        self.how, self.said = ctx.settings.how, "no entry with " + ctx.secret("password")
        self.log = ctx.log

    def pull(self, cursor):
        if self.how == "unknown error":
            raise ValueError(self.said)
        if self.how == "known error":
            raise PluginError(self.said)
        if self.how == "log":
            try:
                raise ValueError(self.said)
            except ValueError:
                self.log.exception("refused")
        told = [Problem("", None, "Ada", self.said)] if self.how == "problem" else []
        change = Change("a", Card(name="Ada Lovelace", uid="u1"), "1", "raw")
        yield Page(changes=[change], problems=told, checkpoint="c", complete=True)

    def push(self, change, base, expected):
        if self.how == "outcome":
            return Outcome(Result.REFUSED, reason=self.said)
        raise ValueError(self.said)


class Loud(Plugin):
    """Says too much."""

    def sources(self, ctx):
        return [SourceSpec("loud", "A source", Settings, Source)]
'''
CONFIG = """
[connections.x]
plugin = "loud"
password_env = "PASSWORD"
write = true
how = "{how}"
"""


@pytest.fixture
def synced(tmp_path):
    """What a sync says of a source that shows its secret in some way, after an edit of the user's."""
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "loud.py").write_text(PLUGIN)

    def run(how):
        environ = {"PASSWORD": "xyzzy-4711"}
        for now in ("quiet", how):
            (tmp_path / "config.toml").write_text(CONFIG.format(how=now))
            with Network.open(tmp_path / "kith.db", home=tmp_path, environ=environ) as net:
                (report,) = net.sync()
                for each in net.contacts.all():
                    net.contacts.edit(each.id, notes="edited")
        return report

    return run


@pytest.mark.parametrize("how", ["unknown error", "known error", "problem", "outcome", "write"])
def test_secret_in_an_error_is_hidden_in_the_report(synced, how):
    """Whatever way it took, the words around it are there and it is not."""
    said = str(synced(how))
    assert "no entry with •••" in said
    assert "xyzzy" not in said


@pytest.mark.parametrize("how", ["unknown error", "log"])
def test_secret_in_an_error_stays_out_of_the_log(synced, caplog, how):
    """A traceback is logged without it."""
    caplog.set_level(logging.DEBUG)
    caplog.handler.setFormatter(logging.Formatter())
    synced(how)
    assert "ValueError: no entry with •••" in caplog.text
    assert "xyzzy" not in caplog.text
