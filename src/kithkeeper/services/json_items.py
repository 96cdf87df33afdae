"""Reading one large JSON object whose lists are taken item by item, in bounded memory."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

LONGEST = 64 << 20
"""Characters of one item."""

_CHUNK = 1 << 16
_BLANK = re.compile(r"[\s,]*")
_UNKEEPABLE = re.compile("[\ud800-\udfff\x00]")
_BOMS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class JsonError(Exception):
    """Why a document can't be read any further, and the line on which."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


class Item(NamedTuple):
    """One item of a list, or (without `of`) a value of the object itself.

    Attributes:
        of: Name of the list.
        name: Name of the value; empty for an item.
        line: The line on which it begins, counted from 1.
    """

    of: str
    name: str
    line: int
    value: Any


def items(data: Iterable[bytes]) -> Iterator[Item]:
    """The values of the object, and of each list in it the items.

    Raises:
        JsonError: It is no JSON object, or ends or breaks within.
    """
    reader = _Reader(data)
    reader.expect("{")
    while not reader.at("}"):
        name = str(reader.value())
        reader.expect(":")
        if reader.at("["):
            reader.expect("[")
            while not reader.at("]"):
                line = reader.line
                yield Item(name, "", line, reader.value())
            reader.expect("]")
        else:
            line = reader.line
            yield Item("", name, line, reader.value())


class _Reader:
    """Takes values off the front of a text that comes in chunks."""

    def __init__(self, data: Iterable[bytes]) -> None:
        self._chunks = iter(data)
        self._decoder: codecs.IncrementalDecoder | None = None
        self._parse = json.JSONDecoder(strict=False)
        self._text = ""
        self._place = 0
        self._ended = False
        self.line = 1

    def at(self, mark: str) -> bool:
        """Whether the next character is this one."""
        self._skip_blanks()
        if self._place >= len(self._text):
            raise JsonError(self.line, "it ends too early")
        return self._text[self._place] == mark

    def expect(self, mark: str) -> None:
        """Pass over one character that must come next."""
        if not self.at(mark):
            raise JsonError(self.line, f"{mark!r} is missing")
        self._place += 1

    def value(self) -> Any:
        """The next value; ever more text is fetched until it is whole, so time stays linear."""
        self._skip_blanks()
        wanted = _CHUNK
        while True:
            self._fill(wanted)
            try:
                value, end = self._parse.raw_decode(self._text, self._place)
            except RecursionError as error:
                raise JsonError(self.line, "it is nested too deeply") from error
            except ValueError as error:
                if self._ended or wanted > LONGEST:
                    raise JsonError(self.line, str(error)[:200]) from error
                wanted *= 2
                continue
            if end < len(self._text) or self._ended:
                break
            wanted *= 2
        self.line += self._text.count("\n", self._place, end)
        self._place = end
        return _keepable(value)

    def _skip_blanks(self) -> None:
        while True:
            found = _BLANK.match(self._text, self._place)
            end = found.end() if found else self._place
            self.line += self._text.count("\n", self._place, end)
            self._place = end
            if end < len(self._text) or self._ended:
                return
            self._fill(_CHUNK)

    def _fill(self, wanted: int) -> None:
        """Have at least so many characters ahead, unless the text ends before."""
        if self._ended or len(self._text) - self._place >= wanted:
            return
        parts = [self._text[self._place :]]
        size = len(parts[0])
        while size < wanted and not self._ended:
            chunk = next(self._chunks, None)
            self._ended = chunk is None
            parts.append(self._decoded(chunk))
            size += len(parts[-1])
        self._text = "".join(parts)
        self._place = 0

    def _decoded(self, chunk: bytes | None) -> str:
        if self._decoder is None:
            name = next((name for mark, name in _BOMS if (chunk or b"").startswith(mark)), "")
            self._decoder = codecs.getincrementaldecoder(name or "utf-8-sig")("replace")
        return self._decoder.decode(chunk or b"", final=chunk is None)


def _keepable(value: Any) -> Any:
    """The value with texts that a store can keep: no lone surrogates, no NUL."""
    match value:
        case str():
            return _UNKEEPABLE.sub("", value)
        case list():
            return [_keepable(each) for each in value]
        case dict():
            return {_keepable(name): _keepable(each) for name, each in value.items()}
        case _:
            return value
