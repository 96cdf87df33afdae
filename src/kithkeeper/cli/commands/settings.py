"""`kith config` and `kith completion`."""

from __future__ import annotations

import click

from kithkeeper.cli.app import App, plain
from kithkeeper.cli.command import command, subcommand


@click.group("config")
def config_command() -> None:
    """Read and change settings; comments in the file are kept."""


@subcommand(config_command, "get")
@click.argument("key")
def get_command(app: App, key: str) -> None:
    """Print what a key is set to, or its default."""
    from kithkeeper.config import edit

    value = plain(edit.get(app.net.home.config, key))
    app.answer({"value": value}, lambda: app.say(_shown(value)))


@subcommand(config_command, "set")
@click.argument("key")
@click.argument("value")
def set_command(app: App, key: str, value: str) -> None:
    """Set a key, such as `profile.timezone Europe/Berlin`."""
    from kithkeeper.config import edit

    made = plain(edit.set_text(app.net.home.config, key, value))
    app.answer({"value": made}, lambda: app.say(f"{key} = {_shown(made)}"))


@subcommand(config_command, "unset")
@click.argument("key")
def unset_command(app: App, key: str) -> None:
    """Take a key out, so that its default holds."""
    from kithkeeper.config import edit

    was = edit.unset(app.net.home.config, key)
    app.answer(
        {"value": None},
        lambda: app.say(f"{key}: {'back to its default' if was else 'was not set'}."),
    )


@subcommand(config_command, "path")
def path_command(app: App) -> None:
    """Print where the settings are kept."""
    path = str(app.net.home.config)
    app.answer({"value": path}, lambda: app.say(path))


@command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion_command(app: App, shell: str) -> None:
    """Print shell completion, such as `eval "$(kith completion bash)"`."""
    from click.shell_completion import get_completion_class

    from kithkeeper.cli.group import kith

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"There is no completion for {shell}.")
    source = kind(kith, {}, "kith", "_KITH_COMPLETE").source()
    app.answer({"value": source}, lambda: click.echo(source))


def _shown(value: object) -> str:
    return (
        value
        if isinstance(value, str)
        else str(value).lower()
        if isinstance(value, bool)
        else str(value)
    )
