"""A calendar file as content lines and events, in bounded memory, whoever wrote it (RFC 5545)."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

LONGEST_LINE = 1 << 20
"""Characters of one physical line; a longer one is damaged and its text is dropped."""
_LONGEST_EVENT = 1 << 20
"""Characters of one event; attachments are left out beforehand."""
_BOMS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Line(NamedTuple):
    """A line of the file; `damage` says why its text can't be used."""

    number: int
    text: str
    damage: str = ""


class EventText(NamedTuple):
    """One VEVENT as it stands in the file; `damage` says why it can't be read."""

    line: int
    text: str
    damage: str = ""


class _Chunks(io.RawIOBase):
    """Chunks of bytes as a file to read from."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = bytes(chunk)
        view = memoryview(buffer)
        taken = min(len(view), len(self._rest))
        view[:taken] = self._rest[:taken]
        self._rest = self._rest[taken:]
        return taken


def recognises_calendar(head: bytes) -> float:
    """How sure it is that a file is a calendar."""
    start = head[:400].lstrip(b"\xef\xbb\xbf\xff\xfe \r\n").replace(b"\x00", b"").upper()
    return 1.0 if start.startswith(b"BEGIN:VCALENDAR") else 0.0


def events(data: Iterable[bytes]) -> Iterator[EventText]:
    """Cut a file into its events, however long it is; alarms and attachments are left out."""
    inside: list[str] | None = None
    begun, size, nested, damage = 0, 0, 0, ""
    for line in _unfolded(_lines(data)):
        word = line.text.strip().upper()
        if word == "BEGIN:VEVENT" and not nested:
            if inside is not None:
                yield EventText(begun, "", "the event is not closed before the next one begins")
            inside, begun, size, damage = [line.text], line.number, 0, ""
        elif inside is None:
            continue
        elif nested or word.startswith("BEGIN:"):
            nested += word.startswith("BEGIN:") - word.startswith("END:")
        elif word == "END:VEVENT":
            yield EventText(begun, "\r\n".join([*inside, line.text, ""]), damage)
            inside = None
        elif not re.match(r"ATTACH[;:]", word):
            size += len(line.text)
            damage = damage or line.damage
            if size <= _LONGEST_EVENT:
                inside.append(line.text)
            else:
                damage = f"the event is longer than {_LONGEST_EVENT:,} characters"
    if inside is not None:
        yield EventText(begun, "", "the file ends within this event")


def _lines(data: Iterable[bytes]) -> Iterator[Line]:
    """Physical lines that end in LF, CR LF or CR; UTF-8, UTF-16 by its mark, else Windows-1252."""
    file = io.BufferedReader(_Chunks(data))
    head = file.peek(4)
    encoding = next((name for mark, name in _BOMS if head.startswith(mark)), "utf-8-sig")
    text = io.TextIOWrapper(file, encoding, errors="surrogateescape", newline=None)
    number = 0
    while line := text.readline(LONGEST_LINE):
        number += 1
        if len(line) < LONGEST_LINE or line.endswith("\n"):
            yield Line(number, *_decoded(line.rstrip("\n")))
            continue
        while (rest := text.readline(LONGEST_LINE)) and not rest.endswith("\n"):
            continue
        yield Line(number, "", f"a line is longer than {LONGEST_LINE:,} characters")


def _decoded(line: str) -> tuple[str, str]:
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        try:
            return line.encode("utf-8", "surrogateescape").decode("cp1252"), ""
        except UnicodeError:
            damage = "the text is neither UTF-8 nor Windows-1252; save the file as UTF-8"
            return line.encode("utf-8", "replace").decode(), damage
    return line, ""


def _unfolded(lines: Iterable[Line]) -> Iterator[Line]:
    """Content lines: a line that begins with a blank goes on with the one before it."""
    number, parts, size, damage = 0, [], 0, ""
    for line in lines:
        if line.text.startswith((" ", "\t")) and number:
            size += len(line.text)
            damage = damage or line.damage
            if size <= _LONGEST_EVENT:
                parts.append(line.text[1:])
            continue
        if number:
            yield Line(number, "".join(parts), damage)
        number, parts, size, damage = line.number, [line.text], len(line.text), line.damage
    if number:
        yield Line(number, "".join(parts), damage)
