"""Splitting a merge that had taken over a pause ended in an error."""

from datetime import date

from kithkeeper import Network


def test_the_pause_goes_back_to_whose_it_was():
    """The one who had none has none again; the other is paused as before the merge."""
    with Network.in_memory(today=date(2026, 3, 4)) as net:
        ada = net.contacts.add("Ada Lovelace")
        bob = net.contacts.pause(net.contacts.add("Bob Stone", circle="outer"), date(2026, 3, 9))
        net.contacts.merge(ada, bob)
        one, other = net.contacts.split(bob)

    assert (one.paused, one.paused_until, one.circle) == (False, None, None)
    assert (other.paused, other.paused_until, other.circle) == (True, date(2026, 3, 9), "outer")
