"""What the user wants done with all who come from a source: which circle, which tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kithkeeper.identity.compose import add_item, compose
from kithkeeper.model.card import Card
from kithkeeper.model.contact import Contact
from kithkeeper.store import Document, Store, Work
from kithkeeper.sync.rows import (
    contact_of,
    contact_with,
    document_of,
    dump_card,
    layers_of,
    own_of,
)


@dataclass
class Wishes:
    """What the user wants done with all that comes from a source.

    Attributes:
        order: Names of the connections, the highest source first.
        groups: Circle by label, casefolded.
        circle: A circle for everyone without one.
        tags: Tags for everyone.
    """

    today: date
    order: Sequence[str] = ()
    region: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)
    circle: str | None = None
    tags: tuple[str, ...] = ()


class Placing:
    """Places and tags contacts as the wishes say, inside the caller's transaction."""

    def __init__(self, store: Store, wishes: Wishes) -> None:
        self._store = store
        self._wishes = wishes

    def of_new(self, work: Work, contact: str, row: Document) -> Document:
        """The row of a new contact, placed and tagged; writing it is left to the caller."""
        row = row | self._placed(row.get("tags", ()))
        if not self._wishes.tags:
            return row
        return document_of(self._tagged(work, contact, contact_of(row)))

    def apply(self, work: Work, contact: str, document: Document) -> bool:
        """Place and tag someone who was known before, where the user asked for it; whether it
        changed anything.
        """
        changed = False
        missing = [tag for tag in self._wishes.tags if tag not in document.get("tags", ())]
        if missing:
            made = self._tagged(work, contact, contact_with(Card(), document, contact))
            changed = work.put("contact", contact, document_of(made))
            document = self._store.get("contact", contact) or {}
        if not document.get("circle") and not document.get("removed"):
            placed = self._placed(document.get("tags", ()))
            if placed:
                changed = work.put("contact", contact, {**document, **placed}) or changed
        return changed

    def _tagged(self, work: Work, contact: str, made: Contact) -> Contact:
        own = own_of(self._store, contact)
        for tag in self._wishes.tags:
            own = add_item(own, "tags", tag)
        work.put("own", contact, own.dump())
        card = compose(
            own, layers_of(self._store, contact, self._wishes.order), self._wishes.region
        )
        return contact_with(card, dump_card(made), contact)

    def _placed(self, tags: Sequence[str]) -> dict[str, str]:
        """The circle that the user's wish or a label puts someone in."""
        circle = self._wishes.circle
        if circle is None:
            named = (self._wishes.groups.get(tag.casefold()) for tag in tags)
            circle = next((each for each in named if each), None)
        return {"circle": circle, "placed_on": str(self._wishes.today)} if circle else {}
