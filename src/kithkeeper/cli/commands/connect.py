"""`kith connect` and `kith connections`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from kithkeeper.cli.app import App
from kithkeeper.cli.command import command
from kithkeeper.errors import Invalid, KithError


@command("connect")
@click.argument("plugin")
@click.option("--as", "name", metavar="NAME", required=True, help="What to call the connection.")
@click.option(
    "--set", "wanted", metavar="KEY=VALUE", multiple=True, help="A setting of the connection."
)
@click.option("--no-check", is_flag=True, help="Write it down without asking the account.")
def connect_command(
    app: App, plugin: str, name: str, wanted: Sequence[str], no_check: bool
) -> None:
    """Add an account: asks for what is missing, checks it and probes what it can do."""
    from kithkeeper.services.connecting import Connecting

    connecting = Connecting(app.net.session, app.net.home.config)
    table = connecting.table(plugin, name, _pairs(wanted))
    if app.interactive:
        _ask(connecting, name, table)
    connecting.check_table(name, table)
    connecting.write(name, table)
    app.reopen()
    connecting = Connecting(app.net.session, app.net.home.config)
    try:
        lines = [] if no_check else connecting.probe(name)
    except KithError as error:
        app.note(f"{name} is written down, but it doesn't work yet: {error.message}")
        app.failed(error.exit_code)
        data = {
            "name": name,
            "plugin": plugin,
            "ok": False,
            "capabilities": [],
            "error": error.message,
        }
        app.answer(data, lambda: None)
        return
    data = {"name": name, "plugin": plugin, "ok": True, "capabilities": lines}
    app.answer(
        data,
        lambda: (
            [app.say(each) for each in (*lines, f"Connected as {name!r}. Next: `kith sync`.")]
            and None
        ),
    )


@command("connections")
def connections_command(app: App) -> None:
    """List the accounts, with how their last sync went."""
    from kithkeeper.services.connecting import Connecting

    rows = Connecting(app.net.session, app.net.home.config).all()
    if not rows:
        app.answer(
            rows, lambda: app.say("No accounts yet. Add one with `kith connect caldav --as NAME`.")
        )
        return
    app.answer(rows, lambda: app.table(
        ("Name", "Plugin", "Is", "Last sync", ""),
        ((row["name"], row["plugin"], ", ".join(row["capabilities"]), row["last"], row["error"]) for row in rows),
    ))  # fmt: skip


def _pairs(wanted: Sequence[str]) -> dict[str, str]:
    found = {}
    for each in wanted:
        key, equals, value = each.partition("=")
        if not equals:
            raise Invalid("--set", f"{each!r} has no '='; write KEY=VALUE")
        found[key.strip()] = value.strip()
    return found


def _ask(connecting: Any, name: str, table: dict[str, object]) -> None:
    """Ask for the settings that are missing, field by field."""
    for question in connecting.questions(name, table):
        default = None if question.required else question.default or ""
        answer = click.prompt(
            question.text, default=default, show_default=bool(default), hide_input=question.secret
        )
        if answer:
            connecting.take(name, table, question, answer)
