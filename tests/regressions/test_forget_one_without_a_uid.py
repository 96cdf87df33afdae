"""Forgetting somebody whose card has no UID ended in a TypeError once anything had been synced."""

from __future__ import annotations

from datetime import date

from kithkeeper.model import Card
from kithkeeper.testing import FakeSource, fake_network


def test_forget_one_without_a_uid_leaves_the_others(tmp_path):
    """She is gone and stays so; the neighbour is as before."""
    source = FakeSource()
    source.set("people/1", Card(name="Ada Lovelace"))
    source.set("people/2", Card(name="Bob Frost"))
    with fake_network(date(2026, 3, 2), sources={"cards": source}, store=tmp_path / "k.db") as net:
        net.sync()
        (ada,) = [each for each in net.contacts.all() if each.name == "Ada Lovelace"]
        net.contacts.forget(ada.id)
        net.sync(full=True)
        assert [each.name for each in net.contacts.all()] == ["Bob Frost"]
