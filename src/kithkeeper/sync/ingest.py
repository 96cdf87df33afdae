"""Taking in what a source says: who is meant, what is new, and the contact that follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from kithkeeper.errors import Problem
from kithkeeper.identity.compose import Own, compose
from kithkeeper.identity.ids import new_contact_id
from kithkeeper.identity.own import edit
from kithkeeper.model.card import Card
from kithkeeper.store import Document, Store, Work
from kithkeeper.sync.placing import Placing, Wishes
from kithkeeper.sync.ports import Change, Roster
from kithkeeper.sync.recognition import Recognition
from kithkeeper.sync.rosters import given_by_groups, regrouped
from kithkeeper.sync.rows import (
    dump_card,
    heard,
    link_key,
    new_row,
    own_of,
    recompose,
)
from kithkeeper.sync.tally import Taken, Tally
from kithkeeper.sync.tombstones import Tombstones
from kithkeeper.sync.unkept import completed, unkept_again

_OWN_KEY = "kithkeeper:"
"""Begins a previous key by which an export of ours says which contact it was."""
_DERIVED = "row:"
"""Begins a key that is made of what the record says, for want of an identity."""


class Ingest:
    """Takes the cards of one source in, one at a time, inside the caller's transactions.

    Args:
        connection: Name of the source; its keys are unique within it.

    Attributes:
        today: The clock's date.
        known: Tells whom a card means.
        seen: Keys of all that the source told of.
        touched: What became of the contacts that changed, by id.
    """

    def __init__(
        self,
        store: Store,
        connection: str,
        wishes: Wishes,
        make_id: Callable[[], str] = new_contact_id,
    ) -> None:
        self.connection = connection
        self.today = wishes.today
        self.tally = Tally()
        self.known = Recognition(store, connection, wishes.region)
        self._store = store
        self._wishes = wishes
        self._placing = Placing(store, wishes)
        self._make_id = make_id
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
                self.known.relearn(contact)
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

    def recognised(self, work: Work, change: Change) -> Change:
        """The change with what its source did not keep of our last write to it.

        What we know of it stands under its key from now on, whatever that was before.
        """
        link = self._link(work, change)
        if link is None or change.card is None:
            return change
        missing = link.get("unkept", {})
        if change.version is not None and change.version == link.get("asked", [None] * 2)[1]:
            own = own_of(self._store, link["contact"])
            missing = unkept_again(link, change.card, own, self._wishes.region)
        if not missing:
            return change
        card, still = completed(change.card, missing, self._wishes.region)
        if still != link.get("unkept", {}):
            work.put("link", link["id"], {**link, "unkept": still})
        return replace(change, card=card)

    def group(self, work: Work, rosters: Iterable[Roster]) -> None:
        """Tag the members of groups, once all cards are taken in; who left a group loses its tag."""
        for link in regrouped(self._store, self.connection, rosters):
            contact = link["contact"]
            before = self._store.get("contact", contact)
            work.put("link", link["id"], link)
            if before is None:
                continue
            recompose(self._store, work, contact, self._wishes.order, self._wishes.region)
            now = self._store.get("contact", contact) or {}
            if (self._placing.apply(work, contact, now) or now != before) and (
                contact not in self.touched
            ):
                self.touched[contact] = "updated"
                if link["item"] in self.seen:
                    self.tally.unchanged -= 1
                    self.tally.updated += 1

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
        """Take away what only a link gave; archive a contact that nothing is left of.

        The link stays, marked as gone, so that the person is known again if the source brings
        them back.
        """
        link = self._store.get("link", link_key(self.connection, key))
        if link is None:
            return Taken("unchanged")
        contact = link["contact"]
        document = self._store.get("contact", contact)
        if document is None:
            work.delete("link", link["id"])
            return Taken("removed")
        work.put("link", link["id"], {**link, "gone": True})
        if document.get("removed") or document.get("archived"):
            return Taken("removed", contact)
        others = self._store.find("link", {"contact": contact, "gone": 0}, limit=1)
        if others or document.get("touched_by_user"):
            self._keep_name(work, contact, document, named=bool(others))
            recompose(self._store, work, contact, self._wishes.order, self._wishes.region)
        else:
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
        if not self._placing.apply(work, contact, now) and now == before:
            return Taken("unchanged", contact)
        self.known.relearn(contact)
        return Taken("updated", contact)

    def _rekeyed(self, work: Work, link: Document, key: str) -> Document:
        work.delete("link", link["id"])
        moved = {**link, "item": key, "id": link_key(self.connection, key)}
        work.put("link", moved["id"], moved)
        return moved

    def _known(self, work: Work, link: Document, change: Change, card: Card) -> Taken:
        contact = link["contact"]
        groups, card = given_by_groups(link, card)
        said = dump_card(card)
        before = self._store.get("contact", contact)
        kept = {name: value for name, value in link.items() if name not in ("gone", "groups")}
        kept |= {"groups": groups} if groups else {}
        work.put("link", link["id"], {**kept, **self._said(change, said, link)})
        if before is None:
            return Taken("unchanged")
        if said == link["card"] and not link.get("gone"):
            changed = self._placing.apply(work, contact, before)
            return Taken("updated" if changed else "unchanged", contact)
        decisions: dict[str, object] = {}
        if before.get("archived") and not before.get("touched_by_user") and link.get("gone"):
            decisions["archived"] = False
        recompose(self._store, work, contact, self._wishes.order, self._wishes.region, **decisions)
        now = self._store.get("contact", contact) or {}
        placed = self._placing.apply(work, contact, now)
        if now == before and not placed:
            return Taken("unchanged", contact)
        self.known.relearn(contact)
        return Taken("updated", contact)

    def _unknown(self, work: Work, change: Change, card: Card) -> Taken:
        known = (
            self._twin(change)
            or self.known.namesake(card)
            or self.known.surely(card, self._in_file)
        )
        if known and self._store.get("contact", known):
            if change.key.startswith(_DERIVED) and self._keys_of_file is not None:
                self._rejoined.append(known)
            self._add_link(work, change, known)
            recompose(self._store, work, known, self._wishes.order, self._wishes.region)
            self._placing.apply(work, known, self._store.get("contact", known) or {})
            self.known.relearn(known)
            return Taken("merged", known)
        contact = self._make_id()
        said = self._add_link(work, change, contact)
        composed = compose(Own(), [card], self._wishes.region)
        row = new_row(composed, said if composed is card else dump_card(composed), contact)
        work.put("contact", contact, self._placing.of_new(work, contact, row))
        self.known.learn(contact, card)
        return Taken("added", contact)

    def _twin(self, change: Change) -> str | None:
        """The contact of the card before it in the same file that has the same key."""
        before, mark, number = change.key.rpartition("#")
        if not mark or not number.isdigit() or self._keys_of_file is None:
            return None
        link = self._store.get("link", link_key(self.connection, before))
        return link["contact"] if link and self._keys_of_file[before] > 1 else None

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


def _is_stale(key: str, seen: Collection[str]) -> bool:
    """Whether a record was known by what it said, and doesn't say so any more."""
    return key.startswith(_DERIVED) and key not in seen
