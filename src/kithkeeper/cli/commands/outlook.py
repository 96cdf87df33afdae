"""`kith brief, why, forecast, catchup`: one contact on a screen, and the weeks ahead."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import click

from kithkeeper.cli.app import App, plain
from kithkeeper.cli.command import command
from kithkeeper.cli.views import show_document
from kithkeeper.cli.whole import Whole

if TYPE_CHECKING:
    from kithkeeper.planning import Forecast
    from kithkeeper.services.outlook import CatchUp, Option


@command("brief")
@click.argument("contact")
def brief_command(app: App, contact: str) -> None:
    """Put a contact on one screen before a meeting."""
    from kithkeeper.rules.brief import text

    key = app.who(contact)
    sections = app.net.brief(key)
    if not app.json:
        app.say(text(sections))
        return
    lines = [{"title": each.title, "lines": each.lines} for each in sections]
    app.answer({**show_document(app, key), "sections": lines}, lambda: None)


@command("why")
@click.argument("contact")
def why_command(app: App, contact: str) -> None:
    """Say why this one, why this day, and why this activity."""
    lines = app.net.why(app.who(contact))
    app.answer({"because": lines}, lambda: app.say_all(lines))


@command("forecast")
@click.option(
    "--weeks",
    type=Whole(1, 260),
    default=52,
    show_default=True,
    metavar="N",
    help="How many weeks.",
)
def forecast_command(app: App, weeks: int) -> None:
    """See whether your circles can be kept with your capacity, and what would help."""
    made = app.net.forecast(weeks=weeks)
    app.answer(made, lambda: _print_forecast(app, made))


@command("catchup")
@click.option("--apply", "chosen", type=click.Choice(["spread", "longer"]), help="Carry this option out.")  # fmt: skip
@click.option("--weeks", type=Whole(1, 60), metavar="N", help="Over how many weeks to spread.")  # fmt: skip
def catchup_command(app: App, chosen: str | None, weeks: int | None) -> None:
    """Find a way out of a backlog: some now, the rest spread, or a longer cadence."""
    made = app.net.catchup()
    applied = _apply(app, made, chosen, weeks) if chosen else []
    data: dict[str, Any] = {**plain(made), "applied": applied}
    app.answer(data, lambda: _print_catchup(app, made, applied))


def _apply(app: App, made: CatchUp, chosen: str, weeks: int | None) -> list[str]:
    """Carry an option out; what was done, in words."""
    options = [each for each in made.options if each.option == chosen]
    if not options:
        return []
    if chosen == "spread":
        from kithkeeper.services.outlook import spread

        over = weeks or int(options[0].commands[0].split()[-1])
        placed = spread(app.net.session, over)
        return [f"{placed} of {made.overdue} have a day within {over} weeks"]
    return [_lengthen(app, each) for each in options]


def _lengthen(app: App, option: Option) -> str:
    from kithkeeper.config import edit

    *_, circle, _, cadence = shlex.split(option.commands[0])
    edit.set_value(app.net.home.config, f"circles.{circle}.cadence", cadence)
    app.reopen()
    return f"{circle}: {cadence}"


def _print_forecast(app: App, made: Forecast) -> None:
    from kithkeeper.rules.phrases import day

    app.table(
        ("Circle", "Kept", "Because"),
        ((each.name, "yes" if each.kept else "no", each.because) for each in made.circles),
    )
    app.say(made.because[:1].upper() + made.because[1:] + ".")
    crowded = [week for week in made.weeks if week.waiting]
    if crowded:
        app.say(f"Someone waits at the end of {len(crowded)} of {len(made.weeks)} weeks, "
                f"the first of them from {day(crowded[0].start)}.")  # fmt: skip


def _print_catchup(app: App, made: CatchUp, applied: list[str]) -> None:
    if applied:
        app.say_all(f"Done: {each}." for each in applied)
        return
    if not made.options:
        app.say("Nobody is overdue.")
        return
    app.say(f"{made.overdue} overdue.")
    for each in made.options:
        app.say(f"{each.what}: {each.because}.")
        app.say_all(f"    {line}" for line in each.commands)
