"""Collects what the lines of one card say, and joins what belongs together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kithkeeper_vcard.build import Values
from kithkeeper_vcard.fields import ADDRESS_PARTS, NAME_PARTS
from kithkeeper_vcard.organizations import Workplaces
from kithkeeper_vcard.scan import Head
from kithkeeper_vcard.values import clean, clean_text, many_lines, one_line, parts_of

_FEW = 8


class Draft:
    """Collects what the lines of one card say.

    Attributes:
        charset: The charset that the card names for what is not UTF-8, or ''.
        kind: `group` for a card that lists members instead of describing someone.
        members: UIDs of the members of a group.
        contact_id: The id in the network that an export of ours was made from, or ''.
        headless: How many lines looked like a property and had no value.
        depth: How many cards of AGENTs are open.
    """

    def __init__(self, charset: str = "") -> None:
        self.charset = charset
        self.kind = ""
        self.members: list[str] = []
        self.contact_id = ""
        self.headless = 0
        self.depth = 0
        self._alternatives: set[tuple[str, str]] = set()
        self._scalars: Values = {}
        self._names: Values = {}
        self._lists: dict[str, list[Any]] = {}
        self._labels: dict[str, str] = {}
        self._grouped: list[tuple[str, Values]] = []
        self._address_labels: list[tuple[Head, str]] = []
        self._addresses: list[tuple[Head, Values]] = []
        self._work = Workplaces()

    def is_alternative(self, head: Head) -> bool:
        """Whether another line has said the same in another language (RFC 6350 section 5.4)."""
        key = (head.name, head.param("ALTID"))
        is_known = key in self._alternatives
        self._alternatives.add(key)
        return is_known

    def nest(self, change: int) -> None:
        """Enter the card of an AGENT, which says nothing of this one, or leave it."""
        self.depth = max(self.depth + change, 0)

    def values(self) -> Values:
        """The fields of the card that say something."""
        self._name_groups()
        self._join_address_labels()
        made = dict(self._scalars)
        if self._names:
            made["names"] = self._names
        if organizations := self._work.joined():
            made["organizations"] = organizations
        for field, items in self._lists.items():
            made[field] = _each_once(items)
        return made

    def _name_groups(self) -> None:
        for group, item in self._grouped:
            if label := self._labels.get(group):
                item["label"] = label
        for item in self._lists.get("dates", ()):
            item["label"] = item["label"] or "date"

    def _join_address_labels(self) -> None:
        """Give each LABEL to the address of its group, else of its types, else to the next."""
        for head, text in self._address_labels:
            free = [(other, item) for other, item in self._addresses if "formatted" not in item]
            match = [item for other, item in free if head.group and other.group == head.group]
            match = match or [item for other, item in free if set(other.types) == set(head.types)]
            if match:
                match[0]["formatted"] = text
            elif not self._addresses:
                item = {"formatted": text, "label": head.label}
                self._lists.setdefault("addresses", []).append(item)

    def append(self, field: str, head: Head | None, item: Any) -> None:
        """Add an item to a list; an X-ABLabel of its group will name it."""
        self._lists.setdefault(field, []).append(item)
        if head and head.group and isinstance(item, dict):
            self._grouped.append((head.group, item))

    def scalar(self, field: str, value: Any) -> None:
        """Set a field with one value; the first that says something stays."""
        if value:
            self._scalars.setdefault(field, value)

    def name_part(self, field: str, value: str) -> None:
        """Set a part of the name; the first that says something stays."""
        if value:
            self._names.setdefault(field, value)

    def nicknames(self, names: Iterable[str]) -> None:
        """Add nicknames."""
        known = self._names.get("nicknames", ())
        added = (*known, *(name for name in map(one_line, names) if name))
        if added:
            self._names["nicknames"] = tuple(dict.fromkeys(added))

    def structured_name(self, parts: list[str]) -> None:
        """Set the five parts of N, unless an earlier N said something."""
        if not self._names.keys().isdisjoint(NAME_PARTS):
            return
        for field, part in zip(NAME_PARTS, parts, strict=False):
            if part and (text := one_line(part)):
                self._names[field] = text

    def label_group(self, head: Head, value: str) -> None:
        """Remember an X-ABLabel; Apple's own words stand in `_$!<…>!$_`."""
        text = clean(value)
        if text.startswith("_$!<") and text.endswith(">!$_"):
            text = text[4:-4].lower()
        if text and head.group:
            self._labels.setdefault(head.group, text)

    def address(self, head: Head, value: str) -> None:
        """Take an ADR and the LABEL that vCard 4 keeps among its parameters."""
        item: Values = {}
        for field, part in zip(ADDRESS_PARTS, parts_of(value, ";"), strict=False):
            if part and (text := many_lines(part)):
                item[field] = text
        if "LABEL" in head.params and (formatted := clean_text(head.param("LABEL"))):
            item["formatted"] = formatted
        if not item:
            return
        if head.label:
            item["label"] = head.label
        self._addresses.append((head, item))
        self.append("addresses", head, item)

    def address_label(self, head: Head, value: str) -> None:
        """Take a LABEL of vCard 2.1 and 3.0, to be joined with its address."""
        if text := clean_text(value):
            self._address_labels.append((head, text))

    def work(self, head: Head, value: str) -> None:
        """Take a line of ORG, TITLE, ROLE or of ours."""
        self._work.add(head, value)


def _each_once(items: list[Any]) -> tuple[Any, ...]:
    """The items without repeats, in their order."""
    if len(items) == 1:
        return (items[0],)
    if len(items) <= _FEW:
        return tuple([item for rank, item in enumerate(items) if item not in items[:rank]])
    seen: dict[Any, Any] = {}
    for item in items:
        seen.setdefault(tuple(sorted(item.items())) if isinstance(item, dict) else item, item)
    return tuple(seen.values())
