"""Files and folders as a source, read and written back."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kithkeeper.errors import PluginError
from kithkeeper.model import Card, Email
from kithkeeper.sync.ports import Change, Result, WritableSource
from kithkeeper_vcard.files import replace_file, stamp_at
from kithkeeper_vcard.folder import FolderSource, WritableFolderSource, describe


def vcard(name: str, *lines: str) -> str:
    return "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", f"FN:{name}", *lines, "END:VCARD", ""])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One card a file, a file of two, and what must not be read."""
    (tmp_path / "ada.vcf").write_text(vcard("Ada", "UID:ada", "X-FOREIGN:stays"), newline="")
    (tmp_path / "nobody-knows.vcf").write_text(vcard("Ben"), newline="")
    (tmp_path / "sub").mkdir()
    two = vcard("Cleo", "UID:cleo") + "stray line\r\n" + vcard("Dora")
    (tmp_path / "sub" / "two.vcf").write_text(two, newline="")
    (tmp_path / ".hidden.vcf").write_text(vcard("Hidden"))
    (tmp_path / "readme.txt").write_text("no card")
    return tmp_path


def pull(source: FolderSource, cursor: str | None = None):
    pages = list(source.pull(cursor))
    return {c.key: c for page in pages for c in page.changes}, pages


def by_name(changes: dict[str, Change]) -> dict[str, Change]:
    return {change.card.name: change for change in changes.values() if change.card}


def test_every_card_of_a_folder_has_its_key(folder):
    """A card alone in its file goes by the file, one among others by its identity too."""
    changes, pages = pull(FolderSource(folder))
    assert set(by_name(changes)) == {"Ada", "Ben", "Cleo", "Dora"}
    assert {"ada.vcf", "nobody-knows.vcf", "sub/two.vcf#cleo"} < set(changes)
    assert pages[-1].complete


def test_nothing_changed_reads_nothing(folder, monkeypatch):
    """An unchanged folder costs a listing: no file is opened."""
    source = FolderSource(folder)
    _, pages = pull(source)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a file was opened")

    monkeypatch.setattr(Path, "open", refuse)
    changes, again = pull(source, pages[-1].checkpoint)
    assert changes == {}
    assert not again[-1].complete


def test_deleted_file_is_missing_from_a_complete_listing(folder):
    """The engine sees by the listing who is gone."""
    source = FolderSource(folder)
    _, pages = pull(source)
    (folder / "ada.vcf").unlink()
    changes, pages = pull(source, pages[-1].checkpoint)
    assert "ada.vcf" not in changes
    assert pages[-1].complete


def test_half_written_file_makes_nobody_disappear(folder):
    """A card that was there and can't be read now is a problem; the listing is not complete."""
    source = FolderSource(folder)
    _, pages = pull(source)
    (folder / "ada.vcf").write_text("BEGIN:VCARD\r\nVERS")
    changes, pages = pull(source, pages[-1].checkpoint)
    assert len(changes) == 3
    assert not pages[-1].complete
    assert [problem.file for page in pages for problem in page.problems] == [
        str(folder / "ada.vcf")
    ]
    (folder / "ada.vcf").write_text(vcard("Ada", "UID:ada"))
    changes, pages = pull(source, pages[-1].checkpoint)
    assert len(changes) == 4
    assert pages[-1].complete


def test_missing_path_is_an_error_and_no_empty_listing(tmp_path):
    """A disk that is not mounted loses no contact."""
    with pytest.raises(PluginError, match="can't be read"):
        pull(FolderSource(tmp_path / "gone"))


def test_group_cards_are_tags(folder):
    """Groups of a folder tag their members wherever they stand."""
    group = "BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:group\r\nFN:Board\r\nMEMBER:urn:uuid:ada\r\nEND:VCARD\r\n"
    (folder / "zz.vcf").write_text(group, newline="")
    changes, pages = pull(FolderSource(folder))
    assert by_name(changes)["Ada"].card.tags == ("Board",)
    assert not any(page.problems for page in pages)


