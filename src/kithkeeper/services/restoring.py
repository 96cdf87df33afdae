"""Taking the whole network back from the JSON document that `kith export` writes.

Ids are kept, so that a second import changes nothing. What stands under an id takes the document's
value, except that nothing that is closed here is opened again. Someone who is known here under
another id, by the rule for sources, is merged with the one who comes.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from kithkeeper.config.reading import with_circle
from kithkeeper.errors import Invalid, Problem
from kithkeeper.hooks.notices import ContactChanged
from kithkeeper.model.circle import DEFAULT_CIRCLES
from kithkeeper.services.document import (
    CIRCLES,
    KEY,
    LISTS,
    NETWORK,
    VERSION,
    changed_circles,
    circle_settings,
)  # fmt: skip
from kithkeeper.services.incoming import (
    Unfit,
    contact_from,
    key_of,
    label,
    link_from,
    merged_from,
    named,
    short,
    validated,
)
from kithkeeper.services.json_items import Item, JsonError, items
from kithkeeper.services.merging import Merger
from kithkeeper.services.references import renamed
from kithkeeper.services.session import Session
from kithkeeper.store import Document, Work
from kithkeeper.sync.tombstones import Tombstones

if TYPE_CHECKING:
    from kithkeeper.identity.match import Index
    from kithkeeper.model import Contact
    from kithkeeper.sync.tally import Tally

_HEAD = re.compile(r'\s*\{.{0,20000}?"kithkeeper"\s*:\s*\d', re.DOTALL)
_CLOSED = ("done", "skipped", "kept", "dropped")


def recognises(head: bytes) -> bool:
    """Whether a file begins like such a document."""
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = head.decode("utf-16" if wide else "utf-8-sig", "replace")
    return _HEAD.match(text) is not None


class Restoring:
    """Takes one document in, inside the caller's transaction.

    Attributes:
        problems: Records that could not be taken, each with its line.
        restored: Rows beside contacts that were added or changed.
        circles: Settings of circles that are missing here, or that nobody changed here where the
            network was empty; they belong to the config.
        circles_then: The circles that there are once the config has those.
    """

    def __init__(self, session: Session, work: Work, tally: Tally, file: str) -> None:
        self._session = session
        self._store = session.store
        self._work = work
        self._tally = tally
        self._file = file
        self._region = session.config.profile.region
        self._was_empty = not session.store.columns("contact", ["id"], limit=1)
        self._buried = Tombstones(session.store)
        self._index: Index | None = None
        self._ids: dict[str, str] = {}
        self._forgotten: set[str] = set()
        self._same: dict[str, str] = {}
        self._circles = {each.name: circle_settings(each) for each in session.circles}
        self._as_given = {each.name for each in DEFAULT_CIRCLES} - {
            each.name for each in changed_circles(session)
        }
        self.circles: list[Document] = []
        self.circles_then = session.circles
        self.problems: list[Problem] = []
        self.restored = 0

    def take(self, data: Iterable[bytes]) -> None:
        """Read the document; what is sound of it is taken, whatever order its lists have."""
        waiting: list[tuple[str, Item]] = []
        merged: list[Item] = []
        try:
            for item in items(data):
                self._one(item, waiting, merged)
        except JsonError as error:
            self._problem(error.line, "", f"the document can't be read any further: {error.reason}")
        self._merged(merged)
        for table, item in waiting:
            self._row(table, item)
        if self._same:
            merger = Merger(self._session, self._work)
            for new, known in self._same.items():
                merger.merge(known, new)

    def _one(self, item: Item, waiting: list[tuple[str, Item]], merged: list[Item]) -> None:
        if item.of == "contacts":
            self._contact(item)
        elif item.of == "merged":
            merged.append(item)
        elif item.of == CIRCLES:
            self._circle(item)
        elif item.of in LISTS:
            table = LISTS[item.of]
            if self._is_known(table, item.value):
                self._row(table, item)
            else:
                waiting.append((table, item))
        elif not item.of:
            self._head(item)

    def _head(self, item: Item) -> None:
        if item.name == "kithkeeper" and (not isinstance(item.value, int) or item.value > VERSION):
            reason = f"it was written by a newer Kithkeeper (document version {item.value!r})"
            raise JsonError(item.line, reason)
        text = item.value if isinstance(item.value, str) else ""
        is_identity = item.name == NETWORK and text.isalnum() and len(text) <= 64
        if is_identity and self._was_empty and self._store.setting(NETWORK) is None:
            self._store.set_setting(NETWORK, text)
        is_key = item.name == "key" and re.fullmatch("[0-9a-f]{64}", text)
        if is_key and self._store.get("remembered", KEY) is None:
            self._work.put("remembered", KEY, {"value": text})

    def _problem(self, line: int, record: str, reason: str) -> None:
        self.problems.append(Problem(self._file, line, record, reason))

    # Contacts

    def _contact(self, item: Item) -> None:
        try:
            outcome = self._taken(item.value)
        except Unfit as error:
            self._tally.count("rejected")
            self._problem(item.line, label(item.value), str(error))
            return
        self._tally.count(outcome)

    def _taken(self, value: Any) -> str:
        contact = contact_from(value)
        key = contact.id
        known = self._store.get("contact", key)
        if known and known.get("merged_into"):
            self._ids[key] = self._resolved(known["merged_into"]) or key
            return "unchanged"
        own, links = self._layers(value, contact)
        if self._is_forgotten(contact, links):
            self._forgotten.add(key)
            return "unchanged"
        same = None if known else self._known_as(contact, links)
        self._ids[key] = key
        self._warn_circle(contact)
        changed = self._write(contact, own, links)
        if same:
            self._same[key] = same
            return "merged"
        if changed:
            self._session.tell(ContactChanged(key, "added" if known is None else "updated"))
        return "added" if known is None else "updated" if changed else "unchanged"

    def _write(self, contact: Contact, own: Document, links: list[Document]) -> bool:
        from kithkeeper.sync.rows import document_of

        changed = [self._work.put("link", each["id"], each) for each in links]
        if own or self._store.get("own", contact.id):
            changed.append(self._work.put("own", contact.id, own))
        changed.append(self._work.put("contact", contact.id, document_of(contact)))
        return any(changed)

    def _layers(self, value: Document, contact: Contact) -> tuple[Document, list[Document]]:
        """What the user and the sources say; all of it the user's where neither is told.

        Raises:
            Unfit: They can't be made a contact of.
        """
        from kithkeeper.identity.compose import compose
        from kithkeeper.identity.own import Own
        from kithkeeper.identity.unite import own_from

        if "own" not in value and "sources" not in value:
            return own_from(contact).dump(), []
        try:
            own = Own.load(value.get("own") or {})
            links = [link_from(each, contact.id) for each in value.get("sources") or ()]
            compose(own, [card for _, card in links], self._region)
        except (Invalid, ValueError, TypeError, AttributeError, KeyError) as error:
            raise Unfit(f"its layers can't be read: {short(error)}") from error
        return own.dump(), [link for link, _ in links]

    def _is_forgotten(self, contact: Contact, links: list[Document]) -> bool:
        marks = [("", contact.id), *((link["connection"], link["item"]) for link in links)]
        return any(self._buried.covers(name, key, contact, self._region) for name, key in marks)

    def _known_as(self, contact: Contact, links: list[Document]) -> str | None:
        """Who of those that were here before is the same person under another id."""
        if self._was_empty:
            return None
        for each in links:
            there = self._store.get("link", each["id"])
            if there and there["contact"] not in self._ids:
                return str(there["contact"])
        match = self._matches().find(contact, exclude=self._ids)
        return match.contact if match.kind == "same" else None

    def _matches(self) -> Index:
        if self._index is None:
            from kithkeeper.identity.match import Index
            from kithkeeper.sync.rows import card_of

            rows = self._store.find("contact", {"merged_into": None})
            mine = self._ids
            self._index = Index(((row["id"], card_of(row)) for row in rows if row["id"] not in mine), self._region)  # fmt: skip
        return self._index

    def _circle(self, item: Item) -> None:
        """Take note of a circle's settings; a circle that is set here stays as it is."""
        name = item.value.get("name") if isinstance(item.value, dict) else None
        if not isinstance(name, str) or not name:
            self._problem(item.line, "circle", "it is no object with a name")
            return
        is_new = name not in self._circles
        if is_new or (self._was_empty and name in self._as_given):
            settings = {key: value for key, value in item.value.items() if key != "name"}
            try:
                self.circles_then = with_circle(self.circles_then, name, settings)
            except Invalid as error:
                self.problems.append(
                    Problem(self._file, item.line, name, str(error), rejected=False)
                )
                return
            self.circles.append(item.value)
            self._circles[name] = item.value
        elif self._circles[name] != item.value:
            reason = "the circle is set otherwise here and stays so; see `kith circles`"
            self.problems.append(Problem(self._file, item.line, name, reason, rejected=False))

    def _warn_circle(self, contact: Contact) -> None:
        if contact.circle and contact.circle not in self._circles:
            self._circles[contact.circle] = {}
            reason = f"there is no circle {contact.circle!r} here; make it with `kith circles add`"
            self._problem(1, contact.display_name[:80], reason)

    # Everything else

    def _row(self, table: str, item: Item) -> None:
        try:
            self.restored += self._put(table, item.value)
        except Unfit as error:
            self._problem(item.line, f"{table} {label(item.value)}".strip(), str(error))

    def _put(self, table: str, value: Any) -> bool:
        key = key_of(value)
        missing = [each for each in named(table, value) if self._resolved(each) is None]
        if any(each in self._forgotten for each in missing):
            return False
        if missing:
            raise Unfit(f"it names a contact that is not there ({str(missing[0])[:80]})")
        row = validated(table, value)
        for each in set(named(table, row)):
            now = self._resolved(each)
            if now is not None and now != each:
                row, _ = renamed(row, each, now)
        before = self._store.get(table, key)
        if before and before.get("state") in _CLOSED and row.get("state") not in _CLOSED:
            return False
        if before and validated(table, before) == row:
            return False
        if table == "tombstone":
            return self._work.put(table, key, {})
        return self._work.put(table, key, row)

    def _merged(self, waiting: list[Item]) -> None:
        """Contacts that were merged into others, as far as those are here."""
        rows: dict[str, tuple[Item, Document]] = {}
        for item in waiting:
            try:
                rows[key_of(item.value)] = (item, merged_from(item.value))
            except Unfit as error:
                self._problem(item.line, label(item.value), str(error))
        ready = True
        while ready:
            ready = False
            for key, (_, row) in list(rows.items()):
                if self._store.get("contact", key) is None and self._resolved(row["merged_into"]):
                    self.restored += self._work.put("contact", key, row)
                    ready = True
        for key, (item, _) in rows.items():
            if self._store.get("contact", key) is None:
                self._problem(item.line, key, "whom it was merged into is not there")

    def _is_known(self, table: str, value: Any) -> bool:
        return all(self._resolved(each) is not None for each in named(table, value))

    def _resolved(self, contact: str) -> str | None:
        """The id under which someone of the document stands here."""
        if contact == "me" or contact in self._ids:
            return self._ids.get(contact, contact)
        for _ in range(100):
            row = self._store.get("contact", contact)
            if row is None or not row.get("merged_into"):
                return contact if row else None
            contact = row["merged_into"]
        return None
