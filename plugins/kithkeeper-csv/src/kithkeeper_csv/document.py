"""The network as JSON: one object whose lists are written and read item by item."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from kithkeeper.errors import Problem
from kithkeeper.model import Card, Touchpoint
from kithkeeper.sync.ports import Change, Page
from kithkeeper_csv.lines import encoding_of
from kithkeeper_csv.sheet import Batch, person_key

VERSION = 1
"""What stands under `kithkeeper`; a reader takes its own and older ones."""

_LONGEST_ITEM = 8 << 20
"""Characters of one contact or touchpoint."""
_CHUNK = 1 << 16
_BLANK = re.compile(r"[\s,]*")
_SURROGATES = re.compile("[\ud800-\udfff\x00]")


class DocumentError(Exception):
    """Why a document can't be read any further."""


class JsonExporter:
    """Writes `{"kithkeeper": 1, "contacts": […], "touchpoints": […]}`, a line an item."""

    def write(self, contacts: Iterable[Card], touchpoints: Iterable[Touchpoint]) -> Iterator[bytes]:
        """Yield the document; items are taken one by one."""
        yield f'{{"kithkeeper": {VERSION},\n"contacts": ['.encode()
        yield from _lines(contacts)
        yield b'],\n"touchpoints": ['
        yield from _lines(touchpoints)
        yield b"]}\n"


class JsonImporter:
    """Reads the people of such a document; the key of each is its contact's id.

    The whole object of a contact, with circle and cadence, stands in the change's `raw`.
    """

    def read(self, path: str, data: Iterable[bytes]) -> Iterator[Page]:
        """Yield the contacts; one that is not valid is a problem and its neighbours are taken."""
        yield from Batch().pages(_changes(path, data))


def items(data: Iterable[bytes], wanted: str) -> Iterator[tuple[int, Any]]:
    """The items of one list of the document, each with its line, in bounded memory.

    Raises:
        DocumentError: It is no such document, or ends or breaks within.
    """
    reader = _Reader(data)
    reader.expect("{")
    while not reader.at("}"):
        name = reader.value()
        reader.expect(":")
        if name == "kithkeeper":
            _check_version(reader.value())
        elif reader.at("["):
            reader.expect("[")
            while not reader.at("]"):
                line = reader.line
                item = reader.value()
                if name == wanted:
                    yield line, item
            reader.expect("]")
        else:
            reader.value()


def _check_version(version: object) -> None:
    if not isinstance(version, int) or version > VERSION:
        raise DocumentError(f"it was written by a newer Kithkeeper (document version {version!r})")


def _lines(values: Iterable[Card] | Iterable[Touchpoint]) -> Iterator[bytes]:
    separator = "\n"
    for value in values:
        yield f"{separator}{value.model_dump_json()}".encode("utf-8", "replace")
        separator = ",\n"


def _changes(path: str, data: Iterable[bytes]) -> Iterator[Change | Problem]:
    fields = Card.model_fields.keys()
    last = 1
    try:
        for line, item in items(data, "contacts"):
            last = line
            yield _change(path, line, item, fields)
    except DocumentError as error:
        yield Problem(path, last, "", f"the document can't be read any further: {error}")


def _change(path: str, line: int, item: Any, fields: Iterable[str]) -> Change | Problem:
    if not isinstance(item, dict):
        return Problem(path, line, "", "the contact is no object")
    label = str(item.get("name") or item.get("id") or "")[:80]
    try:
        card = Card.model_validate({name: item[name] for name in fields if name in item})
    except ValueError as error:
        reason = " ".join(str(error).split())[:200]
        return Problem(path, line, label, f"a value can't be taken: {reason}")
    if not card.display_name:
        return Problem(path, line, label, "it has no name, organization, e-mail or phone")
    identity = str(item.get("id") or "")
    key = identity or person_key(card.display_name, *(email.value for email in card.emails[:1]))
    return Change(key, card, raw=json.dumps(item, ensure_ascii=False), line=line)


class _Reader:
    """Reads values off the front of a text that comes in chunks; nothing is looked at twice often.

    Attributes:
        line: The line on which the next value begins.
    """

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
            raise DocumentError("it ends too early")
        return self._text[self._place] == mark

    def expect(self, mark: str) -> None:
        """Pass over one character that must come next."""
        if not self.at(mark):
            raise DocumentError(f"{mark!r} is missing on line {self.line}")
        self._place += 1

    def value(self) -> Any:
        """The next value; a longer one is asked for in ever larger pieces, so time stays linear."""
        self._skip_blanks()
        wanted = _CHUNK
        while True:
            self._fill(wanted)
            try:
                value, end = self._parse.raw_decode(self._text, self._place)
            except RecursionError as error:
                raise DocumentError(f"it is nested too deeply on line {self.line}") from error
            except ValueError as error:
                if self._ended or wanted > _LONGEST_ITEM:
                    raise DocumentError(f"line {self.line}: {error}"[:200]) from error
                wanted *= 2
                continue
            if end < len(self._text) or self._ended:
                break
            wanted *= 2
        self.line += self._text.count("\n", self._place, end)
        self._place = end
        return _without_surrogates(value)

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
            name = encoding_of(chunk or b"")
            name = "utf-8-sig" if name == "utf-8" else name
            self._decoder = codecs.getincrementaldecoder(name)("replace")
        return self._decoder.decode(chunk or b"", final=chunk is None)


def _without_surrogates(value: Any) -> Any:
    """The value with each text such as a store can keep: no lone surrogates, no NUL."""
    match value:
        case str():
            return _SURROGATES.sub("", value)
        case list():
            return [_without_surrogates(each) for each in value]
        case dict():
            return {_without_surrogates(k): _without_surrogates(v) for k, v in value.items()}
        case _:
            return value
