"""A copy of the whole store, made while it is in use, and bringing one back.

A restore does all its work on a copy of the backup: checks, migrations, and forgetting how far each
connection had got. Only then is the store overwritten, in one SQLite transaction, so that other
processes that have it open see the old one or the new one and nothing between.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kithkeeper.errors import Invalid, NotFound, Refused, StoreDamaged, StoreLocked, StoreNewer
from kithkeeper.services.lock import one_sync
from kithkeeper.store.open import APPLICATION_ID, BUSY_SECONDS, reported

if TYPE_CHECKING:
    from kithkeeper.services.session import Session
    from kithkeeper.store import Entry, SqliteStore

_MAGIC = b"SQLite format 3\x00"
_ADVICE = "Choose another file; nothing was changed."
_ALL_PAGES = -1


class BackedUp(NamedTuple):
    """A backup that was written.

    Attributes:
        entries: Changes in its history.
    """

    written: str
    bytes: int
    contacts: int
    entries: int


class Restored(NamedTuple):
    """A store after a restore.

    Attributes:
        kept: Where the store as it was before lies; None where there was nothing in it.
        forgotten: How many people of the backup had been forgotten since, and stay so.
    """

    written: str
    contacts: int
    entries: int
    kept: str | None
    forgotten: int = 0


def backup(session: Session, path: str | Path) -> BackedUp:
    """Write a consistent copy of the store, private to its owner.

    Raises:
        Refused: There is something at that path already.
        Invalid: The file can't be made.
    """
    place = Path(path).expanduser()
    if str(path) == "-":
        raise Invalid("path", "a backup is a file, and can't go to standard output; name one")
    if os.path.lexists(place):
        raise Refused(f"{place} is there already; a backup overwrites nothing.")
    try:
        session.store.backup(str(place))
        contacts, entries = _counted(place, session.store.owner)
        _make_single(place)
    except (OSError, sqlite3.Error) as error:
        place.unlink(missing_ok=True)
        raise Invalid("path", f"{place}: {error}") from error
    return BackedUp(str(place), place.stat().st_size, contacts, entries)


def _counted(place: Path, owner: str) -> tuple[int, int]:
    """The contacts and history entries of a copy; the store may be further by now."""
    from kithkeeper.store import SqliteStore

    with closing(SqliteStore(str(place), owner=owner)) as copy:
        newest = copy.entries(newest_first=True, limit=1)
        return copy.count("contact", {"merged_into": None}), newest[0].seq if newest else 0


def restore(
    store: str, path: str | Path, *, owner: str = "me", yes: bool = False, wait: float = BUSY_SECONDS,
    opened: Callable[[str, str], Session] | None = None,
) -> Restored:  # fmt: skip
    """Bring a backup back in place of a store; what was there is kept beside it.

    The next sync of each connection reads everything anew before it writes anything.

    Args:
        store: The store's file, which may be missing.
        path: The backup.
        yes: Also in place of a store that has changes which the backup lacks.
        wait: Seconds to wait for another process that writes.
        opened: Opens a store (its file, and whose) with the user's settings, so that whom the store
            knows as forgotten can be erased from what comes back; without it they come back too.

    Raises:
        NotFound, Invalid: There is no such file, or it can't be read.
        StoreDamaged, StoreNewer: It is no sound backup, or one of a newer Kithkeeper.
        Refused: The store has later changes, and `yes` was not said.
        StoreLocked: Another process goes on writing.
    """
    source = _readable(path)
    if Path(store).exists() and source.samefile(store):
        raise Refused(f"{source} is the store itself.")
    Path(store).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=Path(store).parent) as folder:
        fresh = _copied(source, Path(folder))
        newest = _prepare(fresh, str(source), owner)
        with one_sync(store):
            kept = _put_aside(store, owner, newest, str(source), yes=yes)
            try:
                forgotten = _keep_forgotten(fresh, store, opened) if kept and opened else 0
                _overwrite(fresh, store, wait)
            except (Invalid, StoreLocked):
                if kept:
                    Path(kept).unlink()
                raise
    from kithkeeper.store import SqliteStore

    with closing(SqliteStore(store, owner=owner)) as now:
        contacts = now.count("contact", {"merged_into": None})
        last = now.entries(newest_first=True, limit=1)
    return Restored(store, contacts, last[0].seq if last else 0, kept, forgotten)


def _readable(path: str | Path) -> Path:
    place = Path(path).expanduser()
    if not os.path.lexists(place):
        raise NotFound("backup", str(path))
    if place.is_dir():
        raise Invalid("backup", f"{place} is a folder; name a file")
    try:
        with place.open("rb") as file:
            head = file.read(len(_MAGIC))
    except OSError as error:
        raise Invalid("backup", f"{place}: {error.strerror}") from error
    if head != _MAGIC:
        reason = "it is empty" if not head else "it is no SQLite database"
        raise StoreDamaged(str(place), reason, _ADVICE)
    return place


def _copied(source: Path, folder: Path) -> Path:
    """A private copy, with the log beside it where someone copied a store in use."""
    fresh = folder / "kith.db"
    try:
        for ending in ("", "-wal"):
            part = Path(f"{source}{ending}")
            if part.exists():
                shutil.copyfile(part, f"{fresh}{ending}")
                Path(f"{fresh}{ending}").chmod(0o600)
    except OSError as error:
        raise Invalid("backup", f"{source}: {error.strerror or error}") from error
    return fresh


def _prepare(fresh: Path, name: str, owner: str) -> Entry | None:
    """Check the copy, bring it to this schema, forget cursors; its newest history entry."""
    from kithkeeper.store import SqliteStore

    try:
        _check(fresh)
        for each in _owners(fresh) | {owner}:
            with closing(SqliteStore(str(fresh), owner=each)) as opened:
                _forget_cursors(opened)
        with closing(SqliteStore(str(fresh), owner=owner)) as opened:
            newest = opened.entries(newest_first=True, limit=1)
        _make_single(fresh)
    except StoreNewer as error:
        raise StoreNewer(name, error.unknown) from error
    except StoreDamaged as error:
        raise StoreDamaged(name, error.detail, _ADVICE) from error
    except (sqlite3.Error, ValueError, KeyError) as error:
        raise StoreDamaged(name, str(error), _ADVICE) from error
    return newest[0] if newest else None


def _check(fresh: Path) -> None:
    with closing(sqlite3.connect(fresh)) as opened:
        if opened.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise StoreDamaged(str(fresh), "it is a database of another program")
        found = [row[0] for row in opened.execute("PRAGMA quick_check(3)")]
        if found != ["ok"]:
            raise StoreDamaged(str(fresh), "; ".join(map(str, found)))
        kinds = {row[0] for row in opened.execute("SELECT type FROM sqlite_master")}
        if kinds - {"table", "index"}:
            raise StoreDamaged(str(fresh), "it has triggers or views, which no store of ours has")


def _owners(fresh: Path) -> set[str]:
    with closing(sqlite3.connect(fresh)) as opened:
        return {row[0] for row in opened.execute("SELECT DISTINCT owner FROM memory")}


def _forget_cursors(store: SqliteStore) -> None:
    """Let the next sync list everything on each side; what is remembered of items stays."""
    from kithkeeper.sync.state import forget_cursors

    with store.write(by="user", what="restored") as work:
        forget_cursors(store, work)


def _keep_forgotten(fresh: Path, store: str, opened: Callable[[str, str], Session]) -> int:
    """Erase from the copy whom the store that is there, if it can be read, knows as forgotten."""
    from kithkeeper.services.still_forgotten import keep_forgotten
    from kithkeeper.store import SqliteStore

    gone = 0
    for owner in _owners(Path(store)) if Path(store).exists() else ():
        with closing(SqliteStore(store, owner=owner)) as present:
            if present.count("tombstone"):
                session = opened(str(fresh), owner)
                with closing(session.store):
                    gone += keep_forgotten(session, present)
    _make_single(fresh)
    return gone


def _make_single(path: Path) -> None:
    """Leave one file without a log beside it."""
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("PRAGMA journal_mode = DELETE")
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _put_aside(
    store: str, owner: str, newest: Entry | None, source: str, *, yes: bool
) -> str | None:
    """Keep the store that is there beside it, if there is anything in it and the user agrees."""
    from kithkeeper.store import SqliteStore

    if not Path(store).exists() or not Path(store).stat().st_size:
        return None
    try:
        with closing(SqliteStore(store, owner=owner)) as present:
            _refuse_newer(present, newest, source, yes=yes)
            if not present.entries(limit=1):
                return None
            kept = _free_name(store)
            present.backup(kept)
    except StoreDamaged as error:
        if not yes:
            reason = f"The store that is there can't be read ({error.detail})."
            raise Refused(reason, (f"`kith restore {source} --yes` moves it aside.",)) from error
        kept = _free_name(store)
        for ending in ("", "-wal", "-shm"):
            if Path(f"{store}{ending}").exists():
                Path(f"{store}{ending}").replace(f"{kept}{ending}")
    return kept


def _refuse_newer(present: SqliteStore, newest: Entry | None, source: str, *, yes: bool) -> None:
    """Refuse where the store has changes that the backup lacks.

    Raises:
        Refused: It has, and `yes` was not said.
    """
    last = present.entries(newest_first=True, limit=1)
    if yes or not last:
        return
    since = present.entries(since=newest.seq if newest else 0)
    known = newest is None or present.entry(newest.id) == newest
    if known and not since:
        return
    what = (
        f"{len(since)} {'change' if len(since) == 1 else 'changes'} since the backup"
        if known
        else "a history of its own"
    )
    raise Refused(
        f"The store has {what}, the last {last[0].at[:10]}: {last[0].what or 'a change'}.",
        (f"`kith restore {source} --yes` restores all the same; what is there is kept beside it.",),
    )


def _free_name(store: str) -> str:
    name, number = f"{store}.before-restore", 1
    while os.path.lexists(name):
        number += 1
        name = f"{store}.before-restore-{number}"
    return name


def _overwrite(fresh: Path, store: str, wait: float) -> None:
    """Put the content of one database in place of another's, in one transaction."""
    if not Path(store).exists():
        os.close(os.open(store, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    deadline = time.monotonic() + wait

    def patience(status: int, remaining: int, total: int) -> None:
        del remaining, total
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > deadline:
            raise StoreLocked(store, wait)

    with _opened(fresh) as source, _opened(Path(store)) as target:
        _same_pages(source, target)
        with reported(store, wait):
            source.backup(target, pages=_ALL_PAGES, progress=patience, sleep=0.05)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, timeout=0.0, isolation_level=None)) as opened:
        yield opened


def _same_pages(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """SQLite overwrites a database in WAL mode only with pages of the same size."""
    wanted = target.execute("PRAGMA page_size").fetchone()[0]
    if source.execute("PRAGMA page_size").fetchone()[0] != wanted:
        source.execute(f"PRAGMA page_size = {int(wanted)}")
        source.execute("VACUUM")
