"""Writes changed fields into a received card; every line that did not change stays as it was."""

from __future__ import annotations

from typing import Any

from kithkeeper.model import Card
from kithkeeper_vcard.compose import (
    SCALAR_LINES,
    Groups,
    Line,
    formatted_name,
    item_lines,
    nickname_line,
    organization_lines,
    plain,
    scalar_lines,
    structured_name,
    tags_line,
)
from kithkeeper_vcard.fields import NAME_PARTS
from kithkeeper_vcard.fold import line_text
from kithkeeper_vcard.reader import read_text
from kithkeeper_vcard.units import Unit, in_utf8, units_of

_ITEM_FIELDS = (
    "emails", "phones", "addresses", "links", "dates", "interests", "personal", "can_help_with",
    "could_help_with",
)  # fmt: skip
_WORK = frozenset({"ORG", "TITLE", "ROLE", "X-KITHKEEPER-PAST"})
_PHONETIC = {
    "phonetic_given": "X-PHONETIC-FIRST-NAME",
    "phonetic_family": "X-PHONETIC-LAST-NAME",
}


def patched(raw: str, wanted: Card, base: Card | None = None) -> str:
    """The received card, changed so that it says what is wanted.

    Args:
        raw: The card as it was received.
        wanted: What it shall say.
        base: What it said; only what differs from it is written. None reads it from `raw`.

    Raises:
        ValueError: There is no card in `raw`.
    """
    if base is None:
        record = read_text(raw)
        base = record.card if record else None
    if base is None:
        raise ValueError("there is no card to be changed")
    if not wanted.uid:
        # A card keeps its identity whatever is said of the person; servers refuse one without.
        wanted = wanted.model_copy(update={"uid": base.uid})
    patch = _Patch(raw, base, wanted)
    patch.apply()
    return patch.text()


def said_after(raw: str, text: str, base: Card | None) -> Card | None:
    """What the source says of the contact once `text` has taken the place of `raw`.

    Tags that the card itself did not hold come from groups, and stay.
    """
    before, after = read_text(raw), read_text(text)
    if not (before and after and after.card):
        return None
    own = set(before.card.tags) if before.card else set()
    groups = tuple(tag for tag in (base.tags if base else ()) if tag not in own)
    said = set(after.card.tags)
    tags = (*after.card.tags, *(tag for tag in groups if tag not in said))
    return after.card.model_copy(update={"tags": tags})


