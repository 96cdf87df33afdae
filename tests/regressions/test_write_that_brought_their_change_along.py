"""A number that they added between our read and our write was kept there and never shown here."""

from datetime import date

from pydantic import BaseModel

from kithkeeper.config import Config
from kithkeeper.hooks import Plugin, SourceSpec
from kithkeeper.model import Card, Phone
from kithkeeper.network import Network
from kithkeeper.sync.ports import Outcome, Result
from kithkeeper.testing.source import FakeSource


class Settings(BaseModel):
    write: bool = True


class Merging(FakeSource):
    """Someone adds a number just before our write, which is merged with it there."""

    def push(self, change, base, expected):
        card = change.card.model_copy(update={"phones": (Phone(value="+4930123456"),)})
        self.set(change.key, card)
        return Outcome(Result.OK, change.key, None, "", card=card)


def test_what_came_along_with_a_write_is_shown():
    """At once: the pull after it finds nothing new."""
    source = Merging()
    source.set("ada", Card(name="Ada Lovelace"))

    class Cards(Plugin):
        name = "cards"

        def sources(self, ctx):
            return [SourceSpec("cards", "Cards", Settings, open=lambda ctx: source)]

    config = Config(connections={"cards": {"plugin": "cards", "write": True}})
    with Network.in_memory(date(2026, 3, 2), config=config, plugins=[Cards]) as net:
        net.sync()
        (ada,) = net.contacts.all()
        net.contacts.edit(ada.id, notes="met in Turin")
        net.sync()
        assert [each.value for each in net.contacts.get(ada.id).phones] == ["+4930123456"]
