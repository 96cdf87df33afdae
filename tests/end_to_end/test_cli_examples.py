"""Each example of docs/cli.md, run in a shell as it is printed, in a home where its people are."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kithkeeper import Network

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = re.findall(
    r"^### `kith ([\w-]+)`\n(?:(?!###|```)[^\n]*\n)*```sh\n(.*?)```",
    (ROOT / "docs" / "cli.md").read_text("utf-8"),
    re.MULTILINE | re.DOTALL,
)
SHELL = "bash" if shutil.which("bash") else "sh"
TODAY = "2026-12-03"
ENDS = {
    "kith connect caldav --as home": 1,  # it asks at a terminal; here no address is said
    "kith connect caldav --as home --set url=https://dav.example/": 4,  # `pass` is not everywhere
    "kith duplicates --review": 2,  # it asks at a terminal
    "kith conflicts settle 3f ours": 3,  # both sides must have changed something first
    "kith sync home --dry-run": 3,  # it is connected in another section
}
BEFORE = {
    "restore": "kith backup kith-2026-11-22.db\n",
    "split": 'kith merge charles "C. Babbage"\n',
}
ELSEWHERE = {"schedule"}  # writes the timers of this machine: tests/unit/test_cli_schedule_files.py


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's folder: a network with a history, files to import, a table of circles."""
    user = tmp_path_factory.mktemp("user")
    home = user / "kith"
    with Network.open(home=home) as net:
        charles = net.contacts.add("Charles Babbage", circle="inner", email="charles@engines.example",
                                   organization="Engines Ltd", tags=["mentor"])  # fmt: skip
        mary = net.contacts.add("Mary Somerville", circle="middle")
        net.contacts.add("C. Babbage")
        net.contacts.add("Ada Byron", circle="inner", notes="difference engine")
        net.introductions.relate(charles, mary)
        for each in ("a job", "a paper", "a hint", "a name", "a book", "a letter", "a view"):
            net.exchanges.give(charles, each, kind="help")
        net.communities.add("Readers")
    (home / "config.toml").write_text(
        '[profile]\nname = "Robin Example"\nregion = "GB"\n[plugins]\ndisabled = []\n'
    )
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:Ben Example\nEND:VCARD\n"
    (user / "contacts").mkdir()
    (user / "Downloads").mkdir()
    for place in ("contacts.vcf", "contacts/ben.vcf"):
        (user / place).write_text(card)
    (user / "Downloads" / "Connections.csv").write_text(
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        "Cleo,Example,https://www.linkedin.com/in/cleo-example,,Looms,Weaver,08 Feb 2026\n"
    )
    (user / "circles.csv").write_text(f"contact,circle\n{mary.id},inner\n")
    return user


RUN = [(name, block) for name, block in BLOCKS if name not in ELSEWHERE]


@pytest.mark.parametrize(("name", "block"), RUN, ids=[name for name, _ in RUN])
def test_an_example_does_what_it_shows(name, block, furnished, tmp_path):
    """A line ends well, but for those that need what only their reader has."""
    user = shutil.copytree(furnished, tmp_path / "user")
    environ = {
        "HOME": str(user), "KITHKEEPER_HOME": str(user / "kith"), "KITHKEEPER_TODAY": TODAY,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}", "LANG": "C.UTF-8",
        "TZ": "UTC", "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }  # fmt: skip
    for line in (BEFORE.get(name, "") + block).splitlines():
        done = subprocess.run(
            [SHELL, "-c", line], cwd=user, env=environ, capture_output=True, text=True, timeout=60,
            check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        long = [start for start in ENDS if line.startswith(start)]
        wanted = ENDS[max(long, key=len)] if long else 0
        assert done.returncode == wanted, f"{line}\n{done.stdout}{done.stderr}"


def test_every_section_has_examples_to_run():
    """None is passed over because its page is written otherwise."""
    sections = re.findall(
        r"^### `kith ([\w-]+)`", (ROOT / "docs/cli.md").read_text("utf-8"), re.MULTILINE
    )
    assert [name for name, _ in BLOCKS] == sections
