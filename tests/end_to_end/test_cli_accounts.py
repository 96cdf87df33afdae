"""Accounts: connect, connections, sync, conflicts, schedule; against a server on loopback."""

from __future__ import annotations

import base64
import http.client
import re
from urllib.parse import urlsplit

import pytest


@pytest.fixture
def connected(kith, server):
    """A home with a CalDAV calendar, its password in a variable."""
    kith.environ["PASSWORD"] = server.password
    kith.json(*_connect("home", server), "--set", "password_env=PASSWORD")
    return kith


def _connect(name, server):
    return (
        "connect",
        "caldav",
        "--as",
        name,
        "--set",
        f"url={server.url}",
        "--set",
        f"username={server.user}",
    )


def test_connect_checks_probes_and_writes(kith, server):
    """Without a terminal nothing is asked; the answer says what the calendar can do."""
    made = kith.json(*_connect("home", server), "--set", "password_env=PW", PW=server.password)
    assert (made["name"], made["plugin"], made["ok"]) == ("home", "caldav", True)
    assert {"calendar", "event", "conditional"} <= set(made["capabilities"])
    [row] = kith.json("connections")
    assert (row["name"], row["capabilities"]) == ("home", ["calendar"])
    assert server.password not in (kith.home / "config.toml").read_text()


def test_a_missing_password_needs_a_login(kith, server):
    """Exit code 4, ok false; once the variable is set the same command connects."""
    words = (*_connect("home", server), "--set", "password_env=PW")
    assert kith.json(*words, code=4)["ok"] is False
    assert kith.json("connect", "caldav", "--as", "home", PW=server.password)["ok"] is True


def test_wrong_settings_are_named_and_nothing_is_written(kith):
    """An unknown key is exit code 2, a missing plugin 1."""
    error = kith.json("connect", "caldav", "--as", "home", "--set", "urll=x", code=2)["error"]
    assert "connections.home.urll" in error["message"]
    assert "pip install" in kith.json("connect", "nowhere", "--as", "x", code=1)["error"]["message"]
    assert kith.json("connections") == []


def test_a_terminal_is_asked_field_by_field_and_shown_a_test_item(kith, server):
    """Address, account, calendar, calendar or tasks; the test item is gone afterwards."""
    code, screen = kith.at_terminal(
        "connect", "caldav", "--as", "home", "--set", f"password_command=echo {server.password}",
        typed=(f"{server.url}\n", f"{server.user}\n", "\n", "todo\n", "y\n"),
    )  # fmt: skip
    assert code == 0, screen
    assert "Where will you look" in screen
    assert "Do you see it" in screen
    assert kith.json("config", "get", "connections.home.as") == {"value": "todo"}
    assert _items(server) == set()


def test_where_one_looks_is_answered_in_plain_words(kith, server):
    """The question says calendar or tasks, and takes either word for an answer."""
    for name, word in (("home", "calendar"), ("list", "tasks")):
        code, screen = kith.at_terminal(
            "connect", "caldav", "--as", name, "--set", f"url={server.url}", "--set", f"username={server.user}",
            "--set", f"password_command=echo {server.password}", "--set", f"calendar={name}",
            typed=(f"{word}\n", "y\n"),
        )  # fmt: skip
        assert code == 0, screen
        assert ('as = "todo"' in (kith.home / "config.toml").read_text()) is (word == "tasks")


def test_a_sync_writes_reminders_and_then_nothing(connected, ada):
    """The first creates, the second finds nothing changed with one request."""
    connected("log", ada, "--on", "2026-10-22", "--channel", "call")
    [first] = connected.json("sync")
    assert first["pushed"]["created"] == 1
    [second] = connected.json("sync")
    assert (second["pushed"]["created"], second["pushed"]["updated"], second["requests"]) == (
        0,
        0,
        1,
    )
    assert connected("sync", "--quiet").out == ""
    assert connected.json("sync", "nowhere", code=3)["error"]["code"] == "not_found"


def test_a_dry_sync_writes_nothing(connected, ada):
    """What it would create is created by the next sync."""
    connected("log", ada, "--on", "2026-10-22", "--channel", "call")
    assert connected.json("sync", "--dry-run")[0]["pushed"]["created"] == 1
    assert connected.json("sync")[0]["pushed"]["created"] == 1


def test_a_server_that_is_gone_is_one_connections_error(kith):
    """Exit code 1, the reason with the connection's name."""
    kith.config("[connections.home]\nplugin = 'caldav'\nurl = 'http://127.0.0.1:9/'\n")
    [report] = kith.json("sync", code=1)
    assert report["error"]["code"] == "try_later"


def test_without_accounts_everything_says_what_to_do(kith):
    """Connect one first."""
    assert "kith connect" in kith("connections").out
    assert "kith connect" in kith("sync").out
    assert kith.json("sync") == []
    assert kith.json("conflicts") == []
    assert "No conflicts" in kith("conflicts").out


