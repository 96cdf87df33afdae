"""What was learnt of the plugins of this environment, kept in the cache folder as JSON.

Two things are remembered: the scan of entry points, for as long as no folder of `sys.path` has
changed, and what each plugin implements, for as long as its files are the same. So a listing
imports neither `importlib.metadata` nor a plugin.
"""

from __future__ import annotations

import json
import os
import sys
import zlib
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, cast

from kithkeeper.hooks.state import Found

_FORMAT = 1


class Known(NamedTuple):
    """What was learnt when a plugin was loaded.

    Attributes:
        hooks: Names of the hooks that it implements.
        incompatible: Why it is not for this host; empty where it is.
        hint: What looks as if it was meant differently; may be empty.
        failed_hook, failed: The hook that raised the last time, and its error; may be empty.
    """

    hooks: tuple[str, ...]
    incompatible: str = ""
    hint: str = ""
    failed_hook: str = ""
    failed: str = ""


class Memory:
    """The remembered facts; everything may be forgotten at any time without harm."""

    def __init__(self, folder: Path | None) -> None:
        self._file = folder / f"plugins-{_environment():08x}.json" if folder is not None else None
        self._content = self._read()
        self._changed = False

    def _read(self) -> dict[str, object]:
        if self._file is None:
            return {}
        try:
            content = json.loads(self._file.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        fits = isinstance(content, dict) and content.get("format") == _FORMAT
        return content if fits else {}

    def entries(self) -> list[Found] | None:
        """The remembered scan; None where there is none, or something was installed since."""
        if self._content.get("paths") != _paths():
            return None
        try:
            return [
                Found(*map(str, each)) for each in cast("list[list[str]]", self._content["scan"])
            ]
        except (KeyError, TypeError):
            return None

    def keep_entries(self, entries: list[Found]) -> None:
        """Remember a scan."""
        self._content |= {"paths": _paths(), "scan": [list(each) for each in entries]}
        self._changed = True

    def known(self, found: Found) -> Known | None:
        """What is remembered of a plugin; None if nothing, or a file of it changed."""
        records = self._content.get("known")
        record = records.get(_id(found)) if isinstance(records, dict) else None
        try:
            if record is None or _stamps([each[0] for each in record["files"]]) != record["files"]:
                return None
            hooks, *texts = record["known"]
            return Known(tuple(map(str, hooks)), *map(str, texts))
        except (KeyError, TypeError, IndexError, AttributeError):
            return None

    def stamps(self, found: Found) -> str:
        """The files of a plugin with size and time, as they were when it was learnt."""
        records = self._content.get("known")
        record = records.get(_id(found), {}) if isinstance(records, dict) else {}
        return json.dumps(record.get("files"))

    def learn(self, found: Found, known: Known, files: list[str] | None = None) -> None:
        """Remember what a plugin implements; without files, those remembered stay."""
        records = self._content.get("known")
        records = records if isinstance(records, dict) else {}
        self._content["known"] = records
        old = records.get(_id(found), {})
        stamps = _stamps(files) if files is not None else old.get("files", [])
        record = {"files": stamps, "known": [list(known.hooks), *known[1:]]}
        if record != old:
            records[_id(found)] = record
            self._changed = True

    def save(self) -> None:
        """Write what changed; a folder that can't be written to is no error."""
        if not self._changed or self._file is None:
            return
        self._changed = False
        data = json.dumps({**self._content, "format": _FORMAT})
        beside = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            beside.write_text(data)
            beside.replace(self._file)


def _environment() -> int:
    """A number for this interpreter and its path, so that two don't overwrite each other's."""
    return zlib.crc32("\0".join([sys.prefix, sys.version, *sys.path]).encode(errors="replace"))


def _paths() -> list[list[object]]:
    """Each place where distributions may lie, with the time of its last change."""
    return [[path, _changed_at(path or ".")] for path in sys.path]


def _changed_at(path: str) -> int | None:
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116 - called for each path at each start
    except OSError:
        return None


def _stamps(files: list[str]) -> list[list[object]]:
    stamps: list[list[object]] = []
    for file in files:
        try:
            status = os.stat(file)  # noqa: PTH116 - as above
        except OSError:
            stamps.append([file, None, None])
        else:
            stamps.append([file, status.st_mtime_ns, status.st_size])
    return stamps


def _id(found: Found) -> str:
    return "|".join(found)
