"""Somebody with two cards in a source was named twice among those held back, and the way out that
makes reminders anew was offered for people.
"""

import os
import subprocess
import sys
from pathlib import Path

KITH = Path(sys.executable).with_name("kith")
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{uid}\r\nFN:{name}\r\nEMAIL:{uid}@example.org\r\nEND:VCARD\r\n"


def test_each_person_is_named_once_with_the_way_out_that_there_is(tmp_path):
    """Of four cards of three people all are gone: three names, and one command."""
    cards, home = tmp_path / "cards", tmp_path / "home"
    cards.mkdir()
    home.mkdir()
    people = {"ada": "Ada Lovelace", "bob": "Bob Brown", "cyd": "Cyd Charisse"}
    for uid, name in people.items():
        (cards / f"{uid}.vcf").write_text(CARD.format(uid=uid, name=name))
    (cards / "copy.vcf").write_text(CARD.format(uid="ada", name="Ada Lovelace"))
    (home / "config.toml").write_text(f'[connections.book]\nplugin = "vcard"\npath = "{cards}"\n')
    environ = {"PATH": os.defpath, "HOME": str(tmp_path), "KITHKEEPER_HOME": str(home)}

    def sync():
        return subprocess.run(
            [str(KITH), "sync"],
            env=environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    assert sync().returncode == 0
    for file in cards.iterdir():
        file.unlink()
    done = sync()
    assert done.returncode == 5, done.stdout + done.stderr
    named = sorted(line.split(": ")[1] for line in done.stderr.splitlines() if "held back:" in line)
    assert named == ["Ada Lovelace", "Bob Brown", "Cyd Charisse"]
    assert "kith sync --allow-deletions" in done.stderr
    assert "--recreate-deleted" not in done.stderr
