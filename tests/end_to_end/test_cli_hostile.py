"""What comes in as bytes, control characters and closed streams, and what of it comes out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

KITH = Path(sys.executable).with_name("kith")


def test_bytes_that_are_no_text_are_named_and_nothing_is_added(kith) -> None:
    """A name in Latin-1 bytes is wrong use, in words and in JSON."""
    for words in (["add", b"Zo\xeb"], ["add", b"Zo\xeb", "--json"], ["show", b"Zo\xeb"]):
        done = subprocess.run(
            [str(KITH), *words], env=kith.environ, capture_output=True, timeout=60, check=False
        )

        assert done.returncode == 2
        assert b"no text in UTF-8" in done.stdout + done.stderr
    assert kith("list", "--json").json == []


def test_a_closed_output_is_nobody_reading(kith) -> None:
    """A command whose output was closed before it began does its work."""
    ended = subprocess.run(
        ["sh", "-c", f"'{KITH}' add Ada >&- 2>&-"], env=kith.environ, timeout=60, check=False
    )

    assert ended.returncode == 0
    assert [each["name"] for each in kith("list", "--json").json] == ["Ada"]


def test_a_reader_that_goes_away_is_no_failure(kith) -> None:
    """`kith list | head -0` ends well, and silently."""
    kith("add", "Ada")
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [str(KITH), "list", "--json"], env=kith.environ, stdout=writer, stderr=subprocess.PIPE,
        timeout=60, check=False,
    )  # fmt: skip
    os.close(writer)

    assert (done.returncode, done.stderr) == (0, b"")


def test_json_holds_no_character_that_steers_a_terminal(kith) -> None:
    """Controls and turns of the writing direction are escapes in JSON, and the value is whole."""
    name = "Ada\x1b[31m\u202eevil\x9b1m"
    answer = kith("add", name, "--json")

    assert answer.out.isascii()
    assert answer.json["name"] == name
