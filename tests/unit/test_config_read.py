"""Settings: what a file gives, and how a mistake in it is named."""

from datetime import date, time
from pathlib import Path

import pytest

from kithkeeper.config import Config, Home, load, read, shared
from kithkeeper.config.keys import KEYS
from kithkeeper.config.lines import line_of
from kithkeeper.config.zone import resolve
from kithkeeper.errors import Invalid
from kithkeeper.model.circle import DEFAULT_CIRCLES, INNER
from kithkeeper.model.kinds import Depth, Kind, Temperament
from kithkeeper.model.period import Period

WHOLE = """
[profile]
name = "Robin Example"
timezone = "Europe/Berlin"
region = "de"
remind_at = "08:30"
week_starts = "sun"
temperament = "introvert"
working_days = ["mon", "wed"]
max_per_day = 6
days_off = ["2026-12-24/2027-01-02", "2026-05-01"]
intentions = ["compilers"]

[plan]
weeks = 6

[circles.inner]
cadence = "2 weeks"
at_most = "1 month"

[circles.family]
cadence = "weekly"
least = 3
most = 0
depth = "deep"

[connections.home]
plugin = "caldav"
url = "http://127.0.0.1:5232/"

[connections.cards]
plugin = "vcard"

[plugins]
disabled = ["noisy"]

[plugins.fridays]
after = "15:00"
"""


@pytest.fixture
def write(tmp_path: Path):
    def written(text: str | bytes) -> Path:
        path = tmp_path / "config.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return written


def test_a_missing_file_gives_the_defaults(tmp_path: Path) -> None:
    """Every command works without a config."""
    assert load(tmp_path / "config.toml") == load(None) == Config()
    assert Config().circles == DEFAULT_CIRCLES
    assert Config().profile.remind_at == time(9)


def test_every_setting_of_a_file_arrives_typed(write) -> None:
    """A whole file, checked value by value."""
    config = load(write(WHOLE))
    profile = config.profile

    assert (profile.name, profile.timezone, profile.region) == (
        "Robin Example",
        "Europe/Berlin",
        "DE",
    )
    assert (profile.remind_at, profile.week_starts) == (time(8, 30), 6)
    assert profile.temperament is Temperament.INTROVERT
    assert profile.working_days == frozenset({0, 2})
    assert (profile.max_per_day, profile.max_per_week) == (6, None)
    assert profile.days_off == (
        (date(2026, 5, 1), date(2026, 5, 1)),
        (date(2026, 12, 24), date(2027, 1, 2)),
    )
    assert (profile.intentions, config.plan_weeks) == (("compilers",), 6)
    assert list(config.connections) == ["home", "cards"]
    assert config.connections["home"]["url"] == "http://127.0.0.1:5232/"
    assert config.disabled_plugins == frozenset({"noisy"})
    assert config.plugins == {"fridays": {"after": "15:00"}}
    assert str(profile.zone) == "Europe/Berlin"


def test_circles_are_the_guides_three_overlaid_and_further_ones_after(write) -> None:
    """What a circle doesn't set stays as the guide has it; a new name makes a fourth circle."""
    inner, middle, _, family = load(write(WHOLE)).circles

    assert inner == INNER._replace(cadence=Period(2, "week"), at_most=Period(1, "month"))
    assert middle == DEFAULT_CIRCLES[1]
    assert family == (
        "family", 3, 3, None, Period(1, "week"), None, Depth.DEEP, (), None, ()
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "field", "says"),
    [
        ("[profil]\nname = 'x'", "profil", "did you mean 'profile'"),
        ("[profile]\nremindat = '09:00'", "profile.remindat", "did you mean 'remind_at'"),
        ("[profile]\nremind_at = '25:00'", "profile.remind_at", "'25:00' is no time"),
        ("[profile]\nremind_at = 9", "profile.remind_at", "text in quotes"),
        ("[profile]\ntimezone = 'Mars/Phobos'", "profile.timezone", "no time zone"),
        ("[profile]\ntimezone = '../../../etc/passwd'", "profile.timezone", "no time zone"),
        ("[profile]\nregion = 'Germany'", "profile.region", "two letters"),
        ("[profile]\ntemperament = 'shy'", "profile.temperament", "introvert, ambivert"),
        ("[profile]\nworking_days = []", "profile.working_days", "at least one day"),
        ("[profile]\nworking_days = ['monday', 'x']", "profile.working_days", "'x' is no day"),
        ("[profile]\nmax_per_day = 0", "profile.max_per_day", "from 1 to"),
        ("[profile]\nmax_per_day = true", "profile.max_per_day", "whole number"),
        ("[profile]\ndays_off = ['2026-02-30']", "profile.days_off", "no date"),
        ("[profile]\ndays_off = ['2026-03-02/2026-03-01']", "profile.days_off", "before it starts"),
        ("profile = 3", "profile", "must be a table"),
        ("[plan]\nweeks = 'four'", "plan.weeks", "whole number"),
        ("[circles.inner]\ncadence = 'often'", "circles.inner.cadence", "no period"),
        ("[circles.inner]\nleast = 11", "circles.inner.least", "over most 10"),
        ("[circles.inner]\nat_most = '1 week'", "circles.inner.at_most", "shorter than"),
        ("[circles.Inner]\nleast = 1", "circles.Inner", "upper and lower case"),
        ("[circles.inner]\ndept = 'deep'", "circles.inner.dept", "did you mean 'depth'"),
        ("[circles]\ninner = 4", "circles.inner", "must be a table"),
        ("[connections.home]\nurl = 'x'", "connections.home.plugin", "is missing"),
        ("[connections]\nhome = 'x'", "connections.home", "must be a table"),
        ("[connections.'a/b']\nplugin = 'x'", "connections.a/b", "name of a connection"),
        ("[plugins]\ndisable = ['x']", "plugins.disable", "did you mean 'disabled'"),
        ("[plugins]\ndisabled = 'x'", "plugins.disabled", "list of texts"),
    ],
)  # fmt: skip
def test_a_mistake_names_the_keys_path_the_file_and_what_was_meant(
    write, text: str, field: str, says: str
) -> None:
    """An unknown key or a bad value is never passed over."""
    path = write(text)
    with pytest.raises(Invalid) as caught:
        load(path)

    assert caught.value.field == field
    assert says in caught.value.reason
    assert str(path) in caught.value.reason


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"[profile]\nname = \n", "line 2"),
        (b"[profile]\n\nname = '\xff'\n", "line 3: is not UTF-8"),
        (b"a = " + b"[" * 100_000, "nested too deeply"),
        (b"[plan]\nweeks = " + b"9" * 5000, ""),
    ],
)
def test_a_file_that_is_no_toml_is_one_clear_error(write, data: bytes, says: str) -> None:
    """The line of the mistake is told; nothing else escapes the reader."""
    with pytest.raises(Invalid) as caught:
        load(write(data))

    assert says in str(caught.value)


