"""Where somebody works, told of a contact at an event, was dropped."""

from __future__ import annotations

from datetime import date

from kithkeeper import Network


def test_what_was_not_known_of_a_contact_is_filled_in():
    """New Guy is met twice: place, title and address come with the second line, and stay."""
    with Network.in_memory(today=date(2026, 3, 2)) as net:
        net.events.add("Fair", date(2026, 3, 1))
        who = net.events.met("Fair", "New Guy").contact
        for place in ("Acme", "ACME"):
            again = net.events.met(
                "Fair", "New Guy", organization=place, title="Dyer", email="guy@example.org"
            )
            assert again.contact == who
        known = net.contacts.get(who)
        assert [(each.name, each.title) for each in known.organizations] == [("Acme", "Dyer")]
        assert [each.value for each in known.emails] == ["guy@example.org"]
