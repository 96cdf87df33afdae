"""Everything out: as vCard or CSV through plugins, as JSON in full, touchpoints as a calendar."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, TypeVar

from kithkeeper.errors import Invalid
from kithkeeper.services import calendar_file, document
from kithkeeper.services.session import Session
from kithkeeper.store import Condition

if TYPE_CHECKING:
    from kithkeeper.hooks.descriptors import ExporterSpec
    from kithkeeper.model import Contact, Touchpoint

_T = TypeVar("_T")
_OWN = {"json": document.written, "ics": calendar_file.written}
"""The formats that the house writes itself."""

STANDARD_OUTPUT = "-"


class Exported(NamedTuple):
    """A file that was written.

    Attributes:
        plugin: The plugin that wrote it; empty where the house did.
        passed_over: Other plugins that offer the same format and come after that one.
    """

    written: str
    format: str
    contacts: int
    touchpoints: int
    plugin: str = ""
    passed_over: tuple[str, ...] = ()


class Exports:
    """Writes the network to files."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def write(
        self, path: str | Path, format: str | None = None, *, archived: bool = False, stdout: BinaryIO | None = None
    ) -> Exported:  # fmt: skip
        """Write a file; one that is there is replaced when the new one is whole.

        Args:
            path: Where to, or "-" for standard output.
            format: vcf, vcf4, csv, json, ics or what a plugin offers; by the path's ending if not
                given.
            archived: Archived contacts too; JSON always has them.

        Raises:
            Invalid: The format is not known, or the file can't be written.
            PluginError: The plugin that writes the format failed.
        """
        wanted = (format or Path(path).suffix.removeprefix(".")).casefold()
        writer = _OWN.get(wanted)
        plugin = ""
        passed_over: tuple[str, ...] = ()
        if writer is not None:
            name, chunks = wanted, partial(writer, self._session)
        else:
            plugin, spec, passed_over = self._writer(wanted, by_ending=format is None)
            name, chunks = spec.name, partial(self._through, plugin, spec, archived=archived)
        counted: dict[str, int] = {"contacts": 0, "touchpoints": 0}
        if str(path) == STANDARD_OUTPUT:
            _pour(chunks(counted), stdout or sys.stdout.buffer)
        else:
            _write_whole(Path(path).expanduser(), lambda: chunks(counted))
        return Exported(
            str(path), name, counted["contacts"], counted["touchpoints"], plugin, passed_over
        )

    def _writer(self, wanted: str, *, by_ending: bool) -> tuple[str, ExporterSpec, tuple[str, ...]]:
        """The first plugin that writes a format, and the others that would."""
        specs = self._session.host.exporters()
        found = [
            (plugin, spec)
            for plugin, spec in specs
            if wanted == spec.name or (by_ending and f".{wanted}" in spec.endings)
        ]
        if not found:
            known = ", ".join(sorted({*_OWN, *(spec.name for _, spec in specs)}))
            what = f"{wanted!r} is not known" if wanted else "say which, or give the file an ending"
            raise Invalid("format", f"{what}; there are {known}")
        plugin, spec = found[0]
        others = dict.fromkeys(name for name, _ in found if name != plugin)
        return plugin, spec, tuple(others)

    def _through(
        self, plugin: str, spec: ExporterSpec, counted: dict[str, int], *, archived: bool
    ) -> Iterator[bytes]:
        context = self._session.host.context(plugin, self._session.moment(), {})
        contacts = _counting(self._contacts(archived=archived), "contacts", counted)

        def chunks() -> Iterator[bytes]:
            return spec.open(context).write(contacts, self._touchpoints())

        yield from self._session.host.steps(plugin, chunks, bytes)

    def _contacts(self, *, archived: bool) -> Iterator[Contact]:
        from kithkeeper.sync.rows import contact_of

        where: dict[str, Condition] = {"merged_into": None, "removed": 0}
        if not archived:
            where["archived"] = 0
        ids = [key for (key,) in self._session.store.columns("contact", ["id"], where, order=("sort", "id"))]  # fmt: skip
        for key in ids:
            row = self._session.store.get("contact", key)
            if row is not None:
                yield contact_of(row)

    def _touchpoints(self) -> Iterator[Touchpoint]:
        from kithkeeper.model import Touchpoint

        for row in self._session.store.find("touchpoint"):
            yield Touchpoint.model_validate(row)


def _counting(values: Iterator[_T], name: str, counted: dict[str, int]) -> Iterator[_T]:
    for each in values:
        counted[name] += 1
        yield each


def _pour(chunks: Iterator[bytes], out: BinaryIO) -> None:
    out.writelines(chunks)
    out.flush()


def _write_whole(place: Path, chunks: Callable[[], Iterator[bytes]]) -> None:
    """Write beside the place and move there: a reader sees the old file or the whole new one."""
    if place.is_dir():
        raise Invalid("path", f"{place} is a folder; name a file in it")
    try:
        if place.exists() and not place.is_file():
            with place.open("wb") as device:
                _pour(chunks(), device)
            return
        place = place.resolve()
        handle, waiting = tempfile.mkstemp(prefix=".export-", dir=place.parent)
        try:
            with os.fdopen(handle, "wb") as out:
                _pour(chunks(), out)
            Path(waiting).replace(place)
        except BaseException:
            Path(waiting).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Invalid("path", f"{place}: {error.strerror or error}") from error
