"""`kith plugins`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kithkeeper.cli.app import App
from kithkeeper.cli.command import subcommand


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
    """Show one plugin."""
    row = _document(app.net.host.plugin(name))
    app.answer(
        row, lambda: [app.say(f"{key}: {_text(value)}") for key, value in row.items()] and None
    )


@subcommand(plugins_command, "check")
@click.argument("name")
def check_command(app: App, name: str) -> None:
    """Check a plugin as its author would want it checked."""
    from kithkeeper.hooks.check import check

    found = check(app.net.host, name)
    data = {"name": name, "ok": not found, "problems": list(found)}
    app.answer(
        data, lambda: [app.say(each) for each in found or [f"{name}: all is well."]] and None
    )
    if found:
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
        {"name": name, "help": (getattr(Plugin, name).__doc__ or "").split("\n")[0]}
        for name in HOOKS
    ]
    app.answer(
        rows, lambda: app.table(("Hook", "What it is for"), ((r["name"], r["help"]) for r in rows))
    )


@subcommand(plugins_command, "new")
@click.argument("name")
@click.option("--into", metavar="DIR", default=".", show_default=True)
@click.option("--one-file", is_flag=True, help="A single file for the plugins folder of the home.")
def new_command(app: App, name: str, into: str, one_file: bool) -> None:
    """Write the skeleton of a new plugin."""
    from kithkeeper.hooks.scaffold import scaffold

    place = app.net.home.plugins if one_file else Path(into)
    made = [str(each) for each in scaffold(name, place, one_file=one_file)]
    app.answer({"written": made}, lambda: [app.say(each) for each in made] and None)


def _switch(app: App, name: str, *, disabled: bool) -> None:
    from kithkeeper.config import edit

    app.net.host.plugin(name)
    names = set(app.net.config.disabled_plugins)
    names = names | {name} if disabled else names - {name}
    edit.set_value(app.net.home.config, "plugins.disabled", sorted(names))
    word = "disabled" if disabled else "enabled"
    app.answer({"name": name, "state": word}, lambda: app.say(f"{name} is {word}."))


def _document(info: Any) -> dict[str, Any]:
    return {
        "name": info.name, "version": info.version, "state": str(info.state),
        "offers": list(info.offers), "error": info.error,
    }  # fmt: skip


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
