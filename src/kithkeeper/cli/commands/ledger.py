"""`kith give, ask, received, balance, promise`: the ledger and the promises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from kithkeeper.cli.app import App, plain
from kithkeeper.cli.command import command
from kithkeeper.cli.whole import Whole
from kithkeeper.errors import Invalid
from kithkeeper.model.kinds import Direction, Intent

if TYPE_CHECKING:
    from kithkeeper.model import Commitment, Exchange
    from kithkeeper.rules.ledger import Balance

_KINDS = click.Choice(["help", "insight"])
_SORTS = "opportunity, introduction, expertise, feedback, recommendation, resource, celebration"
_ACTS = {
    (Intent.HELP, Direction.GIVEN): "help for {who}",
    (Intent.INSIGHT, Direction.GIVEN): "insight for {who}",
    (Intent.ASK, Direction.GIVEN): "asked {who}",
    (Intent.HELP, Direction.RECEIVED): "help from {who}",
    (Intent.INSIGHT, Direction.RECEIVED): "insight from {who}",
    (Intent.ASK, Direction.RECEIVED): "{who} asked you",
}


@command("give")
@click.argument("words", nargs=-1, required=True, metavar="CONTACT... TEXT")
@click.option("--kind", type=_KINDS, default="help", show_default=True, help="What it was.")
@click.option("--as", "sort", metavar="KIND", help=f"The kind of help: {_SORTS}.")
@click.option("--to-all", is_flag=True, help="For everyone in the circles named before TEXT, or in all.")  # fmt: skip
@click.option("--community", metavar="C", help="Given in this community.")
@click.option("--public", is_flag=True, help="For nobody in particular: a post, an article.")
@click.option("--on", metavar="DATE", help="The day; today if not given.")
def give_command(
    app: App, words: Sequence[str], kind: str, sort: str | None, to_all: bool,
    community: str | None, public: bool, on: str | None,
) -> None:  # fmt: skip
    """Record help or insight that you gave, to one or more people.

    An act for a group counts once in the network, and once for each of the group.
    """
    *named, text = words
    day = app.past_day(on)
    if to_all:
        made = app.net.exchanges.give_all(text, circles=named, kind=kind, sort=sort, on=day)
    else:
        if not named and not community and not public:
            raise click.UsageError("Name whom it was for, or --to-all, --community or --public.")
        people = [someone(app, each) for each in named]
        place = app.net.communities.find(community).id if community else None
        made = app.net.exchanges.give(people, text, kind=kind, sort=sort, on=day, community=place)
    _answer(app, made)


@command("ask")
@click.argument("contact")
@click.argument("text")
@click.option("--anyway", is_flag=True, help="Ask though the rule speaks against it.")
@click.option("--on", metavar="DATE", help="The day; today if not given.")
def ask_command(app: App, contact: str, text: str, anyway: bool, on: str | None) -> None:
    """Record that you ask someone for something; refused where giving comes first."""
    key = someone(app, contact)
    day = app.past_day(on)
    against = app.net.exchanges.warnings([key], on=day) if anyway else []
    made = app.net.exchanges.ask(key, text, anyway=anyway, on=day)
    _answer(app, made, against)


@command("received")
@click.argument("contact")
@click.argument("text")
@click.option("--kind", type=click.Choice(["help", "insight", "ask"]), default="help", show_default=True, help="What it was.")  # fmt: skip
@click.option("--on", metavar="DATE", help="The day; today if not given.")
def received_command(app: App, contact: str, text: str, kind: str, on: str | None) -> None:
    """Record what someone gave you, or (--kind ask) asked of you."""
    _answer(
        app, app.net.exchanges.receive(someone(app, contact), text, kind=kind, on=app.past_day(on))
    )


@command("balance")
@click.argument("contact", required=False)
@click.option(
    "--days",
    type=Whole(1, 36_500),
    default=90,
    show_default=True,
    metavar="N",
    help="How many days are counted.",
)
@click.option("--list", "listed", is_flag=True, help="List the acts instead, with their ids.")
@click.option("--assumed", is_flag=True, help="List those only that are assumed from ticked reminders.")  # fmt: skip
@click.option("--confirm", metavar="ID", multiple=True, help="This assumed act did happen.")
@click.option("--drop", metavar="ID", multiple=True, help="This act did not; take it out.")
def balance_command(
    app: App, contact: str | None, days: int, listed: bool, assumed: bool,
    confirm: Sequence[str], drop: Sequence[str],
) -> None:  # fmt: skip
    """Show the ledger, of the network or of one contact, read by the 70-20-10 rule."""
    if confirm or drop:
        _settle_acts(app, confirm, drop)
        return
    if listed or assumed:
        acts = app.net.exchanges.all(
            app.who(contact) if contact else None, assumed=True if assumed else None
        )
        app.answer(acts, lambda: _print_acts(app, acts))
        return
    read = app.net.exchanges.balance(app.who(contact) if contact else None, days=days)
    data = {**read._asdict(), "because": ". ".join(each.rstrip(".") for each in read.because)}
    app.answer(data, lambda: _print_balance(app, read))


@command("promise")
@click.argument("contact", required=False)
@click.argument("text", required=False)
@click.option("--by", metavar="DATE", help="The day by which it is promised.")
@click.option("--theirs", is_flag=True, help="They promised it to you.")
@click.option("--list", "listed", is_flag=True, help="List the open promises, of CONTACT or of all.")  # fmt: skip
@click.option("--kept", metavar="ID", help="The promise with this id was kept.")
@click.option("--dropped", metavar="ID", help="The promise with this id is off.")
def promise_command(
    app: App, contact: str | None, text: str | None, by: str | None, theirs: bool,
    listed: bool, kept: str | None, dropped: str | None,
) -> None:  # fmt: skip
    """Note a promise, yours or theirs; yours with a date reaches the calendar."""
    if kept or dropped:
        made = app.net.exchanges.settle(
            app.net.exchanges.find_promise(kept or dropped or "").id, "kept" if kept else "dropped"
        )
        app.answer(made, lambda: app.say(f"{made.what}: {made.state}."))
    elif listed:
        rows = app.net.exchanges.commitments(app.who(contact) if contact else None)
        app.answer(rows, lambda: _print_promises(app, rows))
    elif contact and text:
        made = app.net.exchanges.promise(someone(app, contact), text, by=app.day(by), theirs=theirs)
        app.answer(made, lambda: app.say(_promised(app, made)))
    else:
        raise click.UsageError("Name the contact and what was promised, or --list.")


def someone(app: App, text: str) -> str:
    """The id of a contact that is meant, who is not the user.

    Raises:
        Invalid: It is the user.
    """
    word = text.strip().casefold()
    if word in ("me", "myself") or (word and word == app.net.config.profile.name.casefold()):
        raise Invalid("contact", "that is you; an exchange needs someone else")
    return app.who(text)


def names(app: App, contacts: Sequence[str]) -> str:
    """The names of people, a long list cut."""
    shown = [app.net.contacts.get(each).display_name for each in contacts[:3]]
    more = f" and {len(contacts) - 3} more" if len(contacts) > 3 else ""
    return ", ".join(shown) + more


def _answer(app: App, made: Exchange, warnings: Sequence[str] = ()) -> None:
    def words() -> None:
        who = names(app, made.contacts) or "nobody in particular"
        app.say(f"Noted: {_ACTS[made.kind, made.direction].format(who=who)}: {made.what}")
        for each in warnings:
            app.note(f"Mind: {each}")

    app.answer({"exchange": plain(made), "warnings": list(warnings)}, words)


def _settle_acts(app: App, confirm: Sequence[str], drop: Sequence[str]) -> None:
    service = app.net.exchanges
    confirmed = [service.find(each) for each in confirm]
    dropped = [service.find(each) for each in drop]
    with app.net.transaction("settled acts of the ledger"):
        for each in confirmed:
            service.confirm(each.id)
        for each in dropped:
            service.drop(each.id)
    data = {"confirmed": [each.id for each in confirmed], "dropped": [each.id for each in dropped]}
    app.answer(data, lambda: app.say(f"{len(confirmed)} confirmed, {len(dropped)} dropped."))


def _print_acts(app: App, acts: Sequence[Exchange]) -> None:
    if not acts:
        app.say("No such acts.")
        return
    app.table(
        ("On", "Act", "With", "What", "Id"),
        ((each.on, f"{each.kind} {each.direction}{', assumed' if each.assumed else ''}",
          names(app, each.contacts), each.what, each.id) for each in acts),
    )  # fmt: skip


def _print_balance(app: App, read: Balance) -> None:
    if read.help + read.insight + read.ask:
        app.table(
            ("", "Acts", "Share", "Target"),
            [(kind, getattr(read, kind), f"{read.shares[kind]:g} %", f"{read.target[kind]} %")
             for kind in ("help", "insight", "ask")],
        )  # fmt: skip
    app.say(f"Received: {read.received}")
    if read.assumed:
        app.say(f"{read.assumed} of the acts are assumed from ticked reminders; "
                "`kith balance --assumed` lists them to be confirmed or dropped.")  # fmt: skip
    app.say_all(read.because)


def _promised(app: App, made: Commitment) -> str:
    who = app.net.contacts.get(made.contact).display_name
    when = f" by {made.by}" if made.by else ""
    return f"{who} promised you{when}: {made.what}" if made.theirs else f"Promised {who}{when}: {made.what}"  # fmt: skip


def _print_promises(app: App, rows: Sequence[Commitment]) -> None:
    if not rows:
        app.say("No open promises.")
        return
    app.table(
        ("By", "Whose", "With", "What", "Id"),
        ((each.by, "theirs" if each.theirs else "yours", names(app, [each.contact]), each.what, each.id[:8])
         for each in rows),
    )  # fmt: skip
