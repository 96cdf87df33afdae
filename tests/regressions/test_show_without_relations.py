"""`show` says whom someone knows: what `relate` noted was to be seen in paths only."""

from __future__ import annotations

from datetime import date

from kithkeeper import Network
from kithkeeper.services.showing import show


def test_both_sides_show_it_the_closest_first():
    """With how they know each other, how well, and the user as one who is known."""
    with Network.in_memory(today=date(2026, 3, 2)) as net:
        ada = net.contacts.add("Ada Lovelace")
        bob = net.contacts.add("Bob Roe")
        cleo = net.contacts.add("Cleo Park")
        net.introductions.relate(ada, bob, verb="met")
        net.introductions.relate(cleo, ada, verb="trusts", how="school")
        net.introductions.relate("me", ada)
        assert show(net.session, ada.id)["relations"] == [
            {
                "contact": cleo.id,
                "name": "Cleo Park",
                "how": "school",
                "strength": 3,
                "since": None,
            },
            {"contact": "me", "name": "you", "how": "", "strength": 2, "since": None},
            {"contact": bob.id, "name": "Bob Roe", "how": "", "strength": 1, "since": None},
        ]
        assert [each["name"] for each in show(net.session, bob.id)["relations"]] == ["Ada Lovelace"]
