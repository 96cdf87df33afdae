"""`kith event add, prepare, met, wrap, cancel, list, show`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from kithkeeper.cli.app import App
from kithkeeper.cli.command import subcommand
from kithkeeper.cli.dates import parse_time

if TYPE_CHECKING:
    from kithkeeper.services.event_views import EventView


@click.group("event")
def event_command() -> None:
    """Take a networking event from preparation to follow-ups."""


@subcommand(event_command, "add")
@click.argument("name")
@click.option("--on", metavar="DATE", required=True, help="The day.")
@click.option("--at", metavar="TIME", help="When it starts, such as 18:30.")
@click.option("--place", metavar="P", default="", help="Where it is.")
@click.option("--link", metavar="URL", default="", help="Its page.")
@click.option("--kind", metavar="KIND", help="in-person, online, or meeting for an online meeting.")
@click.option("--expect", metavar="CONTACT", multiple=True, help="Who will be there.")
@click.option("--company", metavar="O", multiple=True, help="Which organization is represented.")
@click.option("--topic", metavar="TEXT", multiple=True, help="What is being talked about.")
@click.option("--goal", metavar="TEXT", multiple=True, help="What you want from it.")
def add_event(
    app: App, name: str, on: str, at: str | None, place: str, link: str, kind: str | None,
    expect: Sequence[str], company: Sequence[str], topic: Sequence[str], goal: Sequence[str],
) -> None:  # fmt: skip
    """Add a networking event."""
    day = app.day(on)
    assert day is not None
    made = app.net.events.add(
        name, day, at=parse_time(at) if at else None, place=place, link=link, kind=kind,
        expect=[app.who(each) for each in expect], companies=company, topics=topic, goals=goal,
    )  # fmt: skip
    app.answer(made, lambda: app.say(
        f"{made.name}, {made.starts}. Next: kith event prepare {made.id[:8]}"
    ))  # fmt: skip


@subcommand(event_command, "prepare")
@click.argument("event")
@click.option("--expect", metavar="CONTACT", multiple=True, help="Who will be there.")
@click.option(
    "--company",
    metavar="O",
    multiple=True,
    help="A company to research; may be given several times.",
)
@click.option(
    "--topic",
    metavar="TEXT",
    multiple=True,
    help="A topic that is in the air there; may be given several times.",
)
@click.option(
    "--goal",
    metavar="TEXT",
    multiple=True,
    help="What you want from it; may be given several times.",
)
def prepare_event(
    app: App, event: str, expect: Sequence[str], company: Sequence[str], topic: Sequence[str],
    goal: Sequence[str],
) -> None:  # fmt: skip
    """Prepare it: whom to meet and why, goals, questions, your introduction, exits."""
    made = app.net.events.prepare(
        event, expect=[app.who(each) for each in expect], companies=company, topics=topic,
        goals=goal,
    )  # fmt: skip
    app.answer(made, lambda: _print_preparation(app, made))


@subcommand(event_command, "met")
@click.argument("event")
@click.argument("name")
@click.option("--org", metavar="O", default="", help="Where they work.")
@click.option("--title", metavar="T", default="", help="What they are there.")
@click.option("--email", metavar="E", default="", help="An e-mail address.")
@click.option("--said", metavar="TEXT", default="", help="What you talked about.")
@click.option("--promised", metavar="TEXT", default="", help="What you promised.")
@click.option("--by", metavar="DATE", help="When the promise is due.")
def met_event(
    app: App, event: str, name: str, org: str, title: str, email: str, said: str, promised: str,
    by: str | None,
) -> None:  # fmt: skip
    """Note someone you met there, in one line."""
    met = app.net.events.met(
        event, name, organization=org, title=title, email=email, said=said, promised=promised,
        by=app.day(by),
    )  # fmt: skip
    made = app.net.events.get(met.event)
    _mention_others(app, name, met.contact)
    app.answer(made, lambda: app.say(
        f"Noted: {app.net.contacts.get(met.contact).display_name} at {made.name}."
        + (f" Promised by {met.promised_by}." if promised else "")
    ))  # fmt: skip


@subcommand(event_command, "wrap")
@click.argument("event")
def wrap_event(app: App, event: str) -> None:
    """Wrap it up: follow-ups within a day and within a week reach the calendar."""
    made = app.net.events.wrap(event)
    app.answer(made, lambda: _print_followups(app, made))


@subcommand(event_command, "cancel")
@click.argument("event")
def cancel_event(app: App, event: str) -> None:
    """It does not take place, or you don't go."""
    made = app.net.events.cancel(event)
    app.answer(made, lambda: app.say(f"{made.name}: cancelled."))


