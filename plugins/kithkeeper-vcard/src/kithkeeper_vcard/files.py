"""Writing files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_PREFIX, _SUFFIX = ".kithkeeper-", ".tmp"
"""Around the writer's process in the name of a temporary file."""


Stamp = tuple[int, ...]
"""What tells that a file is another than before."""


def stamp_of(stat: os.stat_result) -> Stamp:
    """The stamp of a file."""
    return stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino


def stamp_at(path: Path) -> Stamp:
    """The stamp of the file at a path; empty where there is none."""
    try:
        return stamp_of(path.stat())
    except FileNotFoundError:
        return ()


def replace_file(path: Path, data: bytes, seen: Stamp) -> bool:
    """Put new content in the place of a file, keeping its mode; a kill leaves the old or the new.

    Args:
        seen: Its stamp before it was read, by `stamp_at`.

    Returns:
        False where another program has written it since; then that stands.

    Raises:
        OSError: It can't be written; the old content stands.
    """
    path = path.resolve()
    mode = path.stat().st_mode & 0o7777 if path.exists() else 0o600
    temporary = _written(path.parent, data, mode)
    try:
        # Writing takes its time; what came meanwhile is looked for as late as can be.
        is_as_seen = stamp_at(path) == seen
        if is_as_seen:
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return is_as_seen


def create_file(path: Path, data: bytes) -> bool:
    """Make a file with this content; False where there is one of that name, which is left alone.

    Raises:
        OSError: It can't be written.
    """
    temporary = _written(path.parent, data, 0o600)
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    finally:
        temporary.unlink(missing_ok=True)
    return True


def _written(folder: Path, data: bytes, mode: int) -> Path:
    """A temporary file beside the target, on the disk before it takes its place."""
    _sweep(folder)
    handle, name = tempfile.mkstemp(dir=folder, prefix=f"{_PREFIX}{os.getpid()}-", suffix=_SUFFIX)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _sweep(folder: Path) -> None:
    """Remove what writers that were killed left behind."""
    for each in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        writer = each.name.removeprefix(_PREFIX).partition("-")[0]
        if writer.isascii() and writer.isdigit() and not _lives(int(writer)):
            each.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    """Whether there is such a process; where that can't be asked without ending it, yes."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except (OSError, OverflowError) as error:
        # Any other answer, such as that it is another user's, doesn't say that it ended.
        return not isinstance(error, ProcessLookupError)
    return True
