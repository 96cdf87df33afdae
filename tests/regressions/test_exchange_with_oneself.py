"""An exchange with the contact of one's own name was written down."""

from __future__ import annotations

from datetime import date

import pytest

from kithkeeper import Network
from kithkeeper.config import Config, Profile
from kithkeeper.errors import Invalid


@pytest.fixture
def net():
    config = Config(profile=Profile(name="Sam Öst"))
    with Network.in_memory(today=date(2026, 3, 4), config=config) as opened:
        yield opened


def test_it_is_refused_with_the_reason(net):
    """Sam keeps a card of his own; giving, asking and receiving there name him."""
    own = net.contacts.add("sam öst", email="sam@example.org")
    for act in (net.exchanges.give, net.exchanges.ask, net.exchanges.receive):
        with pytest.raises(Invalid, match="sam öst is you, by the profile's name"):
            act(own, "a word")
    assert net.exchanges.acts() == []


def test_an_act_for_a_whole_circle_leaves_oneself_out(net):
    """Sam and Ada are in it: the act is for Ada."""
    net.contacts.add("Sam Öst", circle="inner")
    ada = net.contacts.add("Ada Lovelace", circle="inner")
    assert net.exchanges.give_all("an invitation").contacts == (ada.id,)


def test_two_of_the_same_name_are_namesakes(net):
    """One can't tell which of them is oneself, so neither is."""
    one = net.contacts.add("Sam Öst")
    net.contacts.add("Sam Öst", email="other@example.org")
    assert net.exchanges.give(one, "a word").contacts == (one.id,)
