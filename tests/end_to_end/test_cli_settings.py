"""Setting up: init, config, completion, import, plugins, doctor."""

from __future__ import annotations

import json
import sqlite3
import sys

import pytest

CARD = "BEGIN:VCARD\nVERSION:3.0\nUID:u1\nFN:Ada Lovelace\nEMAIL:ada@x.example\nEND:VCARD\n"


def test_init_makes_a_home_and_never_overwrites_one(kith):
    """The second `init` leaves the settings as they are, and says so."""
    made = kith.json("init", "--name", "Charles", "--timezone", "Europe/London")
    assert made["store"] == str(kith.home / "kith.db")
    again = kith("init", "--name", "Somebody")
    assert "left as they are" in again.out
    assert kith.json("config", "get", "profile.name") == {"value": "Charles"}


def test_init_asks_at_a_terminal(kith):
    """Name, time zone and temperament, each with a default."""
    code, _ = kith.at_terminal("init", typed=("Charles\n", "\n", "introvert\n"))
    assert code == 0
    assert kith.json("config", "get", "profile.temperament") == {"value": "introvert"}


def test_every_command_works_without_a_home(kith):
    """The defaults hold where nothing was set up."""
    assert kith.json("list") == []
    assert kith.json("due") == []


def test_config_keeps_comments_and_names_mistakes(kith):
    """`config set` changes one key; a wrong one is named, with exit code 2."""
    kith.config("# mine\n[profile]\nname = 'Ada'\n")
    kith.json("config", "set", "profile.timezone", "Europe/Berlin")
    assert "# mine" in (kith.home / "config.toml").read_text()
    assert kith.json("config", "path")["value"] == str(kith.home / "config.toml")
    error = kith.json("config", "set", "profile.timezon", "x", code=2)["error"]
    assert "timezone" in error["message"]
    kith.json("config", "unset", "profile.timezone")
    assert kith.json("config", "get", "profile.timezone") == {"value": ""}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_printed_for_each_shell(kith, shell):
    """The script names the command."""
    assert "kith" in kith.json("completion", shell)["value"]


def test_an_import_counts_and_names_what_it_rejects(kith, tmp_path):
    """Every card is accounted for; exit code 1 where one was rejected, its neighbours are taken."""
    file = tmp_path / "people.vcf"
    file.write_text(CARD + "BEGIN:VCARD\nVERSION:3.0\nUID:u2\nEND:VCARD\n")
    done = kith.json("import", str(file), code=1)
    assert (done["files"], done["cards"], done["added"], done["rejected"]) == (1, 2, 1, 1)
    assert done["without_circle"] == 1
    assert [(each["file"], each["line"]) for each in done["problems"]] == [(str(file), 7)]
    again = kith.json("import", str(file), code=1)
    assert (again["added"], again["unchanged"]) == (0, 1)


def test_a_dry_import_changes_nothing(kith):
    """It counts as if it had."""
    assert kith.json("import", "-", "--dry-run", stdin=CARD)["added"] == 1
    assert kith.json("list") == []


def test_plugins_are_listed_turned_off_and_on(kith):
    """A disabled plugin stays listed, and nothing of it is used."""
    rows = {row["name"]: row for row in kith.json("plugins", "list")}
    assert rows["vcard"]["state"] == "active"
    assert "importers" in rows["vcard"]["offers"]
    assert kith.json("plugins", "disable", "vcard")["state"] == "disabled"
    assert kith.json("plugins", "show", "vcard")["state"] == "disabled"
    assert kith.json("plugins", "enable", "vcard")["state"] == "active"
    assert kith.json("plugins", "disable", "nope", code=3)["error"]["code"] == "not_found"


def test_a_disabled_plugin_is_never_imported(kith):
    """A one-file plugin that leaves a mark when it is imported leaves none."""
    mark = kith.home / "mark"
    (kith.home / "plugins").mkdir(parents=True)
    (kith.home / "plugins" / "marking.py").write_text(f"open({str(mark)!r}, 'w').close()\n")
    kith.config("[plugins]\ndisabled = ['marking']\n")
    rows = {row["name"]: row["state"] for row in kith.json("plugins", "list")}
    assert rows["marking"] == "disabled"
    kith.json("plugins", "disable", "marking")
    assert not mark.exists()
    kith.json("plugins", "enable", "marking")
    assert mark.exists()


def test_a_new_plugin_is_written_found_and_checked(kith, tmp_path):
    """As one file it is used at once; as a distribution it has a pyproject."""
    [file] = kith.json("plugins", "new", "quiet-fridays", "--one-file")["written"]
    assert file == str(kith.home / "plugins" / "quiet_fridays.py")
    assert all(row["ok"] for row in kith.json("plugins", "check", "quiet_fridays"))
    written = kith.json("plugins", "new", "fair", "--into", str(tmp_path))["written"]
    assert str(tmp_path / "kithkeeper-fair" / "pyproject.toml") in written
    assert {"name": "rules", "help": "Rules that join in planning and review."} in kith.json(
        "plugins", "hooks"
    )


