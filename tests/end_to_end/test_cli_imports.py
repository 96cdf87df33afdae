"""What a command imports: nothing that it has no need of, in a fresh process."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {
    "pydantic", "pydantic_core", "pluggy", "rich", "vobject", "caldav", "niquests", "google",
    "googleapiclient", "phonenumbers", "rapidfuzz", "tomlkit", "kithkeeper_vcard",
    "kithkeeper_caldav", "kithkeeper_csv", "kithkeeper_google", "asyncio", "ssl", "http.client",
}  # fmt: skip
_DUMP = """
import sys
from kithkeeper.cli import main
sys.argv = ["kith", *sys.argv[1:]]
try:
    main()
finally:
    print("\\nMODULES", *sorted(sys.modules), file=sys.stderr)
"""


def imported(kith, *words: str) -> set[str]:
    """The modules that a run of `kith` leaves imported."""
    done = subprocess.run(
        [sys.executable, "-c", _DUMP, *words], capture_output=True, text=True, check=False,
        timeout=60, env=kith.environ,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return set(done.stderr.rpartition("\nMODULES ")[2].split())


@pytest.fixture
def lived(kith, ada):
    """A home in which something happened and somebody is due, today and with a meeting."""
    kith(
        "log", ada, "--on", "2026-09-20", "--channel", "call", "--gave", "help", "--what", "a hint"
    )
    kith("log", ada, "--on", "2026-09-21", "--promised", "the paper", "--by", "2026-11-22")
    kith("plan")
    kith("meet", ada, "--on", "today")
    return kith


@pytest.mark.parametrize(
    "words",
    [
        ("list", "--limit", "20"), ("due",), ("show", "Ada"), ("search", "Ada"), ("history",),
        ("circles",), ("today",), ("list", "--json"), ("triage",), ("connections",),
    ],
)  # fmt: skip
def test_reading_imports_no_models_and_no_plugins(lived, words):
    """Rows come out of columns: no pydantic, no pluggy, no plugin, no rich."""
    assert imported(lived, *words) & HEAVY == set()


def test_the_version_imports_not_even_click(kith):
    """`kith --version` needs the package's own number only."""
    found = imported(kith, "--version")
    assert found & (HEAVY | {"click", "sqlite3", "kithkeeper.cli.group"}) == set()


def test_help_imports_no_command(kith):
    """`kith --help` is told from the table."""
    found = imported(kith, "--help")
    assert found & (HEAVY | {"sqlite3", "kithkeeper.network"}) == set()
    assert not [name for name in found if name.startswith("kithkeeper.cli.commands.")]


def test_importing_the_library_imports_no_model(kith):
    """`from kithkeeper import Network` costs no pydantic and no pluggy."""
    code = "import sys; from kithkeeper import Network; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) & HEAVY == set()


def test_a_second_listing_of_plugins_imports_none(kith):
    """What each plugin offers is remembered."""
    imported(kith, "plugins", "list")
    assert imported(kith, "plugins", "list") & HEAVY == set()
