"""From the physical lines of a card to its logical ones: line ends, folds, soft breaks, text."""

from __future__ import annotations

import re
from typing import NamedTuple

from kithkeeper_vcard.decode import escapes, known_codec, labelled, text_of
from kithkeeper_vcard.split import Block

_CHARSET = re.compile(rb"CHARSET=\"?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_QUOTED_PRINTABLE = re.compile(rb"QUOTED-PRINTABLE", re.IGNORECASE)
_ENCODED_BYTE = re.compile(rb"=[0-9A-Fa-f]{2}$")
_HEAD = 2_048


class Logical(NamedTuple):
    """The lines of a card as text.

    Attributes:
        lines: Unfolded, soft breaks joined; a value may still be quoted-printable.
        charset: The charset that the card names for what is not UTF-8, or ''.
        is_utf8: Whether all of it was UTF-8.
    """

    lines: list[str]
    charset: str
    is_utf8: bool


def logical_lines(block: Block) -> Logical:
    """Unfold a card and decode it.

    Folds are undone on bytes, because old programs fold inside a character. Empty lines between
    folded ones (lines that end in CR CR LF) do not end a value.
    """
    data = block.content
    while b"\r\n" in data:
        data = data.replace(b"\r\n", b"\n")
    data = data.strip(b"\r\n")
    if b"=\n" in data and _QUOTED_PRINTABLE.search(data):
        data = _join_soft_breaks(data)
    while b"\n\n" in data:
        data = data.replace(b"\n\n", b"\n")
    if b"\n " in data or b"\n\t" in data:
        data = data.replace(b"\n ", b"").replace(b"\n\t", b"")
    fallback = labelled(data) if b"\x1b" in data or b"~{" in data else ""
    if not escapes(fallback):
        try:
            return Logical(data.decode().split("\n"), "", True)
        except UnicodeDecodeError:
            fallback = labelled(data)
    return Logical([_decoded(line, fallback) for line in data.split(b"\n")], fallback, False)


def _decoded(line: bytes, fallback: str) -> str:
    found = _CHARSET.search(line[:_HEAD].partition(b":")[0])
    return text_of(line, known_codec(found[1].decode("ascii")) if found else "", fallback)


def _join_soft_breaks(data: bytes) -> bytes:
    """Join a quoted-printable value with the lines that it continues on; an empty one ends it."""
    joined: list[bytes] = []
    value: list[bytes] = []
    for line in data.split(b"\n"):
        stripped = line.rstrip(b" \t")
        if value:
            value.append(line)
        elif stripped.endswith(b"=") and _is_quoted_printable(line):
            value = [line]
        else:
            joined.append(line)
        if value and not stripped.endswith(b"="):
            joined.append(_without_breaks(value))
            value = []
    if value:
        joined.append(_without_breaks(value))
    return b"\n".join(joined)


def _without_breaks(value: list[bytes]) -> bytes:
    """Undo the soft breaks of one value.

    A blank that begins a line belongs to the text (RFC 2045); after an encoded byte it is the fold
    of a writer who folds and breaks at once.
    """
    joined: list[bytes] = []
    for part in value:
        if joined and part[:1] in (b" ", b"\t") and _ENCODED_BYTE.search(joined[-1][-3:]):
            part = part[1:]  # noqa: PLW2901
        joined.append(part.rstrip(b" \t").removesuffix(b"=") if part is not value[-1] else part)
    return b"".join(joined)


def _is_quoted_printable(line: bytes) -> bool:
    head, colon, _ = line[:_HEAD].partition(b":")
    return bool(colon) and _QUOTED_PRINTABLE.search(head) is not None


def raw_text(block: Block, logical: Logical) -> str:
    """The card as it was written, for writing back; from its logical lines where bytes were split.

    A card that had to be cut has none: writing it back would lose what was left out.
    """
    if block.cut:
        return ""
    if logical.is_utf8:
        try:
            return b"".join([block.first, *block.parts, block.last or b"END:VCARD\r\n"]).decode()
        except UnicodeDecodeError:
            return _rebuilt(logical)
    return _rebuilt(logical)


def _rebuilt(logical: Logical) -> str:
    return "\r\n".join(["BEGIN:VCARD", *logical.lines, "END:VCARD", ""])
