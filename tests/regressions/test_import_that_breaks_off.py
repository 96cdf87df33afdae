"""A file that opens and can't be read took the whole import down."""

from pathlib import Path

import pytest

UNREADABLE = Path("/proc/self/mem")


@pytest.mark.skipif(not UNREADABLE.exists(), reason="needs a file that opens and can't be read")
def test_the_other_files_are_taken(kith, tmp_path):
    """It is a problem of that file; its neighbour is read, and the exit code says that one failed."""
    (tmp_path / "ada.vcf").write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Ada\nEND:VCARD\n")
    done = kith("import", str(UNREADABLE), str(tmp_path / "ada.vcf"), code=1)
    assert [each["file"] for each in done["problems"]] == [str(UNREADABLE)]
    assert done["added"] == 1
