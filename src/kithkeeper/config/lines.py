"""Where in the text of a TOML file a setting stands, for messages about it."""

from __future__ import annotations

import re

_HEADER = re.compile(r"\s*\[\[?([^\[\]]+)\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")
_PART = re.compile(r""""([^"]*)"|'([^']*)'|([\w-]+)""")


def line_of(text: str, path: str) -> int | None:
    """The line of a setting, counted from 1, or of the table that lacks it.

    Args:
        text: The whole file.
        path: The setting's full name, such as `circles.inner.cadence`.

    Returns:
        None where neither is found, as for keys of a table written in one line.
    """
    table, found = "", None
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.fullmatch(line):
            table = here = _plain(header[1])
        elif key := _KEY.match(line):
            here = f"{table}.{_plain(key[1])}" if table else _plain(key[1])
        else:
            continue
        if here == path:
            return number
        around = path.startswith(f"{here}.")
        within = found is None and here.startswith(f"{path}.")
        if around or within:
            found = number
    return found


def _plain(dotted: str) -> str:
    return ".".join(double or single or bare for double, single, bare in _PART.findall(dotted))
