"""The `kith` command as a process, in a home of its own on 4 March 2026, a Wednesday."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

KITH = Path(sys.executable).with_name("kith")


@pytest.fixture
def kith(tmp_path: Path) -> Callable[..., Any]:
    """Runs a command with `--json`; its exit code must be `code`; the answer is its document."""

    def run(
        *words: str | bytes, code: int = 0, stdin: bytes = b"", home: Path = tmp_path / "home"
    ) -> Any:
        environ = {"PATH": os.defpath, "TZ": "UTC", "LANG": "C.UTF-8", "HOME": str(tmp_path)}
        environ |= {"KITHKEEPER_HOME": str(home), "KITHKEEPER_TODAY": "2026-03-04"}
        done = subprocess.run(
            [str(KITH), *words, "--json"], input=stdin, capture_output=True, check=False,
            timeout=60, env=environ,
        )  # fmt: skip
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        assert done.returncode == code, (words, done.stdout, done.stderr)
        return json.loads(done.stdout.decode("utf-8"))

    return run
