"""Importing files and folders: find them, recognise their format, take the good records in."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kithkeeper.errors import Invalid, NotFound, PluginError, Problem
from kithkeeper.errors.concealing import redacted
from kithkeeper.hooks.notices import ContactChanged
from kithkeeper.rules.phrases import count as counted
from kithkeeper.services.circles import Circles
from kithkeeper.services.restoring import Restoring, recognises
from kithkeeper.services.session import Session
from kithkeeper.services.standings import refresh
from kithkeeper.services.wishes import wishes
from kithkeeper.store import Document, Work
from kithkeeper.sync.ingest import Ingest
from kithkeeper.sync.ports import Page
from kithkeeper.sync.tally import Tally
from kithkeeper.sync.touches import take_touches

if TYPE_CHECKING:
    from kithkeeper.hooks.descriptors import ImporterSpec
    from kithkeeper.sync.ports import Columns, Roster, Touch

DOCUMENT = "json"
"""The format of the whole network, which the house reads itself."""

_SAMPLE = 65_536
_CHUNK = 1 << 20


@dataclass
class Imported:
    """What an import did. The five counts add up to `cards`.

    Attributes:
        touches: Touches that messages and meetings told of.
        restored: Rows beside contacts that a document of the whole network brought.
        columns: How tables of no known service were understood.
        circles: Settings of circles that a document told and the config lacks, as `[circles.NAME]`
            has them, with the name. `kith import` writes them into the config.
    """

    files: int = 0
    tally: Tally = field(default_factory=Tally)
    touches: int = 0
    restored: int = 0
    without_circle: int = 0
    columns: list[Columns] = field(default_factory=list)
    circles: list[Document] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def cards(self) -> int:
        """All cards that were read."""
        return self.tally.cards


@dataclass
class _File:
    """One file that was found: where it is, and how to read it."""

    name: str
    open: BinaryIO


class Imports:
    """Takes files in, in any format that a plugin reads."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._touches: list[tuple[Touch, Ingest]] = []
        self._rosters: list[tuple[Roster, Ingest]] = []
        self._format: str | None = None
        self._columns: Mapping[str, str] = {}
        self._progress: Callable[[int, int | None], None] = lambda *_: None

    def files(
        self,
        paths: Sequence[str | Path],
        *,
        circle: str | None = None,
        tags: Sequence[str] = (),
        format: str | None = None,
        columns: Mapping[str, str] | None = None,
        dry_run: bool = False,
        stdin: BinaryIO | None = None,
        progress: Callable[[int, int | None], None] = lambda *_: None,
    ) -> Imported:
        """Import files and folders; all of it is one history entry.

        Args:
            paths: Files, folders, or "-" for standard input.
            format: Name of the format, where content shall not decide.
            columns: What columns of a table mean, where it is not what is proposed from their
                headers; remembered for tables with the same header line.
            dry_run: Only say what would be done.
            progress: Told how many cards were read.

        Raises:
            NotFound: A path or the circle is not there, or no plugin reads the format.
            Invalid: There is no such meaning of a column.
        """
        name = self._session.circle(circle).name if circle else None
        result = Imported()
        self._progress = progress
        self._touches = []
        self._rosters = []
        specs = self._specs(format, paths)
        self._format = format
        self._columns = columns or {}
        with suppress(_Rehearsed), self._session.change("imported", by="import") as work:
            self._read_all(work, paths, specs, name, tuple(tags), result, stdin)
            work.describe(_what(result))
            result.without_circle = Circles(self._session).waiting()
            if dry_run:
                raise _Rehearsed
        result.problems += _without_table(self._columns, result.columns)
        return result

    def _specs(
        self, format: str | None, paths: Sequence[str | Path]
    ) -> list[tuple[str, ImporterSpec]]:
        if format == DOCUMENT:
            return []
        specs = self._session.host.importers()
        if format is not None:
            return check_format(specs, format)
        if not specs and not any(str(each).endswith(".json") for each in paths):
            raise NotFound(
                "plugin",
                "vcard",
                "No plugin that is here reads files; `pip install kithkeeper[vcard]`.",
            )
        return specs

    def _read_all(
        self, work: Work, paths: Sequence[str | Path], specs: Sequence[tuple[str, ImporterSpec]],
        circle: str | None, tags: tuple[str, ...], result: Imported, stdin: BinaryIO | None,
    ) -> None:  # fmt: skip
        ingests: dict[str, Ingest] = {}
        for file in _walk(paths, specs, result, stdin):
            with file.open as stream:
                result.files += 1
                try:
                    self._read_one(work, file.name, stream, specs, ingests, circle, tags, result)
                except OSError as error:
                    result.problems.append(_cut_short(file.name, error))
        for ingest in ingests.values():
            ingest.group(work, [roster for roster, told in self._rosters if told is ingest])
        for touch, ingest in self._touches:
            result.touches += take_touches(self._session.store, work, [touch], ingest)
        for ingest in ingests.values():
            _add(result.tally, ingest.tally)
            for contact, outcome in ingest.touched.items():
                self._session.tell(ContactChanged(contact, outcome))

    def _read_one(
        self, work: Work, name: str, stream: BinaryIO, specs: Sequence[tuple[str, ImporterSpec]],
        ingests: dict[str, Ingest], circle: str | None, tags: tuple[str, ...], result: Imported,
    ) -> None:  # fmt: skip
        sample = stream.read(_SAMPLE)
        if self._format == DOCUMENT or (self._format is None and recognises(sample)):
            self._restore(work, name, iter(_Chunks(sample, stream)), result)
            return
        found = self._reader(specs, sample)
        if found is None:
            reason = "the file is empty" if not sample else self._not_recognised()
            result.problems.append(Problem(name, None, "", reason))
            return
        plugin, spec = found
        source = f"import:{spec.source or spec.name}"
        if source not in ingests:
            ingests[source] = Ingest(
                self._session.store, source, wishes(self._session, circle=circle, tags=tags)
            )
        ingest = ingests[source]
        ingest.new_file()
        memory_key = f"plugin:{plugin}"
        memory = (self._session.store.get("remembered", memory_key) or {}).get("memory", {})
        moment = self._session.moment()._replace(columns=self._columns)
        context = self._session.host.context(plugin, moment, memory)
        data = _Chunks(sample, stream)
        pages = self._session.host.steps(
            plugin, lambda: spec.open(context).read(name, iter(data)), Page
        )
        try:
            for page in pages:
                self._take(work, page, ingest, name, result)
        except PluginError as error:
            failed = Problem(name, None, "", f"plugin {plugin} can't read it: {error.reason}")
            result.problems.append(_cut_short(name, data.error) if data.error else failed)
            return
        ingest.end_file(work)
        if memory:
            work.put("remembered", memory_key, {"memory": memory})

    def _reader(
        self, specs: Sequence[tuple[str, ImporterSpec]], sample: bytes
    ) -> tuple[str, ImporterSpec] | None:
        """The format that is surest of a file; an only one is taken at its word."""
        host = self._session.host
        sure = [host.sureness(plugin, spec, sample) if sample else 0.0 for plugin, spec in specs]
        best = max(sure, default=0.0)
        return specs[sure.index(best)] if best > 0 or len(specs) == 1 else None

    def _not_recognised(self) -> str:
        """Why nobody reads a file, with the plugins that could not even be asked."""
        failures = self._session.host.failures
        failed = (each for each in failures if each.hook.partition(" ")[0] == "importers")
        mute = {f"plugin {each.plugin} can't be asked: {each.error}" for each in failed}
        return "; ".join(["no plugin recognises its content", *sorted(mute)])

    def _restore(self, work: Work, name: str, data: Iterator[bytes], result: Imported) -> None:
        """Take a document of the whole network."""
        restoring = Restoring(self._session, work, result.tally, name)
        restoring.take(data)
        result.problems += restoring.problems
        result.restored += restoring.restored
        result.circles += restoring.circles
        # Under circles that the config gets only now, what is planned for them would be taken back.
        refresh(self._session.store, work, restoring.circles_then)

    def _take(self, work: Work, page: Page, ingest: Ingest, name: str, result: Imported) -> None:
        for change in page.changes:
            taken = ingest.take(work, change, name)
            if taken.problem:
                result.problems.append(taken.problem)
        for problem in page.problems:
            result.problems.append(problem._replace(reason=redacted(problem.reason)))
            if problem.rejected:
                ingest.reject()
        result.columns += page.columns
        self._progress(ingest.tally.cards, None)
        self._touches += [(touch, ingest) for touch in page.touches]
        self._rosters += [(roster, ingest) for roster in page.rosters]


