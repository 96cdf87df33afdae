"""A card that got another address there while both sides changed its note was overwritten unasked."""

from datetime import date

from kithkeeper.model import Card
from kithkeeper.testing import FakeSource, fake_network


def test_a_renamed_card_that_both_changed_is_a_conflict():
    """Ours stays here, theirs there, and nothing is written until it is settled."""
    source = FakeSource()
    source.set("ada.vcf", Card(name="Ada Lovelace", uid="u1", notes="base"))
    settings = {"cards": {"write": True}}
    with fake_network(date(2026, 3, 2), sources={"cards": source}, settings=settings) as net:
        net.sync("cards")
        (ada,) = net.contacts.all()
        net.contacts.edit(ada.id, notes="ours")
        source.remove("ada.vcf")
        source.set("lovelace.vcf", Card(name="Ada Lovelace", uid="u1", notes="theirs"))
        (report,) = net.sync("cards")
        assert report.conflicts == ["Ada Lovelace: notes is 'ours' here and 'theirs' there"]
        assert net.contacts.get(ada.id).notes == "ours"
        assert source.cards["lovelace.vcf"].notes == "theirs"
        assert len(net.contacts.all()) == 1
