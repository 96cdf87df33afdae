"""`kith duplicates, merge, split` as a process."""

import json
import os
import pty
import select
import subprocess
import sys
from pathlib import Path

import pytest

SCHEMAS = Path(__file__).parents[2] / "docs" / "json"


@pytest.fixture
def kith(tmp_path):
    env = {
        **os.environ,
        "KITHKEEPER_HOME": str(tmp_path / "home"),
        "KITHKEEPER_TODAY": "2026-11-22",
        "NO_COLOR": "1",
    }

    def run(*arguments, code=0):
        done = subprocess.run(
            [sys.executable, "-m", "kithkeeper.cli", *arguments],
            capture_output=True,
            text=True,
            env=env,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return json.loads(done.stdout) if "--json" in arguments else done.stdout + done.stderr

    run.env = env
    return run


def at_terminal(kith, keys, *arguments):
    """Run a command at a terminal of its own and type keys; what it printed."""
    reader, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "kithkeeper.cli", *arguments],
        stdin=terminal, stdout=terminal, stderr=terminal, env={**kith.env, "TERM": "dumb"}, close_fds=True,
    )  # fmt: skip
    os.close(terminal)
    printed = b""
    waiting = list(keys)
    while True:
        if not select.select([reader], [], [], 0.3)[0] and waiting and printed:
            # A key typed before the prompt is ready is flushed, so it is typed until it is answered.
            os.write(reader, waiting[0].encode())
            if not select.select([reader], [], [], 1)[0]:
                continue
            del waiting[0]
        try:
            piece = os.read(reader, 65_536)
        except OSError:
            break
        if not piece:
            break
        printed += piece
    assert process.wait() == 0, printed
    os.close(reader)
    return printed.decode()


def valid(name, document):
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validate(document, json.loads((SCHEMAS / f"{name}.json").read_text()))
    return document


def test_a_pair_is_shown_merged_and_split(kith):
    """duplicates names both and says why; merge makes one, split two."""
    ada = kith("add", "Ada Lovelace", "--email", "ada@example.org", "--json")["id"]
    twin = kith("add", "A. Lovelace", "--email", "ada@example.org", "--json")["id"]
    (pair,) = valid("duplicates", kith("duplicates", "--json"))
    assert {pair["a"], pair["b"]} == {ada, twin}
    assert "ada@example.org" in pair["because"]

    merged = valid("merge", kith("merge", ada, twin, "--json"))
    assert (merged["contact"], merged["merged"]) == (ada, twin)
    assert [each["id"] for each in kith("list", "--json")] == [ada]
    assert kith("show", twin, "--json")["id"] == ada

    apart = valid("split", kith("split", twin, "--json"))
    assert (apart["contact"], apart["split"]) == (ada, twin)
    assert len(kith("list", "--json")) == 2
    assert kith("duplicates", "--json") == []


def test_bulk_merging_shows_first_and_undoes_as_one(kith):
    """--dry-run writes nothing; --merge-at-least merges all; undo brings both back."""
    for name in ("Ada Lovelace", "Ada Lovelace", "Alan Turing", "Alan Turing"):
        kith("add", name, "--email", f"{name.split()[0].lower()}@example.org")
    would = kith("duplicates", "--merge-at-least", "0.9", "--dry-run", "--json")
    assert len(kith("list", "--json")) == 4
    assert kith("duplicates", "--merge-at-least", "0.9", "--json") == would
    assert len(kith("list", "--json")) == 2
    kith("undo")
    assert len(kith("list", "--json")) == 4


def test_dismissing_and_wrong_use(kith):
    """A dismissed pair stays away; options that contradict each other are wrong use."""
    for _ in range(2):
        kith("add", "Ada Lovelace", "--email", "ada@example.org")
    one, other = (each["id"] for each in kith("list", "--json"))
    assert kith("duplicates", "--dismiss", one, other, "--json") == []
    kith("duplicates", "--review", code=2)
    kith("duplicates", "--dry-run", code=2)
    kith("duplicates", "--merge-at-least", "7", code=2)
    kith("merge", one, one, code=2)
    kith("merge", one, "nobody", code=3)
    kith("split", one, code=3)


def test_a_review_takes_a_key_a_pair_and_goes_on_where_it_was_left(kith):
    """Later, then quit; the next review begins with the pair not yet seen: merge it, then different."""
    for name in ("Ada Lovelace", "Alan Turing"):
        for _ in range(2):
            kith("add", name, "--email", f"{name.split()[0].lower()}@example.org")
    first, second = kith("duplicates", "--json")
    seen = at_terminal(kith, "lq", "duplicates", "--review")
    assert "2 pairs are left" in seen
    seen = at_terminal(kith, "md", "duplicates", "--review")
    assert "All decided." in seen
    listed = [each["id"] for each in kith("list", "--json")]
    assert second["b"] not in listed
    assert {first["a"], first["b"]} <= set(listed)
    kith("undo")
    assert len(kith("list", "--json")) == 4
