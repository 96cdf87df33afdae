"""How files that are no tables are recognised: light, for it is asked of every file."""

from __future__ import annotations

import codecs
import re

_LINKEDIN_MEMBERS = re.compile(
    rb"(?:Connections|messages|Invitations|Profile|Positions|Ad_Targeting|Contacts)\.csv",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(rb'\s*\{\s*"kithkeeper"\s*:\s*\d')


def recognises_archive(head: bytes) -> float:
    """How sure it is that this is an export of LinkedIn in a ZIP."""
    if not head.startswith(b"PK\x03\x04"):
        return 0.0
    return 0.9 if _LINKEDIN_MEMBERS.search(head) else 0.3


def recognises_calendar(head: bytes) -> float:
    """How sure it is that a file is a calendar."""
    start = head[:400].lstrip(b"\xef\xbb\xbf\xff\xfe \r\n").replace(b"\x00", b"").upper()
    return 1.0 if start.startswith(b"BEGIN:VCALENDAR") else 0.0


def recognises_document(head: bytes) -> float:
    """How sure it is that a file is our own JSON: it says so at its very beginning."""
    return 1.0 if _DOCUMENT.match(head[:1000].removeprefix(codecs.BOM_UTF8)) else 0.0


_CONTROLS = bytes(set(range(1, 32)) - set(b"\t\n\v\f\r\x1b"))
_JUNK_SHARE = 0.01


def is_junk(head: bytes) -> bool:
    """Whether a file is no text: over a hundredth of it are control characters that no table has.

    NUL is left out of it, for it is half of a table in UTF-16.
    """
    return len(head) - len(head.translate(None, _CONTROLS)) > max(16, len(head) * _JUNK_SHARE)
