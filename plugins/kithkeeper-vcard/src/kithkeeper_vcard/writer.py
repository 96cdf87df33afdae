"""Writes contacts as vCard 3.0 or 4.0."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kithkeeper_vcard.compose import Line, all_lines
from kithkeeper_vcard.fold import folded

if TYPE_CHECKING:
    from kithkeeper.model import Card, Touchpoint


_NAMESPACE = "6c3f3b52-52a5-4f0e-9c51-7d3e0f7c5c11"


class VCardWriter:
    """The exporter for `.vcf` files; everything of a `Card` survives being read back.

    Args:
        version: `3.0`, which every address book reads, or `4.0`.
    """

    def __init__(self, version: str) -> None:
        self._version = version

    def write(self, contacts: Iterable[Card], touchpoints: Iterable[Touchpoint]) -> Iterator[bytes]:
        """Yield one vCard a contact; touchpoints have no place in the format."""
        del touchpoints
        for card in contacts:
            yield card_text(card, self._version).encode()


def card_text(card: Card, version: str = "3.0") -> str:
    """One card as text, folded, its lines ended by CR LF."""
    lines = all_lines(card, version)
    if contact_id := getattr(card, "id", ""):
        lines.append(Line("X-KITHKEEPER-ID", contact_id))
    written = _serialized([Line("VERSION", version), *lines])
    whole = written.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    return "".join(folded(line, "\r\n") for line in whole)


def with_uid(card: Card) -> Card:
    """The card with a UID; one without gets the same each time, so that a retry meets itself."""
    if card.uid:
        return card
    from uuid import UUID, uuid5

    said = str(getattr(card, "id", "")) or card.model_dump_json(exclude_defaults=True)
    return card.model_copy(update={"uid": str(uuid5(UUID(_NAMESPACE), said))})


def file_name(uid: str) -> str:
    """A UID as a file name; a hash of it where it holds more than letters, digits and hyphens."""
    bare = uid.removeprefix("urn:uuid:")
    if bare.replace("-", "").isalnum() and bare.isascii() and len(bare) <= 100:
        return bare
    return hashlib.sha256(uid.encode()).hexdigest()[:32]


def _serialized(lines: list[Line]) -> str:
    """Let vobject check and order the lines; it would decode, and cut, what it is handed.

    It folds by characters; RFC 2426 and RFC 6350 count octets, so its folds are not kept.
    """
    import vobject

    component = vobject.vCard()
    for line in lines:
        params = [[name, value] for name, value in line.params]
        added = vobject.base.ContentLine(line.name, params, "", line.group or None)
        component.add(added)
        added.value, added.encoded, added.isNative = line.value, True, False
    return str(component.serialize())
