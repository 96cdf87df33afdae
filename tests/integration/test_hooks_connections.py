"""Connections met with their plugins: settings checked, secrets found late and shown nowhere."""

import logging
import sys
from datetime import UTC, datetime
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from pydantic import BaseModel, ConfigDict, Field

from kithkeeper.config import Home, read
from kithkeeper.errors import Invalid, LoginNeeded, NotFound, PluginError, TryLater
from kithkeeper.hooks import CalendarSpec, Host, Plugin, SourceSpec
from kithkeeper.hooks.secrets import to_keyring

NOON = datetime(2026, 3, 6, 11, tzinfo=UTC)


class DavSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    url: str = Field(description="Where it is")
    username: str = Field("", description="Who you are")
    as_: str = Field("event", alias="as", description="Events or tasks")
    tries: int = Field(3, ge=1, description="How often")
    password: str | None = Field(None, description="x", json_schema_extra={"secret": True})


class BookSettings(BaseModel):
    path: str = Field(description="Where it lies")
    write: bool = Field(False, description="Whether it is written to")


class Dav(Plugin):
    """One that is a calendar, and two kinds of sources."""

    def __init__(self) -> None:
        self.given: list = []

    def calendars(self, ctx):
        return [CalendarSpec("dav", "A calendar", DavSettings, open=self.take, check=self.check)]

    def sources(self, ctx):
        return [
            SourceSpec("dav", "An address book", DavSettings, open=self.take, check=self.check),
            SourceSpec("file", "A file", BookSettings, open=self.take),
        ]

    def take(self, ctx):
        self.given.append(ctx)
        return ctx

    def check(self, ctx):
        return [f"speaks to {ctx.settings.url}"]


def host_of(
    plugin: Plugin, table: dict, environ: dict | None = None, home: Home | None = None
) -> Host:
    config = read({"connections": {"home": {"plugin": "dav", **table}}})
    options = {"discover": False, "environ": environ or {}, "clock": lambda: NOON}
    return Host(home, config, extra=[plugin], **options)


URL = {"url": "http://127.0.0.1/"}


def test_a_connection_is_opened_with_its_checked_settings() -> None:
    """Aliases as in the file, defaults filled in, the shared keys left to the core."""
    host = host_of(Dav(), {**URL, "as": "todo", "takes": ["cadence"], "write": True})
    memory = {"token": 1}
    ctx = host.open_calendar("home", state=memory)

    assert (ctx.settings.url, ctx.settings.as_, ctx.settings.tries) == (URL["url"], "todo", 3)
    assert (ctx.plugin, ctx.connection, ctx.state) == ("dav", "home", memory)
    assert ctx.state is memory
    assert ctx.now == NOON
    spec = host.connection_spec("home")
    assert (spec.plugin, spec.source.name, spec.calendar.name) == ("dav", "dav", "dav")
    assert spec.shared.write
    assert host.check_connection("home") == ["speaks to http://127.0.0.1/"]


def test_kind_names_another_kind_of_the_plugin() -> None:
    """What is named counts in both families; a wrong one lists what there is."""
    host = host_of(Dav(), {"kind": "file", "path": "~/x.vcf"})

    assert host.open_source("home").settings.path == "~/x.vcf"
    with pytest.raises(PluginError, match="'home' is no calendar"):
        host.open_calendar("home")
    with pytest.raises(Invalid, match="none of dav, file") as caught:
        host_of(Dav(), {"kind": "fil"}).connection_spec("home")
    assert caught.value.field == "connections.home.kind"