def test_the_schedule_is_a_systemd_timer(kith, tool, tmp_path):
    """Timer and service lie in XDG_CONFIG_HOME; remove takes both back."""
    calls = tool("systemctl", "")
    units = tmp_path / "xdg" / "systemd" / "user"
    kith.environ["XDG_CONFIG_HOME"] = str(tmp_path / "xdg")
    assert kith.json("schedule", "status")["installed"] is False
    made = kith.json("schedule", "install", "--every", "30m")
    assert (made["installed"], made["by"], made["every"]) == (True, "systemd", "30m")
    [service], [timer] = units.glob("*.service"), units.glob("*.timer")
    line = re.search(
        r'^ExecStart="(/[^"]*kith)" "--home" "([^"]*)" "sync" "--quiet"$',
        service.read_text(),
        re.MULTILINE,
    )
    assert line is not None
    assert line[2] == str(kith.home)
    assert "OnUnitActiveSec=1800s" in timer.read_text()
    assert f"--user enable --now {timer.name}" in calls.read_text()
    assert kith.json("schedule", "status")["installed"] is True
    assert kith.json("schedule", "remove")["installed"] is False
    assert list(units.iterdir()) == []
    assert f"--user disable --now {timer.name}" in calls.read_text()


def test_the_schedule_falls_back_to_a_crontab(kith, tool, tmp_path):
    """Other lines of the crontab stay; remove leaves it as it was."""
    table = tmp_path / "crontab"
    table.write_text("5 4 * * * backup\n")
    tool("systemctl", 'echo "Failed to connect to bus" >&2; exit 1')
    tool("crontab", f'if [ "$1" = -l ]; then cat {table}; else cat > {table}; fi')
    made = kith.json("schedule", "install")
    assert (made["installed"], made["by"], made["every"]) == (True, "crontab", "1h")
    assert "5 4 * * * backup\n" in table.read_text()
    assert re.search(
        r"^0 \* \* \* \* PATH=\S+ /\S*kith --home \S+ sync --quiet", table.read_text(), re.MULTILINE
    )
    kith.json("schedule", "install", "--every", "2h")
    assert table.read_text().count("sync --quiet") == 1
    kith.json("schedule", "remove")
    assert table.read_text() == "5 4 * * * backup\n"


def test_without_systemd_and_cron_the_schedule_says_so(kith, tool):
    """Exit code 1 with the command that another program may run."""
    tool("unrelated", "")
    assert "sync --quiet" in kith.json("schedule", "install", code=1)["error"]["message"]
    assert "5m" in kith.json("schedule", "install", "--every", "never", code=2)["error"]["message"]


def test_a_secret_of_this_shell_only_is_refused(connected, tool):
    """A run by itself has no such variable: exit code 5 and the ways out."""
    calls = tool("systemctl", "")
    error = connected.json("schedule", "install", code=5)["error"]
    assert "PASSWORD" in error["message"]
    assert "password_command" in error["message"]
    assert not calls.exists()


def test_held_deletions_are_told_at_a_terminal_until_settled(connected, ada, server):
    """A cleared calendar is held back with exit code 5; each command at a terminal says so."""
    for name in ("Bob", "Cyd"):
        connected("add", name, "--circle", "inner")
    for name in ("Ada", "Bob", "Cyd"):
        connected("log", name, "--on", "2026-10-22", "--channel", "call")
    assert connected.json("sync")[0]["pushed"]["created"] == 3
    _clear(server)
    [report] = connected.json("sync", code=5)
    assert len(report["held"]) == 3
    _, screen = connected.at_terminal("due")
    assert "3 deletions are held back" in screen
    assert "held back" not in connected("due").err
    connected.json("sync", "--recreate-deleted")
    _, screen = connected.at_terminal("due")
    assert "held back" not in screen


def _clear(server):
    """Delete every item of the calendar, as another program would."""
    found = _items(server)
    assert found
    for href in found:
        _request(server, "DELETE", href)


def _items(server) -> set[str]:
    """The items that the calendar holds."""
    listed = _request(server, "PROPFIND", f"/{server.user}/touchpoints/")
    return set(re.findall(r"<(?:\w+:)?href>([^<]+\.ics)</", listed))


def _request(server, method: str, path: str) -> str:
    token = base64.b64encode(f"{server.user}:{server.password}".encode()).decode()
    where = urlsplit(server.url)
    line = http.client.HTTPConnection(where.hostname, where.port, timeout=10)
    line.request(method, path, headers={"Authorization": f"Basic {token}", "Depth": "1"})
    answer = line.getresponse()
    assert answer.status < 300
    return answer.read().decode()
