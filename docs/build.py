"""Make the pages that come from docstrings: the hooks reference and the table of settings."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path

from kithkeeper.config.keys import KEYS
from kithkeeper.hooks import HOOKS, Plugin

HERE = Path(__file__).parent


def hooks_page() -> str:
    """The reference of all hooks, in the order of the base class."""
    parts = [
        "# Hooks\n",
        "A plugin subclasses `kithkeeper.hooks.Plugin` and overrides what it offers; no decorator is",
        "needed. Every hook is given one frozen context. This page is made from the docstrings by",
        "`make docs`.\n",
    ]
    for name in HOOKS:
        method = getattr(Plugin, name)
        signature = inspect.signature(method)
        context = signature.parameters["ctx"].annotation
        parts += [
            f"## `{name}(self, ctx: {context}) -> {signature.return_annotation}`\n",
            _text(method),
            "",
        ]
    return "\n".join(parts)


def settings_page() -> str:
    """Every key of `config.toml` with its default."""
    parts = [
        "# Settings\n",
        "Every key of `config.toml`, its default and what it does. `kith config path` says where the",
        "file is, `kith config set KEY VALUE` changes it and keeps its comments. This page is made by",
        "`make docs`.\n",
        "| key | default | what it does |",
        "| --- | --- | --- |",
    ]
    for key in KEYS:
        default = "" if key.default in (None, "") else f"`{key.default}`"
        parts.append(f"| `{key.path}` | {default} | {key.description} |")
    return "\n".join([*parts, ""])


def _text(method: object) -> str:
    lines = (inspect.getdoc(method) or "").splitlines()
    return "\n".join(line.replace("``", "`") for line in lines)


PAGES = {"hooks.md": hooks_page, "settings.md": settings_page}


def main() -> None:
    """Write the pages; with `--check`, only see whether they are as they would be made."""
    stale = [name for name, make in PAGES.items() if _read(name) != make()]
    if "--check" in sys.argv:
        sys.exit(f"run `make docs`: {', '.join(stale)}" if stale else 0)
    for name, make in PAGES.items():
        (HERE / name).write_text(make(), encoding="utf-8")
        print(f"docs/{name}")


def _read(name: str) -> str:
    path = HERE / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    main()