def test_a_new_distribution_says_how_it_gets_into_this_environment(kith, tmp_path):
    """By the pip of the interpreter that runs `kith`, or where it has none by another's."""
    told = kith("plugins", "new", "fair", "--into", str(tmp_path)).out
    ways = (f"pip --python {sys.executable} install -e", f"{sys.executable} -m pip install -e")
    assert any(f"Install it with `{way} {tmp_path}/kithkeeper-fair`" in told for way in ways)


def test_an_export_says_that_another_plugin_would_write_the_format(kith, tmp_path):
    """On standard error, with what lets the other one."""
    (kith.home / "plugins").mkdir(parents=True)
    (kith.home / "plugins" / "mine.py").write_text(
        "from kithkeeper.hooks import ExporterSpec, Plugin\n"
        "class Mine(Plugin):\n"
        "    def exporters(self, ctx):\n"
        "        return [ExporterSpec('csv', 'My tables', ('.csv',), print)]\n"
    )
    assert kith("export", str(tmp_path / "people.csv")).err == (
        "csv was written by the plugin csv, and mine would write it, too; "
        "`kith plugins disable csv` lets the next one.\n"
    )


def test_a_broken_plugin_is_told_by_check_and_doctor(kith):
    """Exit code 1 from both, with its error, and every other command goes on."""
    (kith.home / "plugins").mkdir(parents=True)
    (kith.home / "plugins" / "broken.py").write_text("raise RuntimeError('no luck')\n")
    assert "no luck" in kith.json("plugins", "check", "broken", code=1)[0]["detail"]
    rows = {row["check"]: row for row in kith.json("doctor", code=1)}
    assert "no luck" in rows["plugin broken"]["detail"]
    assert "kith plugins" in rows["plugin broken"]["fix"]
    kith.json("list")


def test_the_doctor_finds_a_healthy_home_well(kith, ada):
    """Exit code 0, and each line says what was looked at."""
    rows = {row["check"]: row["ok"] for row in kith.json("doctor")}
    assert {"config", "clock", "time zone", "store", "plugin vcard", "circles", "schedule"} <= set(
        rows
    )
    assert all(rows.values())
    assert "All is well" in kith("doctor").out


def test_the_doctor_names_a_mistake_in_the_config(kith, ada):
    """It reports where every other command stops with 2; nothing in the store is changed by it."""
    before = kith("history", "--json").out
    kith.config("[circles.inner]\ncadense = '1 month'\n")
    assert "cadence" in kith.json("list", code=2)["error"]["message"]
    rows = {row["check"]: row for row in kith.json("doctor", code=1)}
    assert "circles.inner.cadense" in rows["config"]["detail"]
    assert rows["store"]["ok"]
    kith.config("")
    assert kith("history", "--json").out == before


def test_the_doctor_reports_a_damaged_store(kith):
    """Exit code 6 and what to do, from the doctor as from any command."""
    kith.home.mkdir()
    (kith.home / "kith.db").write_bytes(b"no database " * 100)
    rows = {row["check"]: row for row in kith.json("doctor", code=6)}
    assert not rows["store"]["ok"]
    assert "kith restore" in rows["store"]["fix"]
    assert kith.json("list", code=6)["error"]["code"] == "store_damaged"


def test_the_doctor_reports_a_newer_store(kith, ada):
    """Exit code 6: upgrade."""
    connection = sqlite3.connect(kith.home / "kith.db")
    connection.execute("INSERT INTO migration VALUES ('9999-later', '2030-01-01T00:00:00Z')")
    connection.execute("PRAGMA user_version = 99")
    connection.commit()
    connection.close()
    rows = {row["check"]: row for row in kith.json("doctor", code=6)}
    assert "upgrade" in rows["store"]["fix"]
    assert kith.json("due", code=6)["error"]["code"] == "store_newer"


def test_the_doctor_looks_at_connections(kith):
    """A missing plugin, a password in the config and an unset variable are lines with a fix."""
    kith.config(
        "[connections.gone]\nplugin = 'nowhere'\n"
        "[connections.open]\nplugin = 'caldav'\nurl = 'http://127.0.0.1:9/'\nusername = 'a'\npassword = 'plain'\n"
        "[connections.unset]\nplugin = 'caldav'\nurl = 'http://127.0.0.1:9/'\nusername = 'a'\npassword_env = 'NOT_SET'\n"
        "[connections.wrong]\nplugin = 'caldav'\nurll = 'x'\n"
    )
    rows = {row["check"]: row for row in kith.json("doctor", code=1)}
    assert "pip install kithkeeper-nowhere" in rows["connection gone"]["fix"]
    assert "password_command" in rows["connection open password"]["fix"]
    assert "NOT_SET" in rows["connection unset password"]["detail"]
    assert "urll" in rows["connection wrong"]["detail"]
    assert "plain" not in json.dumps(kith.json("connections"))
    kith.json("list")


def test_the_doctor_counts_people_over_a_circles_size(kith, ada):
    """More than the circle is meant to hold is a line with a fix."""
    kith("circles", "set", "inner", "--least", "0", "--most", "1")
    kith("add", "Bob", "--circle", "inner")
    rows = {row["check"]: row for row in kith.json("doctor", code=1)}
    assert "holds 2" in rows["circle inner"]["detail"]
