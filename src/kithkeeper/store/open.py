"""Opening a store file: settings, migrations with a copy before each, and what can be wrong."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kithkeeper.errors import StoreDamaged, StoreLocked, StoreNewer
from kithkeeper.store.migrations import MIGRATIONS, Migration

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
            connection = sqlite3.connect(path, timeout=busy, isolation_level=None)
        except sqlite3.OperationalError as error:
            raise StoreDamaged(path, str(error)) from error
        try:
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def reported(path: str, busy: float = BUSY_SECONDS) -> Iterator[None]:
    """Turn SQLite's own errors about the file into ours."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise StoreLocked(path, busy) from error
        if "disk I/O" in str(error) or "unable to open" in str(error) or "readonly" in str(error):
            raise StoreDamaged(path, str(error)) from error
        raise
    except sqlite3.DatabaseError as error:
        if isinstance(error, (sqlite3.IntegrityError, sqlite3.ProgrammingError)):
            raise
        raise StoreDamaged(path, str(error)) from error


def _make_private(path: Path) -> None:
    if path.exists():
        if path.is_dir():
            raise StoreDamaged(str(path), "it is a folder")
        return
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreDamaged(str(path), error.strerror or str(error)) from error


def _prepare(connection: sqlite3.Connection, path: str) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    if version == len(MIGRATIONS):
        _check_ours(connection, path)
        return
    _check_version(connection, path, version)
    connection.execute("PRAGMA journal_mode = WAL")
    for step in MIGRATIONS:
        _apply(connection, path, step)


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
