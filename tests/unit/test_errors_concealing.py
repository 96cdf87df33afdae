"""Texts without secrets."""

from __future__ import annotations

import pytest

from kithkeeper.errors import Invalid, PluginError, concealing


@pytest.fixture(autouse=True)
def _apart(monkeypatch):
    """Secrets of one test are none of another's."""
    monkeypatch.setattr(concealing, "_seen", set())


def test_a_long_secret_is_hidden_wherever_it_stands():
    """Also where it runs into other letters."""
    concealing.conceal("open sesame")
    assert concealing.redacted("user:open sesame@host, xopen sesames") == "user:•••@host, x•••s"


def test_a_short_secret_is_hidden_as_a_word():
    """`any` is a part of `company`, which stays readable."""
    concealing.conceal("any")
    assert concealing.redacted("company: any:any") == "company: •••:•••"


def test_an_error_hides_secrets_by_itself():
    """In its message, its text and its reason."""
    concealing.conceal("open sesame")
    error = PluginError("refused open sesame", plugin="dav")
    assert (error.message, error.reason, str(error)) == (
        "dav: refused •••", "refused •••", "dav: refused •••",
    )  # fmt: skip
    assert Invalid("url", "holds open sesame").message == "url: holds •••"
