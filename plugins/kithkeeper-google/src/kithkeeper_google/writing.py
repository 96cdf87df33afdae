"""A `Card` as fields of a person: what differs from what was received, merged into what stands there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
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
        ours: The card's list.
        read: The value that an item has in the card; nothing where it has none.
        key: What makes two values the same.
        words: Google's word for each attribute of the value that is written.
        fixed: An attribute by which the same item is known, and which another way of writing the
            same thing (a number with its country) must not change there.
        make: The item for a value that is new; None where another field takes it, or none does.
    """

    theirs: str
    ours: str
    read: Callable[[Json], Any]
    key: Callable[[Any], object]
    words: Mapping[str, str] = field(default_factory=dict)
    fixed: str = ""
    make: Callable[[Any], Json | None] | None = None

    def new_item(self, value: Any) -> Json | None:
        """The item for a value that is new."""
        return self.make(value) if self.make else self.patched({}, {}, value)

    def patched(self, item: Json, old: Any, new: Any) -> Json:
        """The item with what differs between two values; what we don't model stays."""
        after = dict(item)
        for name, word in self.words.items():
            if name in old and (old[name] == new[name] or name == self.fixed):
                continue
            value = write_date(new[name]) if isinstance(new[name], PartialDate) else new[name]
            if value in ("", {}):
                after.pop(word, None)
            else:
                after[word] = value
        return after


def _phone_key(value: Json) -> object:
    """The last nine digits, which a number has with and without its country."""
    return "".join(c for c in value["value"] if c.isdigit())[-9:] or value["value"]


def _plain(value: str) -> Json:
    return {"value": value}


def _messenger(value: Json) -> Json | None:
    """A link such as `skype:ada` as the address of a messenger."""
    protocol, colon, user = value["url"].partition(":")
    known = colon and user and not user.startswith("//") and protocol in _MESSENGERS
    return {"protocol": protocol, "username": user} if known else None


def _page(value: Json) -> Json | None:
    return None if _messenger(value) else _LINKS.patched({}, {}, value)


def _relation(line: str) -> Json | None:
    """A line such as `mother: Lady Byron` as a related person."""
    kind, _, person = (part.strip() for part in line.partition(":"))
    return {"person": person, "type": kind} if person and kind in _RELATIONS else None


def _own_field(line: str) -> Json | None:
    """A line such as `Team: Red` as a field of the user's; one without a name stays here."""
    name, _, value = (part.strip() for part in line.partition(":"))
    if not name or not value or _relation(line):
        return None
    return {"key": name, "value": value}


def _nowhere(line: str) -> None:
    """No new item: the line goes to another field."""


_MESSENGERS = frozenset({
    "aim", "msn", "yahoo", "skype", "qq", "googleTalk", "icq", "jabber", "netMeeting", "xmpp", "im",
})  # fmt: skip
_RELATIONS = frozenset({
    "spouse", "child", "mother", "father", "parent", "brother", "sister", "friend", "relative",
    "domesticPartner", "manager", "assistant", "referredBy", "partner",
})  # fmt: skip
"""Google's own kinds of related people."""

_LINKS = _ListField(
    "urls", "links", reading.link, reading.link_key, {"url": "value", "label": "type"}, "url", _page
)
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
    _LINKS,
    _ListField("imClients", "links", reading.messenger, reading.link_key, make=_messenger),
    _ListField(
        "events", "dates", reading.named_date, reading.named_date_key,
        {"label": "type", "date": "date"},
    ),
    _ListField("nicknames", "names.nicknames", reading.value_of, str, make=_plain),
    _ListField("interests", "interests", reading.value_of, str, make=_plain),
    _ListField("relations", "personal", reading.relation, str, make=_relation),
    _ListField("userDefined", "personal", reading.own_field, str, make=_own_field),
    _ListField("occupations", "personal", reading.value_of, str, make=_nowhere),
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
    """A name is written by its parts, or, where the parts don't say it, as it was typed."""
    before = chosen(person, "names")
    said = _same_words(wanted.name, wanted.names.reading_order)
    typed = not said and not _same_words(wanted.name, base.name)
    held = () if said else ("given", "family")  # a full name that they contradict stands over them
    parts = {
        key: getattr(wanted.names, part)
        for part, key in reading.NAME_PARTS.items()
        if not typed and part not in held and _three_way(
            getattr(base.names, part), getattr(wanted.names, part), getattr(current.names, part),
            f"names.{part}", merged,
        )
    }  # fmt: skip
    if parts:
        kept = {k: v for k, v in before.items() if k not in ("displayName", "unstructuredName")}
        after = {key: value for key, value in (kept | parts).items() if value}
    elif typed and _three_way(base.name, wanted.name, current.name, "name", merged):
        structured = set(reading.NAME_PARTS.values()) | {"displayName"}
        after = {k: v for k, v in before.items() if k not in structured or k.startswith("phonetic")}
        after |= {"unstructuredName": wanted.name} if wanted.name else {}
    else:
        return
    _put(merged, "names", [before] if before else [], [after] if _sendable(after) else [])


def _same_words(one: str, other: str) -> bool:
    """Whether two names differ by commas and spaces only, which Google sets by itself."""
    return one.replace(",", " ").split() == other.replace(",", " ").split()


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
            after.append(spec.patched(item, old[key], new[key]))
        elif key not in old or key in new:
            after.append(item)
    made = [
        spec.new_item(value) for key, value in new.items() if key not in old and key not in present
    ]
    _put(merged, spec.theirs, before, after + [item for item in made if item])


def _by_key(card: Card, spec: _ListField) -> dict[object, Any]:
    """The values of a card's list; of one with attributes, those that are written."""
    found: dict[object, Any] = {}
    for value in attrgetter(spec.ours)(card):
        if isinstance(value, str):
            found.setdefault(spec.key(value), value)
            continue
        plain = {name: getattr(value, name) for name in type(value).model_fields}
        found.setdefault(spec.key(plain), {name: plain[name] for name in spec.words or plain})
    return found


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
