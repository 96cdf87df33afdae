"""Changing the config: comments kept, checked before it is written, replaced at once."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kithkeeper.config import Home, edit, load, template
from kithkeeper.config.keys import KEYS
from kithkeeper.errors import Invalid, Refused

COMMENTED = """# mine
[profile]
name = "Robin"  # as my friends say

[connections.home]
plugin = "caldav"   # the server at home
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(COMMENTED)
    return path


def test_setting_a_key_keeps_the_comments(path: Path) -> None:
    """Only the value changes; what the user wrote around it stays."""
    edit.set_text(path, "profile.name", "Kim")

    assert path.read_text() == COMMENTED.replace('"Robin"', '"Kim"')


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("profile.max_per_day", "6", 6),
        ("profile.working_days", "mon, tue", ["mon", "tue"]),
        ("profile.days_off", "2026-12-24/2027-01-02", ["2026-12-24/2027-01-02"]),
        ("circles.inner.cadence", "2 weeks", "2 weeks"),
        ("circles.family.least", "3", 3),
        ("connections.home.url", "http://127.0.0.1/", "http://127.0.0.1/"),
        ("connections.home.username", "12345", "12345"),
        ("connections.home.write", "true", True),
        ("connections.home.takes", '["cadence"]', ["cadence"]),
        ("plugins.disabled", "noisy", ["noisy"]),
        ("plugins.fridays.after", "15:00", "15:00"),
        ('plugins.csv.columns."E-Mail (priv.)"', "email:home", "email:home"),
        ("plugins.csv.columns.Letzter Kontakt", "last_touch", "last_touch"),
    ],
)
def test_a_text_is_read_by_the_kind_of_its_key(path: Path, key: str, text: str, value) -> None:
    """`kith config set KEY VALUE` needs no TOML; the file stays valid, `get` gives it back."""
    assert edit.set_text(path, key, text) == value

    load(path)
    assert edit.get(path, key) == value


@pytest.mark.parametrize(
    ("key", "text", "field"),
    [
        ("profile.remind_at", "25:00", "profile.remind_at"),
        ("profile.remindat", "09:00", "profile.remindat"),
        ("profile.max_per_day", "many", "profile.max_per_day"),
        ("connections.new.url", "x", "connections.new.plugin"),
        ("connections.home", "x", "connections.home"),
        ("profile", "x", "profile"),
        ("nonsense", "x", "nonsense"),
        ("a..b", "x", "a..b"),
    ],
)
def test_a_bad_change_is_refused_and_the_file_stays(
    path: Path, key: str, text: str, field: str
) -> None:
    """What would make the config invalid is never written."""
    with pytest.raises(Invalid) as caught:
        edit.set_text(path, key, text)

    assert caught.value.field == field
    assert path.read_text() == COMMENTED


def test_the_file_is_its_owners_only_and_nothing_lies_beside_it(path: Path) -> None:
    """Mode 0600 after each change, and no temporary file stays."""
    path.chmod(0o644)
    edit.set_text(path, "plan.weeks", "6")

    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["config.toml"]


def test_a_linked_config_stays_a_link(tmp_path: Path, path: Path) -> None:
    """Dotfiles are often links; the target is changed."""
    link = tmp_path / "link.toml"
    link.symlink_to(path)
    edit.set_text(link, "plan.weeks", "6")

    assert link.is_symlink()
    assert load(path).plan_weeks == 6


def test_unset_takes_a_key_or_a_table_out(path: Path) -> None:
    """What was not set is no error."""
    assert edit.unset(path, "profile.name")
    assert edit.unset(path, "connections.home")
    assert not edit.unset(path, "plan.weeks")

    assert load(path) == load(None)


def test_unset_leaves_a_valid_config(path: Path) -> None:
    """A connection can't lose its plugin."""
    with pytest.raises(Invalid):
        edit.unset(path, "connections.home.plugin")

    assert path.read_text() == COMMENTED


