"""A library in C, or a process that a plugin began, wrote into the JSON document of a command."""

import pytest

PLUGIN = '''
import os
import subprocess
import sys

from pydantic import BaseModel, ConfigDict, Field

from kithkeeper.hooks import Plugin, SourceSpec
from kithkeeper.model import Card
from kithkeeper.sync.ports import Change, Page


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")
    how: str = Field(description="How it writes")


class Chatter:
    def __init__(self, ctx):
        self.how = ctx.settings.how

    def pull(self, cursor):
        if self.how == "descriptor":
            os.write(1, b"chatter\\n")
        elif self.how == "process":
            subprocess.run([sys.executable, "-c", "print('chatter')"], check=True)
        elif self.how == "first stream":
            sys.__stdout__.write("chatter\\n")
            sys.__stdout__.flush()
        else:
            os.close(1)
        yield Page([Change("ada", Card(name="Ada Example"))], complete=True)


class Chatty(Plugin):
    """Writes where only the answer may stand."""

    def sources(self, ctx):
        return [SourceSpec("chatty", "A chatty account", Settings, Chatter)]
'''


@pytest.fixture
def home(tmp_path):
    place = tmp_path / "home"
    (place / "plugins").mkdir(parents=True)
    (place / "plugins" / "chatty.py").write_text(PLUGIN)
    return place


@pytest.mark.parametrize("how", ["descriptor", "process", "first stream"])
def test_the_answer_stands_alone(kith, home, how):
    """Whatever others write to file descriptor 1, there is one document on standard output."""
    (home / "config.toml").write_text(f'[connections.x]\nplugin = "chatty"\nhow = "{how}"\n')
    assert [each["pulled"]["added"] for each in kith("sync")] == [1]


def test_an_output_that_is_closed_under_it_takes_no_answer_away(kith, home):
    """The answer goes out by a descriptor of its own."""
    (home / "config.toml").write_text('[connections.x]\nplugin = "chatty"\nhow = "close"\n')
    assert [each["pulled"]["added"] for each in kith("sync")] == [1]
