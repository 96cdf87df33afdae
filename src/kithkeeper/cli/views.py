"""How contacts are shown, in words and as documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kithkeeper.cli.app import App, plain
from kithkeeper.cli.text import one_line
from kithkeeper.services.showing import how_met

if TYPE_CHECKING:
    from kithkeeper.errors import Problem
    from kithkeeper.services.reading import ContactRow


def print_contacts(app: App, rows: Sequence[ContactRow], hint: str) -> None:
    """A table of contacts, or what to do when there are none."""
    if not rows:
        app.say(hint)
        return
    app.table(
        ("Name", "Organization", "Circle", "Last touch", "Next due", "Id"),
        (
            (row.name, row.organization, row.circle, row.last_touch, row.next_due, row.id[:8])
            for row in rows
        ),
    )


def problem_view(problem: Problem) -> dict[str, Any]:
    """A record that could not be taken, as `--json` prints it."""
    return {name: getattr(problem, name) for name in ("file", "line", "record", "reason")}


def contact_view(app: App, contact: str) -> dict[str, Any]:
    """One contact with the keys of `kith list`, archived or not."""
    from kithkeeper.services.reading import list_contacts

    session = app.net.session
    found = [
        *list_contacts(session, ids=[contact]),
        *list_contacts(session, ids=[contact], archived=True),
    ]
    return plain(found[0]) if found else {"id": contact}


def show_document(app: App, contact: str) -> dict[str, Any]:
    """Everything about one contact, as `kith show --json` prints it."""
    from kithkeeper.services.showing import show

    document = {**contact_view(app, contact), **show(app.net.session, contact)}
    if app.json:
        from kithkeeper.services.provenance import provenance_of

        document["provenance"] = provenance_of(app.net.session, document["id"])
    return document


def print_contact(app: App, document: dict[str, Any]) -> None:
    """Everything about one contact in words."""
    work = ", ".join(part for part in (document["title"], document["organization"]) if part)
    app.say(one_line(document["name"] + (f" – {work}" if work else "")))
    for label, value in _facts(document):
        if value:
            app.say(f"  {label + ':':<16} {value if label == 'notes' else one_line(value)}")
    for title, key in (
        ("Touchpoints", "touchpoints"),
        ("Exchanges", "exchanges"),
        ("Promises", "commitments"),
    ):
        rows = _whole(document[key])
        if rows:
            app.say(f"{title}")
            for each in rows[:10]:
                app.say("  " + one_line(_line(key, each)))
    if document["missing"]:
        app.say(f"Not known yet: {', '.join(document['missing'])}")
    app.say(f"Id {document['id']}")


def _known(relation: dict[str, Any]) -> str:
    how = f" ({relation['how']})" if relation["how"] else ""
    return f"{relation['name']}{how}"


def _facts(document: dict[str, Any]) -> list[tuple[str, str]]:
    due = document["next_due"]
    return [
        ("circle", document["circle"] or "none yet; place them with `kith circle`"),
        ("next due", f"{due} ({document['because']})" if due else document["because"]),
        ("last touch", document["last_touch"] or ""),
        ("e-mail", ", ".join(document["emails"])),
        ("phone", ", ".join(document["phones"])),
        ("birthday", document["birthday"] or ""),
        ("tags", ", ".join(document["tags"])),
        ("how you met", how_met(document)),
        ("interests", ", ".join(document["interests"])),
        ("personal", ", ".join(document["personal"])),
        ("you can help", ", ".join(document["can_help_with"])),
        ("they can help", ", ".join(document["could_help_with"])),
        ("knows", ", ".join(_known(each) for each in document["relations"])),
        ("links", ", ".join(each["url"] for each in document["links"])),
        ("notes", document["notes"]),
        ("sources", ", ".join(each["connection"] for each in document["sources"])),
    ]


def _whole(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without those that another one of them completed."""
    ids = {each["id"] for each in rows}
    return [each for each in rows if each.get("parent") not in ids]


def _line(key: str, each: dict[str, Any]) -> str:
    match key:
        case "touchpoints":
            parts = (
                each["date"],
                each["state"],
                each["channel"] or each["kind"],
                each["note"].split("\n")[0],
            )
        case "exchanges":
            parts = (each["on"], each["direction"], each["kind"], each["what"])
        case _:
            parts = (
                each["by"],
                each["state"],
                "theirs" if each["theirs"] else "yours",
                each["what"],
            )
    return "  ".join(str(part) for part in parts if part)
