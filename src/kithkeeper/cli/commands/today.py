"""`kith today`."""

from __future__ import annotations

from typing import Any

import click

from kithkeeper.cli.app import App
from kithkeeper.cli.command import command

_DUE = ("id", "contact", "name", "circle", "due", "planned", "days_late", "kind", "activity", "intent",
        "channel", "because")  # fmt: skip


@command("today")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "ics"]),
    default="text",
    show_default=True,
)
def today_command(app: App, form: str) -> None:
    """Show what today holds: who to reach, promises, follow-ups, birthdays, meetings."""
    from kithkeeper.services.today import today

    page = today(app.net.session)
    if form != "text" and not app.json:
        from kithkeeper.services.today_pages import as_html, as_ics

        click.echo((as_html if form == "html" else as_ics)(page), nl=False)
        return
    data = {**page._asdict(), "due": [{key: getattr(row, key) for key in _DUE} for row in page.due]}
    data.pop("day")
    data.pop("waiting")
    app.answer(data, lambda: _print(app, page))


def _print(app: App, page: Any) -> None:
    app.say(f"{page.day:%A, %-d %B %Y}")
    for title, rows in (
        ("Meetings", [f"{each.at or ''} {each.names}".strip() for each in page.meetings]),
        ("Follow-ups", [f"{each.title}: {', '.join(each.what)}" for each in page.followups]),
        ("Promises", [f"{each.name}: {each.what}" + (f" (by {each.by})" if each.by else "") for each in page.commitments]),
        ("Birthdays and dates", [f"{each.name}: {each.what}" for each in page.dates]),
        ("To reach", [f"{row.name} – {row.because}" for row in page.due if row.kind == "cadence"]),
    ):  # fmt: skip
        if rows:
            app.say(title)
            for row in rows:
                app.say(f"  {row}")
    if not any((page.due, page.commitments, page.followups, page.dates, page.meetings)):
        app.nothing("Nothing today. `kith plan` shows the weeks ahead.")
    if page.waiting:
        app.note(f"{page.waiting} without a circle wait to be placed: `kith triage`.")
