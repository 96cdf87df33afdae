"""A `.vcf` file, or a folder of them as vdirsyncer and khard keep it, as a source."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

from kithkeeper.errors import PluginError, Problem
from kithkeeper.model import Card
from kithkeeper.sync.ports import Change, Outcome, Page, Result
from kithkeeper_vcard.decode import as_bytes
from kithkeeper_vcard.files import Stamp, create_file, replace_file, stamp_at, stamp_of
from kithkeeper_vcard.groups import bare, may_be_group, tagged, tags_by_member
from kithkeeper_vcard.patch import patched, said_after
from kithkeeper_vcard.places import Place, places_in, places_in_file, read_blocks, version_of
from kithkeeper_vcard.reader import Record, read_block
from kithkeeper_vcard.writer import card_text, file_name, with_uid

_ENDINGS = (".vcf", ".vcard")
_PAGE = 200
_MEANWHILE = "another program wrote the file meanwhile"
_OUTSIDE = "its file is a link to one outside of the folder; change it there, or give that folder as `path`"


class FolderSource:
    """Reads a file or folder; an unchanged one costs a listing and no reading.

    Args:
        path: The file or folder.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def pull(self, cursor: str | None) -> Iterator[Page]:
        """Yield every card, unless nothing has changed since the cursor; see `Source.pull`.

        A file that was read before and can't be read now is a problem, and the listing is then not
        complete: nothing in it counts as gone.

        Raises:
            PluginError: The file or folder is not there, or may not be read.
        """
        files = list_files(self._path)
        digest = _digest(files)
        known = _known(cursor)
        if known.digest == digest:
            yield Page(checkpoint=cursor)
            return
        bad: list[str] = []
        changes: list[Change] = []
        problems: list[Problem] = []
        for found in self._contents(files, bad):
            changes += [found] if isinstance(found, Change) else []
            problems += [found] if isinstance(found, Problem) else []
            if len(changes) + len(problems) >= _PAGE:
                yield Page(changes=changes, problems=problems)
                changes, problems = [], []
        always_bad = [name for name in bad if cursor is None or name in known.bad]
        complete = len(always_bad) == len(bad)
        checkpoint = json.dumps({"digest": digest if complete else "", "bad": always_bad})
        yield Page(changes=changes, problems=problems, checkpoint=checkpoint, complete=complete)

    def _contents(self, files: list[File], bad: list[str]) -> Iterator[Change | Problem]:
        """What the files hold; the names of those that hide a card are added to `bad`."""
        tags = tags_by_member(_groups(files))
        for file in files:
            name = file.name_in(self._path)
            found = False
            try:
                for place in places_in_file(file.path, name):
                    found = True
                    if place.record.card is None and place.record.members is None:
                        bad.append(name)
                    yield from _said(place, str(file.path), tags)
            except OSError as error:
                bad.append(name)
                yield Problem(str(file.path), None, "", f"can't be read: {error.strerror}")
                continue
            if not found:
                bad.append(name)
                yield Problem(
                    str(file.path), None, "", "there is no vCard in this file", rejected=False
                )


def _groups(files: list[File]) -> Iterator[Record]:
    for file in files:
        try:
            for block in read_blocks(file.path):
                if may_be_group(block.content):
                    yield read_block(block)
        except OSError:  # reported when the file is read
            continue


def _said(place: Place, path: str, tags: dict[str, tuple[str, ...]]) -> Iterator[Change | Problem]:
    record = place.record
    if record.card:
        previous = (place.previous,) if place.previous else ()
        card = tagged(record.card, tags.get(bare(record.card.uid), ()))
        yield Change(place.key, card, place.version, record.raw, previous, record.line)
    if record.reason and record.members is None:
        yield record.problem(path)


