"""`kith connect` and `kith connections`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from kithkeeper.cli.app import App
from kithkeeper.cli.command import command
from kithkeeper.errors import Invalid, KithError

if TYPE_CHECKING:
    from kithkeeper.services.connecting import Connecting


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
    """Add an account: asks for what is missing, checks it and probes what it can do.

    For an account that is there, it changes what is given, logs in anew and checks it.
    """
    from kithkeeper.services.connecting import Connecting

    connecting = Connecting(app.net.session, app.net.home.config)
    table = connecting.table(plugin, name, _pairs(wanted))
    if app.interactive:
        _ask(connecting, name, table)
    connecting.check_table(name, table)
    connecting.write(name, table)
    app.reopen()
    connecting = Connecting(app.net.session, app.net.home.config)
    data: dict[str, Any] = {"name": name, "plugin": plugin, "ok": True, "capabilities": []}
    try:
        if not no_check:
            found = connecting.probe(name)
            data |= {"capabilities": list(found.capabilities), "details": list(found.lines)}
            if app.interactive:
                _try_item(app, connecting, name)
    except KithError as error:
        app.note(f"{name} is written down, but it doesn't work yet: {error.message}")
        app.failed(error.exit_code)
        data |= {
            "ok": False,
            "error": {"code": error.code, "message": error.message, "candidates": []},
        }
    for key in app.net.host.connection_spec(name).plain_secrets:
        app.note(f"{key} stands in the config as it is; better is {key}_command, or the keyring.")
    app.answer(data, lambda: _print(app, name, data))


def _print(app: App, name: str, data: dict[str, Any]) -> None:
    if data["ok"]:
        for line in data.get("details", ()):
            app.say(line)
        app.say(f"Connected as {name!r}. Next: `kith sync`.")


def _try_item(app: App, connecting: Connecting, name: str) -> None:
    """Write a test item to a calendar, ask whether it appeared, and remove it."""
    test = connecting.write_test_item(name)
    if test is None:
        return
    try:
        app.say("There is a test item for tomorrow in it now: “Kithkeeper – can you see this?”")
        if not click.confirm("Do you see it where you will look", default=True):
            app.note(
                f"Then the calendar may not be shown there, or it wants the other kind: "
                f"`kith connect … --as {name} --set as=todo` for tasks, `as=event` for the calendar."
            )
    finally:
        if not connecting.remove_test_item(test):
            app.note("The test item could not be removed; delete it there by hand.")


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


def _ask(connecting: Connecting, name: str, table: dict[str, object]) -> None:
    """Ask for the settings that are missing, field by field; Enter leaves one at its default."""
    for question in connecting.questions(name, table):
        if connecting.needless(question, table):
            continue
        usual = next((k for k, v in question.choices.items() if v == question.default), question.default)  # fmt: skip
        answer = click.prompt(
            question.text, default=None if question.required else usual,
            show_default=bool(usual), hide_input=question.secret,
            type=click.Choice(list(question.choices)) if question.choices else None,
            show_choices=False,
        )  # fmt: skip
        if answer and answer != usual:
            connecting.take(name, table, question, answer)
