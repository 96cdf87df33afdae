"""`kith connect … --set me=ADDRESS`, as the pages have it, was refused as no list."""

import tomllib

import pytest


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("ada@example.org", ["ada@example.org"]),
        ("ada@example.org, al@example.org", ["ada@example.org", "al@example.org"]),
        ('["ada@example.org"]', ["ada@example.org"]),
    ],
)
def test_list_setting_of_a_connection(kith, tmp_path, text, addresses):
    """One address, some with commas and a list are taken; what fails is the password, which is nowhere."""
    words = ("url=http://127.0.0.1:9/", "username=ada", "password_env=NOWHERE", "calendar=Work")
    sets = [part for each in (*words, f"me={text}") for part in ("--set", each)]
    failed = kith("connect", "meetings", "--as", "work", *sets, code=4)
    assert failed["error"]["code"] == "login_needed"
    config = tomllib.loads((tmp_path / "home" / "config.toml").read_text())
    assert config["connections"]["work"]["me"] == addresses


@pytest.mark.parametrize("text", ["cadence, promise", '["cadence", "promise"]'])
def test_kinds_that_a_calendar_takes(kith, tmp_path, text):
    """`takes`, which every connection has, is read as a plugin's own lists are."""
    words = ("url=http://127.0.0.1:9/", "username=ada", "password_env=NOWHERE", f"takes={text}")
    kith("connect", "caldav", "--as", "home", *(p for w in words for p in ("--set", w)), code=4)
    config = tomllib.loads((tmp_path / "home" / "config.toml").read_text())
    assert config["connections"]["home"]["takes"] == ["cadence", "promise"]
