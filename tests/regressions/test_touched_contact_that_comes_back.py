"""Somebody whom the user had placed, gone from the source and back there later, came in twice."""

from datetime import date

import pytest

from kithkeeper.model import Card, Email
from kithkeeper.testing import FakeSource, fake_network

ADA = Card(name="Ada Lovelace", uid="u1", emails=(Email(value="ada@example.org"),), notes="chess")


@pytest.mark.parametrize("key", ["ada.vcf", "lovelace.vcf"])
def test_the_same_uid_at_the_same_source_is_the_same_contact(key):
    """Under the old address or another one; what the source gave went and is here again."""
    source = FakeSource()
    source.set("ada.vcf", ADA)
    settings = {"cards": {"write": True}}
    with fake_network(date(2026, 3, 2), sources={"cards": source}, settings=settings) as net:
        net.sync("cards")
        (ada,) = net.contacts.all()
        net.contacts.place(ada.id, "inner")
        source.remove("ada.vcf")
        net.sync("cards")
        alone = net.contacts.get(ada.id)
        assert (alone.name, alone.emails, alone.notes) == ("Ada Lovelace", (), "")
        source.set(key, ADA)
        net.sync("cards")
        (row,) = net.contacts.all()
        back = net.contacts.get(row.id)
        assert (back.id, back.circle, back.notes) == (ada.id, "inner", "chess")
        assert [each.value for each in back.emails] == ["ada@example.org"]
