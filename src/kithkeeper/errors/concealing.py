"""Secrets that were used in this process, and texts without them, so that no error shows one."""

from __future__ import annotations

import re

_HIDDEN = "•••"
_SHORT = 8
"""Characters under which a secret may be a part of any word, and is hidden as a word of its own."""
_seen: set[str] = set()


def conceal(value: str) -> None:
    """Remember a secret, so that `redacted` takes it out of every text from now on."""
    if len(value) >= 3:
        _seen.add(value)


def redacted(text: str) -> str:
    """The text without any secret that was used in this process."""
    for secret in sorted(_seen, key=len, reverse=True):
        if len(secret) < _SHORT:
            text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", _HIDDEN, text)
        else:
            text = text.replace(secret, _HIDDEN)
    return text
