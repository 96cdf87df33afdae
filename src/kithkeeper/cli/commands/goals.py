"""`kith goals` and `kith review`."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from kithkeeper.cli.app import App
from kithkeeper.cli.command import command
from kithkeeper.rules.phrases import count
from kithkeeper.rules.review import FIND_OUT

if TYPE_CHECKING:
    from kithkeeper.rules.facts import Finding
    from kithkeeper.rules.goals import Progress

_MOST_UNKNOWN = 5
"""So many people of whom little is known are listed; a fresh import would bury all else."""


@command("goals")
@click.argument("verb", required=False, type=click.Choice(["set", "drop", "tick"]))
@click.argument("what", required=False)
@click.argument("count", required=False, type=int)
@click.option("--target", type=int, metavar="N", help="How many.")
@click.option(
    "--period",
    type=click.Choice(["week", "month", "quarter"]),
    help="The period that the target is for.",
)
@click.option("--measure", metavar="M", help="What is counted; `manual` is ticked by hand.")
@click.option("--note", metavar="N", default="", help="A word with a tick.")
@click.option("--on", metavar="DATE", help="The day of a tick; today if not given.")
def goals_command(
    app: App, verb: str | None, what: str | None, count: int | None, target: int | None,
    period: str | None, measure: str | None, note: str, on: str | None,
) -> None:  # fmt: skip
    """Show progress this week, month and quarter; set, drop or tick a goal.

    `kith goals set coffee 2`, `kith goals set "Write to a mentor" --target 1 --period month`,
    `kith goals drop article`, `kith goals tick profile`.
    """
    if verb and not what:
        raise click.UsageError(f"Name the goal: kith goals {verb} GOAL")
    if verb == "set":
        wanted = target if target is not None else count
        if wanted is None:
            raise click.UsageError("Say how many: kith goals set GOAL N")
        app.net.goals.set(what or "", wanted, period=period, measure=measure)
    elif verb == "drop":
        app.net.goals.drop(what or "")
    elif verb == "tick":
        app.net.goals.tick(what or "", note=note, on=app.day(on))
    rows = app.net.goals.progress()
    app.answer([_document(each) for each in rows], lambda: _print_goals(app, rows))


@command("review")
@click.option("--all", "everything", is_flag=True, help="Those too that you decided on in this quarter.")  # fmt: skip
@click.option("--done", is_flag=True, help="The review of this quarter is finished.")
def review_command(app: App, everything: bool, done: bool) -> None:
    """Walk the network: whom to wake, move or let go, and what is missing.

    At a terminal each is asked about; what you decided is not asked again in the quarter.
    """
    if done:
        app.net.reviews.finish()
    found = app.net.reviews.findings(all_of_them=everything)
    names = {row[0]: row[1] for row in app.net.session.store.columns("contact", ["id", "name"])}
    if app.interactive and found and not done:
        _walk(app, _pressing_first(found), names)
        return
    data = [{**each._asdict(), "name": names.get(each.contact, "")} for each in found]
    app.answer(data, lambda: _print_review(app, found, names))


def _pressing_first(found: Sequence[Finding]) -> list[Finding]:
    """What is merely not known yet goes behind what is to be decided."""
    return sorted(found, key=lambda each: each.proposal == FIND_OUT)


def _walk(app: App, found: Sequence[Finding], names: dict[str, str]) -> None:
    """One finding after the other: do it, leave it as it is, later, or stop."""
    for number, each in enumerate(found, 1):
        app.say(f"[{number}/{len(found)}] {_line(each, names)}")
        app.say(f"    {each.command}")
        answer = click.prompt("do, leave, next or stop", type=click.Choice(["d", "l", "n", "s"]), default="n")  # fmt: skip
        if answer == "s":
            app.say("Go on with `kith review`.")
            return
        if answer == "d" and not _carry_out(app, each.command):
            continue
        if answer in ("d", "l"):
            app.net.reviews.settle(each, "done" if answer == "d" else "left")
    if click.confirm("Is the review of this quarter finished?", default=True):
        app.net.reviews.finish()


def _carry_out(app: App, line: str) -> bool:
    """Run the command of a finding in the same home; whether it went well."""
    from kithkeeper.cli.run import run

    app.reopen()
    options = ["--today", app.today.isoformat()]
    if app.home:
        options += ["--home", app.home]
    return run([*options, *shlex.split(line)[1:]]) == 0


def _document(each: Progress) -> dict[str, Any]:
    return {
        "id": each.goal, "period": each.period, "what": each.what, "target": each.target,
        "done": each.done, "from": each.start, "to": each.end, "met": each.met,
        "because": each.because, "counted": [one._asdict() for one in each.counted],
    }  # fmt: skip


def _print_goals(app: App, rows: Sequence[Progress]) -> None:
    app.table(
        ("Until", "Goal", "Done", "Counted", "Id"),
        ((f"{each.end:%-d %b}", each.what, f"{each.done}/{each.target}",
          ", ".join(one.what for one in each.counted[:3]), each.goal[:8] if len(each.goal) > 20 else each.goal)
         for each in rows),
    )  # fmt: skip


def _print_review(app: App, found: Sequence[Finding], names: dict[str, str]) -> None:
    if not found:
        app.say("Nothing to decide.")
    shown = _pressing_first(found)
    hidden = max(0, sum(each.proposal == FIND_OUT for each in found) - _MOST_UNKNOWN)
    for each in shown[: len(shown) - hidden]:
        app.say(_line(each, names))
        app.say(f"    {each.command}")
    if hidden:
        more = count(hidden, "more person", "more people")
        app.say(f"Of {more} as little is known; `kith review --json` lists all.")


def _line(each: Finding, names: dict[str, str]) -> str:
    who = f"{names.get(each.contact, each.contact)}: " if each.contact else ""
    return f"{who}{each.proposal} – {each.because}."
