"""From a stream of bytes to one card after the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

MAX_LINE = 8 * 1024 * 1024
"""Bytes after which a line without an end is cut."""
MAX_CARD = 32 * 1024 * 1024
"""Bytes after which a card without an end is cut."""
_MAX_AGENTS = 8

_MARK = re.compile(
    rb"""\n(?:\xef\xbb\xbf)?(?:
        (?P<begin>BEGIN[ \t]*:[ \t]*VCARD(?![A-Za-z0-9]))
      | (?P<indented>[ \t]+BEGIN[ \t]*:[ \t]*VCARD(?![A-Za-z0-9]))
      | (?P<end>END[ \t]*:[ \t]*VCARD(?![A-Za-z0-9]))
      | (?P<agent>AGENT[^:\n]{0,200}:[ \t]*BEGIN:VCARD[ \t\r]*\n(?![ \t]))
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_AGENT = re.compile(rb"(?:[A-Za-z0-9-]{1,40}\.)?AGENT[^:\n]{0,200}:[ \t\r]*", re.IGNORECASE)


@dataclass(slots=True)
class Block:
    """One card as it was written.

    Attributes:
        line: Where it begins, counted from 1.
        first: The line of BEGIN, with its end.
        parts: What follows, up to END, in pieces that end with a line.
        last: The line of END; empty where it was missing.
        cut: Why a part of it was left out, or ''.
        empty_begins: How many BEGINs without content stood before it.
        agents: How many cards are open inside it as its AGENT.
    """

    line: int
    first: bytes
    parts: list[bytes] = field(default_factory=list)
    last: bytes = b""
    cut: str = ""
    empty_begins: int = 0
    size: int = 0
    agents: int = 0

    def add(self, part: bytes) -> None:
        """Take some lines more, or leave them out where the card is too long already."""
        self.size += len(part)
        if self.size > MAX_CARD:
            self.cut = f"the card is longer than {MAX_CARD >> 20} MiB; the rest was left out"
        elif part:
            self.parts.append(part)

    @property
    def content(self) -> bytes:
        """All lines between BEGIN and END."""
        return self.parts[0] if len(self.parts) == 1 else b"".join(self.parts)

    @property
    def has_content(self) -> bool:
        """Whether any line holds more than blanks."""
        return any(part.strip() for part in self.parts)

    def awaits_agent(self) -> bool:
        """Whether its last line is an AGENT whose card comes next."""
        if not self.parts or self.agents >= _MAX_AGENTS:
            return False
        line = self.parts[-1].rstrip(b"\r\n").rpartition(b"\n")[2]
        return _AGENT.fullmatch(line) is not None


def _whole_lines(data: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield runs of whole lines, and whether the last one of them was cut at `MAX_LINE`.

    The line feed of a run's last line may stand at the end of the file only. Old Macintosh files,
    whose lines end in a carriage return alone, are recognised by their first slice.
    """
    kept: list[bytes] = []
    size = 0
    mac = None
    for piece in data:
        if mac is None:
            mac = b"\r" in piece[:-1] and b"\n" not in piece
        text = piece.replace(b"\r", b"\n") if mac else piece
        last = text.rfind(b"\n")
        if last < 0:
            kept, size = _kept(kept, size, text)
            continue
        if size > MAX_LINE:
            first = text.index(b"\n")
            yield b"".join([*kept, b"\n"]), True
            kept, text, last = [], text[first + 1 :], last - first - 1
        yield b"".join([*kept, text[: last + 1]]), False
        kept, size = [text[last + 1 :]], len(text) - last - 1
    yield b"".join(kept), size > MAX_LINE


def _kept(kept: list[bytes], size: int, text: bytes) -> tuple[list[bytes], int]:
    room = MAX_LINE - size
    if room > 0:
        kept.append(text[:room])
    return kept, size + len(text)


class Splitter:
    """Feeds on whole lines and gives out cards.

    A BEGIN inside a card starts a new one, because the END before it was forgotten; where lines
    go on after the inner END, they belong to the outer card. At most two cards are held at once.
    """

    def __init__(self) -> None:
        self._open: list[Block] = []
        self._inner: Block | None = None
        self._line = 1

    def feed(self, text: bytes, cut: bool) -> Iterator[Block]:
        """Take some whole lines; yield the cards that are complete with them, in their order."""
        position = 0
        for mark in _MARK.finditer(b"\n" + text):
            start = mark.start()
            self._content(text[position:start])
            position = text.find(b"\n", start) + 1 or len(text)
            line = text[start:position]
            match mark.lastgroup:
                case "indented" if self._open:  # the fold of a longer value
                    self._open[-1].add(line)
                case "begin" | "indented":
                    yield from self._begin(line)
                case "end":
                    yield from self._end(line)
                case _:
                    self._agent(line)
            self._line += 1
        self._content(text[position:])
        if cut and self._open:
            reason = f"a line is longer than {MAX_LINE >> 20} MiB; the rest of it was left out"
            self._open[-1].cut = reason

    def _content(self, text: bytes) -> None:
        if text:
            self._line += text.count(b"\n")
            if self._open:
                self._open[-1].add(text)

    def _agent(self, line: bytes) -> None:
        if self._open:
            self._open[-1].add(line)
            self._open[-1].agents += 1

    def _begin(self, line: bytes) -> list[Block]:
        if self._inner:
            ready = [*self._open, self._inner]
            self._open, self._inner = [Block(self._line, line)], None
            return ready
        if self._open:
            block = self._open[-1]
            if block.awaits_agent():
                self._agent(line)
                return []
            if not block.has_content:
                block.empty_begins += 1
                block.line, block.first, block.parts = self._line, line, []
                return []
        self._open.append(Block(self._line, line))
        return [self._open.pop(0)] if len(self._open) > 2 else []

    def _end(self, line: bytes) -> list[Block]:
        if not self._open:
            return []
        block = self._open[-1]
        if block.agents:
            block.agents -= 1
            block.add(line)
            return []
        self._open.pop()
        block.last = line
        if self._open:
            self._inner = block
            return []
        ready = [block, self._inner] if self._inner else [block]
        self._inner = None
        return ready

    def finish(self) -> list[Block]:
        """The cards that were still open when the content ended."""
        return [*self._open, *([self._inner] if self._inner else [])]


def blocks(data: Iterable[bytes]) -> Iterator[Block]:
    """Yield the cards of a file, whose content comes in slices of an ASCII-compatible encoding."""
    splitter = Splitter()
    for text, cut in _whole_lines(data):
        yield from splitter.feed(text, cut)
    yield from splitter.finish()