def test_changed_card_is_written_in_its_place(folder):
    """The file's other card, the stray line, the foreign line and the file's mode stay."""
    source = WritableFolderSource(folder)
    path = folder / "sub" / "two.vcf"
    path.chmod(0o640)
    before = path.read_bytes()
    changes, _ = pull(source)
    seen = by_name(changes)["Cleo"]
    wanted = seen.card.model_copy(update={"emails": (Email(value="cleo@example.org"),)})
    outcome = source.push(replace(seen, card=wanted), seen.card, seen.version)
    assert outcome.result is Result.OK
    added = b"EMAIL;TYPE=INTERNET:cleo@example.org\r\nEND:VCARD\r\nstray"
    assert path.read_bytes() == before.replace(b"END:VCARD\r\nstray", added)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    now = by_name(pull(source)[0])["Cleo"]
    assert (now.key, now.version, now.card) == (outcome.id, outcome.version, wanted)


def test_card_without_uid_keeps_its_key_when_it_is_written(folder):
    """Its key follows from what it says, so the write gives it that as UID."""
    source = WritableFolderSource(folder)
    seen = by_name(pull(source)[0])["Dora"]
    outcome = source.push(
        replace(seen, card=seen.card.model_copy(update={"notes": "new"})), seen.card, seen.version
    )
    now = by_name(pull(source)[0])["Dora"]
    assert now.key == seen.key == outcome.id
    assert now.card == outcome.card


def test_change_from_elsewhere_is_a_conflict(folder):
    """What another program wrote since is never overwritten, nor deleted."""
    source = WritableFolderSource(folder)
    seen = by_name(pull(source)[0])["Ada"]
    (folder / "ada.vcf").write_text(vcard("Ada Elsewhere", "UID:ada"), newline="")
    wanted = seen.card.model_copy(update={"notes": "ours"})
    assert (
        source.push(replace(seen, card=wanted), seen.card, seen.version).result is Result.CONFLICT
    )
    assert source.push(replace(seen, card=None), seen.card, seen.version).result is Result.CONFLICT
    assert "Elsewhere" in (folder / "ada.vcf").read_text()


def test_deleting_takes_the_card_and_nothing_else(folder):
    """A card's own file goes; from a file of two only the card goes; twice is gone."""
    source = WritableFolderSource(folder)
    changes = by_name(pull(source)[0])
    for name in ("Ada", "Cleo"):
        seen = changes[name]
        assert source.push(replace(seen, card=None), seen.card, seen.version).result is Result.OK
        assert source.push(replace(seen, card=None), seen.card, seen.version).result is Result.GONE
    assert not (folder / "ada.vcf").exists()
    assert set(by_name(pull(source)[0])) == {"Ben", "Dora"}


def test_new_card_gets_a_file_and_meets_itself(folder):
    """The file's name follows from the card, so a repeated creation is a conflict, not a double."""
    source = WritableFolderSource(folder)
    new = Change("", Card(name="Eve Example"))
    first, second = source.push(new, None, None), source.push(new, None, None)
    assert (first.result, second.result) == (Result.OK, Result.CONFLICT)
    assert first.id == second.id
    assert by_name(pull(source)[0])["Eve Example"].card == first.card


def test_single_file_takes_new_cards_at_its_end(tmp_path):
    """A configured file is written as a whole; a repeated creation is a conflict there too."""
    path = tmp_path / "all.vcf"
    path.write_text(vcard("Ada", "UID:ada").removesuffix("\r\n"), newline="")
    source = WritableFolderSource(path)
    new = Change("", Card(name="Ben", uid="ben"))
    assert source.push(new, None, None).result is Result.OK
    assert source.push(new, None, None).result is Result.CONFLICT
    assert set(by_name(pull(source)[0])) == {"Ada", "Ben"}
    assert "1 vCard file" in describe(path)


def test_latin_card_is_written_as_utf_8(tmp_path):
    """A card in another charset loses its label and no letter when it is written."""
    path = tmp_path / "old.vcf"
    text = vcard("Jürgen", "N;CHARSET=windows-1252:Müller;Jürgen", "X-NICK;CHARSET=windows-1252:ü")
    path.write_bytes(text.encode("cp1252"))
    source = WritableFolderSource(tmp_path)
    (seen,) = pull(source)[0].values()
    wanted = seen.card.model_copy(update={"notes": "ß"})
    assert source.push(replace(seen, card=wanted), seen.card, seen.version).result is Result.OK
    assert "N:Müller;Jürgen\r\nX-NICK:ü\r\n" in path.read_bytes().decode()
    assert by_name(pull(source)[0])["Jürgen"].card == wanted


def test_keys_do_not_lead_out_of_the_folder(folder, tmp_path_factory):
    """A key with dots is nobody's card."""
    outside = tmp_path_factory.mktemp("outside") / "x.vcf"
    outside.write_text(vcard("X"))
    key = os.path.relpath(outside, folder)
    outcome = WritableFolderSource(folder).push(Change(key, None), None, None)
    assert outcome.result is Result.GONE
    assert outside.exists()


