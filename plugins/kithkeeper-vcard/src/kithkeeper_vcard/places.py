"""The cards of files with the keys and versions by which a source calls them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from kithkeeper_vcard.decode import as_bytes
from kithkeeper_vcard.reader import Record, read_block
from kithkeeper_vcard.split import Block, blocks

_SLICE = 65_536


@dataclass(frozen=True, slots=True)
class Place:
    """Where one card stands.

    Attributes:
        key: The file's name in the folder for a card that is alone in its file, else the name, `#`
            and the card's identity.
        previous: How the card was called while it was not alone; '' where it is not.
        version: Hash of its text as written.
        text: Its bytes as written, in an ASCII-compatible encoding.
    """

    key: str
    previous: str
    version: str
    text: bytes
    record: Record


def read_blocks(path: Path) -> Iterator[Block]:
    """The cards of a file, not yet read."""
    with path.open("rb") as file:
        yield from blocks(as_bytes(iter(lambda: file.read(_SLICE), b"")))


def places_in_file(path: Path, name: str) -> Iterator[Place]:
    """The cards of a file, whose name in its folder is `name`, or '' where there is no folder."""
    return _keyed(read_blocks(path), name)


def places_in(data: bytes, name: str) -> Iterator[Place]:
    """The cards of a file's content."""
    return _keyed(blocks(as_bytes([data])), name)


def version_of(text: bytes) -> str:
    """The version of a card with this text."""
    return hashlib.sha256(text).hexdigest()[:32]


def _keyed(found: Iterator[Block], name: str) -> Iterator[Place]:
    repeats: Counter[str] = Counter()
    begin = list(islice(found, 2))
    is_alone = bool(name) and len(begin) == 1
    for block in chain(begin, found):
        text = b"".join([block.first, *block.parts, block.last])
        record = read_block(block)
        identity = record.identity
        repeats[identity] += 1
        if repeats[identity] > 1:
            identity = f"{identity}-{repeats[identity]}"
        long = f"{name}#{identity}"
        key, previous = (name, long) if is_alone else (long, "")
        yield Place(key, previous, version_of(text), text, record)
