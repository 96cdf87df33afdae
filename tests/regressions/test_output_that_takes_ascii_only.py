"""Where the output took no letter beyond ASCII, every command that named Zoë ended in a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

KITH = str(Path(sys.executable).with_name("kith"))


@pytest.mark.parametrize(
    ("encoding", "shown"), [("ascii", r"Zo\u00eb \ud83e\udd9c"), ("latin-1", r"Zoë \ud83e\udd9c")]
)
def test_what_it_lacks_is_written_as_json_writes_it(tmp_path, encoding, shown):
    """In words it can be read, and the document still says the same."""
    assert _kith(tmp_path, "utf-8", "add", "Zoë 🦜").startswith("Zoë 🦜")
    assert _kith(tmp_path, encoding, "show", "Zo").startswith(shown)
    assert json.loads(_kith(tmp_path, encoding, "show", "Zo", "--json"))["name"] == "Zoë 🦜"
    error = json.loads(_kith(tmp_path, encoding, "show", "Ñandú", "--json"))["error"]
    assert "'Ñandú'" in error["message"]


def _kith(home, encoding, *words):
    environ = {"PATH": os.defpath, "TZ": "UTC", "HOME": str(home), "LANG": "C.UTF-8"}
    environ |= {"KITHKEEPER_HOME": str(home), "PYTHONIOENCODING": encoding}
    done = subprocess.run([KITH, *words], capture_output=True, check=False, timeout=60, env=environ)
    assert b"Traceback" not in done.stderr, done.stderr
    return done.stdout.decode(encoding)