def test_a_link_to_a_file_elsewhere_is_read_and_not_written(folder, tmp_path_factory):
    """It says what to do; the file is left as it is."""
    outside = tmp_path_factory.mktemp("outside") / "x.vcf"
    outside.write_text(vcard("Xenia"))
    before = outside.read_bytes()
    (folder / "x.vcf").symlink_to(outside)
    source = WritableFolderSource(folder)
    seen = by_name(pull(source)[0])["Xenia"]
    wanted = seen.card.model_copy(update={"notes": "new"})
    outcome = source.push(replace(seen, card=wanted), seen.card, seen.version)
    assert (outcome.result, outside.read_bytes()) == (Result.REFUSED, before)
    assert "outside of the folder" in outcome.reason


def test_what_another_program_wrote_meanwhile_stands(tmp_path):
    """Between the reading and the writing of a file: theirs is kept, and nothing is left behind."""
    path = tmp_path / "ada.vcf"
    path.write_text("as read")
    seen = stamp_at(path)
    path.write_text("as another program wrote it")
    assert not replace_file(path, b"ours", seen)
    assert path.read_text() == "as another program wrote it"
    path.unlink()
    assert not replace_file(path, b"ours", seen)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_old_file_whole(folder):
    """The card's outcome says why, and no half-written file stays."""
    source = WritableFolderSource(folder)
    seen = by_name(pull(source)[0])["Ada"]
    before = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    wanted = seen.card.model_copy(update={"notes": "x" * 100_000})
    limit, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, most))
    try:
        outcome = source.push(replace(seen, card=wanted), seen.card, seen.version)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, most))
    assert (outcome.result, outcome.reason) == (
        Result.FAILED, "can't be written: File too large",
    )  # fmt: skip
    assert {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_only_the_writable_source_can_push(folder):
    """The engine asks by protocol."""
    assert isinstance(WritableFolderSource(folder), WritableSource)
    assert not isinstance(FolderSource(folder), WritableSource)


def test_vcard_folder_what_a_killed_writer_left_is_removed_by_the_next(tmp_path: Path):
    """The half-written file of a process that is gone, and not that of one that still writes."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = tmp_path / f".kithkeeper-{gone.pid}-x.tmp"
    busy = tmp_path / f".kithkeeper-{os.getppid()}-x.tmp"
    for each in (left, busy):
        each.write_text("BEGIN:VC")
    assert replace_file(tmp_path / "ada.vcf", b"whole", seen=())
    assert sorted(each.name for each in tmp_path.iterdir()) == [busy.name, "ada.vcf"]


def test_what_is_no_file_costs_no_card(folder):
    """A link that leads nowhere is told as a problem; a pipe, which would never end, is left out."""
    (folder / "gone.vcf").symlink_to(folder / "nowhere.vcf")
    os.mkfifo(folder / "pipe.vcf")
    changes, pages = pull(FolderSource(folder))
    assert set(by_name(changes)) == {"Ada", "Ben", "Cleo", "Dora"}
    (problem,) = [problem for page in pages for problem in page.problems]
    assert (problem.file, problem.reason) == (
        str(folder / "gone.vcf"), "can't be read: No such file or directory",
    )  # fmt: skip
    assert pages[-1].complete


@pytest.mark.parametrize("name", [b"a#b.vcf", b"caf\xe9.vcf", b"two#of#them.vcf"])
def test_files_of_any_name_are_read_and_written(tmp_path, name):
    """Names with a `#`, which parts a file from a card in it, and names that are no UTF-8."""
    path = tmp_path / os.fsdecode(name)
    path.write_text(vcard("Ada", "UID:a#d#a") + vcard("Ben"), newline="")
    source = WritableFolderSource(tmp_path)
    for who in ("Ada", "Ben"):
        change = by_name(pull(source)[0])[who]
        change.key.encode()
        wanted = change.card.model_copy(update={"notes": f"new of {who}"})
        outcome = source.push(replace(change, card=wanted), change.card, change.version)
        assert outcome.result is Result.OK
        assert by_name(pull(source)[0])[who].key == change.key
    text = path.read_bytes().decode()
    assert text.count("END:VCARD") == 2
    assert "NOTE:new of Ada" in text
    assert "NOTE:new of Ben" in text
