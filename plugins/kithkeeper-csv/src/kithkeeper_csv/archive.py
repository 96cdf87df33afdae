"""The whole LinkedIn export at once: a ZIP whose members are read in place, never unpacked."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, NamedTuple

from kithkeeper.errors import Problem
from kithkeeper.sync.ports import Page
from kithkeeper_csv.importer import items_of
from kithkeeper_csv.interactions import Self
from kithkeeper_csv.layouts import HEAD, Kind, Layout, layout_of
from kithkeeper_csv.linkedin import Supplement
from kithkeeper_csv.sheet import Batch, Item, Options

MOST_BYTES = 2 << 30
"""Bytes of the archive itself."""
MOST_ENTRIES = 20_000
MOST_UNPACKED = 1 << 30
"""Bytes that all members together may unpack to, counted as they come, whatever headers claim."""

_RATIO = 100
"""Bytes that a byte of the archive may unpack to: text comes to ten, and a bomb to a thousand."""
_ALWAYS = 64 << 20
"""Bytes that even the smallest archive may unpack to."""
_MOST_DIRECTORY = 4 << 20
"""Bytes of the central directory, which is read at once."""
_IN_MEMORY = 16 << 20
_CHUNK = 1 << 16
_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x07"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Others unpack without a bound on what one step yields."""

_ORDER = (
    Kind.PROFILE, Kind.CONNECTION_NOTES, Kind.ADDRESS_BOOK, Kind.CONNECTIONS, Kind.INVITATIONS,
    Kind.GOOGLE, Kind.GOOGLE_OLD, Kind.OUTLOOK, Kind.OURS, Kind.MESSAGES,
)  # fmt: skip
_PEOPLE_FIRST = _ORDER[: _ORDER.index(Kind.CONNECTIONS) + 1]
_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError)


class ArchiveError(Exception):
    """Why an archive, or one of its members, is not read."""


class _Member(NamedTuple):
    info: zipfile.ZipInfo
    layout: Layout


class _Budget:
    """How much may still be unpacked."""

    def __init__(self, size: int) -> None:
        self._most = min(MOST_UNPACKED, max(_ALWAYS, size * _RATIO))
        self._left = self._most

    def chunks(self, file: IO[bytes], most: int | None = None) -> Iterator[bytes]:
        """The content of a member, as long as the budget lasts."""
        taken = 0
        while chunk := file.read(_CHUNK):
            self._left -= len(chunk)
            taken += len(chunk)
            if self._left < 0:
                raise ArchiveError(f"the archive unpacks to more than {self._most:,} bytes")
            yield chunk
            if most is not None and taken >= most:
                return


class ArchiveImporter:
    """Reads the tables of a ZIP that are known by their content; other members are passed over."""

    def __init__(self, options: Options) -> None:
        self._options = options

    def read(self, path: str, data: Iterable[bytes]) -> Iterator[Page]:
        """Yield what the tables hold; connections come before what speaks of them."""
        yield from Batch().pages(self._items(path, data))

    def _items(self, path: str, data: Iterable[bytes]) -> Iterator[Item]:
        with SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
            try:
                _store(file, data)
                size = _checked_size(file)
                with zipfile.ZipFile(file) as archive:
                    yield from self._members(path, archive, _Budget(size))
            except (ArchiveError, zipfile.BadZipFile, ValueError, OSError, EOFError) as error:
                yield Problem(path, None, "", f"the archive can't be read: {error}")

    def _members(self, path: str, archive: zipfile.ZipFile, budget: _Budget) -> Iterator[Item]:
        infos = archive.infolist()
        if len(infos) > MOST_ENTRIES:
            raise ArchiveError(f"it has {len(infos):,} members; at most {MOST_ENTRIES:,} are read")
        members: list[_Member] = []
        damaged = False
        for info in infos:
            found = _known_member(path, archive, info, budget)
            if isinstance(found, Problem):
                damaged = True
                yield found
            elif found:
                members.append(found)
        if not members and not damaged:
            yield Problem(path, None, "", "it holds no file that is understood")
        members.sort(key=lambda member: _ORDER.index(member.layout.kind))
        yield from self._tables(path, archive, members, budget)

    def _tables(
        self, path: str, archive: zipfile.ZipFile, members: list[_Member], budget: _Budget
    ) -> Iterator[Item]:
        """First the people with all that is said of them, then what happened with them."""
        supplement, who = Supplement(), Self.from_options(self._options)
        people = [member for member in members if member.layout.kind in _PEOPLE_FIRST]
        others = [member for member in members if member.layout.kind not in _PEOPLE_FIRST]
        for member in people:
            yield from self._table(path, archive, member, budget, supplement, who)
        who.others |= supplement.slugs
        yield from supplement.rest()
        for member in others:
            yield from self._table(path, archive, member, budget, supplement, who)

    def _table(
        self,
        path: str,
        archive: zipfile.ZipFile,
        member: _Member,
        budget: _Budget,
        supplement: Supplement,
        who: Self,
    ) -> Iterator[Item]:
        name = f"{path}:{_shown(member.info)}"
        try:
            with archive.open(member.info) as file:
                content = budget.chunks(file)
                yield from items_of(name, content, member.layout, self._options, supplement, who)
        except _DAMAGE as error:
            yield Problem(name, None, "", f"the rest of this file can't be read: {error}")


def _store(file: IO[bytes], data: Iterable[bytes]) -> None:
    """Keep the archive itself, in memory or in a nameless file, so that it can be sought in."""
    size = 0
    for chunk in data:
        size += len(chunk)
        if size > MOST_BYTES:
            raise ArchiveError(f"it is larger than {MOST_BYTES:,} bytes")
        file.write(chunk)


def _checked_size(file: IO[bytes]) -> int:
    """The size of the archive; a central directory too large to be read at once is refused.

    What is looked at is what `zipfile` will look at: the end record, and one for 64 bits, which
    would overrule it and which no export of this size needs.
    """
    size = file.seek(0, 2)
    file.seek(max(0, size - (1 << 16) - 64))
    tail = file.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + 22:
        raise ArchiveError("it is no whole ZIP file")
    if _END_64 in tail[max(0, end - 20) : end]:
        raise ArchiveError("it is a ZIP of the 64-bit kind, which is not read")
    if int.from_bytes(tail[end + 12 : end + 16], "little") > _MOST_DIRECTORY:
        raise ArchiveError("its list of members is too long")
    return size


def _known_member(
    path: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget
) -> _Member | Problem | None:
    """A member and how to read it, told by its content; None for one that is not ours."""
    if info.is_dir():
        return None
    name = f"{path}:{_shown(info)}"
    if info.flag_bits & 1:
        return Problem(name, None, "", "it is encrypted; unlock the archive first")
    if info.compress_type not in _METHODS:
        return Problem(name, None, "", "its compression is not the usual one")
    try:
        with archive.open(info) as file:
            head = b"".join(budget.chunks(file, HEAD))
    except _DAMAGE as error:
        return Problem(name, None, "", f"it can't be read: {error}")
    layout = layout_of(head)
    return _Member(info, layout) if layout and layout.kind in _ORDER else None


def _shown(info: zipfile.ZipInfo) -> str:
    """A member's name for messages; it is never used as a path."""
    return "".join(each if each.isprintable() else "?" for each in info.filename)[:200]
