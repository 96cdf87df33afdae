"""`kith add, list, show, edit, search, archive, unarchive, remove, forget`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from kithkeeper.cli.app import NOBODY_YET, App
from kithkeeper.cli.command import command
from kithkeeper.cli.views import contact_view, print_contact, print_contacts, show_document
from kithkeeper.cli.whole import Whole
from kithkeeper.errors import Invalid

if TYPE_CHECKING:
    from kithkeeper.model import Contact

_MOST_NAMESAKES = 3
"""How many others of a new contact's name are told of."""


@command("add")
@click.argument("name")
@click.option("--circle", metavar="C", help="Put them in this circle.")
@click.option("--email", metavar="E", default="", help="An e-mail address.")
@click.option("--phone", metavar="P", default="", help="A telephone number.")
@click.option("--org", metavar="O", default="", help="Where they work.")
@click.option("--title", metavar="T", default="", help="What they are there.")
@click.option("--met", metavar="TEXT", default="", help="How you met.")
@click.option(
    "--birthday", metavar="D", default="", help="1990-05-17, or --05-17 without the year."
)
@click.option("--tag", metavar="T", multiple=True, help="A tag; may be given several times.")
def add_command(
    app: App, name: str, circle: str | None, org: str, tag: Sequence[str], **facts: str
) -> None:
    """Add a contact."""
    made = app.net.contacts.add(name, circle=circle, organization=org, tags=tag, **facts)
    document = show_document(app, made.id)
    app.answer(document, lambda: print_contact(app, document))
    people = app.net.session.store.columns(
        "contact", ["id", "name"], {"archived": 0, "merged_into": None}
    )
    name = made.display_name.casefold()
    namesakes = [row for row in people if row[0] != made.id and row[1].casefold() == name]
    for key, other in namesakes[:_MOST_NAMESAKES]:
        app.note(
            f"There is another {other} ({key[:8]}); if they are one person: `kith merge {key[:8]} {made.id[:8]}`."
        )
    if (more := len(namesakes) - _MOST_NAMESAKES) > 0:
        app.note(f"And {more} more; `kith duplicates` shows who may be one person.")


@command("list")
@click.option("--circle", metavar="C", help="Only those in this circle.")
@click.option("--no-circle", is_flag=True, help="Only those who wait for a circle.")
@click.option("--tag", metavar="T", help="Only those with this tag.")
@click.option("--due", is_flag=True, help="Only those who are due.")
@click.option("--dormant", is_flag=True, help="Only those not heard of for two cadences.")
@click.option("--archived", is_flag=True, help="Those that are archived.")
@click.option("--limit", type=Whole(1), metavar="N", help="At most so many.")
@click.option("--after", metavar="ID", help="Go on after this contact.")
def list_command(app: App, **conditions: Any) -> None:
    """List contacts."""
    from kithkeeper.services.reading import list_contacts

    rows = list_contacts(app.net.session, **conditions)
    filtered = any(value for name, value in conditions.items() if name not in ("limit", "after"))
    hint = "Nobody fits." if filtered else NOBODY_YET
    app.answer(rows, lambda: print_contacts(app, rows, hint))


@command("show")
@click.argument("contact")
def show_command(app: App, contact: str) -> None:
    """Show everything about a contact, and what is not known yet."""
    document = show_document(app, app.who(contact))
    app.answer(document, lambda: print_contact(app, document))


@command("edit")
@click.argument("contact")
@click.option(
    "--set",
    "wanted",
    metavar="FIELD=VALUE",
    multiple=True,
    help="Set a field; FIELD+=VALUE adds to a list, FIELD-=VALUE takes away.",
)
@click.option("--clear", metavar="FIELD", multiple=True, help="Give a field back to its sources.")
def edit_command(app: App, contact: str, wanted: Sequence[str], clear: Sequence[str]) -> None:
    """Change a contact."""
    if not wanted and not clear:
        raise click.UsageError("Say what to change: --set FIELD=VALUE or --clear FIELD.")
    changes: dict[str, object] = {}
    for each in wanted:
        field, equals, value = each.partition("=")
        if not equals or not field.strip():
            raise Invalid("--set", f"{each!r} has no '='; write FIELD=VALUE")
        changes[field.strip()] = value.strip()
    key = app.who(contact)
    app.net.contacts.edit(key, changes, clear=clear)
    document = show_document(app, key)
    app.answer(document, lambda: print_contact(app, document))


@command("search")
@click.argument("text", nargs=-1, required=True)
@click.option("--limit", type=Whole(1), default=50, metavar="N", help="At most so many.")
def search_command(app: App, text: Sequence[str], limit: int) -> None:
    """Find contacts by any word of what is known about them."""
    from kithkeeper.services.reading import list_contacts

    session = app.net.session
    ids = session.store.search(" ".join(text), limit)
    place = {key: number for number, key in enumerate(ids)}
    rows = [*list_contacts(session, ids=ids), *list_contacts(session, ids=ids, archived=True)]
    rows.sort(key=lambda row: place[row.id])
    app.answer(rows, lambda: print_contacts(app, rows, "Nothing found."))


@command("archive")
@click.argument("contact")
def archive_command(app: App, contact: str) -> None:
    """Hide a contact: no reminders, nothing lost."""
    _done(app, app.net.contacts.archive(app.who(contact)), "archived")


@command("unarchive")
@click.argument("contact")
def unarchive_command(app: App, contact: str) -> None:
    """Bring an archived or removed contact back."""
    _done(app, app.net.contacts.unarchive(app.who(contact)), "brought back")


@command("remove")
@click.argument("contact")
@click.option("--everywhere", is_flag=True, help="Delete at the sources that are written to, too.")
def remove_command(app: App, contact: str, everywhere: bool) -> None:
    """Put a contact away for good here; no source brings it back, the history keeps it."""
    done = app.net.contacts.remove(app.who(contact), everywhere=everywhere)
    _done(
        app, done, "removed; the next sync deletes it at its sources" if everywhere else "removed"
    )


@command("forget")
@click.argument("contact")
@click.option("--yes", is_flag=True, help="Don't ask.")
def forget_command(app: App, contact: str, yes: bool) -> None:
    """Erase a contact from rows, history, index and the copies beside the store, for good.

    It can't be undone. Copies that upgrades and restores left beside the store are deleted;
    backups that you made are yours to delete. At a terminal it asks first; a script that names it
    means it.
    """
    key = app.who(contact)
    name = app.net.contacts.get(key).display_name
    if app.interactive and not yes:
        click.confirm(f"Erase {name} with every trace? This can't be undone.", abort=True)
    app.net.contacts.forget(key)
    app.answer(
        {"contact": key, "done": "forgotten"},
        lambda: app.say(f"{name} is forgotten; this can't be undone."),
    )


def _done(app: App, contact: Contact, what: str) -> None:
    data = {
        **contact_view(app, contact.id),
        "contact": contact.id,
        "done": what.split(";", maxsplit=1)[0],
    }
    app.answer(data, lambda: app.say(f"{contact.display_name}: {what}."))
