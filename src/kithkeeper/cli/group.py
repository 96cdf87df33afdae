"""The `kith` group: its commands are found in a table and imported when they are run."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import click

from kithkeeper.cli.table import COMMANDS
from kithkeeper.errors import KithError, PluginError

_PLUGIN = "kithkeeper.plugin"
"""Where click's context keeps whose command is run."""

_SECTIONS = (
    ("Every day", ("today", "due", "log", "meet", "done", "skip", "snooze", "give", "ask", "received",
                   "balance", "promise", "brief", "why")),
    ("People", ("import", "add", "list", "show", "edit", "search", "triage", "circle", "circles", "pause",
                "resume", "archive", "unarchive", "remove", "forget", "duplicates", "merge", "split",
                "relate", "path", "introduce")),
    ("Plan and review", ("plan", "forecast", "catchup", "away", "goals", "review", "event", "community")),
    ("Playbook", ("script", "openers", "checklist", "card")),
    ("Accounts", ("connect", "connections", "sync", "conflicts", "schedule")),
)  # fmt: skip


class KithGroup(click.Group):
    """A group whose commands live in modules of their own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command; a plugin's command where there is no such."""
        if cmd_name in COMMANDS:
            module = import_module(f"kithkeeper.cli.commands.{COMMANDS[cmd_name][0]}")
            found: click.Command = getattr(module, f"{cmd_name}_command")
            return found
        return _of_plugin(ctx, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a word about what it might have been."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"Did you mean `kith {near[0]}`?" if near else "`kith --help` lists all."
            raise click.UsageError(f"{error.message} {hint}", ctx) from error

    def invoke(self, ctx: click.Context) -> Any:
        """As click does; an error that a plugin's command doesn't handle names the plugin."""
        try:
            return super().invoke(ctx)
        except (KithError, click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception:
            plugin = ctx.meta.get(_PLUGIN)
            if plugin is None:
                raise
            from kithkeeper.hooks.calling import named

            with named(plugin, os.environ):
                raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands by what they are for, from the table alone."""
        left = dict.fromkeys(COMMANDS)
        for title, names in (*_SECTIONS, ("More", ())):
            chosen = [name for name in (names or tuple(left)) if name in left]
            if not chosen:
                continue
            with formatter.section(title):
                formatter.write_dl([(name, COMMANDS[name][1]) for name in chosen])
            for name in chosen:
                del left[name]


@click.group(cls=KithGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--home", metavar="DIR", help="The folder of your network (or KITHKEEPER_HOME).")
@click.option("--today", "on", metavar="DATE", help="Take this for today (or KITHKEEPER_TODAY).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.version_option(package_name="kithkeeper", prog_name="kith", message="%(prog)s %(version)s")
@click.pass_context
def kith(ctx: click.Context, home: str | None, on: str | None, as_json: bool) -> None:
    """Keep your professional network alive."""
    ctx.obj = {"home": home, "today": on, "json": as_json}


def _of_plugin(ctx: click.Context, name: str) -> click.Command | None:
    from kithkeeper.cli.app import App

    given = ctx.obj or {}
    app = App(given.get("home"), given.get("today"), as_json=bool(given.get("json")))
    for plugin, spec in app.net.host.commands():
        if spec.name == name:
            found = app.net.host.resolve(plugin, spec.target)
            if not isinstance(found, click.Command):
                kind = type(found).__name__
                raise PluginError(f"{spec.target} is no click command but {kind}", plugin=plugin)
            ctx.meta[_PLUGIN] = plugin
            return found
    return None
