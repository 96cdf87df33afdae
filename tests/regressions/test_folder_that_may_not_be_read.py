"""A folder that may not be read was passed over in silence, or ended the import."""

import os

import pytest

CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Ada\nEND:VCARD\n"


@pytest.fixture
def barred(tmp_path):
    folder = tmp_path / "cards" / "barred"
    folder.mkdir(parents=True)
    (folder / "bob.vcf").write_text(CARD)
    (tmp_path / "cards" / "ada.vcf").write_text(CARD)
    folder.chmod(0)
    if os.access(folder, os.R_OK):
        folder.chmod(0o700)
        pytest.skip("this user may read everything")
    yield folder
    folder.chmod(0o700)


def test_it_is_named_and_its_neighbours_are_taken(kith, barred):
    """The folder is a problem; the card beside it is read."""
    done = kith("import", str(barred.parent), str(barred / "bob.vcf"), code=1)
    assert [each["file"] for each in done["problems"]] == [str(barred), str(barred / "bob.vcf")]
    assert [row["name"] for row in kith("list")] == ["Ada"]


def test_a_folder_without_cards_says_so(kith, tmp_path):
    """It is a problem of the folder, once."""
    (tmp_path / "none").mkdir()
    done = kith("import", str(tmp_path / "none"), code=1)
    reasons = [each["reason"] for each in done["problems"]]
    assert reasons == ["the folder has no file of a known format"]
