"""How files that are no tables are recognised: light, for it is asked of every file."""

from __future__ import annotations

import re

_LINKEDIN_MEMBERS = re.compile(
    rb"(?:Connections|messages|Invitations|Profile|Positions|Ad_Targeting|Contacts)\.csv",
    re.IGNORECASE,
)


def recognises_archive(head: bytes) -> float:
    """How sure it is that this is an export of LinkedIn in a ZIP."""
    if not head.startswith(b"PK\x03\x04"):
        return 0.0
    return 0.9 if _LINKEDIN_MEMBERS.search(head) else 0.3


_CONTROLS = bytes(set(range(1, 32)) - set(b"\t\n\v\f\r\x1b"))
_JUNK_SHARE = 0.01


def is_junk(head: bytes) -> bool:
    """Whether a file is no text: over a hundredth of it are control characters that no table has.

    NUL is left out of it, for it is half of a table in UTF-16.
    """
    return len(head) - len(head.translate(None, _CONTROLS)) > max(16, len(head) * _JUNK_SHARE)
