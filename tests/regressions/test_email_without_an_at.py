"""`kith add --email nonsense` was taken as an e-mail address."""

import pytest


@pytest.mark.parametrize(
    "words",
    [
        ("add", "Bob", "--email", "nonsense"),
        ("edit", "ada", "--set", "email=nonsense"),
        ("edit", "ada", "--set", "emails+=ada@example.org, nonsense"),
    ],
)
def test_the_users_needs_an_at(kith, words):
    """The error names the field and shows how one looks; nothing is added or changed."""
    kith("add", "Ada Lovelace", "--email", "ada@work.example")
    error = kith(*words, code=2)["error"]
    assert (error["code"], error["message"]) == (
        "invalid", "email: 'nonsense' is no e-mail address; write name@example.org",
    )  # fmt: skip
    assert [each["emails"] for each in kith("list")] == [["ada@work.example"]]


def test_a_sources_is_kept(kith, tmp_path):
    """What a card says stays as written, also when the user adds to the list; it can be taken out."""
    card = tmp_path / "ada.vcf"
    card.write_text("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\nEMAIL:ada at home\r\nEND:VCARD\r\n")
    kith("import", str(card))
    assert kith("show", "ada")["emails"] == ["ada at home"]
    both = kith("edit", "ada", "--set", "emails=ada at home, ada@example.org")
    assert sorted(both["emails"]) == ["ada at home", "ada@example.org"]
    assert kith("edit", "ada", "--set", "emails-=ada at home")["emails"] == ["ada@example.org"]
