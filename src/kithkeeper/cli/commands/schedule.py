"""`kith schedule`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from kithkeeper.cli.app import App
from kithkeeper.cli.command import subcommand

if TYPE_CHECKING:
    from kithkeeper.services.scheduling import Scheduling, Status


@click.group("schedule")
def schedule_command() -> None:
    """Let the sync run by itself: by a systemd timer, launchd or a crontab."""


@subcommand(schedule_command, "install")
@click.option("--every", metavar="TIME", default="1h", show_default=True, help="How often: 30m, 1h, 1d.")  # fmt: skip
def install_command(app: App, every: str) -> None:
    """Run `kith sync --quiet` now and then, after a look whether it could do so alone."""
    from kithkeeper.services.schedule_files import parse_every

    seconds = parse_every(every)
    _answer(app, _scheduling(app).install(seconds))
    if not app.net.config.connections:
        app.note(
            "There is nothing to sync yet: add an account with `kith connect PLUGIN --as NAME`."
        )


@subcommand(schedule_command, "status")
def status_command(app: App) -> None:
    """Show whether the sync runs by itself, when it last did, and when it will."""
    _answer(app, _scheduling(app).status())


@subcommand(schedule_command, "remove")
def remove_command(app: App) -> None:
    """Let the sync no longer run by itself."""
    scheduling = _scheduling(app)
    removed = scheduling.remove()
    _answer(app, scheduling.status())
    if not removed:
        app.note("It did not run by itself.")


def _scheduling(app: App) -> Scheduling:
    from kithkeeper.services.scheduling import Scheduling

    return Scheduling(app.net.session, app.net.home, os.environ)


def _answer(app: App, status: Status) -> None:
    from kithkeeper.services.scheduling import as_document

    data = as_document(status)

    def words() -> None:
        if status.installed:
            often = f" every {data['every']}" if data["every"] else ""
            app.say(f"The sync runs by itself{often} (by {status.by}).")
        else:
            app.say("The sync doesn't run by itself. `kith schedule install` lets it.")
        app.say(f"Last sync: {data['last'] or 'never'}.")
        if data["next"]:
            app.say(f"Next: {data['next']}.")

    app.answer(data, words)