class WritableFolderSource(FolderSource):
    """A file or folder that changed contacts are written back to."""

    def push(self, change: Change, base: Card | None, expected: str | None) -> Outcome:
        """Write one card; see `WritableSource.push`. Files are replaced whole, never half."""
        try:
            if not change.key:
                return self._create(change.card)
            return self._change(change, base, expected)
        except OSError as error:
            return Outcome(Result.FAILED, change.key, reason=f"can't be written: {error.strerror}")

    def _create(self, card: Card | None) -> Outcome:
        if card is None:
            return Outcome(Result.REFUSED, reason="there is nothing to delete")
        card = with_uid(card)
        text = card_text(card)
        if self._path.is_dir():
            name = f"{file_name(card.uid)}.vcf"
            if not create_file(self._path / name, text.encode()):
                return Outcome(Result.CONFLICT, name, reason="a file of that name is there")
            return Outcome(Result.OK, name, version_of(text.encode()), text, card=card)
        seen = stamp_at(self._path)
        data = self._path.read_bytes() if seen else b""
        if any(place.record.values.get("uid") == card.uid for place in places_in(data, "")):
            return Outcome(Result.CONFLICT, f"#{card.uid}", reason="a card with that UID is there")
        data = _in_utf8(data)
        gap = b"\r\n" if data and not data.endswith(b"\n") else b""
        if not replace_file(self._path, data + gap + text.encode(), seen):
            return Outcome(Result.CONFLICT, f"#{card.uid}", reason=_MEANWHILE)
        return Outcome(Result.OK, f"#{card.uid}", version_of(text.encode()), text, card=card)

    def _change(self, change: Change, base: Card | None, expected: str | None) -> Outcome:
        name, path = self._file(change.key)
        if path is None or not (seen := stamp_at(path)):
            return Outcome(Result.GONE, change.key)
        if name and not path.resolve().is_relative_to(self._path.resolve()):
            return Outcome(Result.REFUSED, change.key, reason=_OUTSIDE)
        data = _in_utf8(path.read_bytes())
        places = list(places_in(data, name))
        place = next((p for p in places if change.key in (p.key, p.previous)), None)
        if place is None:
            return Outcome(Result.GONE, change.key)
        if place.version != expected:
            return Outcome(Result.CONFLICT, change.key, place.version, place.record.raw)
        start = data.find(place.text)
        if start < 0 or not place.record.raw:
            return Outcome(Result.REFUSED, change.key, reason="the card can't be changed in place")
        identity = place.key.removeprefix(name).removeprefix("#")
        new = b"" if change.card is None else self._patched(place, identity, change.card, base)
        rest = data[:start] + new + data[start + len(place.text) :]
        if change.card is None and len(places) == 1 and path != self._path:
            path.unlink()
        elif not replace_file(path, rest, seen):
            return Outcome(Result.CONFLICT, change.key, reason=_MEANWHILE)
        if not new:
            return Outcome(Result.OK, change.key)
        text = new.decode()
        said = said_after(place.record.raw, text, base)
        return Outcome(Result.OK, change.key, version_of(new), text, card=said)

    @staticmethod
    def _patched(place: Place, identity: str, wanted: Card, base: Card | None) -> bytes:
        """The card's new text.

        One without UID among others goes by what it says; it gets that as its UID, or its key would
        change with the first write.
        """
        if identity and not wanted.uid:
            wanted = wanted.model_copy(update={"uid": identity})
        return patched(place.record.raw, wanted, base or place.record.card).encode()

    def _file(self, key: str) -> tuple[str, Path | None]:
        """The name and path of the file that a key names; no path for one outside of the folder.

        The key of a card among others ends in `#` and its identity; both may hold a `#` themselves.
        """
        if not self._path.is_dir():
            return "", self._path
        parts = key.split("#")
        names = ["#".join(parts[:end]) for end in range(len(parts), 0, -1)]
        name = next((each for each in names if (self._path / each).is_file()), "")
        if not name:
            odd = {file.name_in(self._path): file.path for file in list_files(self._path)}
            name = next((each for each in names if each in odd), "")
            return name, odd.get(name)
        path = Path(os.path.normpath(self._path / name))
        return name, path if path.is_relative_to(os.path.normpath(self._path)) else None


@dataclass(frozen=True, slots=True)
class File:
    """A file with what tells whether it changed."""

    path: Path
    stamp: Stamp

    def name_in(self, folder: Path) -> str:
        """Its name in the folder, readable where it is no UTF-8; '' for a single file."""
        name = "" if self.path == folder else self.path.relative_to(folder).as_posix()
        return name.encode("utf-8", "backslashreplace").decode()


def list_files(path: Path) -> list[File]:
    """The files to read, in a stable order, hidden and temporary ones left out.

    Raises:
        PluginError: The path is not there, or may not be read.
    """
    try:
        if path.is_dir():
            return sorted(_walk(path), key=lambda file: file.path)
        return [File(path, stamp_of(path.stat()))]
    except OSError as error:
        raise PluginError(f"{path} can't be read: {error.strerror}") from error


def _walk(folder: Path) -> Iterator[File]:
    def refuse(error: OSError) -> None:
        raise error

    for place, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.lower().endswith(_ENDINGS) and not name.startswith("."):
                yield from _found(Path(place, name))


def _found(path: Path) -> Iterator[File]:
    """A file, also one that can't be looked at: reading it will say why; no pipe nor device."""
    try:
        stat = path.stat()
    except OSError:
        yield File(path, ())
        return
    if S_ISREG(stat.st_mode):
        yield File(path, stamp_of(stat))


def _digest(files: list[File]) -> str:
    said = json.dumps([[str(file.path), *file.stamp] for file in files])
    return hashlib.sha256(said.encode()).hexdigest()


class _Known(NamedTuple):
    """What the cursor says: the listing's digest, and the files that were never readable."""

    digest: str = ""
    bad: tuple[str, ...] = ()


def _known(cursor: str | None) -> _Known:
    try:
        known = json.loads(cursor or "{}")
        return _Known(str(known.get("digest", "")), tuple(known.get("bad", ())))
    except (ValueError, AttributeError):
        return _Known()


def _in_utf8(data: bytes) -> bytes:
    """The file as the reader sees it; what is not UTF-8 is decoded card by card when patched."""
    return b"".join(as_bytes([data]))


def describe(path: Path) -> str:
    """What is there, in a line."""
    files = list_files(path)
    return f"{path}: {len(files)} vCard {'file' if len(files) == 1 else 'files'}"
