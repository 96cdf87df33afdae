"""Bytes of any encoding and any line ending to physical lines of text, in bounded memory."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from typing import NamedTuple

LONGEST_LINE = 1 << 20
"""Bytes of one physical line; a longer one is damaged and its text is dropped."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Line(NamedTuple):
    """One physical line with its line ending.

    Attributes:
        number: Counted from 1.
        damage: Why the text can't be used; empty where it can.
    """

    number: int
    text: str
    damage: str = ""


def encoding_of(head: bytes) -> str:
    """The encoding that the beginning of a file tells; `utf-8` where it tells none.

    A byte order mark decides; without one, UTF-16 shows by the NUL bytes beside ASCII letters.
    """
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    start = head[:200]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if len(start) >= 8 and odd > len(start) // 4 and even < odd // 4:
        return "utf-16-le"
    if len(start) >= 8 and even > len(start) // 4 and odd < even // 4:
        return "utf-16-be"
    return "utf-8"


def physical_lines(data: Iterable[bytes], encoding: str = "") -> Iterator[Line]:
    """Split a file into lines that end in LF, CR LF or CR.

    UTF-8 is read line by line and falls back to Windows-1252 for a line that is none, so that a
    file that was put together from both keeps its letters.

    Args:
        data: The content in chunks of any size.
        encoding: The name of an encoding if the user told it; empty to find it out.
    """
    chunks = iter(data)
    head = _first(chunks)
    found = encoding or encoding_of(head)
    joined = _chained(head, chunks)
    raw = _raw_lines(joined if found == "utf-8" else _as_utf8(joined, found))
    for number, (content, whole) in enumerate(raw, start=1):
        if number == 1:
            content = content.removeprefix(codecs.BOM_UTF8)  # noqa: PLW2901
        yield _decoded(number, content, whole)


def decoded_head(head: bytes) -> str:
    """The beginning of a file as text, for looking at it; what can't be read is replaced."""
    encoding = encoding_of(head)
    if encoding == "utf-8":
        text = "".join(line.text for line in physical_lines([head]))
        return text or head.decode("utf-8", "replace")
    return codecs.getincrementaldecoder(encoding)("replace").decode(head).lstrip("\ufeff")


def _first(chunks: Iterator[bytes]) -> bytes:
    """Enough bytes for telling the encoding, however small the chunks are."""
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= 256:
            break
    return head


def _chained(head: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from chunks


def _as_utf8(data: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for chunk in data:
        yield decoder.decode(chunk).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _raw_lines(data: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Lines with their endings, and whether each is whole; a too long one comes empty."""
    parts: list[bytes] = []
    size = 0
    for chunk in _without_split_crlf(data):
        for piece in chunk.splitlines(keepends=True):
            size += len(piece)
            if size <= LONGEST_LINE:
                parts.append(piece)
            if piece.endswith((b"\n", b"\r")):
                yield (b"".join(parts), True) if size <= LONGEST_LINE else (b"\n", False)
                parts, size = [], 0
    if size:
        yield (b"".join(parts), True) if size <= LONGEST_LINE else (b"", False)


def _without_split_crlf(data: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in chunks none of which ends between CR and LF."""
    held = b""
    for chunk in data:
        whole = held + chunk
        held = b"\r" if whole.endswith(b"\r") else b""
        yield whole[:-1] if held else whole
    yield held


def _decoded(number: int, content: bytes, whole: bool) -> Line:
    if not whole:
        return Line(number, "\n", f"the line is longer than {LONGEST_LINE:,} bytes")
    try:
        return Line(number, content.decode("utf-8"))
    except UnicodeDecodeError:
        text = _as_cp1252(content)
    if text is not None:
        return Line(number, text)
    reason = "the text is neither UTF-8 nor Windows-1252; save the file as UTF-8"
    return Line(number, content.decode("utf-8", "replace"), reason)


def _as_cp1252(content: bytes) -> str | None:
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return None
