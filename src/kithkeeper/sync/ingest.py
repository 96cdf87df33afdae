"""Taking in what a source says: who is meant, what is new, and the contact that follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from kithkeeper.errors import Problem
from kithkeeper.identity.compose import Own, add_item, compose
from kithkeeper.identity.ids import new_contact_id
from kithkeeper.identity.keys import strong_keys
from kithkeeper.identity.match import Index
from kithkeeper.identity.own import edit
from kithkeeper.model.card import Card
from kithkeeper.model.contact import Contact
from kithkeeper.store import Document, Store, Work
from kithkeeper.sync.ports import Change
from kithkeeper.sync.rows import (
    card_of,
    contact_of,
    contact_with,
    document_of,
    dump_card,
    heard,
    layers_of,
    link_key,
    new_row,
    own_of,
    recompose,
)
from kithkeeper.sync.tombstones import Tombstones

_OWN_KEY = "kithkeeper:"
"""Begins a previous key by which an export of ours says which contact it was."""
_DERIVED = "row:"
"""Begins a key that is made of what the record says, for want of an identity."""


@dataclass
class Tally:
    """How many cards went which way; their sum is the number of cards."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    merged: int = 0
    rejected: int = 0
    removed: int = 0

    def count(self, outcome: str) -> None:
        """Count one more."""
        setattr(self, outcome, getattr(self, outcome) + 1)

    @property
    def cards(self) -> int:
        """All cards that were read."""
        return self.added + self.updated + self.unchanged + self.merged + self.rejected


class Taken(NamedTuple):
    """What became of one card: `added`, `updated`, `unchanged`, `merged`, `removed` or `rejected`."""

    outcome: str
    contact: str | None = None
    problem: Problem | None = None


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


