"""Bytes that are no text, in what was given, asked, received or promised, ended in a traceback."""

import pytest

BROKEN = b"caf\xe9"
"""An accent of another encoding; the command gets it as a lone surrogate."""


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("what", ("give", "ada", BROKEN)),
        ("what", ("received", "ada", BROKEN)),
        ("what", ("ask", "ada", BROKEN, "--anyway")),
        ("what", ("promise", "ada", BROKEN, "--by", "2026-03-09")),
        ("note", ("goals", "tick", "profile", "--note", BROKEN)),
    ],
)
def test_they_are_refused_by_name(kith, field, words):
    """The field is named, and nothing is written."""
    kith("add", "Ada Lovelace")
    entries = kith("history")
    error = kith(*words, code=2)["error"]
    assert error["code"] == "invalid"
    assert error["message"].startswith(f"{field}: Input should be a valid string")
    assert kith("history") == entries
