"""Tables of no known service: what `kith import` takes their columns for, shown and corrected."""

from __future__ import annotations

import pytest

from kithkeeper import Network
from kithkeeper.errors import Invalid
from kithkeeper_csv import CsvPlugin

TABLE = "Vorname,Nachname,E-Mail,Büro,Firma\nZoë,Groß,zoe@example.org,Ulm,Groß AG\n"
STRANGE = "Nimi,Posti,Hobi\nAda,ada@example.org,chess\nBob,bob@example.org,go\n"


@pytest.fixture
def table(tmp_path):
    place = tmp_path / "people.csv"
    place.write_text(TABLE)
    return str(place)


def test_proposal_is_shown_once(kith, table):
    """A dry run and the first import say what the columns are taken for; then it is known."""
    read = {"Vorname": "given", "Nachname": "family", "E-Mail": "email", "Firma": "organization"}
    proposed = {"file": table, "meanings": read, "left_out": ["Büro"], "proposed": True}
    assert kith.json("import", table, "--dry-run")["columns"] == [proposed]
    said = kith("import", table).out
    assert (
        f"Columns of {table}: Vorname = given, Nachname = family, E-Mail = email,"
        " Firma = organization.\nLeft out: Büro.\n"
    ) in said
    assert kith.json("import", table)["columns"] == [{**proposed, "proposed": False}]
    assert "Columns of" not in kith("import", table).out


def test_correction_is_remembered(kith, table):
    """What the user says of a column holds for every later table with that header line."""
    words = ("--column", "Büro=city:work", "--column", "Firma=")
    assert kith.json("import", table, *words)["columns"][0]["left_out"] == ["Firma"]
    assert kith.json("import", table)["unchanged"] == 1
    zoe = kith.json("show", "Zoë Groß")
    assert (zoe["organization"], zoe["addresses"][0]["city"]) == ("", "Ulm")


def test_table_that_only_the_user_understands(kith, tmp_path):
    """Columns in a language that nobody knows are named once, and then understood."""
    place = tmp_path / "strange.csv"
    place.write_text(STRANGE)
    refused = kith.json("import", str(place), code=1)
    assert "`kith import FILE --column Nimi=name`" in refused["problems"][0]["reason"]
    words = ("--column", "Nimi=name", "--column", "Posti=email")
    assert kith.json("import", str(place), *words)["added"] == 2
    assert kith.json("import", str(place))["unchanged"] == 2


def test_wrong_words_about_columns(kith, table):
    """A meaning that is none changes nothing; a column that is not there is named."""
    assert "'nonsense' is none of" in kith.json("import", table, "--column", "Firma=nonsense", code=2)[
        "error"
    ]["message"]  # fmt: skip
    assert kith.json("list") == []
    missing = kith.json("import", table, "--column", "Fax=phone", code=1)
    assert missing["added"] == 1
    assert missing["problems"][0]["record"] == "Fax"


def test_columns_from_the_library(table):
    """`columns=` is the same for programs."""
    with Network.in_memory(plugins=[CsvPlugin]) as net:
        done = net.imports.files([table], columns={"Büro": "met_where"})
        assert done.columns[0].meanings["Büro"] == "met_where"
        assert net.imports.files([table]).tally.unchanged == 1
        with pytest.raises(Invalid, match="none of"):
            net.imports.files([table], columns={"Büro": "office"})
