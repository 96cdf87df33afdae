"""`kith duplicates, merge, split`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from kithkeeper.cli.app import App
from kithkeeper.cli.command import command
from kithkeeper.cli.keys import END, Read, keypresses
from kithkeeper.cli.text import one_line
from kithkeeper.rules.phrases import count

if TYPE_CHECKING:
    from kithkeeper.services.duplicates import Pair

_KEYS = {"m": "merge", "d": "different", "l": "later", "q": "quit"}


@command("duplicates")
@click.option("--review", is_flag=True, help="Walk through them, one keypress each.")
@click.option(
    "--merge-at-least", "least", type=click.FloatRange(0, 1), metavar="S",
    help="Merge all pairs from this score on, from 0 to 1.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Only say what --merge-at-least would merge.")
@click.option(
    "--dismiss", nargs=2, metavar="A B", help="These are two people; never propose them again."
)
def duplicates_command(
    app: App, review: bool, least: float | None, dry_run: bool, dismiss: tuple[str, str] | None
) -> None:
    """Show contacts that may be one person, with what speaks for it and against it."""
    if sum((review, least is not None, dismiss is not None)) > 1:
        raise click.UsageError("Use one of --review, --merge-at-least and --dismiss.")
    if dry_run and least is None:
        raise click.UsageError("--dry-run belongs to --merge-at-least.")
    if dismiss:
        app.net.duplicates.dismiss(app.who(dismiss[0]), app.who(dismiss[1]))
    if least is not None:
        merged = app.net.duplicates.merge_at_least(least, dry_run=dry_run)
        verb = "Would merge" if dry_run else "Merged"
        app.answer(merged, lambda: _print(app, merged, f"{verb} {count(len(merged), 'pair')}."))
    elif review:
        _review(app)
    else:
        pairs = app.net.duplicates()
        app.answer(pairs, lambda: _print(app, pairs, _hint(pairs)))


@command("merge")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
def merge_command(app: App, first: str, second: str) -> None:
    """Make one person of two; where both say something, A wins."""
    kept, gone = app.who(first), app.who(second)
    made = app.net.contacts.merge(kept, gone)
    data = {**_shown(app, made.id), "contact": made.id, "merged": gone}
    app.answer(data, lambda: app.say(f"{made.display_name} is one person now; `kith split {made.id[:8]}` takes it back."))  # fmt: skip


@command("split")
@click.argument("contact")
def split_command(app: App, contact: str) -> None:
    """Take apart who was merged last; what was added since stays with the first."""
    row = app.net.session.store.get("contact", contact)
    first, second = app.net.contacts.split(contact if row else app.who(contact))
    data = {**_shown(app, first.id), "contact": first.id, "split": second.id}
    app.answer(data, lambda: app.say_all(
        f"{each.display_name}  {each.id}" for each in (first, second)
    ))  # fmt: skip


def _shown(app: App, contact: str) -> dict[str, Any]:
    from kithkeeper.cli.views import show_document

    return show_document(app, contact)


def _hint(pairs: Sequence[Pair]) -> str:
    if not pairs:
        return "No likely doubles."
    return (
        f"{count(len(pairs), 'pair')}; decide with `kith duplicates --review`, or `kith merge A B`."
    )


def _print(app: App, pairs: Sequence[Pair], last: str) -> None:
    if pairs:
        app.table(
            ("Score", "Name", "Name", "Because", "Ids"),
            (
                (f"{p.score:.2f}", p.a_name, p.b_name, p.because, f"{p.a[:8]} {p.b[:8]}")
                for p in pairs
            ),
        )
    app.say(last)


def _review(app: App) -> None:
    """One pair a keypress, until all are decided or the user quits; what is decided stands."""
    from kithkeeper.store import Group

    if not app.interactive:
        raise click.UsageError("--review needs a terminal; try --merge-at-least or --dismiss.")
    group = Group("user", "reviewed likely doubles")
    pairs = app.net.duplicates.for_review()
    gone: dict[str, str] = {}
    app.say(_keys())
    with keypresses() as read:
        for number, given in enumerate(pairs, 1):
            pair = given._replace(a=gone.get(given.a, given.a), b=gone.get(given.b, given.b))
            if pair.a == pair.b:
                continue
            _show_pair(app, pair, f"{number}/{len(pairs)}")
            key = _key(app, read)
            app.say(f"      {_KEYS[key]}")
            if key == "q":
                break
            if key == "m":
                app.net.duplicates.merge(pair, parent=group)
                gone = {old: pair.a if new == pair.b else new for old, new in gone.items()}
                gone[pair.b] = pair.a
            elif key == "d":
                app.net.duplicates.dismiss(pair.a, pair.b, parent=group)
            else:
                app.net.duplicates.put_off(pair)
    left = len(app.net.duplicates())
    app.say(f"{count(left, 'pair is', 'pairs are')} left; `kith duplicates --review` goes on." if left else "All decided.")  # fmt: skip


def _show_pair(app: App, pair: Pair, place: str) -> None:
    app.say()
    app.say(f"{place}  {pair.score:.2f}  {one_line(pair.because)}")
    for contact in (pair.a, pair.b):
        row = app.net.session.store.get("contact", contact) or {}
        work = (row.get("organizations") or [{}])[0]
        parts = (
            row.get("display", ""), work.get("title", ""), work.get("name", ""), row.get("circle") or "",
            *(each["value"] for field in ("emails", "phones") for each in row.get(field, ())[:3]),
        )  # fmt: skip
        app.say("      " + one_line(" · ".join(part for part in parts if part)))


def _key(app: App, read: Read) -> str:
    while (key := read()) not in _KEYS:
        if key == END:
            return "q"
        app.say(_keys())
    return key


def _keys() -> str:
    return "  ".join(f"{key} {what}" for key, what in _KEYS.items())
