"""How a command is declared: with the options that all have, and its `App`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

from kithkeeper.cli.app import App


class _Command(click.Command):
    """A command that says what to do with a word too many: most often a name without quotes."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, with a word about quotes."""
        ctx.allow_extra_args = True
        left = super().parse_args(ctx, args)
        if left and not ctx.resilient_parsing:
            words = f"argument{'s' if len(left) > 1 else ''} ({' '.join(left)})"
            ctx.fail(f"Got unexpected extra {words}. Put words that belong together in quotes.")
        return left


def command(name: str, help: str | None = None) -> Callable[[Callable[..., None]], click.Command]:
    """Declare a command of `kith`; its function is given an `App` first.

    The exit code is the worst that the function noted.
    """

    def declare(function: Callable[..., None]) -> click.Command:
        return _common(click.command(name, cls=_Command, help=help)(_with_app(function)))

    return declare


def subcommand(group: click.Group, name: str) -> Callable[[Callable[..., None]], click.Command]:
    """Declare a command below a group such as `kith config`."""

    def declare(function: Callable[..., None]) -> click.Command:
        return _common(group.command(name, cls=_Command)(_with_app(function)))

    return declare


def _common(made: click.Command) -> click.Command:
    made.params += [
        click.Option(["--json", "as_json"], is_flag=True, help="Print one JSON document."),
        click.Option(["--home"], metavar="DIR", help="The folder of your network."),
        click.Option(["--today", "on_day"], metavar="DATE", help="Take this for today."),
    ]
    return made


def _with_app(function: Callable[..., None]) -> Callable[..., int]:
    @click.pass_context
    @functools.wraps(function)
    def wrapped(ctx: click.Context, /, *args: Any, as_json: bool, home: str | None, on_day: str | None, **options: Any) -> int:  # fmt: skip
        above = _inherited(ctx)
        app = App(
            home or above.get("home"), on_day or above.get("today"), as_json=as_json or bool(above.get("json"))
        )  # fmt: skip
        try:
            with app.alone():
                function(app, *args, **options)
            app.tell_failures()
            app.remind()
        finally:
            app.close()
        return app.worst

    return wrapped


def _inherited(ctx: click.Context) -> dict[str, Any]:
    found: dict[str, Any] = {}
    place: click.Context | None = ctx
    while place is not None:
        if isinstance(place.obj, dict):
            found = {**place.obj, **{name: value for name, value in found.items() if value}}
        place = place.parent
    return found
