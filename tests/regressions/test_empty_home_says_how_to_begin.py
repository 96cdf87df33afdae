"""In a home of nobody, `due`, `plan` and `today` sent the newcomer from one to the other."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("command", ["due", "plan", "today", "list"])
def test_it_names_import_and_add(command, tmp_path):
    """What there is to do is to take contacts in."""
    environ = {"PATH": os.defpath, "KITHKEEPER_HOME": str(tmp_path), "LANG": "C.UTF-8"}
    done = subprocess.run(
        [str(Path(sys.executable).with_name("kith")), command], env=environ, capture_output=True,
        check=True, text=True,
    )  # fmt: skip
    assert "kith import" in done.stdout
