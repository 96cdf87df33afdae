"""Joins ORG, TITLE and ROLE, which vCard keeps apart, into places of work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kithkeeper_vcard.scan import Head
from kithkeeper_vcard.values import clean, one_line, parts_of


@dataclass(slots=True)
class Workplaces:
    """Collects the lines, which may come in any order.

    A TITLE or ROLE belongs to the ORG of its group; without a group to the ORG of its rank.
    """

    _organizations: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    _jobs: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    _past: set[str] = field(default_factory=set)

    def add(self, head: Head, value: str) -> None:
        """Take a line of ORG, TITLE, ROLE or X-KITHKEEPER-PAST."""
        match head.name:
            case "ORG":
                self._add_organization(head, value)
            case "TITLE" | "ROLE":
                if text := clean(value):
                    self._jobs.setdefault(head.name.lower(), []).append((head.group, text))
            case _:
                self._past.add(head.group)

    def _add_organization(self, head: Head, value: str) -> None:
        name, *units = map(one_line, parts_of(value, ";"))
        item: dict[str, Any] = {}
        if name:
            item["name"] = name
        if department := ", ".join(unit for unit in units if unit):
            item["department"] = department
        if item or head.group:
            self._organizations.append((head.group, item))

    def joined(self) -> tuple[dict[str, Any], ...]:
        """The places of work in the order of the card, each once."""
        if not self._organizations and not self._jobs:
            return ()
        places = list(self._organizations)
        for kind, texts in self._jobs.items():
            self._place(places, kind, texts)
        kept: dict[frozenset[tuple[str, Any]], dict[str, Any]] = {}
        for group, item in places:
            if item and group and group in self._past:
                item["current"] = False
            if item:
                kept.setdefault(frozenset(item.items()), item)
        return tuple(kept.values())

    @staticmethod
    def _place(
        places: list[tuple[str, dict[str, Any]]], kind: str, texts: Iterable[tuple[str, str]]
    ) -> None:
        """Give each text to the first place that may have it and has none of its kind yet."""
        grouped: dict[str, list[dict[str, Any]]] = {}
        for group, item in places:
            grouped.setdefault(group, []).append(item)
        # What an iterator has passed has its text, so that no place is looked at again and again.
        anywhere = iter([item for _, item in places])
        inside = {group: iter(items) for group, items in grouped.items()}
        for group, text in texts:
            mine = (inside.get(group, ()), inside.get("", ())) if group else (anywhere,)
            free = next((item for among in mine for item in among if kind not in item), None)
            if free is None:
                places.append((group, {kind: text}))
            else:
                free[kind] = text
