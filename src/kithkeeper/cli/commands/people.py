"""`kith introduce, relate, path`: who knows whom, and bringing people together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from kithkeeper.cli.app import App, plain
from kithkeeper.cli.command import command
from kithkeeper.cli.whole import Whole
from kithkeeper.errors import NotFound, Refused
from kithkeeper.model.practice import ME

if TYPE_CHECKING:
    from kithkeeper.model import Introduction, Relation
    from kithkeeper.services.introductions import PathRow


@command("introduce")
@click.argument("a", required=False)
@click.argument("b", required=False)
@click.option("--why", metavar="TEXT", default="", help="What they would have of each other.")
@click.option("--through", metavar="CONTACT", help="Who is to make it, where A is `me`.")
@click.option("--agreed", metavar="CONTACT", multiple=True, help="This side said yes.")
@click.option("--asked", is_flag=True, help="You asked the one who is to make it.")
@click.option("--made", is_flag=True, help="It was made; both sides must have agreed.")
@click.option("--heard", metavar="TEXT", help="How it went.")
@click.option("--drop", is_flag=True, help="It is off.")
@click.option("--id", "wanted", metavar="ID", help="The introduction with this id, in place of A B.")  # fmt: skip
@click.option("--list", "listed", is_flag=True, help="List the open ones, with the next step.")
@click.option("--anyway", is_flag=True, help="Though a side did not agree, or the rule is against it.")  # fmt: skip
def introduce_command(
    app: App, a: str | None, b: str | None, why: str, through: str | None, agreed: Sequence[str],
    asked: bool, made: bool, heard: str | None, drop: bool, wanted: str | None, listed: bool,
    anyway: bool,
) -> None:  # fmt: skip
    """Bring A and B together: first ask both, then make it, then hear how it went."""
    service = app.net.introductions
    if listed:
        rows = service.all()
        app.answer([_document(app, each) for each in rows], lambda: _print_all(app, rows))
        return
    if not wanted and not (a and b):
        raise click.UsageError("Name the two to be introduced, or --list.")
    closes = drop or heard is not None
    sides = ("", "") if wanted else (_side(app, a or ""), _side(app, b or ""))
    known = service.get(wanted) if wanted else None
    if not wanted and (made or closes):
        known = service.between(*sides)
    if known is None and closes:
        raise NotFound("open introduction of", f"{a} and {b}")
    maker = app.who(through) if through else None
    yes = [_side(app, each) for each in agreed]
    against: Refused | None = None
    with app.net.session.change("introduction") as work:
        one = known or service.add(*sides, why=why, through=maker)
        for each in yes:
            one = service.agree(one.id, each)
        try:
            one = _stepped(app, one, asked=asked, made=made, anyway=anyway)
        except Refused as error:
            against = error
        if heard is not None and not against:
            one = service.heard(one.id, heard)
        if drop and not against:
            one = service.drop(one.id)
        work.describe(f"introduction of {_who(app, one.a)} and {_who(app, one.b)}: {one.state}")
    if against:
        raise against
    document = _document(app, one)
    app.answer(document, lambda: _print(app, one))


def _stepped(app: App, one: Introduction, *, asked: bool, made: bool, anyway: bool) -> Introduction:
    """The introduction once it was asked for, and made; what was agreed before stays if refused."""
    if asked:
        pitch = app.net.playbook.pitch()
        blurb = "" if pitch.missing else pitch.text
        one = app.net.introductions.ask(one.id, blurb=blurb, anyway=anyway)
    return app.net.introductions.make(one.id, anyway=anyway) if made else one


@command("relate")
@click.argument("a")
@click.argument("verb", type=click.Choice(["met", "knows", "trusts"]))
@click.argument("b")
@click.option("--how", metavar="TEXT", default="", help="How they know each other.")
@click.option("--since", metavar="DATE", help="Since when.")
def relate_command(app: App, a: str, verb: str, b: str, how: str, since: str | None) -> None:
    """Note that A knows B; knowing goes both ways."""
    made = app.net.introductions.relate(
        _side(app, a), _side(app, b), verb=verb, how=how, since=app.day(since)
    )
    app.answer(made, lambda: app.say(f"Noted: {_named(app, made)}."))


@command("path")
@click.argument("target")
@click.option(
    "--limit", type=Whole(1, 50), default=5, show_default=True, metavar="N", help="At most so many."
)
def path_command(app: App, target: str, limit: int) -> None:
    """See who could introduce you to a person or an organization."""
    rows = app.net.introductions.path(target, limit=limit)
    app.answer(rows, lambda: _print_path(app, target, rows))


def _side(app: App, text: str) -> str:
    return ME if text.strip().casefold() in (ME, "myself") else app.who(text)


def _document(app: App, one: Introduction) -> dict[str, object]:
    step = app.net.introductions.next_step(one)
    return {**plain(one), "next": plain(step)}


def _print(app: App, one: Introduction) -> None:
    step = app.net.introductions.next_step(one)
    app.say(f"{_who(app, one.a)} and {_who(app, one.b)}: {one.state} ({one.id[:8]})")
    if step:
        app.say(f"Next: {step.what}" + (f", by {step.by}" if step.by else "") + f" – {step.because}")  # fmt: skip


def _print_all(app: App, rows: Sequence[Introduction]) -> None:
    if not rows:
        app.say("No open introductions. `kith introduce A B --why TEXT` begins one.")
        for match in app.net.introductions.matches(limit=3):
            app.say(f"Two who might like each other: {match.because}.")
    for each in rows:
        _print(app, each)


def _print_path(app: App, target: str, rows: Sequence[PathRow]) -> None:
    if not rows:
        app.say(f"Nobody you know leads to {target}. Note who knows whom: `kith relate A knows B`.")
        return
    for row in rows:
        app.say(f"{row.name}: {row.because}.")
    first = rows[0]
    if first.hops > 1:
        app.say(f"To ask {first.name}: kith script fill introduction --to {first.contact[:8]} "
                f"--set person='{first.via[-1]}'")  # fmt: skip
        pitch = app.net.playbook.pitch()
        app.say(
            f"For them to forward: {pitch.text}" if not pitch.missing else
            "For them to forward you need a pitch: `kith config set profile.pitch TEXT`."
        )  # fmt: skip


def _named(app: App, made: Relation) -> str:
    words = {1: "have met", 2: "know each other", 3: "trust each other"}[made.strength]
    return f"{_who(app, made.a)} and {_who(app, made.b)} {words}"


def _who(app: App, side: str) -> str:
    return "you" if side == ME else app.net.contacts.get(side).display_name
