"""`kith export, backup, restore`."""

from __future__ import annotations

import click

from kithkeeper.cli.app import App
from kithkeeper.cli.command import command
from kithkeeper.errors import Refused


@command("export")
@click.argument("path", metavar="PATH")
@click.option(
    "--format", "form", metavar="F", help="vcf, vcf4, csv, json or ics; by the path's ending."
)
@click.option("--archived", is_flag=True, help="Archived contacts too; JSON always has them.")
def export_command(app: App, path: str, form: str | None, archived: bool) -> None:
    """Write everything to a file, or to standard output (-).

    JSON is complete and comes back with `kith import`; vcf and csv hold the contacts, ics the
    touchpoints.
    """
    if path == "-" and app.json:
        raise click.UsageError("--json and - both want standard output.")
    done = app.net.exports.write(path, form, archived=archived)
    if done.passed_over:
        others = " and ".join(done.passed_over)
        app.note(
            f"{done.format} was written by the plugin {done.plugin}, and {others} would write it, "
            f"too; `kith plugins disable {done.plugin}` lets the next one."
        )
    if path == "-":
        return
    what = ", ".join(
        f"{count} {word}"
        for count, word in ((done.contacts, "contacts"), (done.touchpoints, "touchpoints"))
        if count
    )
    app.answer(done, lambda: app.say(f"Wrote {what or 'an empty file'} to {done.written}."))


@command("backup")
@click.argument("path", metavar="PATH")
def backup_command(app: App, path: str) -> None:
    """Copy the whole store to a new file, while it is in use."""
    done = app.net.backup(path)
    app.answer(done, lambda: app.say(
        f"Wrote {done.contacts} contacts and {done.entries} history entries to {done.written}. "
        f"`kith restore {done.written}` brings them back."
    ))  # fmt: skip


@command("restore")
@click.argument("path", metavar="PATH")
@click.option("--yes", is_flag=True, help="Also in place of a store with later changes.")
def restore_command(app: App, path: str, yes: bool) -> None:
    """Bring a backup back; the store as it is now is kept beside it.

    Whom you have forgotten since the backup stays forgotten, if the store that is there knows it.
    """
    try:
        done = app.net.restore(path, yes=yes)
    except Refused as error:
        if not app.interactive or not error.alternatives:
            raise
        app.note(error.reason)
        if not click.confirm("Restore all the same"):
            raise
        done = app.net.restore(path, yes=True)
    kept = f" What was there is in {done.kept}." if done.kept else ""
    gone = f" Still forgotten: {done.forgotten}." if done.forgotten else ""
    app.answer(done, lambda: app.say(f"Restored {done.contacts} contacts.{gone}{kept}"))
