"""The lines of a received card as units that can be kept, dropped or replaced one by one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kithkeeper.model import Card
from kithkeeper_vcard.card import make_card
from kithkeeper_vcard.scan import Head, nesting, split_line
from kithkeeper_vcard.split import Block
from kithkeeper_vcard.unfold import logical_lines

_FOREIGN_CHARSET = re.compile(r";CHARSET=[^;:]*", re.IGNORECASE)


@dataclass(slots=True)
class Unit:
    """One property as it was written, folds and line ends included.

    Attributes:
        text: As written.
        line: As one logical line.
        head: What it is; None for a line that is no property, or that belongs to an AGENT.
        card: What it says taken by itself, its group's label included.
    """

    text: str
    line: str
    head: Head | None
    card: Card = field(default_factory=Card)

    @property
    def name(self) -> str:
        """The property's name, or ''."""
        return self.head.name if self.head else ""

    @property
    def group(self) -> str:
        """The property's group, or ''."""
        return self.head.group if self.head else ""


def units_of(raw: str) -> list[Unit]:
    """Cut a card into units, BEGIN and END included."""
    units: list[Unit] = []
    depth = 0
    for text in _properties(raw):
        logical = logical_lines(Block(1, b"", [text.encode()])).lines
        line = logical[0] if logical else ""
        change = nesting(line)
        depth += max(change, 0)
        parts = split_line(line) if depth == 1 else None
        depth += min(change, 0)
        units.append(Unit(text, line, parts[0] if parts else None))
    _say(units)
    return units


def _properties(raw: str) -> list[str]:
    """Physical lines joined with their folds and soft breaks."""
    found: list[list[str]] = []
    soft = quoted = False
    for line in _lines(raw):
        bare = line.rstrip("\r\n")
        if found and (soft or not bare or line[0] in " \t"):
            found[-1].append(line)
        else:
            found.append([line])
            quoted = "QUOTED-PRINTABLE" in line.partition(":")[0].upper()
        soft = quoted and bare.rstrip().endswith("=")
    return ["".join(parts) for parts in found]


def _lines(raw: str) -> list[str]:
    parts = raw.split("\n")
    whole = [f"{part}\n" for part in parts[:-1]]
    return [*whole, parts[-1]] if parts[-1] else whole


def _say(units: list[Unit]) -> None:
    labels: dict[str, list[str]] = {}
    for unit in units:
        if unit.name == "X-ABLABEL":
            labels.setdefault(unit.group, []).append(unit.line)
    for unit in units:
        if unit.head:
            own_labels = labels.get(unit.group, []) if unit.group else []
            unit.card = make_card([unit.line, *own_labels])


def in_utf8(unit: Unit) -> str:
    """The unit's text for a card that is written in UTF-8, whatever charset it named before."""
    head = unit.head
    if not head or head.charset in ("", "utf-8") or head.encoding or unit.line.isascii():
        return unit.text
    before, colon, value = unit.text.partition(":")
    return _FOREIGN_CHARSET.sub("", before) + colon + value