def test_get_answers_with_the_default_where_nothing_is_set(path: Path) -> None:
    """A circle's default is its own; an unknown key is named."""
    assert edit.get(path, "profile.remind_at") == "09:00"
    assert edit.get(path, "circles.outer.cadence") == "1 year"
    assert edit.get(path, "circles.outer.most") == 0
    assert edit.get(path, "profile") == {"name": "Robin"}
    with pytest.raises(Invalid, match="did you mean 'remind_at'"):
        edit.get(path, "profile.remind")


def test_a_table_is_added_once(path: Path) -> None:
    """`kith connect` writes a table; one of the same name is not overwritten."""
    values = {"plugin": "vcard", "path": "~/contacts", "groups": {"Mentors": "inner"}}
    edit.add_table(path, "connections.cards", values)

    assert dict(load(path).connections["cards"]) == values
    with pytest.raises(Invalid, match="already"):
        edit.add_table(path, "connections.cards", values)


@pytest.mark.parametrize(
    "text",
    [
        "",
        '[profile]\nname = "x"',
        '\ufeff[profile]\r\nname = "x"\r\n',
        'profile.name = "x"\n[connections.a]\nplugin = "p"\n[plan]\nweeks = 3\n[connections.b]\nplugin = "q"\n',
        '[connections]\n[connections.a]\nplugin = "p"\n',
        'connections = {a = {plugin = "p"}}\nplan = {weeks = 3}\n',
    ],
)  # fmt: skip
def test_a_change_in_any_layout_changes_that_key_alone(tmp_path: Path, text: str) -> None:
    """Dotted keys, inline tables, tables out of order: the rest is as it was, or it is refused."""
    path = tmp_path / "config.toml"
    path.write_text(text, newline="")
    before = tomllib.loads(text.removeprefix("\ufeff"))
    edit.set_text(path, "plan.weeks", "7")
    edit.set_text(path, "circles.inner.least", "4")

    after = tomllib.loads(path.read_text())
    assert after.pop("plan") == {"weeks": 7}
    assert after.pop("circles") == {"inner": {"least": 4}}
    before.pop("plan", None)
    assert after == before


def test_a_layout_that_cant_be_changed_safely_is_left_to_the_user(path: Path) -> None:
    """An inline table has no room for a table; nothing is written."""
    path.write_text('connections = {a = {plugin = "p"}}\n')
    with pytest.raises(Invalid, match="edit it by hand"):
        edit.add_table(path, "connections.b", {"plugin": "q", "groups": {"M": "inner"}})

    assert path.read_text() == 'connections = {a = {plugin = "p"}}\n'


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_being_set(text: str) -> None:
    """The template quotes what TOML needs quoted."""
    assert tomllib.loads(f"name = {template.quoted(text)}") == {"name": text}


def test_the_template_is_the_defaults_and_names_every_setting(tmp_path: Path) -> None:
    """What `kith init` writes changes nothing but what was asked."""
    home = Home.at(tmp_path / "home")
    template.write_default(home, 'Robin "R" Example', "Europe/Berlin", "introvert")
    text = home.config.read_text()

    assert load(home.config).profile.name == 'Robin "R" Example'
    assert load(home.config)._replace(profile=load(None).profile) == load(None)
    assert home.config.stat().st_mode & 0o777 == 0o600
    assert home.plugins.is_dir()
    for key in KEYS:
        assert key.name in text


def test_the_commented_lines_of_the_template_are_valid(tmp_path: Path) -> None:
    """A user who takes the # away gets a config that is read, with the defaults."""
    path = tmp_path / "config.toml"
    lines = template.text({}).splitlines()
    path.write_text(
        "\n".join(line.removeprefix("# ") for line in lines if " = " in line or "[" in line)
    )
    config = load(path)

    assert config.circles == load(None).circles
    assert config.connections["home"]["plugin"] == "caldav"


def test_init_never_overwrites(path: Path) -> None:
    """A config that is there stays."""
    with pytest.raises(Refused):
        template.write_default(Home.at(path.parent), "Other")

    assert path.read_text() == COMMENTED
