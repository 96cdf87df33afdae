"""A source in twenty lines: the staff list of a company, as JSON from its intranet.

Drop this file into the `plugins` folder of your home, then `kith connect staff --as work --set
url=https://intranet.example/staff.json` and `kith sync`. Merging, history, the guard against an
emptied list and going on after a crash come from the engine.
"""

import json

from pydantic import BaseModel, Field

from kithkeeper.errors import PluginError
from kithkeeper.hooks import Plugin, SourceSpec
from kithkeeper.model import Card, Email, Organization
from kithkeeper.sync.ports import Change, Page


class StaffSettings(BaseModel):
    url: str = Field(description="Where the list is")


class StaffSource:
    def __init__(self, ctx):
        self.ctx = ctx

    def pull(self, cursor):
        answer = self.ctx.http().request("GET", self.ctx.settings.url)
        if answer.status != 200:
            raise PluginError(f"{answer.url} answered {answer.status}")
        people = json.loads(answer.body)
        yield Page([Change(each["id"], card_of(each)) for each in people], complete=True)


def card_of(person):
    work = Organization(name="Engines Ltd", title=person["title"])
    return Card(name=person["name"], emails=(Email(value=person["mail"]),), organizations=(work,))


class Staff(Plugin):
    def sources(self, ctx):
        return [SourceSpec("staff", "A staff list as JSON", StaffSettings, StaffSource)]