@subcommand(event_command, "list")
def list_events(app: App) -> None:
    """List the events, the latest first."""
    rows = app.net.events.views()
    app.answer(rows, lambda: app.table(
        ("When", "Event", "Where", "State", "Met", "Follow-ups", "Id"),
        ((each.starts.replace("T", " "), each.name, each.place or each.link, each.state,
          len(each.encounters), each.score.because, each.id[:8]) for each in rows),
    ) if rows else app.say("No events yet. `kith event add NAME --on DATE` adds one."))  # fmt: skip


@subcommand(event_command, "show")
@click.argument("event")
def show_event(app: App, event: str) -> None:
    """Show everything about an event; its score is follow-ups kept, not people met."""
    made = app.net.events.get(event)

    def words() -> None:
        if made.state == "planned":
            _print_preparation(app, made)
        else:
            app.say(f"{made.name}, {made.starts}: {made.state}")
        _print_met(app, made)
        _print_followups(app, made)

    app.answer(made, words)


def _mention_others(app: App, name: str, contact: str) -> None:
    """Say whom a short name might have meant, so that nobody gets a double unseen."""
    words = set(name.casefold().split())
    for key, known in app.net.session.store.columns("contact", ["id", "name"], {"removed": 0}):
        if key != contact and words and words <= set(known.casefold().split()):
            app.note(f"{known} is another contact; if that is who you met, name them in full.")


def _print_preparation(app: App, made: EventView) -> None:
    app.say(f"{made.name}, {made.starts.replace('T', ' ')}" + (f", {made.place or made.link}" if made.place or made.link else ""))  # fmt: skip
    _section(app, "Whom to meet", (f"{each.name}: {'; '.join(each.because)}" for each in made.meet))
    _section(app, "Goals", made.goals)
    _section(app, "Questions", made.questions)
    _section(app, "Your introduction", [made.pitch])
    if made.pitch_missing:
        app.note(f"Your introduction lacks {', '.join(made.pitch_missing)}; write it with "
                 "kith config set profile.pitch '…'.")  # fmt: skip
    _section(app, "To leave a conversation", made.exits)
    for when, title in (("before", "Before"), ("during", "During"), ("after", "Afterwards")):
        rows = [each for each in made.checklist if each.when == when]
        _section(app, title, (f"[{'x' if each.done else ' '}] {each.text}" for each in rows))
    _section(app, "Mind", made.advice)


def _print_met(app: App, made: EventView) -> None:
    _section(app, "Met", (
        ": ".join(part for part in (f"{each.name}{f', {each.organization}' if each.organization else ''}", each.said) if part)
        for each in made.encounters
    ))  # fmt: skip


def _print_followups(app: App, made: EventView) -> None:
    if not made.followups:
        app.say("Nothing to follow up." if made.state != "planned" else "")
        return
    _section(app, "To follow up", (
        f"[{'x' if each.done else ' '}] by {each.by}  {each.name}: {each.what}" for each in made.followups
    ))  # fmt: skip
    app.say(f"Score: {made.score.because}.")


def _section(app: App, title: str, lines: Iterable[str]) -> None:
    shown = list(lines)
    if shown:
        app.say(title)
        app.say_all(f"  {each}" for each in shown)
