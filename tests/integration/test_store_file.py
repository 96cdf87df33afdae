"""The store's file: private, migrated with copies, shared by processes, and honest when broken."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest

from kithkeeper.errors import Invalid, StoreDamaged, StoreLocked, StoreNewer
from kithkeeper.store import SqliteStore
from kithkeeper.store import open as opening
from kithkeeper.store.migrations import MIGRATIONS, Migration

ADA = {"display": "Ada Lovelace", "names": {"given": "Ada"}}


def child(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.PIPE, text=True,
    )  # fmt: skip


def add(store: SqliteStore, key: str = "a", **fields: object) -> None:
    with store.write(by="user", what=f"added {key}") as work:
        work.put("contact", key, {**ADA, **fields})


def raw(path: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        with connection:
            return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_a_new_store_is_private_and_in_wal_mode(tmp_path):
    """The file, its log and its folder are made for their owner alone; WAL, foreign keys on."""
    path = tmp_path / "home" / "kith.db"
    store = SqliteStore(str(path))
    add(store)
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    assert modes["kith.db"] == 0o600
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    pragma = store._connection.execute
    assert pragma("PRAGMA journal_mode").fetchone() == ("wal",)
    assert pragma("PRAGMA foreign_keys").fetchone() == (1,)
    assert pragma("PRAGMA secure_delete").fetchone() == (1,)
    store.close()


def test_a_copied_store_is_taken_back_from_everybody_else(tmp_path):
    """A store whose file others may read is private again once it was opened."""
    path = tmp_path / "kith.db"
    SqliteStore(str(path)).close()
    path.chmod(0o644)
    SqliteStore(str(path)).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_migration_keeps_a_copy_of_what_was_before(tmp_path, monkeypatch):
    """A second step leaves `kith.db.before-NAME` with the old schema and all rows, mode 0600."""
    path = tmp_path / "kith.db"
    store = SqliteStore(str(path))
    add(store)
    store.close()
    step = Migration("0002-colour", ("ALTER TABLE contact ADD COLUMN colour TEXT",))
    monkeypatch.setattr(opening, "MIGRATIONS", (*MIGRATIONS, step))
    newer = SqliteStore(str(path))
    assert newer.get("contact", "a") == {**ADA, "id": "a"}
    newer.close()
    copy = tmp_path / "kith.db.before-0002-colour"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert raw(copy, "SELECT id FROM contact") == [("a",)]
    assert "colour" not in str(raw(copy, "SELECT sql FROM sqlite_master WHERE name = 'contact'"))
    assert raw(path, "SELECT name FROM migration ORDER BY name") == [
        ("0001-first",),
        ("0002-colour",),
    ]
    assert raw(path, "SELECT colour FROM contact") == [(None,)]


def test_a_migration_that_fails_changes_nothing(tmp_path, monkeypatch):
    """A step that breaks half-way is rolled back, and the store opens as before without it."""
    path = tmp_path / "kith.db"
    SqliteStore(str(path)).close()

    def explode(_: sqlite3.Connection) -> None:
        raise RuntimeError("half-way")

    step = Migration("0002-broken", ("ALTER TABLE contact ADD COLUMN colour TEXT",), explode)
    monkeypatch.setattr(opening, "MIGRATIONS", (*MIGRATIONS, step))
    with pytest.raises(RuntimeError, match="half-way"):
        SqliteStore(str(path))
    assert raw(path, "SELECT name FROM migration") == [("0001-first",)]
    assert "colour" not in str(raw(path, "SELECT sql FROM sqlite_master WHERE name = 'contact'"))
    monkeypatch.setattr(opening, "MIGRATIONS", MIGRATIONS)
    SqliteStore(str(path)).close()


def test_a_step_that_we_do_not_know_is_seen_whatever_number_the_store_has(tmp_path):
    """Another line of development may have as many steps as ours."""
    path = tmp_path / "kith.db"
    SqliteStore(str(path)).close()
    raw(path, "INSERT INTO migration VALUES ('0001-other', 'x')")
    with pytest.raises(StoreNewer, match="0001-other"):
        SqliteStore(str(path))


def test_a_newer_store_is_refused_by_name_and_left_alone(tmp_path):
    """A step that we don't know is named; exit code 6; not a byte is changed."""
    path = tmp_path / "kith.db"
    SqliteStore(str(path)).close()
    raw(path, "INSERT INTO migration VALUES ('0009-future', 'x')")
    raw(path, "PRAGMA user_version = 9")
    raw(path, "PRAGMA wal_checkpoint(TRUNCATE)")
    before = path.read_bytes()
    with pytest.raises(StoreNewer) as caught:
        SqliteStore(str(path))
    assert caught.value.code == "store_newer"
    assert caught.value.exit_code == 6
    assert caught.value.unknown == ("0009-future",)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"this is no database at all" * 200, "not a database"),
        (b"SQLite format 3\0" + b"\7" * 4000, "store"),
    ],
    ids=["text", "torn header"],
)
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path, content, said):
    """Anything else is StoreDamaged, exit code 6, and keeps its bytes."""
    path = tmp_path / "kith.db"
    path.write_bytes(content)
    with pytest.raises(StoreDamaged, match=said) as caught:
        SqliteStore(str(path))
    assert (caught.value.code, caught.value.exit_code) == ("store_damaged", 6)
    assert path.read_bytes() == content


