"""Make the pages that come from docstrings: the hooks reference and the table of settings."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from kithkeeper import Network, testing
from kithkeeper.config import Config
from kithkeeper.config.keys import KEYS
from kithkeeper.config.shared import SHARED
from kithkeeper.hooks import HOOKS, Plugin, Response, descriptors
from kithkeeper.hooks.context import PluginContext, ReadOnlyNetwork
from kithkeeper.hooks.http import Http
from kithkeeper.hooks.settings import fields
from kithkeeper.sync import ports

HERE = Path(__file__).parent


def hooks_page() -> str:
    """The reference of all hooks, in the order of the base class."""
    parts = [
        "# Hooks\n",
        "A plugin subclasses `kithkeeper.hooks.Plugin` and overrides what it offers; no decorator is",
        "needed. Every hook is given one frozen context. [The hooks](#the-hooks) come first, then",
        "[what they are given](#what-a-hook-is-given), [what they answer](#what-a-hook-answers),",
        "[what sources, calendars and file formats do](#what-is-asked-of-a-plugin), and",
        "[the suites that prove it](#the-contract-kit). A whole source is",
        "[examples/staff.py](../examples/staff.py), a whole rule",
        "[examples/no_fridays.py](../examples/no_fridays.py). This page is made from the docstrings",
        "by `make docs`.\n",
        "# The hooks\n",
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
    parts += [
        "# What a hook is given\n",
        *_classes((PluginContext, ReadOnlyNetwork, Http, Response)),
    ]
    parts += ["# What a hook answers\n", *_classes(_defined_in(descriptors))]
    parts += ["# What is asked of a plugin\n", _text(ports), "", *_classes(_defined_in(ports))]
    parts += ["# The contract kit\n", _text(testing), "", *_classes(_suites())]
    return "\n".join(parts)


def _defined_in(module: object) -> list[type]:
    return [each for each in vars(module).values() if _is_own(each, module)]


def _is_own(value: object, module: object) -> bool:
    return isinstance(value, type) and value.__module__ == getattr(module, "__name__", "")


def _suites() -> list[type]:
    return [getattr(testing, name) for name in testing.__all__ if name.endswith("Contract")]


def _classes(found: Iterable[type]) -> list[str]:
    """Each class with what it holds, and each method that can be called or must be written."""
    parts = []
    for each in found:
        parts += [f"## `{each.__name__}`\n", _text(each), ""]
        for name, method in vars(each).items():
            if inspect.isfunction(method) and not name.startswith(("_", "test_")):
                parts += [
                    f"### `{each.__name__}.{name}{inspect.signature(method)}`\n",
                    _text(method),
                    "",
                ]
    return parts


def settings_page() -> str:
    """Every key of `config.toml` with its default."""
    parts = [
        "# Settings\n",
        "Every key of `config.toml`, its default and what it does. `kith config path` says where the",
        "file is, `kith config set KEY VALUE` changes it and keeps its comments. This page is made by",
        "`make docs`.\n",
        *_HEAD,
        *(_row(key.path, key.default, key.description) for key in KEYS),
        "",
        "## Accounts\n",
        "`kith connect PLUGIN --as NAME --set KEY=VALUE` writes a table `[connections.NAME]`; given",
        "for a name that is there, it changes that. To be rid of an account, take its table out of the",
        "file: what came from it stays. Any of them may set:\n",
        *_HEAD,
        *(_row(name, "", text) for name, text in SHARED.items()),
        *_accounts(),
    ]
    return "\n".join([*parts, ""])


_HEAD = ("| key | default | what it does |", "| --- | --- | --- |")


def _row(key: str, default: object, text: str) -> str:
    return f"| `{key}` | {'' if default in (None, '') else f'`{default}`'} | {text} |"


def _opened(folder: Path) -> Network:
    return Network.open(folder / "kith.db", config=Config(), home=folder, environ={})


def _accounts() -> list[str]:
    """The settings of each kind of account that the plugins of this repository offer."""
    parts = []
    with TemporaryDirectory() as folder, _opened(Path(folder)) as net:
        ours = {each.name for each in net.host.plugins() if each.source.startswith("kithkeeper-")}
        found = [*net.host.collect("sources"), *net.host.collect("calendars")]
    for plugin, spec in sorted(found, key=lambda each: (each[0], each[1].name)):
        if plugin not in ours:
            continue
        is_one = [name for name, _ in found].count(plugin) == 1
        kind = "" if is_one else f', `kind = "{spec.name}"`'
        parts += ["", f'### `plugin = "{plugin}"`{kind}\n', f"{spec.help}.\n", *_HEAD]
        own = [each for each in fields(spec.settings) if each.name not in SHARED]
        for each in own:
            ways = f"; better as `{each.name}_env`, `{each.name}_command` or in the keyring"
            parts.append(
                _row(each.name, each.default, f"{each.description.rstrip('.')}{ways * each.secret}")
            )
    return parts


def _text(thing: object) -> str:
    """A docstring as Markdown: its lists of names become lists."""
    text = (inspect.getdoc(thing) or "").replace("``", "`")
    text = re.sub(r"^(Attributes|Args|Raises|Returns):\n", r"\1:\n\n", text, flags=re.MULTILINE)
    text = re.sub(r"^    ([\w, ]+): ", r"- `\1`: ", text, flags=re.MULTILINE)
    return re.sub(r"^        (?=\S)", "  ", text, flags=re.MULTILINE)


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
