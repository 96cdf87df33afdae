"""Contacts and links between the store's documents and the model's values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kithkeeper.identity.compose import Own, compose
from kithkeeper.identity.work import WORK_FIELDS, of_job
from kithkeeper.model.card import Card
from kithkeeper.model.contact import Contact
from kithkeeper.store import Document, Store, Work

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_DECISIONS = (
    "circle", "placed_on", "cadence", "at_most", "archived", "paused", "paused_until",
    "touched_by_user", "removed",
)  # fmt: skip
_NOT_MODEL = ("display", "merged_into")


def contact_of(document: Document) -> Contact:
    """The contact that a row holds."""
    return Contact.model_validate(
        {name: value for name, value in document.items() if name not in _NOT_MODEL}
    )


def card_of(document: Mapping[str, object]) -> Card:
    """What a row says of a person, without the decisions."""
    return Card.model_validate(
        {name: value for name, value in document.items() if name in Card.model_fields}
    )


def document_of(contact: Contact) -> Document:
    """The row of a contact: what differs from the defaults, and the name that is shown."""
    document = dump_card(contact)
    document["display"] = contact.display_name
    return document


def new_row(card: Card, said: Document, contact: str) -> Document:
    """The row of a contact that nobody has decided anything of; `said` is the card's document."""
    return {**said, "id": contact, "display": card.display_name}


def dump_card(card: Card) -> Document:
    """A card as a document, less what has its default value."""
    return card.model_dump(mode="json", exclude_defaults=True)


def text_of(card: Card, field: str) -> str:
    """A scalar of a card as text; `names.given` reaches into the name, `title` into the job."""
    if field in WORK_FIELDS:
        return of_job(card.organizations, field)
    part = field.removeprefix("names.")
    value = getattr(card if part == field else card.names, part)
    return "" if value is None else str(value)


def link_key(connection: str, item: str) -> str:
    """Key of the row that ties an item of a source to a contact."""
    return f"{connection}|{item}"


def own_of(store: Store, contact: str) -> Own:
    """What the user says of a contact."""
    document = store.get("own", contact)
    return Own.load({k: v for k, v in document.items() if k != "id"} if document else {})


def links_of(store: Store, contact: str, order: Sequence[str]) -> list[Document]:
    """The ties of a contact to its sources, the highest first; unknown ones come last."""
    rank = {name: place for place, name in enumerate(order)}
    links = store.find("link", {"contact": contact, "gone": 0})
    links.sort(
        key=lambda link: (rank.get(link["connection"], len(rank)), link.get("since", 0), link["id"])
    )
    return links


def layers_of(store: Store, contact: str, order: Sequence[str]) -> list[Card]:
    """What the sources say of a contact, in the order of `links_of`."""
    return [Card.model_validate(link["card"]) for link in links_of(store, contact, order)]


def heard(link: Document, said: Document, today: date) -> Document:
    """Since when a source says what it says: what to keep of it in the link.

    `first` is the day on which the source first told of the person; `heard` has the day of each
    field that changed after that.

    Args:
        link: As it was; empty for a new one.
        said: What the source says now.
    """
    if not link:
        return {"first": today.isoformat()}
    before, days = link["card"], link.get("heard", {})
    now = {
        field: days.get(field) if before.get(field) == value else today.isoformat()
        for field, value in said.items()
        if field in days or before.get(field) != value
    }
    return {"heard": now} if now or days else {}


def recompose(
    store: Store, work: Work, contact: str, order: Sequence[str], region: str, **decisions: object
) -> Contact:
    """Write a contact anew from what the user and the sources say, with decisions changed.

    Args:
        decisions: Fields of `Contact` that no source speaks of, such as `circle`.

    Raises:
        KeyError: There is no such contact.
    """
    document = store.get("contact", contact)
    if document is None:
        raise KeyError(contact)
    card = compose(own_of(store, contact), layers_of(store, contact, order), region)
    made = contact_with(card, document, contact, **decisions)
    row = document_of(made)
    if "merged_into" in document:
        row["merged_into"] = document["merged_into"]
    work.put("contact", contact, row)
    return made


def contact_with(
    card: Card, document: Mapping[str, object], contact: str, **decisions: object
) -> Contact:
    """A contact out of a card, and the decisions of a row or of the caller."""
    kept = {name: document[name] for name in _DECISIONS if name in document}
    return Contact.model_validate({**dump_card(card), **kept, **decisions, "id": contact})
