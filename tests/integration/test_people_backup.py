"""A backup is consistent and private, and comes back whole or not at all."""

import sqlite3
import stat
from datetime import date
from pathlib import Path

import pytest

from kithkeeper import Network
from kithkeeper.errors import Invalid, NotFound, Refused, StoreDamaged, StoreLocked, StoreNewer
from kithkeeper.services.backup import restore

TODAY = date(2026, 11, 22)


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def net(home):
    with Network.open(home=home, clock=TODAY, discover=False) as opened:
        opened.contacts.add("Ada Lovelace", circle="inner")
        yield opened


def names(net):
    return sorted(row[0] for row in net.session.store.columns("contact", ["name"]))


def test_a_backup_is_one_private_file_that_opens_as_a_store(net, tmp_path):
    """Mode 0600, no log beside it, and all that was committed is in it."""
    done = net.backup(tmp_path / "a.db")

    assert stat.S_IMODE(Path(done.written).stat().st_mode) == 0o600
    assert (done.contacts, done.entries) == (1, 1)
    assert done.bytes == Path(done.written).stat().st_size
    assert sorted(each.name for each in tmp_path.iterdir() if each.name.startswith("a.")) == [
        "a.db"
    ]
    with Network.open(done.written, clock=TODAY, discover=False) as copy:
        assert names(copy) == ["Ada Lovelace"]


