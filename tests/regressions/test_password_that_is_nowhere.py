"""An address book whose password was in no variable was asked for without one, and the answer blamed it."""

import pytest


@pytest.mark.parametrize("plugin", ["caldav", "vcard"])
def test_the_variable_is_named_before_any_request(kith, plugin):
    """Nothing listens there: what is told is that the variable is not set."""
    words = ("url=http://127.0.0.1:9/", "username=ada", "password_env=NOWHERE")
    sets = [part for each in words for part in ("--set", each)]
    answer = kith("connect", plugin, "--as", "home", *sets, code=4)
    assert "(the variable NOWHERE is not set)" in answer["error"]["message"]
    rows = kith("doctor", code=1)
    (row,) = (each for each in rows if each["check"] == "connection home password")
    assert row["fix"] == f"Set it, or log in: kith connect {plugin} --as home"
