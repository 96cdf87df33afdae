"""`kith triage`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kithkeeper.cli.app import App
from kithkeeper.cli.command import command
from kithkeeper.cli.keys import Read, keypresses, typed_line
from kithkeeper.cli.text import one_line
from kithkeeper.errors import Invalid, KithError

if TYPE_CHECKING:
    from kithkeeper.model.circle import Circle
    from kithkeeper.services.circles import Triage
    from kithkeeper.services.triaging import Round

_ACTIONS = {"n": "none", "a": "archive", "s": "skip", "b": "back", "l": "last spoke", "q": "quit"}


@command("triage")
@click.option("--apply", "file", metavar="FILE.csv", help="Place those that a CSV file names; - is standard input.")  # fmt: skip
def triage_command(app: App, file: str | None) -> None:
    """Place people in circles, one keypress each.

    A file for --apply has a column `circle` (a circle, `none` or `archive`), one of `contact`,
    `id`, `name` or `email`, and may have `last_spoke`.
    """
    from kithkeeper.services.triaging import Round

    turn = Round(app.net.session)
    if file is not None:
        _apply(app, turn, file)
        return
    rows = turn.waiting()
    if rows and app.interactive:
        _walk(app, turn, rows)
        return
    data = [row._asdict() for row in rows]
    app.answer(data, lambda: _print(app, rows))


def keys_of(circles: Sequence[Circle]) -> dict[str, str]:
    """Circle by key: its number, and the first letter of the guide's three."""
    keys = {str(number): each.name for number, each in enumerate(circles[:9], 1)}
    letters = {"inner": "i", "middle": "m", "outer": "o"}
    return keys | {letters[each.name]: each.name for each in circles if each.name in letters}


def _print(app: App, rows: Sequence[Triage]) -> None:
    if not rows:
        app.say("Nobody waits for a circle. See them with `kith circles`.")
        return
    app.table(
        ("Name", "Proposal", "Because", "Id"),
        ((row.name, row.proposal, row.because, row.contact[:8]) for row in rows),
    )
    app.note(
        "Place them with `kith triage` at a terminal, `kith triage --apply FILE.csv`, or `kith circle`."
    )


def _apply(app: App, turn: Round, file: str) -> None:
    from kithkeeper.services.triaging import problems_of, read_table

    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).expanduser().read_bytes()
    except OSError as error:
        raise Invalid(file, f"can't be read: {error.strerror}") from error
    done = turn.apply(read_table(data, file))
    problems = problems_of(done, file)
    rows = [
        {
            "contact": each.contact, "name": each.name,
            "proposal": None if each.reason else each.circle or None,
            "because": each.reason or f"{file}, line {each.line}", "line": each.line, "reason": each.reason,
        }
        for each in done
    ]  # fmt: skip
    app.answer(rows, lambda: app.say(f"Placed {len(done) - len(problems)} of {len(done)}."))
    for each in problems:
        app.note(
            f"{each.file}:{each.line}: {each.record + ': ' if each.record else ''}{each.reason}"
        )
    if problems:
        app.failed()


def _walk(app: App, turn: Round, rows: Sequence[Triage]) -> None:
    """One person a keypress, until all are placed or the user quits."""
    keys = keys_of(app.net.config.circles)
    details = _details(app, rows)
    app.say(_legend(keys))
    place = 0
    with keypresses() as read:
        while place < len(rows):
            row = rows[place]
            _show(app, row, f"{place + 1}/{len(rows)}", details.get(row.contact, ""))
            step = _decide(app, turn, row, keys, read)
            if step is None:
                break
            if step < 0 < place:
                turn.back(rows[place - 1].contact)
            place = max(0, place + step)
    left = len(turn.waiting())
    app.say()
    app.say(
        f"{left} wait; `kith triage` goes on." if left else "All are placed. Next: `kith plan`."
    )


def _show(app: App, row: Triage, place: str, detail: str) -> None:
    proposal = f"; proposed: {row.proposal} (Enter)" if row.proposal else ""
    app.say()
    app.say(f"{place}  {one_line(row.name)}{detail}")
    app.say(f"      {one_line(row.because)}{proposal}")


def _decide(app: App, turn: Round, row: Triage, keys: Mapping[str, str], read: Read) -> int | None:
    """Ask what to do with one person: how many people to go on by, None to end the round."""
    while True:
        key = read()
        circle = row.proposal if key in ("\r", "\n") else keys.get(key)
        if circle:
            turn.place(row.contact, circle)
            app.say(f"      {circle}")
            return 1
        match key:
            case "n":
                turn.leave(row.contact)
            case "a":
                turn.archive(row.contact)
            case "s":
                pass
            case "b":
                return -1
            case "l":
                _ask_last(app, turn, row, read)
                continue
            case "q" | "\x04":
                return None
            case _:
                app.say(_legend(keys))
                continue
        app.say(f"      {_ACTIONS[key]}")
        return 1


def _ask_last(app: App, turn: Round, row: Triage, read: Read) -> None:
    typed = typed_line(read, "      Last spoke on (such as 2026-03-04 or -3m)")
    if not typed.strip():
        return
    try:
        day = app.day(typed)
        assert day is not None
        turn.spoke(row.contact, day)
    except KithError as error:
        app.note(f"      {error.message}")
        return
    app.say(f"      spoke on {day}; and the circle?")


def _legend(keys: Mapping[str, str]) -> str:
    circles: dict[str, list[str]] = {}
    for key, name in keys.items():
        circles.setdefault(name, []).insert(0, key)
    parts = [f"{'/'.join(each)} {name}" for name, each in circles.items()]
    return "  ".join([*parts, *(f"{key} {what}" for key, what in _ACTIONS.items())])


def _details(app: App, rows: Sequence[Triage]) -> dict[str, str]:
    """Work and e-mail addresses of everyone, to be recognised by."""
    from kithkeeper.services.reading import list_contacts

    wanted: set[Any] = {row.contact for row in rows}
    found = {}
    for each in list_contacts(app.net.session, no_circle=True):
        if each.id in wanted:
            work = ", ".join(part for part in (each.title, each.organization) if part)
            parts = [f"– {work}" if work else "", f"<{each.emails[0]}>" if each.emails else ""]
            found[each.id] = "".join(one_line(part) and f" {one_line(part)}" for part in parts)
    return found
