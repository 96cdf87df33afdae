"""Reads vCard files of any version, card by card, whatever else they hold."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kithkeeper.errors import Problem
from kithkeeper.model import Card
from kithkeeper.sync.ports import Change, Page, Roster
from kithkeeper_vcard.build import Values, card_of
from kithkeeper_vcard.card import take_lines
from kithkeeper_vcard.decode import as_bytes
from kithkeeper_vcard.draft import Draft
from kithkeeper_vcard.split import Block, blocks
from kithkeeper_vcard.unfold import logical_lines, raw_text

_PAGE = 200
_SHOWN = 60
_AS_JSON = json.JSONEncoder(sort_keys=True, default=str, ensure_ascii=False)


class Record(NamedTuple):
    """One card of a file.

    Attributes:
        line: Its first line, counted from 1.
        raw: Its text as written; '' where it was too long to keep whole.
        card: What it says; None where that is nobody, or a group.
        values: The fields of the card that say something, before validation.
        reason: Why it is no contact, or what was left out of it; '' where all is well.
        contact_id: The id in the network that an export of ours was made from, or ''.
        members: UIDs of the members of a group; None where it is none.
    """

    line: int
    raw: str
    card: Card | None
    values: Values
    reason: str = ""
    members: tuple[str, ...] | None = None
    contact_id: str = ""

    @property
    def name(self) -> str:
        """Something to recognise the record by; may be empty."""
        if self.card:
            return self.card.display_name[:_SHOWN]
        return str(self.values.get("name") or self.values.get("uid") or "")[:_SHOWN]

    @property
    def identity(self) -> str:
        """Its UID, else a hash of what it says: the same for the same card in another file."""
        if uid := self.values.get("uid"):
            return str(uid)
        said = _AS_JSON.encode(self.values)
        return f"card-{hashlib.blake2b(said.encode(), digest_size=12).hexdigest()}"

    @property
    def is_rejected(self) -> bool:
        """Whether a card was lost here; a remark on one that was taken is none."""
        return self.card is None and bool(self.raw)

    def problem(self, path: str) -> Problem:
        """What to tell the user of it."""
        return Problem(path, self.line, self.name, self.reason, self.is_rejected)


def read_records(data: Iterable[bytes]) -> Iterator[Record]:
    """Yield every card of a file in its order; memory does not grow with the file.

    Args:
        data: The content in chunks, in any encoding.
    """
    for block in blocks(as_bytes(data)):
        if block.empty_begins:
            count = block.empty_begins
            again = f"{count} times over" if count > 1 else "again"
            reason = f"BEGIN:VCARD stands here {again} without a card in between"
            yield Record(block.line - 1, "", None, {}, reason)
        yield read_block(block)


def read_text(text: str) -> Record | None:
    """The first card in a text; None where there is none."""
    return next(read_records([text.encode("utf-8", "replace")]), None)


def read_block(block: Block) -> Record:
    """Read one card. Whatever it holds, it costs no other card."""
    logical = logical_lines(block)
    draft = Draft(logical.charset)
    take_lines(draft, logical.lines)
    values = draft.values()
    raw = raw_text(block, logical)
    if draft.kind == "group" or (draft.members and not draft.kind):
        reason = block.cut or ("" if values.get("name") else "a group without a name, not a person")
        return Record(block.line, raw, None, values, reason, tuple(draft.members))
    if not _says_who(values):
        reason = block.cut or "the card has no name, organization, e-mail or phone"
        return Record(block.line, raw, None, values, reason)
    reason = block.cut
    if draft.headless:
        reason = reason or "a line has parameters and no value; it was left out"
    card = card_of(values)
    return Record(block.line, raw, card, values, reason, contact_id=draft.contact_id)


def _says_who(values: Values) -> bool:
    if any(field in values for field in ("name", "names", "emails", "phones")):
        return True
    return any(each.get("name") for each in values.get("organizations", ()))


def looks_like_vcard(head: bytes) -> float:
    """How sure it is that a file with this beginning holds vCards, 0 to 1."""
    first = next(blocks(as_bytes([head])), None)
    if first is None:
        return 0.0
    return 1.0 if first.line == 1 or first.has_content else 0.8


class VCardReader:
    """The importer for `.vcf` files.

    A card's key is its UID; one without UID goes by a hash of what it says, and exact repeats in
    one file are counted, so that importing the same file again changes nothing and two cards of
    one file are never one contact.
    """

    def read(self, path: str, data: Iterable[bytes]) -> Iterator[Page]:
        """Yield what a file holds, some hundred cards a page; see `Importer.read`."""
        changes: list[Change] = []
        problems: list[Problem] = []
        rosters: list[Roster] = []
        repeats: Counter[str] = Counter()
        found = False
        for record in read_records(data):
            found = True
            if roster := _roster(record):
                rosters.append(roster)
            if record.reason:
                problems.append(record.problem(path))
            if record.card:
                changes.append(_change(record, record.card, repeats))
            if len(changes) + len(problems) + len(rosters) >= _PAGE:
                yield Page(changes=changes, problems=problems, rosters=rosters)
                changes, problems, rosters = [], [], []
        if not found:
            problems.append(
                Problem(path, None, "", "there is no vCard in this file", rejected=False)
            )
        yield Page(changes=changes, problems=problems, rosters=rosters)


def _roster(record: Record) -> Roster | None:
    """The group that a card is; None for a person, and for a group without a name."""
    name = str(record.values.get("name", ""))
    if record.members is None or not name:
        return None
    return Roster(str(record.values.get("uid") or name), name, record.members)


def _change(record: Record, card: Card, repeats: Counter[str]) -> Change:
    key = record.identity
    if not card.uid:
        repeats[key] += 1
        if repeats[key] > 1:
            key = f"{key}-{repeats[key]}"
    previous = (f"kithkeeper:{record.contact_id}",) if record.contact_id else ()
    return Change(key, card, raw=record.raw, previous_keys=previous, line=record.line)
