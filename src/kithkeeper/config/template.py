"""The config that `kith init` writes: every setting with its meaning, commented out where unset."""

from __future__ import annotations

import json
import os
from pathlib import Path

from kithkeeper.config.keys import IN_TABLE, Key
from kithkeeper.config.paths import Home
from kithkeeper.config.reading import parse, read
from kithkeeper.errors import Refused
from kithkeeper.model.circle import DEFAULT_CIRCLES, Circle

_HEAD = "# Settings of Kithkeeper. A line behind # shows the default, or an example.\n"
_EXAMPLES = {
    "max_per_day": 6, "max_per_week": 20, "people_per_event": 5, "arrive_early_minutes": 10,
    "minutes_between_breaks": 90, "recovery_days": 1, "one_to_one_share": 50, "written_share": 40,
    "introducing_weight": 100, "listening_share": 50, "minutes_per_conversation": 15,
}  # fmt: skip
_TAIL = """
# Accounts; `kith connect PLUGIN --as NAME` writes them.
# [connections.home]
# plugin = "caldav"
# url = "https://dav.example/"
# username = "alice"
# password_env = "KITH_CALDAV_PASSWORD"   # or password_command = ["pass", "dav"], or the keyring

[plugins]
disabled = []                           # Plugins that are never loaded
"""


def write_default(
    home: Home, name: str = "", timezone: str = "", temperament: str = "ambivert"
) -> Path:
    """Make the home's folders and its config with every setting explained.

    Returns:
        The config's path.

    Raises:
        Refused: There is a config already; nothing was changed.
        Invalid: A value doesn't fit; nothing was made.
    """
    given = {"name": name, "timezone": timezone, "temperament": temperament}
    data = text({key: value for key, value in given.items() if value}).encode()
    read(parse(data, str(home.config)))
    for folder in (home.folder_config, home.store.parent, home.plugins):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(home.config, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refused(f"{home.config} is there already; it was left as it is.") from None
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    return home.config


def text(profile: dict[str, str]) -> str:
    """The config's text, with these keys of the profile set."""
    lines = [_HEAD, "[profile]"]
    lines += [_line(key, profile.get(key.name)) for key in IN_TABLE["profile"].values()]
    lines += ["", "[plan]"]
    lines += [_line(key, None).removeprefix("# ") for key in IN_TABLE["plan"].values()]
    lines += ["", "# Circles; any further name makes a further circle."]
    for circle in DEFAULT_CIRCLES:
        lines += [f"# [circles.{circle.name}]", *_circle(circle)]
    return "\n".join(lines) + "\n" + _TAIL


def _line(key: Key, value: str | None) -> str:
    if value is not None:
        written = f"{key.name} = {quoted(value)}"
    else:
        shown = _EXAMPLES.get(key.name) if key.default is None else key.default
        written = f"# {key.name} = {json.dumps(shown, ensure_ascii=False)}"
    return f"{written:<39} # {key.description}"


def _circle(circle: Circle) -> list[str]:
    return [
        f"# least = {circle.least}",
        f"# most = {circle.most or 0}",
        f'# cadence = "{circle.cadence}"',
        f'# at_most = "{circle.at_most or ""}"',
        f'# depth = "{circle.depth}"',
        f"# activities = {json.dumps(circle.activities)}",
        f'# ahead = "{circle.ahead or ""}"',
        f"# greet = {json.dumps(circle.greet)}",
    ]


def quoted(value: str) -> str:
    """A text as TOML writes it, in double quotes."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
