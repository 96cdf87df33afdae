"""A `Card` as fields of a person: what differs from what was received, merged into what stands there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kithkeeper.model import Card, PartialDate
from kithkeeper_google import reading
from kithkeeper_google.fields import Json, chosen, is_primary, items
from kithkeeper_google.groups import memberships

_READ_ONLY = frozenset({"formattedType", "canonicalForm", "metadata", "displayNameLastFirst"})


@dataclass
class Merged:
    """What to write.

    Attributes:
        fields: The fields that change, each as a whole.
        conflicts: Names of card fields that both sides changed; then nothing is written.
    """

    fields: Json = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _ListField:
    """How one list of a card stands in a field of a person.

    Attributes:
        words: Google's word for each attribute that is written.
        fixed: An attribute by which the same item is known, and which another way of writing the
            same thing (a number with its country) must not change there.
    """

    theirs: str
    ours: str
    read: Callable[[Json], Json | None]
    key: Callable[[Json], object]
    words: Mapping[str, str]
    fixed: str = ""


def _phone_key(value: Json) -> object:
    """The last nine digits, which a number has with and without its country."""
    return "".join(c for c in value["value"] if c.isdigit())[-9:] or value["value"]


_LISTS = (
    _ListField(
        "emailAddresses", "emails", reading.email, reading.email_key,
        {"value": "value", "label": "type"}, "value",
    ),
    _ListField(
        "phoneNumbers", "phones", reading.phone, _phone_key,
        {"value": "value", "label": "type"}, "value",
    ),
    _ListField(
        "addresses", "addresses", reading.address, reading.address_key, reading.ADDRESS_PARTS
    ),
    _ListField(
        "organizations", "organizations", reading.organization, reading.organization_key,
        {"name": "name", "department": "department", "title": "title", "role": "jobDescription",
         "current": "current"},
    ),
    _ListField(
        "urls", "links", reading.link, reading.link_key, {"url": "value", "label": "type"}, "url"
    ),
    _ListField(
        "events", "dates", reading.named_date, reading.named_date_key,
        {"label": "type", "date": "date"},
    ),
)  # fmt: skip


def merge(person: Json, base: Card, wanted: Card, groups: Mapping[str, str]) -> Merged:
    """Carry what changed from `base` to `wanted` over to the person as it stands.

    Args:
        person: As it was just read; items of linked profiles in it are never written.
        base: The card as it was last received.
        wanted: The whole card that there shall be. What Google has no place for stays here.
        groups: The labels: name by resource name.
    """
    merged = Merged()
    current = reading.read_card(person, groups)
    _merge_name(person, base, wanted, current, merged)
    _merge_nicknames(person, base, wanted, merged)
    _merge_birthday(person, base, wanted, current, merged)
    _merge_notes(person, base, wanted, current, merged)
    for each in _LISTS:
        _merge_list(person, base, wanted, each, merged)
    before = items(person, "memberships")
    after = memberships(before, base.tags, wanted.tags, groups)
    if base.tags != wanted.tags:
        _put(merged, "memberships", before, after)
    return merged


def _three_way(base: Any, wanted: Any, current: Any, name: str, merged: Merged) -> bool:
    """Whether our value is to be written; notes a conflict where both sides changed it."""
    if wanted in (base, current):
        return False
    if current != base:
        merged.conflicts.append(name)
        return False
    return True


def _merge_name(person: Json, base: Card, wanted: Card, current: Card, merged: Merged) -> None:
    before = chosen(person, "names")
    parts = {
        key: getattr(wanted.names, part)
        for part, key in reading.NAME_PARTS.items()
        if _three_way(
            getattr(base.names, part), getattr(wanted.names, part), getattr(current.names, part),
            f"names.{part}", merged,
        )
    }  # fmt: skip
    if parts:
        kept = {k: v for k, v in before.items() if k not in ("displayName", "unstructuredName")}
        after = {key: value for key, value in (kept | parts).items() if value}
    elif _three_way(base.name, wanted.name, current.name, "name", merged):
        structured = set(reading.NAME_PARTS.values()) | {"displayName"}
        after = {k: v for k, v in before.items() if k not in structured or k.startswith("phonetic")}
        after |= {"unstructuredName": wanted.name} if wanted.name else {}
    else:
        return
    _put(merged, "names", [before] if before else [], [after] if _sendable(after) else [])


def _merge_nicknames(person: Json, base: Card, wanted: Card, merged: Merged) -> None:
    old, new = base.names.nicknames, wanted.names.nicknames
    if old == new:
        return
    before = items(person, "nicknames")
    dropped = set(old) - set(new)
    after = [item for item in before if reading.text(item, "value") not in dropped]
    present = {reading.text(item, "value") for item in after}
    after += [{"value": name} for name in new if name not in old and name not in present]
    _put(merged, "nicknames", before, after)


def _merge_birthday(person: Json, base: Card, wanted: Card, current: Card, merged: Merged) -> None:
    if not _three_way(base.birthday, wanted.birthday, current.birthday, "birthday", merged):
        return
    before = chosen(person, "birthdays")
    after: list[Json] = []
    if wanted.birthday is not None:
        said = wanted.birthday
        after = [{"text": said.text} if said.text else {"date": write_date(said)}]
    _put(merged, "birthdays", [before] if before else [], after)


def _merge_notes(person: Json, base: Card, wanted: Card, current: Card, merged: Merged) -> None:
    if not _three_way(base.notes, wanted.notes, current.notes, "notes", merged):
        return
    before = chosen(person, "biographies")
    after = [{"value": wanted.notes, "contentType": "TEXT_PLAIN"}] if wanted.notes else []
    _put(merged, "biographies", [before] if before else [], after)


def _merge_list(person: Json, base: Card, wanted: Card, spec: _ListField, merged: Merged) -> None:
    old, new = _by_key(base, spec), _by_key(wanted, spec)
    before = items(person, spec.theirs)
    after: list[Json] = []
    present: set[object] = set()
    for item in before:
        value = spec.read(item)
        key = spec.key(value) if value else None
        present.add(key)
        if key in new and key in old:
            after.append(_patched(item, old[key], new[key], spec))
        elif key not in old or key in new:
            after.append(item)
    after += [
        _patched({}, {}, value, spec)
        for key, value in new.items()
        if key not in old and key not in present
    ]
    _put(merged, spec.theirs, before, after)


def _by_key(card: Card, spec: _ListField) -> dict[object, Json]:
    """The values of a card's list, with what we write of each."""
    found: dict[object, Json] = {}
    for value in getattr(card, spec.ours):
        plain = {name: getattr(value, name) for name in type(value).model_fields}
        written = {name: plain[name] for name in spec.words}
        found.setdefault(spec.key(plain), written)
    return found


