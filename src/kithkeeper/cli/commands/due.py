"""`kith due`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kithkeeper.cli.app import App
from kithkeeper.cli.command import command
from kithkeeper.cli.whole import Whole

if TYPE_CHECKING:
    from kithkeeper.services.due import DueRow


@command("due")
@click.option("--within", type=Whole(0), default=0, metavar="DAYS", help="Look so many days ahead.")
@click.option("--limit", type=Whole(1), metavar="N", help="At most so many.")
@click.option("--count", is_flag=True, help="Print only how many.")
def due_command(app: App, within: int, limit: int | None, count: bool) -> None:
    """Show who to reach now, the most pressing first."""
    from kithkeeper.services.due import SHOWN
    from kithkeeper.services.reading import waiting as waiting_for_a_circle

    rows = app.net.due(within=within, limit=limit)
    if count:
        app.answer(len(rows), lambda: app.say(str(len(rows))))
        return
    data = [{key: getattr(row, key) for key in SHOWN} for row in rows]
    waiting = waiting_for_a_circle(app.net.session)
    if rows:
        app.answer(data, lambda: app.reasons(
            ("Name", "Circle", "Due", "Late", "What", "Because"),
            ((row.who, row.circle, row.due, _late(row),
              row.channel or row.kind, row.because) for row in rows),
        ))  # fmt: skip
    else:
        app.answer(
            data,
            lambda: app.nothing(
                "Nobody is due." + ("" if waiting else " See what comes with `kith plan`.")
            ),
        )
    if waiting and not app.json:
        app.note(f"{waiting} without a circle wait to be placed: `kith triage`.")


def _late(row: DueRow) -> str:
    """Days late, with a mark where the at-most cadence has run out."""
    return f"{row.days_late} d{' !' if row.alarm else ''}" if row.days_late > 0 else ""