class _Patch:
    """One card on its way from what it says to what it shall say."""

    def __init__(self, raw: str, base: Card, wanted: Card) -> None:
        self._units = units_of(raw)
        self._base, self._wanted = base, wanted
        self._end = "\r\n" if "\r\n" in raw else "\n"
        said = next((unit.line for unit in self._units if unit.name == "VERSION"), "")
        version = said.partition(":")[2].strip()
        self._version = version if version in ("2.1", "4.0") else "3.0"
        self._groups = Groups(frozenset(unit.group for unit in self._units))

    def apply(self) -> None:
        """Change every field that differs."""
        self._names()
        for field in SCALAR_LINES:
            if getattr(self._base, field) != getattr(self._wanted, field):
                lines = scalar_lines(field, self._wanted, self._version)
                self._replace(self._saying(field), lines)
        if self._base.organizations != self._wanted.organizations:
            old = [unit for unit in self._units if unit.name in _WORK]
            self._replace(old, organization_lines(self._wanted.organizations, self._groups))
        for field in _ITEM_FIELDS:
            self._items(field)
        self._tags()

    def text(self) -> str:
        """The card as text in UTF-8."""
        return "".join(in_utf8(unit) for unit in self._units)

    def _saying(self, field: str) -> list[Unit]:
        """The unit that gives the field its value; all that could, where it is to be empty."""
        units = [unit for unit in self._units if getattr(unit.card, field)]
        return units[:1] if getattr(self._wanted, field) else units

    def _names(self) -> None:
        old, new = self._base.names, self._wanted.names
        if self._base.name != self._wanted.name:
            self._replace(self._saying("name"), [formatted_name(self._wanted)])
        if any(getattr(old, part) != getattr(new, part) for part in NAME_PARTS):
            units = [unit for unit in self._units if unit.name == "N"]
            self._replace(units, [structured_name(self._wanted)])
        if old.nicknames != new.nicknames:
            units = [unit for unit in self._units if unit.card.names.nicknames]
            self._replace(units, [nickname_line(self._wanted)] if new.nicknames else [])
        for part, name in _PHONETIC.items():
            if getattr(old, part) != (text := getattr(new, part)):
                units = [unit for unit in self._units if unit.name == name]
                self._replace(units, [Line(name, plain(text))] if text else [])

    def _items(self, field: str) -> None:
        before, after = getattr(self._base, field), getattr(self._wanted, field)
        if before == after:
            return
        old, new = set(before), set(after)
        gone = {_bare(item) for item in old - new}
        said = [unit for unit in self._units if getattr(unit.card, field)]
        units = [u for u in said if any(_bare(item) in gone for item in getattr(u.card, field))]
        if field == "addresses" and gone:
            units += self._labels_of(units)
        kept = _without(said, units)
        fresh = [item for item in after if item not in old]
        lines = [
            line for item in fresh for line in item_lines(field, item, self._version, self._groups)
        ]
        ranks = [rank for rank, item in enumerate(before) if item not in new]
        if kept and ranks != [rank for rank, item in enumerate(after) if item not in old]:
            self._replace(units, [])
            self._insert(lines, self._rank(kept[-1]) + 1)
        else:
            self._replace(units, lines)

    def _labels_of(self, addresses: list[Unit]) -> list[Unit]:
        """The LABEL lines that give addresses their formatted text."""
        kinds = {frozenset(unit.head.types) for unit in addresses if unit.head}
        groups = {unit.group for unit in addresses} - {""}
        return [
            unit
            for unit in _without(self._units, addresses)
            if unit.head
            and unit.name == "LABEL"
            and (
                not self._wanted.addresses
                or unit.group in groups
                or frozenset(unit.head.types) in kinds
            )
        ]

    def _tags(self) -> None:
        before, after = set(self._base.tags), set(self._wanted.tags)
        added = tuple(tag for tag in self._wanted.tags if tag not in before)
        units = [unit for unit in self._units if unit.name == "CATEGORIES"]
        for unit in units:
            tags = tuple(tag for tag in unit.card.tags if tag in after or tag not in before)
            if unit is units[-1]:
                tags += added
            if tags != unit.card.tags:
                self._replace([unit], [tags_line(tags)] if tags else [])
        if added and not units:
            self._replace([], [tags_line(added)])

    def _replace(self, old: list[Unit], lines: list[Line]) -> None:
        """Put lines where the first of the old units stood, else before END."""
        ours = {id(each) for each in old}
        places = (rank for rank, unit in enumerate(self._units) if id(unit) in ours)
        self._insert(lines, next(places, self._before_end()))
        kept = _without(self._units, old)
        groups = {unit.group for unit in old} - {""}
        used = {unit.group for unit in kept if unit.name != "X-ABLABEL"}
        stale = groups - used
        self._units = [u for u in kept if not (u.name == "X-ABLABEL" and u.group in stale)]

    def _insert(self, lines: list[Line], place: int) -> None:
        made = [Unit(line_text(line, self._version, self._end), "", None) for line in lines]
        self._units[place:place] = made

    def _rank(self, unit: Unit) -> int:
        return next(rank for rank, each in enumerate(self._units) if each is unit)

    def _before_end(self) -> int:
        for rank in range(len(self._units) - 1, -1, -1):
            if self._units[rank].line.upper().startswith("END:VCARD"):
                return rank
        return len(self._units)


def _without(units: list[Unit], others: list[Unit]) -> list[Unit]:
    """The units that are none of the others; two that read alike are not the same."""
    gone = {id(each) for each in others}
    return [unit for unit in units if id(unit) not in gone]


def _bare(item: Any) -> Any:
    """An item for comparing: the formatted text of an address stands in another line."""
    return item.model_copy(update={"formatted": ""}) if hasattr(item, "formatted") else item
