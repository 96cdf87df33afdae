"""Writing files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def replace_file(path: Path, data: bytes) -> None:
    """Put new content in the place of a file, keeping its mode; a kill leaves the old or the new.

    Raises:
        OSError: It can't be written; the old content stands.
    """
    path = path.resolve()
    mode = path.stat().st_mode & 0o7777 if path.exists() else 0o600
    temporary = _written(path.parent, data, mode)
    try:
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


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
    handle, name = tempfile.mkstemp(dir=folder, prefix=".kithkeeper-", suffix=".tmp")
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
