"""`kith circle` and `kith circles`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from kithkeeper.cli.app import App
from kithkeeper.cli.command import command
from kithkeeper.cli.whole import Whole
from kithkeeper.errors import Invalid, NotFound

if TYPE_CHECKING:
    from kithkeeper.services.circles import CircleRow

_LISTS = ("activities", "greet")


@command("circle")
@click.argument("words", nargs=-1, metavar="CONTACT... CIRCLE")
@click.option("--tag", metavar="T", help="Everyone with this tag.")
@click.option("--org", metavar="O", help="Everyone at this organization.")
def circle_command(app: App, words: Sequence[str], tag: str | None, org: str | None) -> None:
    """Place people in a circle; `none` takes them out of theirs."""
    if not words or (len(words) == 1 and not tag and not org):
        raise click.UsageError("Name at least one contact, or --tag or --org, and then the circle.")
    *people, circle = words
    name = None if circle.casefold() == "none" else app.net.circles.get(circle).name
    ids = [app.who(each) for each in people]
    if tag or org:
        from kithkeeper.services.reading import list_contacts

        ids += [row.id for row in list_contacts(app.net.session, tag=tag, organization=org)]
    ids = list(dict.fromkeys(ids))
    if not ids:
        raise NotFound(
            "contact with", tag or org or "", "`kith list` shows tags and organizations."
        )
    placed = app.net.contacts.place(ids, name)
    data = [{"contact": each.id, "circle": each.circle} for each in placed]
    app.answer(data, lambda: app.say(
        f"{placed[0].display_name if len(placed) == 1 else f'{len(placed)} people'}: {name or 'no circle'}."
    ))  # fmt: skip


@command("circles")
@click.argument("verb", required=False, type=click.Choice(["add", "set"]))
@click.argument("name", required=False)
@click.option("--least", type=Whole(0), metavar="N", help="How many it should hold at least.")
@click.option("--most", type=Whole(1), metavar="N", help="How many it should hold at most.")
@click.option("--cadence", metavar="PERIOD", help="Such as '2 weeks' or '1 month'.")
@click.option("--at-most", metavar="PERIOD", help="When it alarms.")
@click.option("--depth", metavar="D", help="The least depth of a touch that counts.")
@click.option("--activities", metavar="A,B", help="What suits this circle.")
@click.option(
    "--ahead",
    metavar="PERIOD",
    help="How long before birthdays and dates you hear of them; '' for the day only.",
)
@click.option("--greet", metavar="A,B", help="Holidays on which all of it is greeted.")
def circles_command(app: App, verb: str | None, name: str | None, **settings: Any) -> None:
    """Show all circles; add one, or change its settings."""
    if verb:
        _change(
            app, verb, name, {key: value for key, value in settings.items() if value is not None}
        )
    rows = app.net.circles.all()
    data = [
        {
            **row._asdict(),
            "proposals": [
                {"contact": p.contact, "to": p.to, "because": p.because} for p in row.proposals
            ],
        }
        for row in rows
    ]
    app.answer(data, lambda: _print(app, rows))


def _change(app: App, verb: str, name: str | None, settings: dict[str, Any]) -> None:
    from kithkeeper.config import edit

    if not name or not settings:
        raise click.UsageError(
            f"`kith circles {verb} NAME` wants settings such as --cadence '2 weeks'."
        )
    known = {each.name.casefold(): each.name for each in app.net.config.circles}
    if verb == "set" and name.casefold() not in known:
        app.net.circles.get(name)
    if verb == "add" and name.casefold() in known:
        raise Invalid(
            "name", f"there is a circle {name!r} already; change it with `kith circles set`"
        )
    if verb == "add" and "cadence" not in settings:
        raise Invalid("--cadence", "a new circle needs one, such as '2 weeks'")
    table: dict[str, object] = {
        key: [part.strip() for part in value.split(",")] if key in _LISTS else value
        for key, value in settings.items()
    }
    written = known.get(name.casefold(), name)
    for key, value in sorted(table.items(), key=lambda item: item[0] != "cadence"):
        edit.set_value(app.net.home.config, f"circles.{written}.{key}", value)
    app.reopen()


def _print(app: App, rows: Sequence[CircleRow]) -> None:
    app.table(
        ("Circle", "People", "Range", "Cadence", "Overdue"),
        (
            (
                row.name,
                row.size,
                f"{row.least}–{row.most}" if row.most else f"{row.least}+",
                row.cadence,
                row.overdue,
            )
            for row in rows
        ),
    )
    for row in rows:
        for move in row.proposals[:5]:
            app.say(f"{move.name}: {move.circle} → {move.to}: {move.because}")
