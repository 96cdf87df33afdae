"""`kith plan`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kithkeeper.cli.app import App
from kithkeeper.cli.command import command
from kithkeeper.cli.whole import Whole

if TYPE_CHECKING:
    from kithkeeper.services.planview import PlanView


@command("plan")
@click.option(
    "--weeks",
    type=Whole(1, 60),
    metavar="N",
    help="The horizon; the config's if not given.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def plan_command(app: App, weeks: int | None, dry_run: bool) -> None:
    """Plan the next weeks: whom to reach, when, how, and why."""
    view = app.net.plan(weeks=weeks, dry_run=dry_run)
    data = {
        name: getattr(view, name)
        for name in ("touchpoints", "load", "weeks", "unplaced", "mix", "moved", "cost")
    }
    app.answer(data, lambda: _print(app, view))


def _print(app: App, view: PlanView) -> None:
    if not view.touchpoints:
        app.nothing("Nothing to plan in these weeks.")
        if app.net.circles.waiting():
            app.say("People without a circle have no cadence: place them with `kith triage`.")
    else:
        app.reasons(
            ("Day", "Name", "Circle", "How", "What", "Because"),
            ((f"{row.date:%a %-d %b}", row.who, row.circle, row.channel, row.activity or row.kind, row.because)
             for row in view.touchpoints),
        )  # fmt: skip
        used = sum(week.effort for week in view.weeks)
        room = sum(week.capacity for week in view.weeks)
        shares = ", ".join(
            f"{intent} {view.mix[intent]:.0f} %" for intent in ("help", "insight", "ask")
        )
        app.say(
            f"Effort {used} of {room}." + (f" Meant as {shares}." if any(view.mix.values()) else "")
        )
    for row in view.unplaced:
        app.say(f"No day for {row.name}: {row.because}")
