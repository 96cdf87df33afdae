"""An answer as JSON that found no room to be written ended in a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

KITH = Path(sys.executable).with_name("kith")
FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="there is no device that is always full")
@pytest.mark.parametrize("words", [("list",), ("list", "--json"), ("show", "nobody", "--json")])
def test_it_is_said_in_a_line(tmp_path, words):
    """On standard error, with exit code 1."""
    environ = {"PATH": os.defpath, "TZ": "UTC", "LANG": "C.UTF-8", "HOME": str(tmp_path)}
    environ |= {"KITHKEEPER_HOME": str(tmp_path / "home")}
    with FULL.open("wb") as output:
        done = subprocess.run(
            [str(KITH), *words], stdout=output, stderr=subprocess.PIPE, check=False, timeout=60,
            env=environ,
        )  # fmt: skip
    said = done.stderr.decode().splitlines()
    assert (done.returncode, len(said)) == (1, 1), said
    assert said[0].endswith("No space left on device")