@pytest.mark.parametrize("version", [0, 1, 7])
def test_a_database_of_another_program_is_left_alone(tmp_path, version):
    """A database without our mark is refused, whatever schema version it claims."""
    path = tmp_path / "kith.db"
    raw(path, "CREATE TABLE contact (id TEXT)")
    raw(path, f"PRAGMA user_version = {version}")
    before = path.read_bytes()
    with pytest.raises(StoreDamaged, match="another program"):
        SqliteStore(str(path))
    assert path.read_bytes() == before


def test_a_store_without_its_tables_is_damaged_not_a_crash(tmp_path):
    """Our mark alone is no store: a missing table is StoreDamaged when it is read."""
    path = tmp_path / "kith.db"
    raw(path, "CREATE TABLE other (id TEXT)")
    raw(path, f"PRAGMA application_id = {opening.APPLICATION_ID}")
    with pytest.raises(StoreDamaged, match="migration"):
        SqliteStore(str(path))
    raw(path, f"PRAGMA user_version = {len(MIGRATIONS)}")
    with pytest.raises(StoreDamaged, match="no such table"):
        SqliteStore(str(path)).get("contact", "a")


def test_a_store_with_torn_pages_is_damaged(tmp_path):
    """Pages overwritten in the middle of the file are told as damage, when they are read."""
    path = tmp_path / "kith.db"
    store = SqliteStore(str(path))
    for number in range(200):
        add(store, f"a{number}", notes="x" * 300)
    store.close()
    content = bytearray(path.read_bytes())
    content[4096 * 3 :] = os.urandom(len(content) - 4096 * 3)
    path.write_bytes(content)
    with pytest.raises(StoreDamaged):
        SqliteStore(str(path)).find("contact")


def test_a_folder_is_no_store(tmp_path):
    """A folder where the file should be is said, and stays."""
    with pytest.raises(StoreDamaged, match="folder") as caught:
        SqliteStore(str(tmp_path))
    assert caught.value.exit_code == 6
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreDamaged):
        SqliteStore(str(tmp_path / "file" / "kith.db"))


_AS_NOBODY = """
    import os, sys
    from kithkeeper.errors import KithError
    from kithkeeper.store import SqliteStore
    SqliteStore(":memory:").find("contact")
    if os.geteuid() == 0:
        os.setgid(65534); os.setuid(65534)
    try:
        store = SqliteStore(sys.argv[1])
        print(len(store.find("contact")), flush=True)
        with store.write(by="user", what="x") as work:
            work.put("contact", "b", {"display": "B"})
    except KithError as error:
        print(error.code, error.exit_code, error.message)
"""


def test_a_file_that_may_not_be_written_can_be_read():
    """Without the right to write, reading works, and writing is StoreDamaged saying what to do."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kith.db"
        store = SqliteStore(str(path))
        add(store)
        store.close()
        path.chmod(0o444)
        path.parent.chmod(0o777)
        out, errors = child(_AS_NOBODY, path).communicate(timeout=60)
    lines = out.splitlines()
    assert lines, errors
    assert lines[0] == "1"
    assert lines[1].startswith("store_damaged 6 ")
    assert "right to write" in lines[1]


def test_a_held_store_is_locked_after_the_wait(tmp_path):
    """While another writer holds on, a writer gives up after its patience; readers go on."""
    path = tmp_path / "kith.db"
    store = SqliteStore(str(path))
    add(store)
    other = SqliteStore(str(path), busy=0.05)
    with store.write(by="user", what="long") as work:
        work.put("contact", "b", ADA)
        assert [each["id"] for each in other.find("contact")] == ["a"]
        with pytest.raises(StoreLocked) as caught, other.write(by="user", what="x"):
            pass
    assert (caught.value.code, caught.value.exit_code) == ("store_locked", 6)
    add(other, "c")
    assert [each["id"] for each in store.find("contact")] == ["a", "b", "c"]


_WRITES = """
    import sys
    from kithkeeper.store import SqliteStore
    sys.stdin.readline()
    store = SqliteStore(sys.argv[1])
    for number in range(int(sys.argv[3])):
        with store.write(by="user", what="added") as work:
            work.put("contact", f"{sys.argv[2]}{number}", {"display": "X"})
    print("done")
