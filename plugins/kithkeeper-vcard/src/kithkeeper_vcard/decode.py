"""From bytes to text: byte order marks, UTF-16, UTF-8, charset labels and what is left."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

_SLICE = 65_536
_ESCAPING = ("iso2022", "hz")
"""Names of codecs that say everything in ASCII bytes, so that all of it looks like UTF-8 too."""
_LABEL = re.compile(rb"CHARSET=\"?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_ASCII = "N;X=1:a"
_TEXT_CODECS = frozenset({"utf-8", "ascii"})
_NO_CHARSETS = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7"}
)
"""Text encodings of Python's that no file is written in, and that are slow or fail oddly."""


def as_bytes(data: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the content in slices of an ASCII-compatible encoding, without a byte order mark.

    UTF-16, recognised by its mark or by its NULs, comes out as UTF-8; anything else unchanged.
    """
    slices = _slices(data)
    head = next(slices, b"")
    wide = wide_encoding(head)
    if not wide:
        yield head.removeprefix(codecs.BOM_UTF8)
        yield from slices
        return
    decoder = codecs.getincrementaldecoder(wide)("replace")
    yield decoder.decode(head).removeprefix("\ufeff").encode()
    for piece in slices:
        yield decoder.decode(piece).encode()
    yield decoder.decode(b"", True).encode()


def _slices(data: Iterable[bytes]) -> Iterator[bytes]:
    """Cut long chunks and join short ones, so that every slice but the last has one size."""
    kept = bytearray()
    for chunk in data:
        for start in range(0, len(chunk), _SLICE):
            kept += chunk[start : start + _SLICE]
            if len(kept) >= _SLICE:
                yield bytes(kept[:_SLICE])
                del kept[:_SLICE]
    if kept:
        yield bytes(kept)


def wide_encoding(head: bytes) -> str:
    """The codec of content whose characters take more than one byte; '' where they take one."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith(codecs.BOM_UTF16_LE) or (head[:1] and head[1:2] == b"\0" and head[0]):
        return "utf-16-le"
    if head.startswith(codecs.BOM_UTF16_BE) or (
        head[:1] == b"\0" and head[1:2] not in (b"", b"\0")
    ):
        return "utf-16-be"
    return ""


def known_codec(label: str) -> str:
    """Python's name of a charset label; '' for one that is unknown or does not contain ASCII."""
    try:
        found = codecs.lookup(label.strip().strip('"'))
        if not found._is_text_encoding or found.name in _NO_CHARSETS:
            return ""
        return found.name if _ASCII.encode().decode(found.name) == _ASCII else ""
    except (LookupError, ValueError):
        return ""


def labelled(block: bytes) -> str:
    """The first charset label of a card that is known and says more than UTF-8; or ''."""
    for found in _LABEL.finditer(block):
        codec = known_codec(found.group(1).decode("ascii"))
        if codec and codec not in _TEXT_CODECS:
            return codec
    return ""


def escapes(codec: str) -> bool:
    """Whether text in this charset can't be told from ASCII by its bytes."""
    return codec.startswith(_ESCAPING)


def text_of(data: bytes, label: str = "", fallback: str = "") -> str:
    """Decode one value or line: UTF-8, else its own label, else the card's, else Windows-1252.

    Args:
        data: The bytes.
        label: The charset that the property names, as Python knows it.
        fallback: The charset that another property of the card names.
    """
    for codec in (label if escapes(label) else "", "utf-8", label, fallback, "cp1252"):
        if codec:
            try:
                return data.decode(codec)
            except UnicodeDecodeError:
                continue
    return data.decode("utf-8" if label == "utf-8" else "latin-1", "replace")
