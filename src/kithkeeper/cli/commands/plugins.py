"""`kith plugins`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kithkeeper.cli.app import App
from kithkeeper.cli.command import subcommand

if TYPE_CHECKING:
    from kithkeeper.hooks import PluginInfo


@click.group("plugins", invoke_without_command=False)
def plugins_command() -> None:
    """List and manage plugins; a disabled one is never imported."""


@subcommand(plugins_command, "list")
def list_command(app: App) -> None:
    """List all plugins, their state and what they offer."""
    rows = [_document(each) for each in app.net.host.plugins()]
    if not rows:
        app.answer(rows, lambda: app.say("No plugins. `pip install kithkeeper[all]` brings ours."))
        return
    app.answer(rows, lambda: app.table(
        ("Name", "Version", "State", "Offers", ""),
        ((row["name"], row["version"], row["state"], ", ".join(row["offers"]), row["error"]) for row in rows),
    ))  # fmt: skip


@subcommand(plugins_command, "show")
@click.argument("name")
def show_command(app: App, name: str) -> None:
    """Show one plugin: where it comes from, how it stands, what it offers."""
    row = _document(app.net.host.plugin(name))

    def words() -> None:
        for key, value in row.items():
            app.say(f"{key}: {', '.join(value) if isinstance(value, list) else value}")

    app.answer(row, words)


@subcommand(plugins_command, "check")
@click.argument("name")
def check_command(app: App, name: str) -> None:
    """Check whether a plugin keeps what the hooks promise."""
    from kithkeeper.cli.table import COMMANDS
    from kithkeeper.hooks.check import check

    rows = check(app.net.host, name, COMMANDS)
    bad = sum(not row.ok for row in rows)

    def words() -> None:
        for row in rows:
            app.say(f"{'ok ' if row.ok else 'BAD'}  {row.check}: {row.detail}")
        app.say(f"{name}: {f'{bad} to be corrected' if bad else 'all is well'}.")

    app.answer(rows, words)
    if bad:
        app.failed()


@subcommand(plugins_command, "enable")
@click.argument("name")
def enable_command(app: App, name: str) -> None:
    """Use a plugin again."""
    _switch(app, name, disabled=False)


@subcommand(plugins_command, "disable")
@click.argument("name")
def disable_command(app: App, name: str) -> None:
    """Don't import a plugin any more."""
    _switch(app, name, disabled=True)


@subcommand(plugins_command, "hooks")
def hooks_command(app: App) -> None:
    """List the hooks that a plugin may override."""
    from kithkeeper.hooks import HOOKS, Plugin

    rows = [
        {
            "name": name,
            "help": " ".join((getattr(Plugin, name).__doc__ or "").partition("\n\n")[0].split()),
        }
        for name in HOOKS
    ]
    app.answer(
        rows, lambda: app.table(("Hook", "What it is for"), ((r["name"], r["help"]) for r in rows))
    )


@subcommand(plugins_command, "new")
@click.argument("name")
@click.option(
    "--into",
    metavar="DIR",
    default=".",
    show_default=True,
    help="The folder that it is written into.",
)
@click.option("--one-file", is_flag=True, help="A single file for the plugins folder of the home.")
def new_command(app: App, name: str, into: str, one_file: bool) -> None:
    """Write the skeleton of a new plugin."""
    from kithkeeper.hooks import scaffold

    home = app.net.home
    made = scaffold.one_file(name, home.plugins) if one_file else scaffold.distribution(name, Path(into))  # fmt: skip
    written = [str(each) for each in made]

    def words() -> None:
        for each in written:
            app.say(each)
        step = "It is used from now on" if one_file else f"Install it with `{_pip()} install -e {made[0].parent}`"  # fmt: skip
        app.say(
            f"{step}; check it with `kith plugins check {name.replace('-', '_') if one_file else name}`."
        )

    app.answer({"written": written}, words)


def _pip() -> str:
    """How packages get into the environment that `kith` runs in, which may have no pip itself."""
    from importlib.util import find_spec
    from shlex import quote

    here = quote(sys.executable)
    return f"{here} -m pip" if find_spec("pip") else f"pip --python {here}"


def _switch(app: App, name: str, *, disabled: bool) -> None:
    """Nothing is imported to turn a plugin off; one that is gone can be taken off the list."""
    from kithkeeper.config import edit
    from kithkeeper.errors import NotFound

    names = set(app.net.config.disabled_plugins)
    known = app.net.host.names()
    if name not in known and (disabled or name not in names):
        raise NotFound("plugin", name, f"There are {', '.join(known) or 'none'}.")
    names = names | {name} if disabled else names - {name}
    edit.set_value(app.net.home.config, "plugins.disabled", sorted(names))
    app.reopen()
    row = _document(app.net.host.plugin(name)) if name in known else {"name": name, "state": "gone"}
    app.answer(row, lambda: app.say(f"{name} is {'disabled' if disabled else 'enabled'}."))


def _document(info: PluginInfo) -> dict[str, Any]:
    return {
        "name": info.name, "version": info.version, "state": str(info.state),
        "offers": list(info.offers), "error": info.error, "source": info.source,
    }  # fmt: skip
