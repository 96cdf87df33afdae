"""A source's change of title or employer hid what the user had said of them."""

CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:a1\r\nFN:Ann Able\r\nORG:{}\r\nTITLE:{}\r\nEND:VCARD\r\n"


def test_the_users_title_and_organization_stay(kith, tmp_path):
    """The user says Queen of NewCo; what the source says afterwards doesn't take their place."""
    cards = tmp_path / "cards"
    cards.mkdir()
    (cards / "ann.vcf").write_text(CARD.format("Acme", "Boss"))
    kith("connect", "vcard", "--as", "cards", "--set", f"path={cards}")
    kith("sync")
    kith("edit", "Ann Able", "--set", "title=Queen")
    (cards / "ann.vcf").write_text(CARD.format("Acme", "Chief"))
    kith("sync")
    shown = kith("show", "Ann Able")
    assert (shown["organization"], shown["title"]) == ("Acme", "Queen")
    shown = kith("edit", "Ann Able", "--set", "organization=NewCo")
    assert (shown["organization"], shown["title"]) == ("NewCo", "Queen")
    (cards / "ann.vcf").write_text(CARD.format("Other", "Chief"))
    kith("sync")
    shown = kith("show", "Ann Able")
    assert (shown["organization"], shown["title"]) == ("NewCo", "Queen")
    shown = kith("edit", "Ann Able", "--clear", "title")
    assert (shown["organization"], shown["title"]) == ("NewCo", "Chief")
