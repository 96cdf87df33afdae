"""`kith export, backup, restore` as a process."""

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

SCHEMAS = Path(__file__).parents[2] / "docs" / "json"


@pytest.fixture
def kith(tmp_path):
    def run(*arguments, home="home", code=0, data=None):
        env = {
            **os.environ,
            "KITHKEEPER_HOME": str(tmp_path / home),
            "KITHKEEPER_TODAY": "2026-11-22",
        }
        done = subprocess.run(
            [sys.executable, "-m", "kithkeeper.cli", *map(str, arguments)],
            capture_output=True, env=env, check=False, input=data,
        )  # fmt: skip
        assert done.returncode == code, (done.stdout + done.stderr).decode()
        return (
            json.loads(done.stdout)
            if "--json" in arguments
            else (done.stdout + done.stderr).decode()
        )

    return run


def valid(name, document):
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validate(document, json.loads((SCHEMAS / f"{name}.json").read_text()))
    return document


def test_everything_goes_out_as_json_and_into_another_home(kith, tmp_path):
    """Circle, touch and promise are there after `kith import`, and a second import changes nothing."""
    kith("add", "Ada Lovelace", "--circle", "inner", "--email", "ada@example.org")
    kith(
        "log",
        "Ada",
        "--channel",
        "coffee",
        "--on",
        "2026-11-02",
        "--promised",
        "the notes",
        "--by",
        "2026-12-24",
    )
    out = tmp_path / "out.json"
    assert valid("export", kith("export", out, "--json"))["written"] == str(out)
    assert kith("import", out, "--json", home="copy")["added"] == 1
    again = kith("import", out, "--json", home="copy")
    assert (again["unchanged"], again["added"], again["restored"], again["problems"]) == (
        1,
        0,
        0,
        [],
    )

    shown = kith("show", "Ada", "--json", home="copy")
    assert shown == kith("show", "Ada", "--json")
    assert (shown["circle"], shown["last_touch"], shown["next_due"]) == (
        "inner",
        "2026-11-02",
        "2026-12-02",
    )
    assert shown["commitments"][0]["what"] == "the notes"


def test_each_format_is_chosen_by_ending_or_by_name(kith, tmp_path):
    """vcf, csv, ics and json begin as they should; standard output takes any."""
    kith("add", "Ada Lovelace", "--circle", "inner")
    kith("log", "Ada", "--channel", "coffee")
    for name, begins in (
        ("a.vcf", "BEGIN:VCARD"),
        ("a.csv", "id,name"),
        ("a.ics", "BEGIN:VCALENDAR"),
        ("a.json", '{"kithkeeper": 1'),
    ):
        kith("export", tmp_path / name)
        assert (tmp_path / name).read_text(encoding="utf-8-sig").startswith(begins)
    kith("export", tmp_path / "plain", "--format", "csv")
    assert kith("export", "-", "--format", "vcf").startswith("BEGIN:VCARD")
    kith("export", tmp_path / "a.what", code=2)
    kith("export", tmp_path, "--format", "vcf", code=2)
    kith("export", "-", "--format", "vcf", "--json", code=2)


def test_a_backup_comes_back_and_is_never_written_over(kith, tmp_path):
    """backup, change, restore: refused with 5, done with --yes, the later store kept beside."""
    kith("add", "Ada Lovelace")
    copy = tmp_path / "copy.db"
    done = valid("backup", kith("backup", copy, "--json"))
    assert done["written"] == str(copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert kith("backup", copy, "--json", code=5)["error"]["code"] == "refused"

    kith("add", "Charles Babbage")
    refused = kith("restore", copy, "--json", code=5)
    assert "added Charles Babbage" in refused["error"]["message"]
    assert len(kith("list", "--json")) == 2
    done = valid("restore", kith("restore", copy, "--yes", "--json"))
    assert [each["name"] for each in kith("list", "--json")] == ["Ada Lovelace"]
    assert Path(done["kept"]).exists()
    assert valid("restore", kith("restore", copy, "--json"))["contacts"] == 1


def test_what_is_no_backup_is_refused_with_its_exit_code(kith, tmp_path):
    """Text and a folder, a missing file, another program's database."""
    kith("add", "Ada Lovelace")
    (tmp_path / "text.db").write_text("hello")
    assert "no SQLite database" in kith("restore", tmp_path / "text.db", "--yes", code=6)
    kith("restore", tmp_path, code=2)
    kith("restore", tmp_path / "none.db", code=3)
    assert len(kith("list", "--json")) == 1


def test_a_restore_that_is_killed_leaves_the_old_store_or_the_new_one(kith, tmp_path):
    """Killed at many moments, the store opens, is sound, and is one of the two."""
    kith("add", "Ada Lovelace")
    kith("backup", tmp_path / "copy.db")
    kith("add", "Charles Babbage")
    env = {
        **os.environ,
        "KITHKEEPER_HOME": str(tmp_path / "home"),
        "KITHKEEPER_TODAY": "2026-11-22",
    }
    for delay in (0.15, 0.3, 0.35, 0.4, 0.5):
        process = subprocess.Popen(
            [sys.executable, "-m", "kithkeeper.cli", "restore", str(tmp_path / "copy.db"), "--yes"],
            env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            process.wait(delay)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        names = [each["name"] for each in kith("list", "--json")]
        assert names in (["Ada Lovelace"], ["Ada Lovelace", "Charles Babbage"])
