"""One import of several files that name different jobs of the same person: nobody has moved."""

from datetime import date

import pytest

from kithkeeper import Network
from kithkeeper.services.milestones import milestones

CARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{}\r\nFN:Ada Low\r\nEMAIL:ada@low.example\r\n"
    "ORG:{}\r\nEND:VCARD\r\n"
)


@pytest.mark.parametrize("order", ["abc", "cba"])
def test_files_that_differ_from_the_start_are_no_news(tmp_path, order):
    """What came with the person is none; what a later import says of their place is."""
    files = [tmp_path / f"{name}.vcf" for name in order]

    def write(**places):
        for file in files:
            file.write_text(CARD.format(file.stem, places[file.stem]), newline="")

    with Network.open(tmp_path / "kith.db", clock=date(2026, 3, 2), environ={}) as net:
        write(a="Acme", b="Zed", c="Loom")
        net.imports.files(files)
        assert (len(net.contacts.all()), milestones(net.session)) == (1, ())

        write(a="Yard", b="Yard", c="Yard")
        net.imports.files(files)
        (found,) = milestones(net.session)

    assert found.because.startswith("Ada Low is now at Yard")
