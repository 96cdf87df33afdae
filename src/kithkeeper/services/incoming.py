"""Records of a document from outside, checked before they become rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kithkeeper.errors import Invalid
from kithkeeper.store import Document
from kithkeeper.store.tables import TABLES

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kithkeeper.model import Card, Contact

_ID = re.compile(r"[\w.:|@+%/=-]{1,2000}")
_CONTACT_ID = re.compile(r"[\w-]{1,64}")
_PEOPLE = {
    "touchpoint": ("contacts",), "exchange": ("contacts",), "commitment": ("contact",),
    "encounter": ("contact",), "community_act": ("contacts",), "introduction": ("a", "b", "asked_of"),
    "relation": ("a", "b"), "networking_event": ("expected",),
}  # fmt: skip
"""Fields that name people, by table."""
_MODELS = {
    "touchpoint": "Touchpoint", "exchange": "Exchange", "commitment": "Commitment",
    "networking_event": "NetworkingEvent", "encounter": "Encounter", "community": "Community",
    "community_act": "CommunityAct", "introduction": "Introduction", "relation": "Relation",
    "goal": "Goal", "goal_tick": "GoalTick", "checklist_tick": "ChecklistTick",
}  # fmt: skip
_COLUMNS = ("contact", "parent", "state", "date")
"""Fields that a row may have beside its model's, for finding it."""
_CANONICAL = ("touchpoint", "exchange", "commitment")
"""Tables whose documents are written in full, and whose rows leave the defaults out."""
_WAS = {"own": dict, "brought": dict, "decisions": dict, "since": dict, "row": dict, "refs": list,
        "dropped": list, "made": list, "n": int}  # fmt: skip


class Unfit(Exception):
    """Why a record can't be taken."""


def named(table: str, value: Any) -> Iterator[str]:
    """Ids of the people that a row names."""
    if not isinstance(value, dict):
        return
    for field in _PEOPLE.get(table, ()):
        named = value.get(field)
        if isinstance(named, list):
            yield from (str(each) for each in named)
        elif named:
            yield str(named)


def contact_from(value: Any) -> Contact:
    """A contact, less what is no field of one.

    Raises:
        Unfit: It has no id or no name, or a value is not one of its field.
    """
    from kithkeeper.model import Contact

    if not isinstance(value, dict):
        raise Unfit("the contact is no object")
    if not _CONTACT_ID.fullmatch(str(value.get("id", ""))):
        raise Unfit("it has no id")
    known = {name: value[name] for name in Contact.model_fields if name in value}
    made = _made(Contact, known)
    if not made.display_name:
        raise Unfit("it has no name, organization, e-mail or phone")
    return made


def _made(model: type[Contact], known: Document) -> Contact:
    try:
        return model.model_validate(known)
    except (Invalid, ValueError) as error:
        raise Unfit(f"a value can't be taken: {short(error)}") from error


def link_from(value: Any, contact: str) -> tuple[Document, Card]:
    """The row of what one source says of a contact, and its card.

    Raises:
        ValueError, TypeError, KeyError: It is none.
    """
    from kithkeeper.model import Card
    from kithkeeper.sync.rows import dump_card, link_key
    from kithkeeper.sync.unkept import checked

    if not isinstance(value, dict):
        raise TypeError("a source is no object")
    card = Card.model_validate(value["card"])
    connection, item = str(value["connection"]), str(value["item"])
    texts = {name: value[name] for name in ("version", "raw", "uid", "first") if name in value}
    if any(each is not None and not isinstance(each, str) for each in texts.values()):
        raise TypeError("a source's version, raw, uid or first day is no text")
    row = {
        **texts, "id": link_key(connection, item), "connection": connection, "item": item, "contact": contact,
        "card": dump_card(card),
    }  # fmt: skip
    row.update(
        {name: value[name] for name in ("gone", "delete") if isinstance(value.get(name), bool)}
    )
    if "unkept" in value:
        row["unkept"] = checked(value["unkept"])
    if isinstance(value.get("since"), int):
        row["since"] = value["since"]
    return row, card


def key_of(value: Any) -> str:
    """The id of a row.

    Raises:
        Unfit: It has none.
    """
    if not isinstance(value, dict) or not _ID.fullmatch(str(value.get("id", ""))):
        raise Unfit("it is no object with an id")
    return str(value["id"])


def merged_from(value: Any) -> Document:
    """The row of a contact that was merged into another one.

    Raises:
        Unfit: It could not be split off again.
    """
    key = key_of(value)
    was = value.get("was")
    if not isinstance(was, dict) or not all(
        isinstance(was.get(n), kind) for n, kind in _WAS.items()
    ):
        raise Unfit("what it was before it was merged is missing")
    rows = [*was["refs"], *was["dropped"], *was["made"]]
    if not all(isinstance(each, list) and len(each) > 1 and each[0] in TABLES for each in rows):
        raise Unfit("what went over when it was merged can't be read")
    if not all(len(each) == 5 for each in was["refs"]) or not all(
        len(each) == 3 for each in was["dropped"]
    ):
        raise Unfit("what went over when it was merged can't be read")
    contact_from({**was["row"], "id": key})
    return {"merged_into": str(value.get("merged_into", "")), "was": was}


def validated(table: str, value: Document) -> Document:
    """The row, checked by its model; what neither the model nor the table knows is left out.

    Raises:
        Unfit: A value is not one of its field.
    """
    from kithkeeper import model as nouns

    if table not in _MODELS:
        return {name: each for name, each in value.items() if _is_plain(each)}
    model: type[BaseModel] = getattr(nouns, _MODELS[table])
    fields = model.model_fields
    try:
        made = model.model_validate({name: value[name] for name in fields if name in value})
    except (Invalid, ValueError) as error:
        raise Unfit(f"a value can't be taken: {short(error)}") from error
    if table in _CANONICAL:
        row = made.model_dump(mode="json", exclude_defaults=True)
        return row | ({"contacts": list(value["contacts"])} if table == "touchpoint" else {})
    beside = {name: value[name] for name in _COLUMNS if isinstance(value.get(name), str)}
    return beside | {name: value[name] for name in fields if name in value}


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, (str, int, float, bool))


def label(value: Any) -> str:
    """Something to recognise a record by."""
    if not isinstance(value, dict):
        return ""
    return str(value.get("name") or value.get("display") or value.get("id") or "")[:80]


def short(error: Exception) -> str:
    """What went wrong, in a line."""
    return " ".join(str(error).split())[:200]
