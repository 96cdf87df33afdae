"""CSV files of unknown origin: what their columns mean, and that the answer is remembered."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from kithkeeper_csv import FIELDS, propose_mapping
from kithkeeper_csv.mapping import is_field
from kithkeeper_csv.settings import CsvSettings

GERMAN = "Vorname;Nachname;Firma;E-Mail (privat);Handy;Geburtstag;Kreis;Ort;Letzter Kontakt\n"


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        ("Full Name|Email|Phone Number|Company|Job Title|Birthday|Tags",
         "name|email|phone|organization|title|birthday|tags"),
        ("Vorname|Nachname|E-Mail-Adresse|Telefon geschäftlich|Straße|PLZ|Ort|Notizen",
         "given|family|email|phone:work|street|postal_code|city|notes"),
        ("Prénom|Nom|Courriel|Téléphone portable|Société|Date de naissance|Code postal|Ville",
         "given|family|email|phone:mobile|organization|birthday|postal_code|city"),
        ("Nombre|Apellidos|Correo electrónico|Teléfono móvil|Empresa|Cumpleaños|Ciudad",
         "given|family|email|phone:mobile|organization|birthday|city"),
        ("Nom|E-mail", "name|email"),
        ("FirstName|last_name|work_email|HomePhone|LinkedIn URL",
         "given|family|email:work|phone:home|linkedin"),
        ("Title|First name|Last name|Job title", "prefix|given|family|title"),
        ("Email 1|Email 2|Private e-mail", "email|email|email:home"),
        ("Prénom|Nom|Adresse de messagerie|Code postal (bureau)|Pays/Région (bureau)|Dép/Région (domicile)"
         "|Télécopie (bureau)|Page Web|Passe-temps|Conjoint(e)",
         "given|family|email|postal_code:work|country:work|region:home|phone:fax|link|interests|personal"),
        ("Vorname|Nachname|Region geschäftlich|Land/Region geschäftlich|Weiteres Telefon|Haupttelefon",
         "given|family|region:work|country:work|phone:other|phone"),
        ("First name|Business Postal Code|Home Country/Region|Work Zip Code",
         "given|postal_code:work|country:home|postal_code:work"),
    ],
)  # fmt: skip
def test_headers_in_four_languages(headers, fields):
    """The usual words of English, German, French and Spanish are understood."""
    columns = headers.split("|")
    assert propose_mapping(columns) == dict(zip(columns, fields.split("|"), strict=True))


@pytest.mark.parametrize(
    "header",
    [
        "Email opt-in",
        "Phone type",
        "Mailing list",
        "Score",
        "",
        "x" * 500,
        "E-mail sent on",
        "Type de messagerie",
        "Postal contact",
    ],
)
def test_what_only_looks_alike_is_left_out(header):
    """A column about e-mail is no e-mail."""
    assert propose_mapping([header]) == {}


def test_proposals_are_fields():
    """Whatever is proposed may stand in the settings too."""
    for field in FIELDS:
        assert is_field(field)
    assert is_field("phone:assistant")
    assert not is_field("shoe size")
    assert not is_field("birthday:work")


def test_german_spreadsheet(read):
    """Semicolons, German dates, a circle and the day of the last contact."""
    text = GERMAN + "Ada;Löwe;Engines;ada@example.org;0170 1;12.10.1985;inner;Ulm;3. März 2026\n"
    found = read(text)
    (card,) = found.cards
    assert found.format == "csv"
    assert (card.emails[0].label, card.phones[0].label) == ("home", "mobile")
    assert str(card.birthday) == "1985-10-12"
    assert card.tags == ("inner",)
    assert card.addresses[0].city == "Ulm"
    (touch,) = found.touches
    assert (touch.on, touch.people) == (date(2026, 3, 3), (card,))


def test_proposed_mapping_is_remembered(read):
    """The first import keeps what it proposed; a change of it there is honoured by the next."""
    state = {}
    read(GERMAN + "Ada;Löwe;Engines;;;;;Ulm;\n", state=state)
    (mapping,) = state["mappings"].values()
    assert mapping["Ort"] == "city"
    mapping["Ort"] = "met_where"
    (card,) = read(GERMAN + "Ada;Löwe;Engines;;;;;Ulm;\n", state=state).cards
    assert (card.met_where, card.addresses) == ("Ulm", ())


def test_dry_run_remembers_nothing(read):
    """Nothing is changed anywhere."""
    state = {}
    read(GERMAN + "Ada;Löwe;;;;;;;\n", state=state, dry_run=True)
    assert state == {}


def test_settings_overrule_the_proposal(read):
    """`[plugins.csv.columns]` says what a column means, or that it means nothing."""
    text = "Wer,Spezialität,Firma\nAda,Rechnen,Engines\n"
    columns = {"Spezialität": "could_help_with", "Firma": ""}
    (card,) = read(text, settings={"columns": columns}).cards
    assert (card.could_help_with, card.organizations) == (("Rechnen",), ())


def test_settings_may_explain_a_file_nobody_knows(read):
    """Columns in any language can be told."""
    text = "Nimi;Posti\nAda;ada@example.org\nBob;bob@example.org\n"
    found = read(text)
    assert found.cards == []
    assert "no column is understood (Nimi, Posti)" in found.problems[0].reason
    assert read(text, settings={"columns": {"Nimi": "name", "Posti": "email"}}).names == [
        "Ada",
        "Bob",
    ]


def test_setting_with_an_unknown_field_is_refused():
    """The message names what is possible."""
    with pytest.raises(ValidationError, match="shoe size"):
        CsvSettings.model_validate({"columns": {"X": "shoe size"}})


def test_two_columns_of_one_name(read):
    """Both are read."""
    (card,) = read("Name,Email,Email\nAda,a@example.org,b@example.org\n").cards
    assert [email.value for email in card.emails] == ["a@example.org", "b@example.org"]


def test_lines_before_the_header(read):
    """A title and blank lines may stand above the header; lines are counted from the top."""
    (change,) = read("My contacts,,\n\nName,Email,Phone\nAda,a@example.org,1\n").changes
    assert change.line == 4


def test_id_column_is_the_key(read):
    """A row with an id keeps its identity whatever else changes."""
    before = read("ID,Name,Email\n7,Ada Byron,a@example.org\n").changes[0].key
    after = read("ID,Name,Email\n7,Ada Lovelace,l@example.org\n").changes[0].key
    assert before == after == "id:7"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_delimiters(read, mark):
    """A delimiter is told by the header, not by counting characters."""
    text = f'Name{mark}Email{mark}Notes\n"Ada{mark} L"{mark}a@example.org{mark}a,b;c d\n'
    text = text if mark not in ",;" else text.replace("a,b;c d", '"a,b;c d"')
    (card,) = read(text).cards
    assert card.name == f"Ada{mark} L".strip()
    assert card.notes == "a,b;c d"


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"hello world", b"BEGIN:VCARD\r\nFN:Ada, L\r\nEND:VCARD\r\n", b"\x89PNG\r\n\x1a\n\0\0",
     b"<html><body>Name,Email</body></html>", b'{"name": "Ada", "email": 1}', b"Name\nGo\nRust\n"],
)  # fmt: skip
def test_what_is_no_table_is_left_to_others(read, content):
    """A file of another kind is not claimed."""
    assert read(content).format == ""
