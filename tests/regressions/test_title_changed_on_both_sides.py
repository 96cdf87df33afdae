"""A title that both sides changed became a second job instead of a conflict."""

CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:a1\r\nFN:Ann Able\r\nORG:{}\r\nTITLE:{}\r\nEND:VCARD\r\n"


def _connected(kith, tmp_path):
    cards = tmp_path / "cards.vcf"
    cards.write_text(CARD.format("Acme", "One"), newline="")
    kith("connect", "vcard", "--as", "cards", "--set", f"path={cards}", "--set", "write=true")
    kith("sync")
    return cards


def test_both_changed_the_title(kith, tmp_path):
    """Ours stays here, nothing is written there, and settling for ours writes one job."""
    cards = _connected(kith, tmp_path)
    kith("edit", "Ann Able", "--set", "title=Mine")
    cards.write_text(CARD.format("Acme", "Two"), newline="")
    kith("sync")
    assert cards.read_bytes().decode() == CARD.format("Acme", "Two")
    assert [each["title"] for each in kith("show", "Ann Able")["organizations"]] == ["Mine"]
    (found,) = kith("conflicts")
    assert (found["field"], found["ours"], found["theirs"]) == ("title", "Mine", "Two")
    kith("conflicts", "settle", found["id"], "ours")
    kith("sync")
    assert cards.read_bytes().decode() == CARD.format("Acme", "Mine")
    assert kith("conflicts") == []


def test_settled_for_theirs(kith, tmp_path):
    """The source's title is shown, and stays there."""
    cards = _connected(kith, tmp_path)
    kith("edit", "Ann Able", "--set", "title=Mine")
    cards.write_text(CARD.format("Acme", "Two"), newline="")
    kith("sync")
    (found,) = kith("conflicts")
    kith("conflicts", "settle", found["id"], "theirs")
    kith("sync")
    assert [each["title"] for each in kith("show", "Ann Able")["organizations"]] == ["Two"]
    assert cards.read_bytes().decode() == CARD.format("Acme", "Two")


def test_a_title_written_there_and_changed_there(kith, tmp_path):
    """What only they changed since ours was written is newer, and there is one job."""
    cards = _connected(kith, tmp_path)
    kith("edit", "Ann Able", "--set", "title=Mine")
    kith("sync")
    assert cards.read_bytes().decode() == CARD.format("Acme", "Mine")
    cards.write_text(CARD.format("Acme", "Two"), newline="")
    kith("sync")
    assert [each["title"] for each in kith("show", "Ann Able")["organizations"]] == ["Two"]


def test_only_the_organization_is_given_back(kith, tmp_path):
    """`--clear organization` leaves what the user said of the title."""
    _connected(kith, tmp_path)
    kith("edit", "Ann Able", "--set", "title=Mine", "--set", "organization=Engines")
    shown = kith("edit", "Ann Able", "--clear", "organization")
    assert (shown["organization"], shown["title"]) == ("Acme", "Mine")