"""


def test_processes_that_make_and_write_one_store_at_once_all_succeed(tmp_path):
    """Four processes open a store that is not there yet and write 50 rows each: 200 rows, 200 entries."""
    path = tmp_path / "kith.db"
    writers = [child(_WRITES, path, name, 50) for name in "abcd"]
    for each in writers:
        each.stdin.write("\n")
        each.stdin.flush()
    told = [each.communicate(timeout=60) for each in writers]
    assert [out for out, _ in told] == ["done\n"] * 4, told
    store = SqliteStore(str(path))
    assert store.count("contact") == 200
    assert [each.seq for each in store.entries()] == list(range(1, 201))
    assert store.check() == []


def test_a_killed_writer_leaves_nothing_half_done(tmp_path):
    """SIGKILL in the middle of a transaction: what was committed stays, what was open is gone."""
    path = tmp_path / "kith.db"
    victim = child(
        """
        import sys
        from kithkeeper.store import SqliteStore
        store = SqliteStore(sys.argv[1])
        with store.write(by="user", what="kept") as work:
            work.put("contact", "kept", {"display": "Kept"})
        with store.write(by="user", what="lost") as work:
            for number in range(2000):
                work.put("contact", f"lost{number}", {"display": "Lost", "notes": "n" * 2000})
            print("open", flush=True)
            sys.stdin.readline()
        """,
        path,
    )  # fmt: skip
    assert victim.stdout.readline() == "open\n"
    os.kill(victim.pid, signal.SIGKILL)
    victim.communicate()
    store = SqliteStore(str(path), busy=1)
    assert [row[0] for row in store.columns("contact", ["id"])] == ["kept"]
    assert [each.what for each in store.entries()] == ["kept"]
    assert store.search("lost") == []
    add(store, "next")
    assert store.check() == []


def test_owners_in_one_file_see_only_their_own(tmp_path):
    """Rows, ids, words, history and notes of two owners never meet."""
    path = str(tmp_path / "kith.db")
    mine, yours = SqliteStore(path, owner="me"), SqliteStore(path, owner="you")
    add(mine, "a", notes="submarine")
    mine.set_setting("circles", "mine")
    assert yours.get("contact", "a") is None
    assert yours.find("contact") == []
    assert yours.search("submarine") == []
    assert yours.entries() == []
    assert yours.setting("circles") is None
    add(yours, "a", notes="balloon")
    assert [each.id for each in yours.entries()] == ["h1"]
    with yours.write(by="user", what="undo") as work:
        work.undo(1)
    assert mine.get("contact", "a")["notes"] == "submarine"
    assert mine.search("submarine") == ["a"]
    assert mine.participants() == {}


def test_a_backup_is_a_private_copy_and_replaces_nothing(tmp_path):
    """A backup taken while writing goes on holds what was committed; an existing file is refused."""
    store = SqliteStore(str(tmp_path / "kith.db"))
    add(store)
    copy = tmp_path / "copy.db"
    store.backup(str(copy))
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert SqliteStore(str(copy)).get("contact", "a") == {**ADA, "id": "a"}
    with pytest.raises(Invalid):
        store.backup(str(copy))
    with pytest.raises(Invalid):
        store.backup(str(tmp_path / "nowhere" / "copy.db"))


def test_what_was_erased_is_in_no_byte_of_the_file(tmp_path):
    """After an erasure neither file, log nor index holds the words, and undo says that it can't."""
    path = tmp_path / "kith.db"
    store = SqliteStore(str(path))
    for number in range(300):
        add(store, f"c{number}", notes="harmless filler " * 20)
    add(store, "a", display="Zyxolina Quarktree", notes="loves chrysoprase")
    with store.write(by="user", what="edited Zyxolina", subject="a") as work:
        work.put(
            "contact", "a", {**ADA, "display": "Zyxolina Quarktree", "notes": "chrysoprase, jasper"}
        )
    with store.write(by="user", what="forgot a contact") as work:
        work.erase([("contact", "a")])
    for each in tmp_path.iterdir():
        content = each.read_bytes().lower()
        for word in (b"zyxolina", b"quarktree", b"chrysoprase", b"jasper"):
            assert word not in content, (each.name, word)
    store.close()
