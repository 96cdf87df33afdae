"""A file name that is no UTF-8 made the JSON document undecodable."""

import os
import sys

import pytest


@pytest.mark.skipif(sys.platform != "linux", reason="needs file names of any bytes")
def test_the_document_is_utf8(kith, tmp_path):
    """The name is written with a question mark, and the document can be read."""
    path = tmp_path / os.fsdecode(b"na\xffme.vcf")
    path.write_bytes(b"BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n")
    done = kith("import", str(path), code=1)
    assert done["problems"][0]["file"].endswith("/na?me.vcf")