def test_a_byte_order_mark_is_no_mistake(write) -> None:
    """Editors on Windows write one."""
    assert load(write("\ufeff[plan]\nweeks = 2\n".encode())).plan_weeks == 2


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    """An unreadable path is `Invalid`, not a traceback."""
    with pytest.raises(Invalid, match="can't be read"):
        load(tmp_path)


def test_every_row_of_the_table_reads_its_own_default() -> None:
    """The documented default is a value that the key takes."""
    for key in KEYS:
        assert key.description
        if key.default is not None:
            key.kind.read(key.default)


def test_a_home_is_one_folder_when_it_is_named(tmp_path: Path) -> None:
    """`--home` comes before KITHKEEPER_HOME, and both are one folder with everything in it."""
    by_option = Home.find(tmp_path / "a", {"KITHKEEPER_HOME": str(tmp_path / "b")})
    by_variable = Home.find(None, {"KITHKEEPER_HOME": str(tmp_path / "b")})

    assert by_option.config == tmp_path / "a" / "config.toml"
    assert by_variable.store == tmp_path / "b" / "kith.db"
    assert by_variable.plugins == tmp_path / "b" / "plugins"


def test_an_empty_home_variable_is_none(tmp_path: Path) -> None:
    """`KITHKEEPER_HOME=` must not make the working folder the home."""
    home = Home.find(None, {"KITHKEEPER_HOME": ""})

    assert home.config.is_absolute()
    assert "kithkeeper" in str(home.folder_config)


def test_the_systems_zone_is_what_tz_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a zone of the profile the one of the system counts, TZ first."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")

    assert str(resolve("")) == "Asia/Tokyo"
    assert str(resolve("Europe/Paris")) == "Europe/Paris"


def test_what_every_connection_may_set_is_read_with_its_path() -> None:
    """`takes`, `privacy`, `write` and `groups` belong to the core; a mistake names its key."""
    found = shared("home", {"plugin": "x", "takes": ["cadence"], "groups": {"M": "inner"}})

    assert (found.kind, found.takes) == ("", frozenset({Kind.CADENCE}))
    assert (found.privacy, found.write, found.groups) == ("names", False, {"M": "inner"})
    assert found.other_network == "refuse"
    assert shared("home", {"plugin": "x"}).takes == frozenset(Kind)
    for table, field in [
        ({"takes": ["cadense"]}, "connections.home.takes"),
        ({"privacy": "some"}, "connections.home.privacy"),
        ({"write": "yes"}, "connections.home.write"),
        ({"other_network": "x"}, "connections.home.other_network"),
        ({"kind": 3}, "connections.home.kind"),
        ({"groups": ["x"]}, "connections.home.groups"),
    ]:
        with pytest.raises(Invalid) as caught:
            shared("home", table)
        assert caught.value.field == field


def test_settings_cant_be_changed_by_accident() -> None:
    """A config is a value; its tables are read-only."""
    config = read({"connections": {"home": {"plugin": "x"}}})

    with pytest.raises(TypeError):
        config.connections["home"]["plugin"] = "y"  # type: ignore[index]


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("profile.temprament", 3),
        ("circles.inner.cadence", 8),
        ("circles.inner circle.most", 12),
        ("nonsense", 14),
        ("connections.home.plugin", 17),
    ],
)
def test_a_mistake_is_named_with_its_line(field: str, line: int) -> None:
    """The line is that of the key, or of the table that lacks it."""
    text = """
[profile]
temprament = "introvert"
name = "Robin"

# the dearest
[circles.inner]  # few
cadence = "now and then"

[circles]

"inner circle" = { least = 4, most = 2 }

[[nonsense]]
x = 1

[connections.'home']
url = "http://127.0.0.1/"
"""

    assert line_of(text, field) == line


def test_the_message_tells_file_and_line(write) -> None:
    """What is wrong, in which file, and in which line of it."""
    path = write('[profile]\nname = "Robin"\ntemperament = "happy"\n')

    with pytest.raises(Invalid, match=r"profile\.temperament: .*config\.toml, line 3\)"):
        load(path)
