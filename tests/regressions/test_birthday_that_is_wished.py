"""A reminder of a birthday spoke of something that went well."""

from datetime import date

import pytest

from kithkeeper import Network
from kithkeeper.services.wording import words


@pytest.mark.parametrize("privacy", ["names", "initials", "full"])
def test_a_birthday_is_wished(privacy):
    """Its reminder says what one does on a birthday, whatever else may be shown."""
    with Network.in_memory(today=date(2026, 3, 4)) as net:
        ada = net.contacts.add("Ada Lovelace", circle="inner", birthday="--03-10")
        net.plan(weeks=2)
        (row,) = net.session.store.find("touchpoint", {"kind": "birthday"})
        people = [net.session.store.get("contact", ada.id)]
        text = words(row, people, privacy).description
    assert text.splitlines()[-1] == "Wish them a happy birthday."
