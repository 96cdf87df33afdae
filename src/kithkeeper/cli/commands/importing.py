"""`kith import`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from kithkeeper.cli.app import App
from kithkeeper.cli.command import command
from kithkeeper.cli.views import problem_view

if TYPE_CHECKING:
    from kithkeeper.services.imports import Imported
    from kithkeeper.sync.ports import Columns

_SHOWN = 20


@command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--circle", metavar="C", help="Put everyone without a circle in this one.")
@click.option("--tag", metavar="T", multiple=True, help="Tag everyone.")
@click.option(
    "--format", "form", metavar="F", help="Read them as this format, whatever they look like."
)
@click.option(
    "--column",
    "columns",
    metavar="COLUMN=MEANING",
    multiple=True,
    help="What a column of a table means; an empty meaning leaves it out. Remembered.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def import_command(
    app: App,
    paths: Sequence[str],
    circle: str | None,
    tag: Sequence[str],
    form: str | None,
    columns: Sequence[str],
    dry_run: bool,
) -> None:
    """Take contacts in from files and folders, or standard input (-)."""
    with _progress(app, "Reading") as progress:
        done = app.net.imports.files(
            paths, circle=circle, tags=tag, format=form, columns=_meanings(columns), dry_run=dry_run,
            stdin=sys.stdin.buffer if "-" in paths else None, progress=progress,
        )  # fmt: skip
    circles = [] if dry_run else [each for each in done.circles if _set_circle(app, each, done)]
    if circles:
        app.reopen()  # once all are there: what is planned for a missing one is taken back
    tally = done.tally
    data = {
        "files": done.files, "cards": done.cards, "added": tally.added, "updated": tally.updated,
        "unchanged": tally.unchanged, "merged": tally.merged, "rejected": tally.rejected,
        "touches": done.touches, "restored": done.restored, "without_circle": done.without_circle,
        "circles": [each["name"] for each in circles],
        "columns": [
            {"file": each.file, "meanings": dict(each.meanings), "left_out": list(each.left_out), "proposed": each.proposed}
            for each in done.columns
        ],
        "problems": [problem_view(each) for each in done.problems],
    }  # fmt: skip
    app.answer(data, lambda: _print(app, done, dry_run=dry_run))
    if done.problems:
        app.failed()


def _print(app: App, done: Imported, *, dry_run: bool) -> None:
    tally = done.tally
    from kithkeeper.rules.phrases import count

    counts = ", ".join(
        f"{each} {word}"
        for each, word in ((tally.added, "added"), (tally.updated, "updated"), (tally.unchanged, "unchanged"),
                            (tally.merged, "merged"), (tally.rejected, "rejected"))
        if each
    )  # fmt: skip
    would = "Would read" if dry_run else "Read"
    app.say(
        f"{would} {count(done.cards, 'card')} from {count(done.files, 'file')}"
        + (f": {counts}." if counts else ".")
    )
    if done.touches:
        app.say(f"{count(done.touches, 'touch', 'touches')} logged from messages and meetings.")
    if done.circles and not dry_run:
        names = ", ".join(str(each["name"]) for each in done.circles)
        app.say(f"Circles set as the document has them: {names}.")
    if done.restored:
        app.say(f"{done.restored} touchpoints, exchanges and other records restored.")
    for columns in done.columns:
        if columns.proposed:
            _print_columns(app, columns)
    for each in done.problems[:_SHOWN]:
        place = each.file + (f":{each.line}" if each.line else "")
        app.note(f"{place}: {each.record + ': ' if each.record else ''}{each.reason}")
    if len(done.problems) > _SHOWN:
        app.note(f"and {len(done.problems) - _SHOWN} more; --json lists all.")
    if done.without_circle:
        app.say(
            f"{count(done.without_circle, 'person has', 'people have')} no circle yet, so no reminders: "
            "place them with `kith triage`."
        )


def _set_circle(app: App, circle: dict[str, Any], done: Imported) -> bool:
    """Write the settings of a circle that a document of the whole network told."""
    from kithkeeper.config import edit
    from kithkeeper.errors import Invalid, Problem

    values = {key: value for key, value in circle.items() if key != "name"}
    try:
        edit.unset(app.net.home.config, f"circles.{circle['name']}")
        edit.add_table(app.net.home.config, f"circles.{circle['name']}", values)
    except Invalid as error:
        done.problems.append(Problem("", None, circle["name"], str(error), rejected=False))
        return False
    return True


def _print_columns(app: App, columns: Columns) -> None:
    """What a table's columns are taken for, and how to say otherwise."""
    read = ", ".join(f"{column} = {meaning}" for column, meaning in columns.meanings.items())
    app.say(f"Columns of {columns.file}: {read}.")
    if columns.left_out:
        app.say(f"Left out: {', '.join(columns.left_out)}.")
    app.say("Say otherwise with --column COLUMN=MEANING; docs/imports.md lists the meanings.")


def _meanings(given: Sequence[str]) -> dict[str, str]:
    pairs = [each.rpartition("=") for each in given]
    for (column, _, _), text in zip(pairs, given, strict=True):
        if not column.strip():
            raise click.BadParameter(f"{text!r} is not COLUMN=MEANING", param_hint="--column")
    return {column.strip(): meaning.strip() for column, _, meaning in pairs}


def _progress(app: App, label: str) -> Any:
    from kithkeeper.cli.progress import progress_bar

    return progress_bar(app, label)
