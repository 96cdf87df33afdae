"""Opening a store file: settings, migrations with a copy before each, and what can be wrong."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

from kithkeeper.errors import Invalid, StoreDamaged, StoreLocked, StoreNewer
from kithkeeper.store.migrations import MIGRATIONS, Migration
from kithkeeper.store.statistics import RELOAD

APPLICATION_ID = 0x4B495448
"""`KITH`, in the header of every store file (SQLite `application_id`)."""

BUSY_SECONDS = 10.0
"""How long a writer waits for another one before it gives up."""


def connect(path: str, busy: float = BUSY_SECONDS) -> sqlite3.Connection:
    """Open, create or migrate a store.

    Args:
        path: A file, or ":memory:".
        busy: Seconds to wait for another writer.

    Raises:
        StoreNewer, StoreLocked, StoreDamaged: As their names say; nothing was changed.
    """
    if path != ":memory:":
        _make_private(Path(path))
    with reported(path, busy):
        try:
            return _opened(path, path, busy)
        except sqlite3.OperationalError as error:
            sealed = _sealed(path) if _is_shut(error) else ""
            if sealed:
                return _opened(sealed, path, busy)
            raise as_ours(path, error, busy) or StoreDamaged(path, str(error)) from error


def _opened(name: str, path: str, busy: float) -> sqlite3.Connection:
    connection = sqlite3.connect(name, timeout=busy, isolation_level=None, uri=name != path)
    try:
        _prepare(connection, path, busy)
    except BaseException:
        connection.close()
        raise
    return connection


def _is_shut(error: sqlite3.OperationalError) -> bool:
    return any(each in str(error) for each in ("readonly", "unable to open"))


def _sealed(path: str) -> str:
    """The name under which a store can be read where it can't be written, if it can.

    SQLite keeps a log beside the file even for reading. In a folder that takes none, the file is
    all there is, unless a log was left there: then it is not whole without it.
    """
    log = Path(f"{path}-wal")
    if os.access(Path(path).parent, os.W_OK) or (log.exists() and log.stat().st_size):
        return ""
    return f"{Path(path).absolute().as_uri()}?mode=ro&immutable=1"


@contextmanager
def reported(path: str, busy: float = BUSY_SECONDS) -> Iterator[None]:
    """Turn SQLite's own errors about the file, and about how it is used, into ours."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.ProgrammingError as error:
        for words, reason in _MISUSE:
            if words in str(error):
                raise Invalid("network", reason) from error
        raise
    except sqlite3.DatabaseError as error:
        found = as_ours(path, error, busy)
        if found is None:
            raise
        raise found from error


_MISUSE = (
    ("closed database", "it is closed; open it again with Network.open"),
    ("same thread", "it belongs to the thread that opened it; let each thread open its own"),
)
"""What SQLite says of a connection that is used wrongly, and what that means for a network."""

_CACHE_KIB = 64 << 10
"""Memory for pages, used as far as a transaction needs it."""


def as_ours(
    path: str, error: sqlite3.DatabaseError, busy: float
) -> StoreLocked | StoreDamaged | None:
    """What an error of SQLite says about the file; None where it speaks of something else."""
    text = str(error)
    if not isinstance(error, sqlite3.OperationalError):
        return StoreDamaged(path, text)
    if "locked" in text or "busy" in text:
        return StoreLocked(path, busy)
    if "disk I/O" in text and _is_full(path):
        return StoreDamaged(path, "the disk is full", _MAKE_ROOM)
    if error.sqlite_errorname in _UNWRITTEN:
        return StoreDamaged(path, "it took no more data", _LIFT_LIMIT)
    for words, advice in _ADVICE:
        if any(each in text for each in words):
            return StoreDamaged(path, text, advice) if advice else StoreDamaged(path, text)
    return None


_UNWRITTEN = frozenset(
    f"SQLITE_IOERR_{each}"
    for each in ("WRITE", "FSYNC", "DIR_FSYNC", "TRUNCATE", "SHMOPEN", "SHMSIZE", "SHMMAP")
)
"""What SQLite calls a write that the system refused, as a full disk or a limit does."""