def test_a_backup_of_a_store_in_the_middle_of_a_write_has_what_was_committed(net, home, tmp_path):
    """Another process' open transaction is not in the copy, and is not disturbed."""
    other = sqlite3.connect(home / "kith.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("DELETE FROM contact")
    net.backup(tmp_path / "a.db")
    other.execute("ROLLBACK")
    other.close()
    with Network.open(tmp_path / "a.db", clock=TODAY, discover=False) as copy:
        assert names(copy) == ["Ada Lovelace"]


def test_a_backup_overwrites_nothing(net, tmp_path):
    """A file, a folder and a dangling link in the way are left alone."""
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("file", "folder", "link"):
        with pytest.raises(Refused, match="there already"):
            net.backup(tmp_path / name)
    with pytest.raises(Invalid, match="No such file"):
        net.backup(tmp_path / "missing" / "a.db")
    assert (tmp_path / "file").read_text() == "mine"
    with pytest.raises(Invalid, match="standard output"):
        net.backup("-")


def test_restore_brings_back_what_was_and_keeps_what_is(net, home, tmp_path):
    """After the restore the store is as at the backup; the later one lies beside it, whole."""
    net.backup(tmp_path / "a.db")
    net.contacts.add("Charles Babbage")
    done = net.restore(tmp_path / "a.db", yes=True)

    assert names(net) == ["Ada Lovelace"]
    assert done.kept == str(home / "kith.db.before-restore")
    assert stat.S_IMODE(Path(done.kept).stat().st_mode) == 0o600
    with Network.open(done.kept, clock=TODAY, discover=False) as kept:
        assert names(kept) == ["Ada Lovelace", "Charles Babbage"]
    assert net.session.store.check() == []


def test_a_second_restore_does_not_overwrite_what_the_first_one_kept(net, tmp_path):
    """Each store that is put aside has a name of its own."""
    net.backup(tmp_path / "a.db")
    kept = set()
    for name in ("One", "Two"):
        net.contacts.add(name)
        kept.add(net.restore(tmp_path / "a.db", yes=True).kept)
    assert len(kept) == 2


def test_a_store_with_later_changes_is_not_overwritten_without_a_word(net, tmp_path):
    """The refusal counts the changes, names the last one, and leaves everything."""
    net.backup(tmp_path / "a.db")
    net.restore(tmp_path / "a.db")
    net.contacts.add("Charles Babbage")
    with pytest.raises(
        Refused, match=r"1 change since the backup, the last .*added Charles Babbage"
    ) as caught:
        net.restore(tmp_path / "a.db")
    assert "--yes" in caught.value.alternatives[0]
    assert names(net) == ["Ada Lovelace", "Charles Babbage"]


def test_another_networks_history_counts_as_later(net, tmp_path):
    """A store that never was the backup's is not overwritten either."""
    with Network.open(home=tmp_path / "other", clock=TODAY, discover=False) as other:
        for name in ("One", "Two"):
            other.contacts.add(name)
        other.backup(tmp_path / "a.db")
    with pytest.raises(Refused, match="a history of its own"):
        net.restore(tmp_path / "a.db")


def test_restore_to_a_machine_without_a_store_keeps_nothing_aside(net, tmp_path):
    """Where there was nothing there is nothing to keep, and the folder is made."""
    net.backup(tmp_path / "a.db")
    done = restore(str(tmp_path / "fresh" / "kith.db"), tmp_path / "a.db")
    assert (done.contacts, done.kept) == (1, None)
    with Network.open(home=tmp_path / "fresh", clock=TODAY, discover=False) as fresh:
        assert names(fresh) == ["Ada Lovelace"]


def test_after_a_restore_each_connection_lists_everything_anew(net, tmp_path):
    """Cursors are gone, for every owner; items and the plugin's memory stay."""
    state = {"cursor": "token-7", "waiting": ["x"], "plugin": {"etag": "1"}, "state": "settled"}
    with net.session.change("") as work:
        work.put("sync_state", "home", state)
        work.put(
            "sync_item",
            "home|t1",
            {"connection": "home", "touchpoint": "t1", "uid": "u1", "version": "v1"},
        )
    net.backup(tmp_path / "a.db")
    net.restore(tmp_path / "a.db")

    (left,) = net.session.store.find("sync_state")
    assert left == {"id": "home", "plugin": {"etag": "1"}, "state": "settled"}
    assert net.session.store.get("sync_item", "home|t1")["version"] == "v1"


def test_processes_that_have_the_store_open_see_the_restored_one(net, home, tmp_path):
    """A reader in the middle of a transaction keeps its view; afterwards it reads and writes on."""
    net.backup(tmp_path / "a.db")
    net.contacts.add("Charles Babbage")
    with Network.open(home=home, clock=TODAY, discover=False) as other:
        assert len(names(other)) == 2
        reader = other.session.store._connection
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM contact").fetchone() == (2,)
        restore(str(home / "kith.db"), tmp_path / "a.db", yes=True)
        assert reader.execute("SELECT count(*) FROM contact").fetchone() == (2,)
        reader.execute("COMMIT")
        other.contacts.add("Grace Hopper")
        assert names(net) == names(other) == ["Ada Lovelace", "Grace Hopper"]
        assert net.session.store.check() == []


def test_a_restore_while_another_process_writes_waits_and_then_says_so(net, home, tmp_path):
    """Nothing is changed, and nothing is left aside."""
    net.backup(tmp_path / "a.db")
    net.contacts.add("Charles Babbage")
    other = sqlite3.connect(home / "kith.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreLocked):
        restore(str(home / "kith.db"), tmp_path / "a.db", yes=True, wait=0.2)
    other.execute("ROLLBACK")
    other.close()
    assert len(names(net)) == 2
    assert not list(home.glob("*.before-restore*"))
    assert not list(home.glob(".restore-*"))


def test_what_is_no_backup_of_ours_is_refused_with_its_reason(net, tmp_path):
    """A text, another program's database, a broken one, a newer one, a folder, nothing."""
    (tmp_path / "text").write_text("BEGIN:VCARD")
    (tmp_path / "empty").write_bytes(b"")
    with sqlite3.connect(tmp_path / "foreign") as made:
        made.execute("CREATE TABLE contact (id)")
    net.backup(tmp_path / "sound.db")
    data = (tmp_path / "sound.db").read_bytes()
    (tmp_path / "cut").write_bytes(data[: len(data) // 2])
    (tmp_path / "newer").write_bytes(data)
    made = sqlite3.connect(tmp_path / "newer")
    made.execute("INSERT INTO migration VALUES ('9999-later', '2030-01-01T00:00:00Z')")
    made.execute("PRAGMA user_version = 99")
    made.commit()
    made.close()
    (tmp_path / "trigger").write_bytes(data)
    made = sqlite3.connect(tmp_path / "trigger")
    made.execute("CREATE TRIGGER t AFTER INSERT ON contact BEGIN DELETE FROM own; END")
    made.commit()
    made.close()

    for name, error, reason in (
        ("text", StoreDamaged, "no SQLite database"), ("empty", StoreDamaged, "empty"),
        ("foreign", StoreDamaged, "another program"), ("cut", StoreDamaged, "cut"),
        ("newer", StoreNewer, "9999-later"), ("trigger", StoreDamaged, "triggers"),
        (".", Invalid, "folder"), ("nothing", NotFound, "nothing"),
    ):  # fmt: skip
        with pytest.raises(error, match=reason):
            net.restore(tmp_path / name, yes=True)
    assert names(net) == ["Ada Lovelace"]
    assert not list((tmp_path / "home").glob("*.before-restore*"))


def test_a_damaged_store_is_moved_aside_when_the_user_says_so(home, tmp_path):
    """The way back that the error about a damaged store speaks of."""
    with Network.open(home=home, clock=TODAY, discover=False) as first:
        first.contacts.add("Ada Lovelace")
        first.backup(tmp_path / "a.db")
    (home / "kith.db").write_bytes(b"SQLite format 3\x00" + b"rubbish" * 2000)
    for log in ("kith.db-wal", "kith.db-shm"):
        (home / log).unlink(missing_ok=True)
    with Network.open(home=home, clock=TODAY, discover=False) as net:
        with pytest.raises(Refused, match="can't be read"):
            net.restore(tmp_path / "a.db")
        done = net.restore(tmp_path / "a.db", yes=True)
        assert names(net) == ["Ada Lovelace"]
    assert b"rubbish" in Path(done.kept).read_bytes()
