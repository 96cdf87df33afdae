"""`kith sync` and `kith conflicts`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from kithkeeper.cli.app import App
from kithkeeper.cli.command import command
from kithkeeper.cli.views import problem_view

if TYPE_CHECKING:
    from kithkeeper.sync.report import SyncReport

_AT_A_GLANCE = 10
"""So many of what is held back are named without `--verbose`."""


@command("sync")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option("--full", is_flag=True, help="Read everything anew.")
@click.option("--allow-deletions", is_flag=True, help="Carry out the deletions that are held back.")
@click.option(
    "--recreate-deleted", is_flag=True, help="Make reminders anew that are held as deleted there."
)
@click.option("--quiet", is_flag=True, help="Say only what needs you.")
@click.option("-v", "--verbose", is_flag=True, help="Say what happened to each item.")
def sync_command(
    app: App,
    names: Sequence[str],
    recreate_deleted: bool,
    quiet: bool,
    verbose: bool,
    dry_run: bool,
    full: bool,
    allow_deletions: bool,
) -> None:
    """Contacts in, what happened in the calendars in, plan, touchpoints out."""
    from kithkeeper.cli.progress import progress_bar

    if not app.net.config.connections and not names:
        app.answer(
            [], lambda: app.say("No accounts yet. Add one with `kith connect caldav --as NAME`.")
        )
        return
    with progress_bar(app, "Syncing") as bar:
        reports = app.net.syncing.run(
            names,
            recreate=recreate_deleted,
            progress=lambda _, done, total: bar(done, total),
            dry_run=dry_run,
            full=full,
            allow_deletions=allow_deletions,
        )
    app.answer(
        [_document(each) for each in reports],
        lambda: _print(app, reports, quiet=quiet, verbose=verbose),
    )
    for report in reports:
        app.failed(_code(report))


@command("conflicts")
@click.argument("verb", required=False, type=click.Choice(["settle"]))
@click.argument("conflict", required=False, metavar="ID")
@click.argument("side", required=False, type=click.Choice(["ours", "theirs"]))
def conflicts_command(app: App, verb: str | None, conflict: str | None, side: str | None) -> None:
    """Show what both sides changed; settle one for ours or theirs."""
    if verb:
        if not conflict or not side:
            raise click.UsageError("Write `kith conflicts settle ID ours` or `… theirs`.")
        app.net.conflicts.settle(conflict, side)
    rows = app.net.conflicts()
    if rows:
        app.answer(rows, lambda: app.table(
            ("Id", "Field", "Ours", "Theirs", "Source"),
            ((row.id, row.field, row.ours, row.theirs, row.source) for row in rows),
        ))  # fmt: skip
    else:
        app.answer(rows, lambda: app.say("No conflicts."))


def _document(report: SyncReport) -> dict[str, Any]:
    return {
        "connection": report.connection,
        "pulled": vars(report.pulled),
        "pushed": vars(report.pushed),
        "conflicts": report.conflicts,
        "held": [
            {"id": h.id, "name": h.name, "direction": h.direction, "reason": h.reason}
            for h in report.held
        ],
        "problems": [problem_view(each) for each in report.problems],
        "requests": report.requests,
        "touches": report.touches,
        "error": {"code": report.error.code, "message": report.error.message}
        if report.error
        else None,
    }


def _code(report: SyncReport) -> int:
    if report.error is not None:
        return int(report.error.exit_code)
    if report.held:
        return 5
    return 1 if report.problems else 0


def _print(app: App, reports: Sequence[SyncReport], *, quiet: bool, verbose: bool) -> None:
    from kithkeeper.sync.report import summary

    for report in reports:
        if report.error is not None:
            app.note(f"{report.connection}: {report.error.message}")
        elif not quiet or not report.ok:
            app.say(f"{report.connection}: {summary(report)}.")
        for line in report.details if verbose else ():
            app.say(f"  {line}")
        for line in report.conflicts:
            app.note(f"  {line}")
        for problem in report.problems:
            app.note(f"  {problem.record or problem.file}: {problem.reason}")
        shown = report.held if verbose else report.held[:_AT_A_GLANCE]
        for held in shown:
            app.note(f"  held back: {held.name}: {held.reason}")
        if more := len(report.held) - len(shown):
            app.note(f"  held back: {more} more; `kith sync --verbose` names all")
        if report.held:
            anew = ", `kith sync --recreate-deleted` makes the reminders anew"
            app.note(
                f"  {len(report.held)} deletions wait for your word: `kith sync --allow-deletions` "
                f"carries them out{anew * any(each.can_be_remade for each in report.held)}."
            )
