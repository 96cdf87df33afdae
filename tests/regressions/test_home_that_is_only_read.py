"""A home in a folder that can't be written could not even be read."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

KITH = Path(sys.executable).with_name("kith")


@pytest.fixture
def shut(kith, tmp_path):
    """Runs a command on a home with Ada in it that nobody may write."""
    kith("add", "Ada Lovelace", "--circle", "inner")
    home = tmp_path / "home"
    places = [home, *home.rglob("*")]
    for place in places:
        place.chmod(0o500 if place.is_dir() else 0o400)

    def run(*words):
        environ = {"PATH": os.defpath, "HOME": str(tmp_path), "KITHKEEPER_HOME": str(home)}
        return subprocess.run(
            [*powerless(), str(KITH), *words, "--json"], capture_output=True, check=False,
            timeout=60, env={**environ, "KITHKEEPER_TODAY": "2026-03-04"},
        )  # fmt: skip

    yield run
    for place in places:
        place.chmod(0o700)


def powerless():
    """What takes the right to write everywhere from the superuser; nothing for anyone else."""
    if os.geteuid():
        return []
    tool = shutil.which("setpriv")
    if tool is None:
        pytest.skip("the superuser may write everything")
    return [tool, "--bounding-set", "-dac_override"]


@pytest.mark.parametrize(
    "words",
    [
        ["list"], ["show", "Ada"], ["search", "Ada"], ["due"], ["today"], ["history"],
        ["forecast"], ["brief", "Ada"], ["circles"], ["review"],
    ],
)  # fmt: skip
def test_what_only_reads_works(shut, words):
    """It is read as it stands."""
    done = shut(*words)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Ada Lovelace" in shut("list").stdout.decode()


def test_what_writes_says_what_is_missing(shut):
    """With the store's exit code and advice."""
    done = shut("add", "Bob Frost")
    assert done.returncode == 6
    assert "Give yourself the right to write it" in json.loads(done.stdout)["error"]["message"]


def test_a_log_that_was_left_there_is_not_passed_over(shut, tmp_path):
    """What stands in it would be missing, so nothing is read."""
    log = tmp_path / "home" / "kith.db-wal"
    log.parent.chmod(0o700)
    log.write_bytes(b"x" * 4096)
    log.chmod(0o400)
    log.parent.chmod(0o500)
    done = shut("list")
    log.parent.chmod(0o700)
    log.unlink()
    assert done.returncode == 6
