"""`kith forget CONTACT` was refused without a terminal, though it is promised to scripts."""


def test_a_script_forgets_a_contact(kith):
    """Nobody can be asked, and the contact was named: it is done."""
    ada = kith("add", "Ada Lovelace")["id"]
    assert kith("forget", ada) == {"contact": ada, "done": "forgotten"}
    kith("show", ada, code=3)
