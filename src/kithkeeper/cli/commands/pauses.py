"""`kith pause, resume, away`."""

from __future__ import annotations

from contextlib import nullcontext

import click

from kithkeeper.cli.app import App
from kithkeeper.cli.command import command


@command("pause")
@click.argument("contact", required=False)
@click.option("--all", "everyone", is_flag=True, help="Everyone.")
@click.option("--until", metavar="DATE", help="Until this day; else until `kith resume`.")
def pause_command(app: App, contact: str | None, everyone: bool, until: str | None) -> None:
    """Pause the cadence of a contact, or of all."""
    day = app.day(until)
    what = f"paused{f' until {day}' if day else ''}"
    with app.net.transaction(f"{what} (everyone)") if everyone else nullcontext():
        for key in _ids(app, contact, everyone=everyone):
            app.net.contacts.pause(key, day)
    _answer(app, contact, everyone=everyone, what=what)


@command("resume")
@click.argument("contact", required=False)
@click.option("--all", "everyone", is_flag=True, help="Everyone.")
def resume_command(app: App, contact: str | None, everyone: bool) -> None:
    """End a pause."""
    with app.net.transaction("resumed everyone") if everyone else nullcontext():
        for key in _ids(app, contact, everyone=everyone):
            app.net.contacts.resume(key)
    _answer(app, contact, everyone=everyone, what="going on")


@command("away")
@click.argument("first", metavar="FROM")
@click.argument("last", metavar="TO")
def away_command(app: App, first: str, last: str) -> None:
    """Note days off: nothing is planned on them, and nothing becomes overdue by them."""
    begin, end = app.day(first), app.day(last)
    assert begin is not None
    assert end is not None
    spans = app.net.away(begin, end)
    data = {"days_off": [f"{a.isoformat()}/{b.isoformat()}" for a, b in spans]}
    app.answer(data, lambda: app.say(f"Away from {begin} to {end}."))


def _ids(app: App, contact: str | None, *, everyone: bool) -> list[str]:
    if everyone == bool(contact):
        raise click.UsageError("Name a contact, or say --all.")
    if contact:
        return [app.who(contact)]
    from kithkeeper.services.reading import list_contacts

    return [row.id for row in list_contacts(app.net.session) if row.circle]


def _answer(app: App, contact: str | None, *, everyone: bool, what: str) -> None:
    from kithkeeper.cli.views import contact_view

    if everyone:
        app.answer({"contact": None, "done": what}, lambda: app.say(f"Everyone: {what}."))
        return
    document = contact_view(app, app.who(contact or ""))
    data = {**document, "contact": document["id"], "done": what}
    app.answer(data, lambda: app.say(f"{document['name']}: {what}."))
