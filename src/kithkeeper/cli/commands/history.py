"""`kith history` and `kith undo`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kithkeeper.cli.app import App
from kithkeeper.cli.command import command
from kithkeeper.cli.whole import Whole

if TYPE_CHECKING:
    from kithkeeper.store import Entry


@command("history")
@click.argument("contact", required=False)
@click.option(
    "--limit", type=Whole(1), default=50, show_default=True, metavar="N", help="At most so many."
)
def history_command(app: App, contact: str | None, limit: int) -> None:
    """Show what changed, the newest first, of everything or of one contact."""
    rows = app.net.history.all(app.who(contact) if contact else None, limit=limit)
    data = [_document(each) for each in rows]
    if not rows:
        app.answer(data, lambda: app.say("Nothing yet."))
        return
    app.answer(data, lambda: app.table(
        ("Id", "When", "By", "What", ""),
        ((each.id, each.at.replace("T", " ")[:16], each.by, ("  " if each.parent else "") + each.what,
          "undone" if each.undone_by else "") for each in rows),
    ))  # fmt: skip


@command("undo")
@click.argument("entry", required=False, metavar="[ID]")
@click.option("--cascade", is_flag=True, help="Take later changes of the same fields back with it.")
def undo_command(app: App, entry: str | None, cascade: bool) -> None:
    """Take back the newest change, or the one with this id.

    An undo is a change too, and can be undone. Whom an undone sync had added is put away as `kith
    remove` does, so that the next sync doesn't bring them again.
    """
    undone = app.net.history.undo(entry, cascade=cascade)
    data = [_document(each) for each in undone]
    app.answer(data, lambda: app.say_all(f"Undone: {each.what} ({each.id})" for each in undone))


def _document(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id, "at": entry.at, "by": entry.by, "what": entry.what, "subject": entry.subject,
        "undone": entry.undone_by is not None, "parent": f"h{entry.parent}" if entry.parent else None,
    }  # fmt: skip