_MAKE_ROOM = "Make room on that disk and try again; nothing was changed."
_LIFT_LIMIT = (
    "See whether a quota or a limit of file sizes (ulimit -f) stands in the way, and the disk is "
    "well; nothing was changed."
)
_ADVICE = (
    (("readonly",), "Give yourself the right to write it and its folder; nothing was changed."),
    (("unable to open",), "See that its folder exists and can be written; nothing was changed."),
    (("disk is full",), _MAKE_ROOM),
    (("disk I/O", "no such table", "no such column", "malformed"), ""),
)
"""What SQLite says of a file that it can't use, and what to do then; else bring a copy back."""


_LEAST_ROOM = 256 * 1024
"""Bytes that SQLite needs beside a store to open it at all, and a little more."""


def _is_full(path: str) -> bool:
    import shutil

    try:
        return shutil.disk_usage(Path(path).parent).free < _LEAST_ROOM
    except OSError:
        return False


def _make_private(path: Path) -> None:
    try:
        if path.is_dir():
            raise StoreDamaged(str(path), "it is a folder", "Name a file.")
        if path.exists():
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        advice = "See that its folder exists and can be written; nothing was changed."
        raise StoreDamaged(str(path), error.strerror or str(error), advice) from error


def _prepare(connection: sqlite3.Connection, path: str, busy: float) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.execute("PRAGMA foreign_keys = ON")
    # A large import is one transaction; pages that don't fit are written to the log many times.
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA secure_delete = ON")
    if version == len(MIGRATIONS):
        _check_ours(connection, path)
    _check_version(connection, path, version)
    if version != len(MIGRATIONS):
        _use_wal(connection, busy)
        for step in MIGRATIONS:
            _apply(connection, path, step)
        connection.execute(RELOAD)
    if path != ":memory:":
        _keep_private(path)


def _keep_private(path: str) -> None:
    """Take a store that was copied or restored with other rights back from everybody else."""
    with suppress(OSError):
        if Path(path).stat().st_mode & 0o077:
            Path(path).chmod(0o600)


def _use_wal(connection: sqlite3.Connection, busy: float) -> None:
    """Switch to WAL. SQLite doesn't wait by itself while another process does the same."""
    patience = time.monotonic() + busy
    while not _in_wal(connection):
        if time.monotonic() > patience:
            raise sqlite3.OperationalError("database is locked")
        time.sleep(0.01)


def _in_wal(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise
        return False
    return True


def _check_ours(connection: sqlite3.Connection, path: str) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise StoreDamaged(path, "it is a database of another program")


def _check_version(connection: sqlite3.Connection, path: str, version: int) -> None:
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    if not tables:
        return
    _check_ours(connection, path)
    applied = {row[0] for row in connection.execute("SELECT name FROM migration")}
    unknown = applied - {step.name for step in MIGRATIONS}
    if unknown or version > len(MIGRATIONS):
        raise StoreNewer(path, tuple(sorted(unknown)) or (f"schema {version}",))


def _apply(connection: sqlite3.Connection, path: str, step: Migration) -> None:
    """Carry one step out in a transaction of its own, unless another process just did."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL)"
        )
        applied = [row[0] for row in connection.execute("SELECT name FROM migration")]
        if step.name in applied:
            connection.execute("ROLLBACK")
            return
        if applied and path != ":memory:":
            _copy_before(path, step.name)
        for statement in step.statements:
            connection.execute(statement)
        if step.code:
            step.code(connection)
        connection.execute(
            "INSERT INTO migration VALUES (?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))", (step.name,)
        )
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(applied) + 1}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def copies(path: str) -> list[Path]:
    """Copies of a store that were kept beside it before migrations and restores, the newest last."""
    store = Path(path)
    found = store.parent.glob(f"{escape(store.name)}.before-*")
    return sorted(found, key=lambda each: each.stat().st_mtime)


def _copy_before(path: str, name: str) -> None:
    """Keep the store as it was before a migration, beside it and as private as it is."""
    target = f"{path}.before-{name}"
    os.close(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
    reader, copy = sqlite3.connect(path), sqlite3.connect(target)
    try:
        reader.backup(copy)
    finally:
        copy.close()
        reader.close()
