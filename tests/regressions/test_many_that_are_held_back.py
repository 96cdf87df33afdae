"""`kith sync -v` named ten of those held back, and nothing said that there were more."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

KITH = Path(sys.executable).with_name("kith")
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{0}\r\nFN:Ada Nr {0}\r\nEMAIL:a{0}@example.org\r\nEND:VCARD\r\n"


@pytest.fixture
def sync(tmp_path):
    """Runs `kith sync` on a folder of twelve cards, and answers its standard error."""
    cards, home = tmp_path / "cards", tmp_path / "home"
    cards.mkdir()
    home.mkdir()
    for number in range(12):
        (cards / f"{number}.vcf").write_text(CARD.format(number))
    (home / "config.toml").write_text(f'[connections.book]\nplugin = "vcard"\npath = "{cards}"\n')
    environ = {"PATH": os.defpath, "HOME": str(tmp_path), "KITHKEEPER_HOME": str(home)}

    def run(*words, code):
        done = subprocess.run(
            [str(KITH), "sync", *words], env=environ, capture_output=True, text=True, check=False,
            timeout=60,
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        return done.stderr.splitlines()

    run(code=0)
    for file in cards.iterdir():
        file.unlink()
    return run


def test_the_rest_is_counted(sync):
    """Ten are named, two are counted, and the way to see them is told."""
    lines = [each for each in sync(code=5) if each.startswith("  held back: ")]
    assert len(lines) == 11
    assert lines[-1] == "  held back: 2 more; `kith sync --verbose` names all"


def test_verbose_names_all(sync):
    """Each has its line with the reason."""
    lines = [each for each in sync("-v", code=5) if each.startswith("  held back: Ada Nr ")]
    assert len(lines) == 12
