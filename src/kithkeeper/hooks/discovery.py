"""Finding plugins without importing them: entry points, and files in the user's folder."""

from __future__ import annotations

import os
from pathlib import Path

from kithkeeper.hooks.memory import Memory
from kithkeeper.hooks.state import Found

GROUP = "kithkeeper"


def find(folder: Path | None, memory: Memory) -> list[Found]:
    """All plugins that are there, by name; of two of one name both, the installed one first.

    Args:
        folder: The user's folder of one-file plugins; None for none.
        memory: What an earlier scan found is taken from it, and a new scan kept in it.
    """
    entries = memory.entries()
    if entries is None:
        entries = scan()
        memory.keep_entries(entries)
    return sorted(
        [*entries, *(one_file_plugins(folder) if folder is not None else ())],
        key=lambda each: (each.name, not each.distribution, each.target),
    )


def scan() -> list[Found]:
    """The entry points of all installed distributions in the group `kithkeeper`."""
    from importlib.metadata import entry_points

    return [
        Found(
            entry.name,
            entry.value,
            entry.dist.name if entry.dist is not None else "?",
            entry.dist.version if entry.dist is not None else "",
        )
        for entry in entry_points(group=GROUP)
    ]


def one_file_plugins(folder: Path) -> list[Found]:
    """The `*.py` files of a folder, but for those that begin with `_` or a dot."""
    try:
        with os.scandir(folder) as entries:
            names = [each.name for each in entries if each.name.endswith(".py") and each.is_file()]
    except OSError:
        return []
    return [Found(name[:-3], str(folder / name)) for name in names if name[0] not in "._"]
