"""`kith script, openers, checklist, card`: what to say, and what to tick off."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kithkeeper.cli.app import App, plain
from kithkeeper.cli.command import command, subcommand
from kithkeeper.errors import Invalid

if TYPE_CHECKING:
    from kithkeeper.services.playbooks import Draft, ItemRow

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group("script")
def script_command() -> None:
    """List, show and fill scripts: cold outreach, introductions, follow-ups."""


@subcommand(script_command, "list")
def list_scripts(app: App) -> None:
    """List the scripts: built in, of plugins, and your own in `playbook/`."""
    book = app.net.playbook.book
    rows = [
        {"name": each.name, "title": each.title, "channel": each.channel, "aliases": each.aliases,
         "source": each.source}
        for each in book.scripts.values()
    ]  # fmt: skip
    _warn(app)
    app.answer(rows, lambda: app.table(
        ("Name", "For", "Source"), ((row["name"], row["title"], row["source"]) for row in rows)
    ))  # fmt: skip


@subcommand(script_command, "show")
@click.argument("name")
def show_script(app: App, name: str) -> None:
    """Show a script with its slots."""
    from kithkeeper.playbook.template import parse

    one = app.net.playbook.book.script(name)
    slots = list(dict.fromkeys((*parse(one.subject).slots, *parse(one.text).slots)))
    data = {**one._asdict(), "slots": slots}

    def words() -> None:
        app.say(f"{one.name}: {one.title}")
        app.say(one.text)
        app.say(f"To fill in: {', '.join(slots)}")

    app.answer(data, words)


@subcommand(script_command, "fill")
@click.argument("name")
@click.option("--to", "contact", metavar="CONTACT", help="Whom it is for.")
@click.option("--to-name", metavar="N", default="", help="For someone who is no contact yet.")
@click.option("--circle", metavar="C", help="A draft for everyone in this circle.")
@click.option("--event", metavar="EVENT", help="The networking event it is about.")
@click.option("--set", "values", metavar="K=V", multiple=True, help="Words for a slot.")
@click.option("--eml", type=click.Path(path_type=Path), metavar="FILE", help="Write a draft for your mail program; with --circle a folder of them.")  # fmt: skip
@click.option("--plan", "on", metavar="DATE", help="With --circle: one item with all of them on this day.")  # fmt: skip
def fill_script(
    app: App, name: str, contact: str | None, to_name: str, circle: str | None, event: str | None,
    values: Sequence[str], eml: Path | None, on: str | None,
) -> None:  # fmt: skip
    """Fill a script in from the contact, the last touch and the event."""
    words = _pairs(values)
    _warn(app)
    if circle:
        drafts = app.net.playbook.fill_all(name, circle, values=words)
        _batch(app, name, circle, drafts, eml, on)
        return
    held = app.net.events.find(event).id if event else None
    draft = app.net.playbook.fill(
        name, to=app.who(contact) if contact else None, to_name=to_name, values=words, event=held
    )
    if eml:
        _write(eml, app.net.playbook.eml(draft))
    data = {**plain(draft), "eml": str(eml) if eml else None}
    app.answer(data, lambda: _print_draft(app, draft, eml))


@command("openers")
@click.argument("kind", required=False)
@click.option("--event", metavar="EVENT", help="Fill in its topics and people.")
@click.option("--set", "values", metavar="K=V", multiple=True, help="Words for a slot, such as host=Ada.")  # fmt: skip
def openers_command(app: App, kind: str | None, event: str | None, values: Sequence[str]) -> None:
    """Show lines to say: openers, questions, join, include, exit, chat, or all."""
    facts = {**(app.net.events.words(event) if event else {}), **_pairs(values)}
    book = app.net.playbook.book
    kinds = [kind] if kind else list(book.lines)
    rows = [
        {"kind": each, "text": line} for each in kinds for line in app.net.playbook.say(each, facts)
    ]

    def words() -> None:
        for each in kinds:
            app.say(book.lines[each].title)
            app.say_all(f"  {row['text']}" for row in rows if row["kind"] == each)

    _warn(app)
    app.answer(rows, words)


@command("checklist")
@click.argument("name", required=False)
@click.option("--tick", metavar="ITEM", multiple=True, help="Tick this item off.")
@click.option("--event", metavar="EVENT", help="For this networking event.")
@click.option("--on", metavar="DATE", help="The day of the tick; today if not given.")
def checklist_command(
    app: App, name: str | None, tick: Sequence[str], event: str | None, on: str | None
) -> None:
    """List the checklists, or show one and tick its items off."""
    service = app.net.playbook
    _warn(app)
    if name is None:
        if tick:
            raise click.UsageError("Name the checklist whose items are ticked.")
        known = service.book.checklists.values()
        rows = [{"name": each.name, "title": each.title, "when": each.when, "items": len(each.items),
                 "source": each.source} for each in known]  # fmt: skip
        app.answer(rows, lambda: app.table(
            ("Name", "For", "Items"), ((r["name"], r["title"], r["items"]) for r in rows)
        ))  # fmt: skip
        return
    subject = app.net.events.find(event).id if event else ""
    for item in tick:
        service.tick(name, item, subject=subject, on=app.day(on))
    items = service.checklist(name, subject=subject)
    app.answer(items, lambda: _print_items(app, items))


@command("card")
@click.option("--qr", type=_FILE, metavar="FILE", help="Draw its QR code (.png, .svg, .txt).")
def card_command(app: App, qr: Path | None) -> None:
    """Print your own card as a vCard, from the profile and the contact of your name."""
    text = app.net.playbook.card(qr)
    own = app.net.playbook.own_card()
    facts = {"organization": own.organization, "emails": own.emails, "phones": own.phones}
    missing = [field for field, value in facts.items() if not value]
    data = {"text": text, "missing": missing, "qr": str(qr) if qr else None}

    def words() -> None:
        app.say(text.replace("\r\n", "\n").rstrip())
        if qr:
            app.note(f"Written: {qr}")
        if missing:
            app.note(f"Not on it: {', '.join(missing)}. Add a contact named {own.name} with them.")

    app.answer(data, words)


def _pairs(values: Sequence[str]) -> dict[str, str]:
    found = {}
    for each in values:
        name, equals, value = each.partition("=")
        if not equals or not name.strip():
            raise Invalid("--set", f"{each!r} has no '='; write SLOT=WORDS")
        found[name.strip()] = value.strip()
    return found


def _batch(
    app: App, name: str, circle: str, drafts: Sequence[Draft], folder: Path | None, on: str | None
) -> None:
    """A draft for each of a circle; with a day, one item with all of them."""
    written = []
    for number, draft in enumerate(drafts, 1):
        if folder:
            file = folder / f"{number:03}.eml"
            _write(file, app.net.playbook.eml(draft))
            written.append(str(file))
    day = app.day(on)
    item = app.net.playbook.plan_batch(name, circle, drafts, day) if day else None
    data = {
        "text": "\n\n".join(each.text for each in drafts),
        "missing": sorted({slot for each in drafts for slot in each.missing}),
        "drafts": [plain(each) for each in drafts], "written": written,
        "touchpoint": item,
    }  # fmt: skip

    def words() -> None:
        for draft in drafts:
            app.say(f"{draft.name}: {draft.text}")
        app.say(f"{len(drafts)} drafts" + (f", in {folder}" if folder else "") + ".")

    app.answer(data, words)


def _write(file: Path, data: bytes) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    except OSError as error:
        raise Invalid("--eml", f"{file} can't be written: {error.strerror}") from error


def _print_draft(app: App, draft: Draft, file: Path | None) -> None:
    if draft.subject:
        app.say(f"Subject: {draft.subject}")
    app.say(draft.text)
    if draft.missing:
        app.note("Not known: " + ", ".join(draft.missing)
                 + f". Say it with --set {draft.missing[0]}='…'.")  # fmt: skip
    if file:
        app.note(f"Written: {file}")
    elif draft.to:
        app.note(f"Open as a draft: {draft.mailto}")


def _print_items(app: App, items: Sequence[ItemRow]) -> None:
    for each in items:
        box = "[x]" if each.done and (each.due is None or each.due > app.today) else "[ ]"
        again = f" (every {each.every}; due {each.due})" if each.every else ""
        app.say(f"{box} {each.text}{again}  –  {each.id}")


def _warn(app: App) -> None:
    for each in app.net.playbook.book.problems:
        where = f"{each.file}, line {each.line}" if each.line else each.file
        app.note(f"{where}: {each.record + ' ' if each.record else ''}{each.reason}")