def _without_table(told: Mapping[str, str], columns: Iterable[Columns]) -> list[Problem]:
    """What the user said of columns that no table has."""
    there = {name for each in columns for name in (*each.meanings, *each.left_out)}
    reason = "no table that was read has a column of this name"
    return [Problem("", None, name, reason, rejected=False) for name in told if name not in there]


class _Rehearsed(Exception):
    """Ends a transaction that must leave nothing behind."""


def _what(result: Imported) -> str:
    count = sum((result.tally.added, result.tally.updated, result.tally.merged))
    people = counted(count, "person", "people")
    touches = counted(result.touches, "touch", "touches")
    return f"imported {people}" + (f" and {touches}" if result.touches else "")


def _walk(
    paths: Iterable[str | Path], specs: Sequence[tuple[str, ImporterSpec]], result: Imported, stdin: BinaryIO | None
) -> Iterator[_File]:  # fmt: skip
    endings = {".json", *(ending for _, spec in specs for ending in spec.endings)}
    for path in paths:
        if str(path) == "-":
            yield _File("-", stdin or sys.stdin.buffer)
            continue
        place = Path(path).expanduser()
        try:
            place.stat()
        except FileNotFoundError:
            raise NotFound("file or folder", str(path)) from None
        except OSError as error:
            result.problems.append(_unreadable(place, error))
            continue
        for each in _in_folder(place, endings, result) if place.is_dir() else [place]:
            try:
                yield _File(str(each), each.open("rb"))
            except OSError as error:
                result.problems.append(_unreadable(each, error))


