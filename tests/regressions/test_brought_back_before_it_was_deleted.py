"""Who was removed everywhere and brought back before a sync was deleted at the source all the same."""

from datetime import date

from kithkeeper.model import Card
from kithkeeper.testing import FakeSource, fake_network


def test_who_was_brought_back_stays_at_the_source():
    """The deletion that no sync has carried out yet is taken back too."""
    source = FakeSource()
    source.set("ada", Card(name="Ada Lovelace", uid="u1"))
    settings = {"cards": {"write": True}}
    with fake_network(date(2026, 3, 2), sources={"cards": source}, settings=settings) as net:
        net.sync("cards")
        (ada,) = net.contacts.all()
        net.contacts.remove(ada.id, everywhere=True)
        net.contacts.unarchive(ada.id)
        net.sync("cards")
        assert list(source.cards) == ["ada"]
        assert [each.name for each in net.contacts.all()] == ["Ada Lovelace"]
