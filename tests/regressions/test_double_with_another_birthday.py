"""One name and one e-mail address under two birthdays stayed two people, and nobody was asked."""

CARD = (
    b"BEGIN:VCARD\nVERSION:3.0\nFN:Ada Lovelace\nEMAIL:ada@x.example\nBDAY:1815-12-10\nEND:VCARD\n"
)
TABLE = b"First Name,Last Name,Organization Name,Labels,Birthday,E-mail 1 - Label,E-mail 1 - Value\nAda,Lovelace,,,1990-01-01,,ada@x.example\n"


def test_what_does_not_merge_by_itself_is_proposed(kith):
    """The pair is listed under its low score, and is left alone once it was dismissed."""
    kith("import", "-", stdin=CARD)
    assert kith("import", "-", stdin=TABLE)["added"] == 1
    (pair,) = kith("duplicates")
    assert pair["score"] < 0.5
    assert pair["because"] == "same e-mail ada@x.example; same name; different birthdays"
    assert kith("duplicates", "--merge-at-least", "0.5") == []
    kith("duplicates", "--dismiss", pair["a"], pair["b"])
    assert kith("duplicates") == []


def test_nobody_is_told_apart_from_themselves(kith):
    """It would say nothing; both names mean the same contact."""
    ada = kith("add", "Ada Lovelace")["id"]
    told = kith("duplicates", "--dismiss", ada, "Ada Lovelace", code=2)
    assert told["error"]["message"] == f"dismiss: both are Ada Lovelace ({ada})"
