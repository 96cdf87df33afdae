"""`kith today`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kithkeeper.cli.app import App
from kithkeeper.cli.command import command

if TYPE_CHECKING:
    from kithkeeper.services.today import Today


@command("today")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "ics"]),
    default="text",
    show_default=True,
    help="The format.",
)
def today_command(app: App, form: str) -> None:
    """Show what today holds: who to reach, promises, follow-ups, birthdays, meetings,
    what comes up, and where to be present.
    """
    from kithkeeper.services.due import SHOWN

    page = app.net.today()
    data = {
        **page._asdict(),
        "due": [{key: getattr(row, key) for key in SHOWN} for row in page.due],
    }
    data.pop("day")
    data.pop("waiting")
    app.answer(data, lambda: _PRINT[form](app, page))


def _print(app: App, page: Today) -> None:
    from kithkeeper.rules.phrases import count
    from kithkeeper.services.today_pages import as_text

    lines = list(as_text(page))
    app.say_all(lines)
    if len(lines) == 1:
        app.nothing("Nothing today. `kith plan` shows the weeks ahead.")
    if page.waiting:
        app.note(
            f"{count(page.waiting, 'person waits', 'people wait')} for a circle: `kith triage`."
        )


def _print_html(app: App, page: Today) -> None:
    from kithkeeper.services.today_files import as_html

    app.say(as_html(page))


def _print_ics(_: App, page: Today) -> None:
    from kithkeeper.services.today_files import as_ics

    click.echo(as_ics(page), nl=False)


_PRINT = {"text": _print, "html": _print_html, "ics": _print_ics}
