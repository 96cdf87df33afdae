"""`kith log, meet, done, skip, snooze`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from kithkeeper.cli.app import App, plain
from kithkeeper.cli.command import command
from kithkeeper.cli.dates import parse_time
from kithkeeper.services.finding import find_touchpoint

if TYPE_CHECKING:
    from kithkeeper.model import Touchpoint
    from kithkeeper.services.touchpoints import Logged


@command("log")
@click.argument("contacts", nargs=-1, required=True, metavar="CONTACT...")
@click.option("--on", metavar="DATE", help="The day; today if not given.")
@click.option(
    "--channel",
    metavar="C",
    help="coffee, call, message, email, letter, event, reaction, lunch, visit…",
)
@click.option(
    "--depth", metavar="D", help="passing, light, regular or deep; by the channel if not given."
)
@click.option("--note", metavar="N", default="", help="What was said, or what to bear in mind.")
@click.option(
    "--gave", type=click.Choice(["help", "insight"]), help="You gave something; --what says what."
)
@click.option("--what", metavar="TEXT", default="", help="What you gave.")
@click.option("--asked", metavar="TEXT", default="", help="You asked for something.")
@click.option("--received", metavar="TEXT", default="", help="They gave you something.")
@click.option(
    "--promised", metavar="TEXT", default="", help="You promised something; --by says when."
)
@click.option("--by", metavar="DATE", help="When the promise is due.")
@click.option("--theirs", is_flag=True, help="They began it: they wrote, called or invited.")
def log_command(
    app: App, contacts: Sequence[str], on: str | None, by: str | None, **facts: Any
) -> None:
    """Log a touch that happened, with one or more people."""
    if facts["what"] and not facts["gave"]:
        raise click.UsageError("--what says what you gave; add --gave help or --gave insight.")
    if by and not facts["promised"]:
        raise click.UsageError("--by says when a promise is due; add --promised TEXT.")
    people = [app.who(each) for each in contacts]
    logged = app.net.touchpoints.log(*people, on=app.past_day(on), by=app.day(by), **facts)
    data = {
        **logged._asdict(),
        "next_due": {key: plain(day) for key, day in logged.next_due.items()},
    }
    app.answer(data, lambda: _print_logged(app, logged))


@command("meet")
@click.argument("contacts", nargs=-1, required=True, metavar="CONTACT...")
@click.option("--on", metavar="DATE", required=True, help="The day.")
@click.option("--at", metavar="TIME", help="A time of day such as 14:30.")
@click.option(
    "--channel",
    metavar="C",
    default="coffee",
    show_default=True,
    help="How: coffee, call, message, email, letter, event, reaction, lunch, visit…",
)
def meet_command(app: App, contacts: Sequence[str], on: str, at: str | None, channel: str) -> None:
    """Plan a meeting with one or more people."""
    day = app.day(on)
    assert day is not None
    people = [app.who(each) for each in contacts]
    made = app.net.touchpoints.meet(
        *people, on=day, at=parse_time(at) if at else None, channel=channel
    )
    app.answer(
        made, lambda: app.say(f"Planned for {made.date}. The next sync puts it into the calendar.")
    )


@command("done")
@click.argument("what", metavar="ID-or-CONTACT")
@click.option("--on", metavar="DATE", help="The day; today if not given.")
@click.option("--note", metavar="N", default="", help="What was said, or what to bear in mind.")
@click.option(
    "--channel",
    metavar="C",
    help="How: coffee, call, message, email, letter, event, reaction, lunch, visit…",
)
def done_command(app: App, what: str, on: str | None, note: str, channel: str | None) -> None:
    """Tick a touchpoint off: it happened."""
    made = app.net.touchpoints.done(
        _which(app, what), on=app.past_day(on), note=note, channel=channel
    )
    app.answer(made, lambda: _print_state(app, made))


@command("skip")
@click.argument("what", metavar="ID-or-CONTACT")
@click.option("--why", metavar="W", default="", help="The reason.")
@click.option("--on", metavar="DATE", help="The day; today if not given.")
def skip_command(app: App, what: str, why: str, on: str | None) -> None:
    """Skip a touchpoint this time; the next is due a cadence from that day."""
    made = app.net.touchpoints.skip(_which(app, what), why=why, on=app.past_day(on))
    app.answer(made, lambda: _print_state(app, made))


@command("snooze")
@click.argument("what", metavar="ID-or-CONTACT")
@click.option("--until", metavar="DATE", required=True, help="The day.")
def snooze_command(app: App, what: str, until: str) -> None:
    """Put a touchpoint off to a later day."""
    day = app.day(until)
    assert day is not None
    made = app.net.touchpoints.snooze(_which(app, what), day)
    app.answer(made, lambda: _print_state(app, made))


def _which(app: App, text: str) -> str:
    """The touchpoint with this id, or the contact that is meant."""
    found = find_touchpoint(app.net.session.store, text)
    return str(found["id"]) if found else app.who(text)


def _print_logged(app: App, logged: Logged) -> None:
    for key, day in logged.next_due.items():
        name = app.net.contacts.get(key).display_name
        app.say(
            f"Logged. {name}: " + (f"next due {day}." if day else "no circle, so no next date.")
        )
    for each in logged.commitments:
        app.say(f"Promised{f' by {each.by}' if each.by else ''}: {each.what}")
    for warning in logged.warnings:
        app.note(f"Mind: {warning}")


def _print_state(app: App, made: Touchpoint) -> None:
    names = ", ".join(app.net.contacts.get(each).display_name for each in made.contacts)
    app.say(f"{names or made.title}: {made.state}, {made.date}.")
