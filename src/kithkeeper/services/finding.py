"""Finding who is meant: by value or id in the library, by whatever was typed in the command."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias, cast

from kithkeeper.errors import Ambiguous, Candidate, Invalid, NotFound
from kithkeeper.store import Document, Store

if TYPE_CHECKING:
    from kithkeeper.model import Contact

    Who: TypeAlias = Contact | str

_COLUMNS = ("id", "name", "organization", "emails", "merged_into", "removed")


def id_of(who: Who) -> str:
    """The id of whom a caller of the library means.

    Raises:
        Invalid: It is neither a value that has one nor an id.
    """
    key = who if isinstance(who, str) else getattr(who, "id", None)
    if not isinstance(key, str):
        raise Invalid("contact", f"{who!r} is neither a contact nor the id of one")
    return key


def contact_row(store: Store, who: Who) -> Document:
    """The row of a contact given as a value or by id; ids that were merged stay valid.

    Raises:
        NotFound: There is no contact with this id.
        Invalid: It is neither a contact nor an id.
    """
    key = id_of(who)
    document = store.get("contact", key)
    while document and document.get("merged_into"):
        document = store.get("contact", document["merged_into"])
    if document is None:
        raise NotFound("contact", key)
    return document


def find_contact(store: Store, text: str) -> str:
    """The id of the contact that a person means by `text`.

    An id or the unique beginning of one, a full name, an e-mail address, or an unambiguous part
    of a name; the first of these that fits anyone decides.

    Raises:
        NotFound: It fits nobody.
        Ambiguous: It fits several; they are listed.
    """
    wanted = text.strip().casefold()
    if not wanted:
        raise NotFound("contact", text)
    people = [row for row in store.columns("contact", _COLUMNS) if row[4] is None]
    if store.get("contact", text.strip()):
        return str(contact_row(store, text.strip())["id"])
    for fits in (
        lambda row: row[1].casefold() == wanted,
        lambda row: wanted in row[3].casefold() and f'"{wanted}"' in row[3].casefold(),
        lambda row: len(wanted) >= 4 and row[0].startswith(wanted),
        lambda row: _has_words(row[1], wanted),
        lambda row: wanted in row[1].casefold(),
    ):
        found = [row for row in people if fits(row)]
        present = [row for row in found if not row[5]] or found
        if len(present) == 1:
            return str(present[0][0])
        if present:
            raise Ambiguous(text, tuple(Candidate(row[0], row[1], row[2] or "") for row in present))
    raise NotFound("contact", text, "Try `kith search` or `kith list`.")


def near_name(store: Store, text: str) -> str | None:
    """The name that is written most like `text`, in whole or in one word of it; None if none is."""
    from difflib import get_close_matches

    names = [row[0] for row in store.columns("contact", ["name"], {"archived": 0})]
    parts = {word: name for name in names for word in (*name.casefold().split(), name.casefold())}
    close = get_close_matches(text.strip().casefold(), parts, n=1, cutoff=0.75)
    return parts[close[0]] if close else None


def find_touchpoint(store: Store, text: str) -> Document | None:
    """The touchpoint with this id, or with a unique beginning of one; None if there is none.

    Raises:
        Ambiguous: Several ids begin like this.
    """
    if document := store.get("touchpoint", text):
        return document
    if len(text) < 6:
        return None
    ids = [row[0] for row in store.columns("touchpoint", ["id"]) if row[0].startswith(text)]
    if len(ids) > 1:
        raise Ambiguous(text, tuple(Candidate(each, each) for each in ids[:10]))
    return store.get("touchpoint", ids[0]) if ids else None


def by_beginning(store: Store, table: str, text: str, kind: str = "") -> Document:
    """The row of a table with this id, or with a unique beginning of one, of six letters or more.

    Raises:
        NotFound: No id begins like this.
        Ambiguous: Several do.
    """
    if document := store.get(table, text):
        return document
    ids = [row[0] for row in store.columns(table, ["id"]) if row[0].startswith(text)]
    if len(text) < 6 or not ids:
        raise NotFound(kind or table, text)
    if len(ids) > 1:
        raise Ambiguous(text, tuple(Candidate(each, each) for each in ids[:10]))
    found = store.get(table, ids[0])
    assert found is not None
    return found


def by_name(store: Store, table: str, text: str, kind: str) -> Document:
    """The row that a person means: by id, by its whole name, or by an unambiguous part of it.

    Raises:
        NotFound: It fits none.
        Ambiguous: It fits several; they are listed.
    """
    wanted = text.strip().casefold()
    rows = store.find(table)
    for fits in (
        lambda row: row["id"] == text.strip(),
        lambda row: row.get("name", "").casefold() == wanted,
        lambda row: len(wanted) >= 6 and row["id"].startswith(wanted),
        lambda row: bool(wanted) and wanted in row.get("name", "").casefold(),
    ):
        found = [row for row in rows if fits(row)]
        if len(found) == 1:
            return found[0]
        if found:
            shown = (Candidate(row["id"], row["name"], str(row.get("on", ""))) for row in found)
            raise Ambiguous(text, tuple(shown))
    raise NotFound(kind, text)


def _has_words(name: str, wanted: str) -> bool:
    return set(wanted.split()) <= set(name.casefold().split())


def several(who: Who | Sequence[Who]) -> list[Who]:
    """One person or several as a list; a contact is one, though its model can be iterated."""
    return list(who) if isinstance(who, (list, tuple)) else [cast("Who", who)]