def _patched(item: Json, old: Json, new: Json, spec: _ListField) -> Json:
    """The item with what differs between two values; what we don't model stays."""
    after = dict(item)
    for name, word in spec.words.items():
        if name in old and (old[name] == new[name] or name == spec.fixed):
            continue
        value = write_date(new[name]) if isinstance(new[name], PartialDate) else new[name]
        if value in ("", {}):
            after.pop(word, None)
        else:
            after[word] = value
    return after


def _put(merged: Merged, field_name: str, before: list[Json], after: list[Json]) -> None:
    old, new = [_sendable(item) for item in before], [_sendable(item) for item in after]
    if old != new:
        merged.fields[field_name] = new


def _sendable(item: Json) -> Json:
    """An item without what Google fills in by itself."""
    plain = {key: value for key, value in item.items() if key not in _READ_ONLY}
    if "givenName" in plain or "familyName" in plain or "unstructuredName" in plain:
        plain.pop("displayName", None)
    membership = plain.get("contactGroupMembership")
    if isinstance(membership, dict):
        kept = {k: v for k, v in membership.items() if k != "contactGroupId"}
        plain["contactGroupMembership"] = kept
    if plain and is_primary(item):
        plain["metadata"] = {"sourcePrimary": True}
    return plain


def write_date(given: PartialDate) -> Json:
    """A date in Google's form, with only the parts that are known."""
    parts = {"year": given.year, "month": given.month, "day": given.day}
    return {name: value for name, value in parts.items() if value is not None}
