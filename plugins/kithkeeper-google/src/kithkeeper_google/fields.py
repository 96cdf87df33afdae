"""Which fields of a person are asked for, and which of its items count: those of the contact itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

Json = dict[str, Any]

WRITABLE = (
    "addresses", "biographies", "birthdays", "emailAddresses", "events", "imClients", "interests",
    "memberships", "names", "nicknames", "occupations", "organizations", "phoneNumbers",
    "relations", "urls", "userDefined",
)  # fmt: skip
"""Fields that are written, each as a whole."""

KEPT = (
    "calendarUrls", "clientData", "externalIds", "genders", "locales", "locations", "miscKeywords",
    "sipAddresses", "skills",
)  # fmt: skip
"""Fields that are read and never written, but for the mark on what was created here."""

MARK = "kithkeeper"
"""The key of that mark in `clientData`; its value tells a repeated creation."""

PERSON_FIELDS = ",".join((*sorted((*WRITABLE, *KEPT)), "metadata"))
"""The mask of every read. Without `metadata` a deleted person looks like an empty one."""

OTHER_FIELDS = "emailAddresses,metadata,names,phoneNumbers"
"""The mask for “Other contacts”, which have no more."""

CONTACT = "CONTACT"
OTHER_CONTACT = "OTHER_CONTACT"
READ_CONTACT = "READ_SOURCE_TYPE_CONTACT"

MAPPING = 2
"""Raised when the same person becomes another card, so that everyone is pulled again once."""

FINGERPRINT = sha256(
    f"{MAPPING} {PERSON_FIELDS} {OTHER_FIELDS} {READ_CONTACT}".encode()
).hexdigest()[:12]
"""Names the parameters that a sync token belongs to."""

_HALF = re.compile("[\ud800-\udfff]")
_write = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode

_DERIVED = frozenset({
    "formattedType", "formattedProtocol", "canonicalForm", "displayNameLastFirst",
    "contactGroupId",
})  # fmt: skip
"""What Google derives, some of it in the language of whoever asks; it is no change."""


def items(person: Json, field: str) -> list[Json]:
    """The items of a field that belong to the contact, not to a linked profile."""
    found = person.get(field)
    if not isinstance(found, list):
        return []
    return [item for item in found if isinstance(item, dict) and _of_contact(item)]


def chosen(person: Json, field: str) -> Json:
    """The one item that stands for a field: of the contact, the primary one first; {} if none."""
    best: Json = {}
    for item in items(person, field):
        if is_primary(item):
            return item
        best = best or item
    return best


def is_primary(item: Json) -> bool:
    """Whether Google shows this item first."""
    metadata = item.get("metadata")
    if not isinstance(metadata, dict):
        return False
    return bool(metadata.get("primary") or metadata.get("sourcePrimary"))


def _of_contact(item: Json) -> bool:
    try:
        kind = item["metadata"]["source"]["type"]
    except (KeyError, TypeError):
        return True  # nothing is said of a source: then it is the only one there is
    return kind in (CONTACT, OTHER_CONTACT)


def source(person: Json) -> Json:
    """The source of the person that is the contact itself; {} where there is none."""
    metadata = person.get("metadata")
    sources = metadata.get("sources") if isinstance(metadata, dict) else None
    for wanted in (CONTACT, OTHER_CONTACT):
        for each in sources if isinstance(sources, list) else ():
            if isinstance(each, dict) and each.get("type") == wanted:
                return each
    return {}


def is_deleted(person: Json) -> bool:
    """Whether this entry only tells that the person is gone."""
    metadata = person.get("metadata")
    return isinstance(metadata, dict) and metadata.get("deleted") is True


def previous_names(person: Json) -> Iterator[str]:
    """Resource names that the person had before."""
    metadata = person.get("metadata")
    names = metadata.get("previousResourceNames") if isinstance(metadata, dict) else None
    for name in names if isinstance(names, list) else ():
        if isinstance(name, str):
            yield name


def canonical(person: Json) -> str:
    """The contact's own data as JSON that is equal whenever nothing was changed.

    Keys are sorted; etags, times, translated words and what linked profiles add are left out.
    """
    kept: Json = {"resourceName": person.get("resourceName", "")}
    for field, value in person.items():
        if isinstance(value, list) and field not in ("photos", "coverPhotos", "ageRanges"):
            found = [_plain(item) for item in value if isinstance(item, dict) and _of_contact(item)]
            if found:
                kept[field] = found
    mine = source(person)
    if known := mine.get("id"):
        kept["metadata"] = {"sources": [{"type": mine["type"], "id": known}]}
    return _write(kept)


def _plain(item: Json) -> Json:
    plain = item.copy()
    metadata = plain.pop("metadata", None)
    for word in _DERIVED.intersection(plain):
        del plain[word]
    if metadata and is_primary(item):
        plain["metadata"] = {"primary": True}
    membership = plain.get("contactGroupMembership")
    if isinstance(membership, dict):
        plain["contactGroupMembership"] = {
            key: value for key, value in membership.items() if key not in _DERIVED
        }
    return plain


def has_half_characters(text: str) -> bool:
    """Whether there are lone surrogates in it, which JSON can say and no text can hold."""
    return _HALF.search(text) is not None


def mended(value: Any) -> Any:
    """A JSON value with the sign for an unreadable character in place of each half of one."""
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case list():
            return [mended(each) for each in value]
        case dict():
            return {mended(key): mended(each) for key, each in value.items()}
        case _:
            return value


def version(person: Json, raw: str, salt: str = "") -> str:
    """Etag and time of the contact and a digest of what was read; equal only if all are."""
    digest = sha256(f"{raw}{salt}".encode()).hexdigest()[:12]
    known = source(person)
    return f"{known.get('etag', '')} {known.get('updateTime', '')} {digest}"


def etag_in(written: str | None) -> str:
    """The etag of a version; empty where there is none."""
    return (written or "").partition(" ")[0]


def is_older(person: Json, written: str | None) -> bool:
    """Whether a person was changed last before the version that is known; False if nobody says.

    A read right after a write may still give what stood there before it.
    """
    _, time, _ = f"{written or ''}  ".split(" ", 2)
    try:
        return _instant(source(person).get("updateTime")) < _instant(time)
    except (TypeError, ValueError):
        return False


def _instant(time: object) -> datetime:
    return datetime.fromisoformat(str(time))