def _in_folder(folder: Path, endings: set[str], result: Imported) -> list[Path]:
    """Files below a folder that look like one of the formats, hidden ones left out."""
    found: list[Path] = []
    barred: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=barred.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files = (Path(place, name) for name in names if not name.startswith("."))
        found += [each for each in files if each.suffix.casefold() in endings and each.is_file()]
    result.problems += [_unreadable(Path(str(error.filename)), error) for error in barred]
    if not found and not barred:
        reason = "the folder has no file of a known format"
        result.problems.append(Problem(str(folder), None, "", reason))
    return sorted(found)


def _unreadable(place: Path, error: OSError) -> Problem:
    return Problem(str(place), None, "", error.strerror or str(error))


class _Chunks:
    """The content of a file for a reader; the error that ended it early is remembered."""

    def __init__(self, sample: bytes, stream: BinaryIO) -> None:
        self.error: OSError | None = None
        self._sample = sample
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield self._sample
        try:
            while chunk := self._stream.read(_CHUNK):
                yield chunk
        except OSError as error:
            self.error = error
            raise


def _cut_short(name: str, error: OSError) -> Problem:
    return Problem(name, None, "", f"it can't be read further: {error.strerror or error}")


def _add(total: Tally, part: Tally) -> None:
    for name in vars(part):
        setattr(total, name, getattr(total, name) + getattr(part, name))


def check_format(
    specs: Sequence[tuple[str, ImporterSpec]], name: str
) -> list[tuple[str, ImporterSpec]]:
    """The formats of that name.

    Raises:
        Invalid: There is none.
    """
    found = [
        each for each in specs if name.casefold() in (each[1].name.casefold(), each[0].casefold())
    ]
    if not found:
        known = ", ".join(sorted({spec.name for _, spec in specs})) or "none: no plugin reads files"
        raise Invalid("format", f"{name!r} is not known; there are {known}")
    return found
