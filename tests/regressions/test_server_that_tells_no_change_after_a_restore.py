"""A server that was restored and told of no change refused each write of a card for good."""

from datetime import date

from kithkeeper.model import Card
from kithkeeper.sync.ports import Page
from kithkeeper.testing import FakeSource, fake_network


class Silent(FakeSource):
    """Answers each cursor with no change, as servers do with tokens from their future."""

    def pull(self, cursor):
        return super().pull(None) if cursor is None else iter([Page(checkpoint=cursor)])


def test_a_card_that_is_another_than_it_was_told_is_read_by_the_next_sync():
    """The first leaves it with a line; the next reads everything, and writes ours beside theirs."""
    source = Silent()
    source.set("a", Card(name="Ada Lovelace", uid="u1"))
    settings = {"cards": {"write": True}}
    with fake_network(date(2026, 3, 2), sources={"cards": source}, settings=settings) as net:
        net.sync("cards")
        (ada,) = net.contacts.all()
        source.set("a", Card(name="Ada Lovelace", uid="u1", met_where="Turin"))
        net.contacts.edit(ada.id, notes="chess")
        (first,) = net.sync("cards")
        assert [line.partition(":")[0] for line in first.conflicts] == ["Ada Lovelace"]
        (second,) = net.sync("cards")
        assert second.conflicts == []
    assert (source.cards["a"].notes, source.cards["a"].met_where) == ("chess", "Turin")