@pytest.mark.parametrize(
    ("table", "field", "says"),
    [
        ({**URL, "usrname": "a"}, "connections.home.usrname", "did you mean 'username'"),
        ({}, "connections.home.url", "required"),
        ({**URL, "tries": 0}, "connections.home.tries", "greater than or equal to 1"),
        ({**URL, "takes": ["x"]}, "connections.home.takes", "none of"),
        ({**URL, "password_env": 3}, "connections.home.password_env", "name of a variable"),
        ({**URL, "password_command": []}, "connections.home.password_command", "list of words"),
        ({**URL, "password": "x", "password_env": "X"}, "connections.home.password_env", "keep one"),
        ({**URL, "pasword_env": "X"}, "connections.home.pasword_env", "did you mean 'password_env'"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named_by_its_full_path(table: dict, field: str, says: str) -> None:
    """Before anything is opened."""
    plugin = Dav()
    with pytest.raises(Invalid) as caught:
        host_of(plugin, table).open_calendar("home")

    assert caught.value.field == field
    assert says in caught.value.reason
    assert plugin.given == []


def test_a_missing_plugin_says_what_to_install() -> None:
    """Only the connection that needs it fails."""
    config = read({"connections": {"home": {"plugin": "caldav"}}})
    host = Host(None, config, discover=False, environ={})

    with pytest.raises(PluginError, match="pip install kithkeeper-caldav"):
        host.open_calendar("home")
    with pytest.raises(NotFound, match="Did you mean 'home'"):
        host.connection_spec("hom")


def test_an_error_while_opening_names_the_plugin() -> None:
    """What the author raises on purpose passes; anything else is a `PluginError`."""

    def raising(error: BaseException) -> Plugin:
        class Bad(Dav):
            name = "dav"

            def take(self, ctx):
                raise error

        return Bad()

    with pytest.raises(PluginError, match="dav: ZeroDivisionError: x"):
        host_of(raising(ZeroDivisionError("x")), URL).open_source("home")
    with pytest.raises(PluginError, match="dav: SystemExit"):
        host_of(raising(SystemExit(1)), URL).open_source("home")
    with pytest.raises(TryLater):
        host_of(raising(TryLater(3)), URL).open_source("home")


SECRET = "correct horse"


@pytest.mark.parametrize(
    ("table", "environ"),
    [
        ({"password_env": "DAV_PW"}, {"DAV_PW": SECRET}),
        ({"password_command": [sys.executable, "-c", f"print('{SECRET}\\nnote')"]}, {}),
        ({"password": SECRET}, {}),
    ],
)
def test_a_secret_is_looked_up_when_it_is_asked_for(table: dict, environ: dict) -> None:
    """It never is a part of the settings."""
    ctx = host_of(Dav(), {**URL, **table}, environ).open_calendar("home")

    assert ctx.settings.password is None
    assert ctx.secret("password") == SECRET
    assert SECRET not in repr(ctx) + repr(ctx.secret) + repr(ctx.settings)


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"password_env": "DAV_PW"}, "the variable DAV_PW is not set"),
        ({"password_command": [sys.executable, "-c", "exit(3)"]}, "ended with 3"),
        ({"password_command": [sys.executable, "-c", ""]}, "ended with 0 and no secret"),
        ({"password_command": ["/nowhere/to/be/found"]}, "can't be run"),
        ({}, "set password_env or password_command"),
    ],
)
def test_a_secret_that_is_not_to_be_had_needs_a_login(table: dict, says: str) -> None:
    """The error is also a `KeyError`, for who can do without."""
    keyring.set_keyring(Ring())
    ctx = host_of(Dav(), {**URL, **table}).open_calendar("home")

    with pytest.raises(LoginNeeded, match="'home' needs you to log in again") as caught:
        ctx.secret("password")
    assert says in str(caught.value)
    assert isinstance(caught.value, KeyError)
    with pytest.raises(KeyError):
        ctx.secret("username")


def test_a_command_is_run_without_a_shell(tmp_path: Path) -> None:
    """What stands in the config is an argument, not a line of a shell."""
    touched = tmp_path / "touched"
    table = {**URL, "password_command": ["echo", f"$(touch {touched})"]}
    ctx = host_of(Dav(), table).open_calendar("home")

    assert ctx.secret("password") == f"$(touch {touched})"
    assert not touched.exists()


class Ring(KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password


def test_the_keyring_is_asked_last() -> None:
    """Under the service kithkeeper and the user CONNECTION.FIELD."""
    ring = Ring()
    keyring.set_keyring(ring)

    assert to_keyring("home", "password", SECRET)
    assert ring.kept == {("kithkeeper", "home.password"): SECRET}
    assert host_of(Dav(), URL).open_calendar("home").secret("password") == SECRET


def test_a_used_secret_is_taken_out_of_logs_and_errors(caplog: pytest.LogCaptureFixture) -> None:
    """Whatever a plugin writes."""

    class Chatty(Dav):
        name = "dav"

        def take(self, ctx):
            ctx.log.warning("logging in with %s", ctx.secret("password"))
            raise ValueError(f"refused {ctx.secret('password')}")

    host = host_of(Chatty(), {**URL, "password_env": "PW"}, {"PW": "battery staple"})
    with caplog.at_level(logging.DEBUG), pytest.raises(PluginError) as caught:
        host.open_calendar("home")

    assert "battery staple" not in caplog.text + str(caught.value)
    assert "logging in with •••" in caplog.text


def test_a_secret_in_plain_text_is_told_of() -> None:
    """`kith doctor` warns; it works all the same."""
    assert host_of(Dav(), {**URL, "password": "x"}).connection_spec("home").plain_secrets == [
        "password"
    ]
    assert host_of(Dav(), {**URL, "password_env": "X"}).connection_spec("home").plain_secrets == []


def test_folders_of_a_plugin_come_into_being_when_they_are_used(tmp_path: Path) -> None:
    """A plugin that keeps nothing leaves nothing."""
    home = Home.at(tmp_path / "home")
    ctx = host_of(Dav(), URL, home=home).open_calendar("home")
    assert not home.folder_config.exists()

    (ctx.data_dir / "token").write_text("x")
    assert (home.folder_config / "plugin-data" / "dav" / "token").exists()
    assert ctx.cache_dir.is_dir()


def test_a_host_without_a_home_lends_a_folder_and_takes_it_away() -> None:
    """A network in memory leaves nothing on disk."""
    with host_of(Dav(), URL) as host:
        folder = host.open_calendar("home").data_dir
        assert folder.is_dir()

    assert not folder.exists()


def test_a_context_makes_http_clients_that_name_the_plugin() -> None:
    """And that keep to this machine with plain http."""
    ctx = host_of(Dav(), URL).open_calendar("home")
    with pytest.raises(PluginError, match="dav: plain http to dav"):
        ctx.http().request("GET", "http://dav.example/")