class Ingest:
    """Takes the cards of one source in, one at a time, inside the caller's transactions.

    Args:
        connection: Name of the source; its keys are unique within it.
    """

    def __init__(
        self,
        store: Store,
        connection: str,
        wishes: Wishes,
        make_id: Callable[[], str] = new_contact_id,
    ) -> None:
        self.connection = connection
        self.tally = Tally()
        self._store = store
        self._wishes = wishes
        self._make_id = make_id
        self._indexes: tuple[Index, Index] | None = None
        self._in_file: set[str] = set()
        self._keys_of_file: Counter[str] | None = None
        self._rejoined: list[str] = []
        self._tombstones = Tombstones(store)
        self.seen: set[str] = set()
        self.touched: dict[str, str] = {}

    def new_file(self) -> None:
        """Two cards of one file are never merged; this begins the next file."""
        self._in_file.clear()
        self._keys_of_file = Counter()

    def end_file(self, work: Work) -> None:
        """Let records that changed what their key is made of take the place of those before."""
        for contact in self._rejoined:
            links = self._store.find("link", {"connection": self.connection, "contact": contact, "gone": 0})  # fmt: skip
            stale = [each for each in links if _is_stale(each["item"], self.seen)]
            if len(stale) == 1:
                work.delete("link", stale[0]["id"])
                recompose(self._store, work, contact, self._wishes.order, self._wishes.region)
                self._reindex(contact)
                self.tally.merged -= 1
                self.tally.updated += 1
                self.touched[contact] = "updated"
        self._rejoined.clear()

    def take(self, work: Work, change: Change, file: str = "") -> Taken:
        """Take one change in, and count it."""
        if self._keys_of_file is not None:
            change = self._told_apart(change, self._keys_of_file)
        taken = self._taken(work, change, file)
        self.tally.count(taken.outcome)
        if taken.contact:
            self._in_file.add(taken.contact)
            if taken.outcome != "unchanged":
                self.touched[taken.contact] = taken.outcome
        return taken

    def _told_apart(self, change: Change, keys: Counter[str]) -> Change:
        """A second card of one file under the same key, as a further layer of the same person."""
        keys[change.key] += 1
        number = keys[change.key]
        return change if number == 1 else replace(change, key=f"{change.key}#{number}")

    def who_is(self, card: Card) -> str | None:
        """The one contact that a card means, if it is surely known.

        A card that has nothing but a full name means the only one of that name whom the same
        source brought: that is how older exports name people.
        """
        if known := self._surely(card, ()):
            return known
        return None if strong_keys(card, self._wishes.region) else self._named(card.display_name)

    def _named(self, name: str) -> str | None:
        if len(name.split()) < 2:
            return None
        found = self._store.columns(
            "contact", ["id"], {"sort": name.casefold(), "merged_into": None}, limit=2
        )
        if len(found) != 1:
            return None
        ours = {"connection": self.connection, "contact": found[0][0]}
        return found[0][0] if self._store.find("link", ours, limit=1) else None

    def reject(self) -> None:
        """Count a card that the reader could not make sense of."""
        self.tally.rejected += 1

    def _taken(self, work: Work, change: Change, file: str) -> Taken:
        self.seen.add(change.key)
        link = self._link(work, change)
        if change.card is None:
            return self.drop(work, change.key) if link else Taken("unchanged")
        if link:
            return self._known(work, link, change, change.card)
        if not change.card.display_name:
            reason = "it has no name, organization, e-mail or phone"
            return Taken("rejected", None, Problem(file, change.line, change.key, reason))
        if contact := self._exported(change):
            return self._came_back(work, change, contact)
        if self._tombstones.covers(self.connection, change.key, change.card, self._wishes.region):
            return Taken("unchanged")
        return self._unknown(work, change, change.card)

    def drop(self, work: Work, key: str) -> Taken:
        """Remove a link and what only it gave; archive a contact that nothing is left of.

        Of one that is hidden the link stays, marked as gone, so that the person is known again
        if the source brings them back.
        """
        link = self._store.get("link", link_key(self.connection, key))
        if link is None:
            return Taken("unchanged")
        contact = link["contact"]
        document = self._store.get("contact", contact)
        if document is None:
            work.delete("link", link["id"])
            return Taken("removed")
        if document.get("removed") or document.get("archived"):
            work.put("link", link["id"], {**link, "gone": True})
            return Taken("removed", contact)
        others = [each for each in self._store.find("link", {"contact": contact, "gone": 0}) if each["id"] != link["id"]]  # fmt: skip
        if others or document.get("touched_by_user"):
            work.delete("link", link["id"])
            self._keep_name(work, contact, document, named=bool(others))
            recompose(self._store, work, contact, self._wishes.order, self._wishes.region)
        else:
            work.put("link", link["id"], {**link, "gone": True})
            work.put("contact", contact, {**document, "archived": True})
        return Taken("removed", contact)

    def _keep_name(self, work: Work, contact: str, document: Document, *, named: bool) -> None:
        """Someone whom the user placed or met, and whom no source names any more, keeps a name."""
        own = own_of(self._store, contact)
        if not named and not compose(own, [], self._wishes.region).display_name:
            shown = str(document.get("display", ""))
            work.put("own", contact, edit(own, "name", shown).dump())

    def _link(self, work: Work, change: Change) -> Document | None:
        link = self._store.get("link", link_key(self.connection, change.key))
        if link:
            return link
        for key in change.previous_keys:
            known = self._store.get("link", link_key(self.connection, key))
            if known and key not in self.seen:
                return self._rekeyed(work, known, change.key)
        uid = change.card.uid if change.card else ""
        if not uid:
            return None
        same = self._store.find("link", {"connection": self.connection, "uid": uid}, limit=2)
        free = [each for each in same if each["item"] not in self.seen]
        return self._rekeyed(work, free[0], change.key) if len(free) == 1 else None

    def _exported(self, change: Change) -> str | None:
        """The contact that an export of ours names, if it is still here."""
        named = (key for key in change.previous_keys if key.startswith(_OWN_KEY))
        contact = next(named, "").removeprefix(_OWN_KEY)
        document = self._store.get("contact", contact) if contact else None
        while document and document.get("merged_into"):
            document = self._store.get("contact", document["merged_into"])
        return None if document is None or document["id"] in self._in_file else document["id"]

    def _came_back(self, work: Work, change: Change, contact: str) -> Taken:
        """Take what was changed in an export of ours; where nothing was, nothing is remembered."""
        before = self._store.get("contact", contact) or {}
        self._add_link(work, change, contact)
        recompose(self._store, work, contact, self._wishes.order, self._wishes.region)
        now = self._store.get("contact", contact) or {}
        if now == before:
            work.delete("link", link_key(self.connection, change.key))
        if not self._apply_wishes(work, contact, now) and now == before:
            return Taken("unchanged", contact)
        self._reindex(contact)
        return Taken("updated", contact)

    def _rekeyed(self, work: Work, link: Document, key: str) -> Document:
        work.delete("link", link["id"])
        moved = {**link, "item": key, "id": link_key(self.connection, key)}
        work.put("link", moved["id"], moved)
        return moved

    def _known(self, work: Work, link: Document, change: Change, card: Card) -> Taken:
        contact = link["contact"]
        said = dump_card(card)
        before = self._store.get("contact", contact)
        kept = {name: value for name, value in link.items() if name != "gone"}
        work.put("link", link["id"], {**kept, **self._said(change, said, link)})
        if before is None:
            return Taken("unchanged")
        if said == link["card"] and not link.get("gone"):
            changed = self._apply_wishes(work, contact, before)
            return Taken("updated" if changed else "unchanged", contact)
        decisions: dict[str, object] = {}
        if before.get("archived") and not before.get("touched_by_user") and link.get("gone"):
            decisions["archived"] = False
        recompose(self._store, work, contact, self._wishes.order, self._wishes.region, **decisions)
        now = self._store.get("contact", contact) or {}
        placed = self._apply_wishes(work, contact, now)
        if now == before and not placed:
            return Taken("unchanged", contact)
        self._reindex(contact)
        return Taken("updated", contact)

    def _unknown(self, work: Work, change: Change, card: Card) -> Taken:
        known = self._twin(change) or self._namesake(card) or self._surely(card, self._in_file)
        if known and self._store.get("contact", known):
            if change.key.startswith(_DERIVED) and self._keys_of_file is not None:
                self._rejoined.append(known)
            self._add_link(work, change, known)
            recompose(self._store, work, known, self._wishes.order, self._wishes.region)
            self._apply_wishes(work, known, self._store.get("contact", known) or {})
            self._reindex(known)
            return Taken("merged", known)
        contact = self._make_id()
        said = self._add_link(work, change, contact)
        composed = compose(Own(), [card], self._wishes.region)
        row = new_row(composed, said if composed is card else dump_card(composed), contact)
        row |= self._placed(composed.tags)
        if self._wishes.tags:
            row = document_of(self._tagged(work, contact, contact_of(row)))
        work.put("contact", contact, row)
        self._matches()[0].add(contact, card)
        return Taken("added", contact)

    def _twin(self, change: Change) -> str | None:
        """The contact of the card before it in the same file that has the same key."""
        before, mark, number = change.key.rpartition("#")
        if not mark or not number.isdigit() or self._keys_of_file is None:
            return None
        link = self._store.get("link", link_key(self.connection, before))
        return link["contact"] if link and self._keys_of_file[before] > 1 else None

    def _namesake(self, card: Card) -> str | None:
        """The contact of another item of this source that has the same UID: a copy, or a link."""
        if not card.uid:
            return None
        links = self._store.find("link", {"connection": self.connection, "uid": card.uid}, limit=1)
        return links[0]["contact"] if links else None

    def _surely(self, card: Card, exclude: Collection[str]) -> str | None:
        """Who is meant: somebody who is here, else somebody whom the user put away."""
        for known in self._matches():
            match = known.find(card, exclude=exclude)
            if match.kind == "same":
                return match.contact
        return None

    def _tagged(self, work: Work, contact: str, made: Contact) -> Contact:
        own = own_of(self._store, contact)
        for tag in self._wishes.tags:
            own = add_item(own, "tags", tag)
        work.put("own", contact, own.dump())
        card = compose(
            own, layers_of(self._store, contact, self._wishes.order), self._wishes.region
        )
        return contact_with(card, dump_card(made), contact)

    def _apply_wishes(self, work: Work, contact: str, document: Document) -> bool:
        """Place and tag someone who was known before, where the user asked for it."""
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

    def _placed(self, tags: Sequence[str]) -> dict[str, str]:
        """The circle that the user's wish or a label puts someone in."""
        circle = self._wishes.circle
        if circle is None:
            named = (self._wishes.groups.get(tag.casefold()) for tag in tags)
            circle = next((each for each in named if each), None)
        return {"circle": circle, "placed_on": str(self._wishes.today)} if circle else {}

    def _said(self, change: Change, said: Document, link: Document) -> Document:
        return {
            **heard(link, said, self._wishes.today),
            "card": said,
            "version": change.version,
            "raw": change.raw,
            "uid": said.get("uid", ""),
        }

    def _add_link(self, work: Work, change: Change, contact: str) -> Document:
        """Tie what was said to a contact; returns the card as a document."""
        assert change.card is not None
        said = dump_card(change.card)
        key = link_key(self.connection, change.key)
        document: Document = {
            "connection": self.connection,
            "item": change.key,
            "contact": contact,
            **self._said(change, said, {}),
        }
        work.put("link", key, document)
        return said

    def _matches(self) -> tuple[Index, Index]:
        """Who is here and who was put away, read when the first unknown card asks."""
        if self._indexes is None:
            region = self._wishes.region
            self._indexes = (Index((), region), Index((), region))
            for document in self._store.find("contact", {"merged_into": None}):
                self._indexes[bool(document.get("removed"))].add(document["id"], card_of(document))
        return self._indexes

    def _reindex(self, contact: str) -> None:
        if self._indexes is not None and (document := self._store.get("contact", contact)):
            self._indexes[bool(document.get("removed"))].add(contact, card_of(document))


def _is_stale(key: str, seen: Collection[str]) -> bool:
    """Whether a record was known by what it said, and doesn't say so any more."""
    return key.startswith(_DERIVED) and key not in seen
