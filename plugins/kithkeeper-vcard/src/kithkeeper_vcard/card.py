"""From the content lines of one card to a `Card`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from kithkeeper.model import Card, PartialDate
from kithkeeper.model.zone import normal_zone
from kithkeeper_vcard.build import Values, card_of
from kithkeeper_vcard.dates import read_date
from kithkeeper_vcard.fields import ADDRESS_PARTS, NAME_PARTS, OWN_LISTS, OWN_TEXTS
from kithkeeper_vcard.organizations import Workplaces
from kithkeeper_vcard.scan import Head, read_head, split_line
from kithkeeper_vcard.values import (
    clean,
    clean_text,
    decoded,
    many_lines,
    one_line,
    parts_of,
)

_PROFILES = {
    "X-TWITTER": ("https://twitter.com/", "twitter"),
    "X-LINKEDIN": ("https://www.linkedin.com/in/", "linkedin"),
    "X-GITHUB": ("https://github.com/", "github"),
    "X-FACEBOOK": ("https://www.facebook.com/", "facebook"),
    "X-INSTAGRAM": ("https://www.instagram.com/", "instagram"),
}
_MESSENGERS = {
    "X-AIM": "aim", "X-ICQ": "icq", "X-JABBER": "xmpp", "X-MSN": "msn", "X-YAHOO": "yahoo",
    "X-SKYPE": "skype", "X-SKYPE-USERNAME": "skype", "X-GOOGLE-TALK": "xmpp",
    "X-TELEGRAM": "telegram", "X-SIP": "sip", "X-MATRIX": "matrix",
}  # fmt: skip
_FEW = 8
_KNOWN_HEAD = 160
_MOST_KNOWN = 2_048
_HEADLESS = re.compile(r"[A-Za-z][A-Za-z0-9.-]{0,60};")
_ANDROID = "vnd.android.cursor.item/"


Reader = Callable[["Draft", Head, str], None]
"""Takes the value of a line whose head it is given."""


class Draft:
    """Collects what the lines of one card say.

    Attributes:
        charset: The charset that the card names for what is not UTF-8, or ''.
        kind: `group` for a card that lists members instead of describing someone.
        members: UIDs of the members of a group.
        contact_id: The id in the network that an export of ours was made from, or ''.
        headless: How many lines looked like a property and had no value.
    """

    def __init__(self, charset: str = "") -> None:
        self.charset = charset
        self.kind = ""
        self.members: list[str] = []
        self.contact_id = ""
        self.headless = 0
        self._scalars: Values = {}
        self._names: Values = {}
        self._lists: dict[str, list[Any]] = {}
        self._labels: dict[str, str] = {}
        self._grouped: list[tuple[str, Values]] = []
        self._address_labels: list[tuple[Head, str]] = []
        self._addresses: list[tuple[Head, Values]] = []
        self._work = Workplaces()

    def add(self, lines: Iterable[str]) -> None:
        """Take logical lines; one that can't be read is left out."""
        for line in lines:
            text, _, value = line.partition(":")
            if (known := _KNOWN.get(text)) is None:
                known, value = self._first_seen(line)
            head, reader = known
            if reader is not None and value:
                if head.encoding:
                    value = decoded(head, value, self.charset)
                reader(self, head, value)

    def _first_seen(self, line: str) -> tuple[tuple[Head, Reader | None], str]:
        parts = split_line(line)
        if parts is None:
            self.headless += _HEADLESS.match(line) is not None
            return (_NO_HEAD, None), ""
        head, value = parts
        known = (head, _READERS.get(head.name))
        length = len(line) - len(value) - 1
        if length <= _KNOWN_HEAD:
            if len(_KNOWN) >= _MOST_KNOWN:
                _KNOWN.clear()
            _KNOWN[line[:length]] = known
        return known, value

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


def make_card(lines: Iterable[str], charset: str = "") -> Card:
    """Read the logical lines of one card.

    Args:
        lines: Without BEGIN and END.
        charset: The charset that the card names for what is not UTF-8, or ''.
    """
    draft = Draft(charset)
    draft.add(lines)
    return card_of(draft.values())


def _text(field: str) -> Reader:
    return lambda draft, _, value: draft.scalar(field, clean(value))


def _long_text(field: str) -> Reader:
    return lambda draft, _, value: draft.scalar(field, clean_text(value))


def _part(field: str) -> Reader:
    return lambda draft, _, value: draft.name_part(field, clean(value))


def _line_item(field: str) -> Reader:
    def read(draft: Draft, head: Head, value: str) -> None:
        if text := clean_text(value):
            draft.append(field, head, text)

    return read


def _formatted_name(draft: Draft, head: Head, value: str) -> None:
    if "X-KITHKEEPER-DERIVED" not in head.params:
        draft.scalar("name", clean(value))


def _reachable(field: str) -> Reader:
    def read(draft: Draft, head: Head, value: str) -> None:
        if text := clean(value):
            item: Values = {"value": text}
            if head.label:
                item["label"] = head.label
            if head.preferred:
                item["preferred"] = True
            draft.append(field, head, item)

    return read


def _tags(draft: Draft, head: Head, value: str) -> None:
    for part in parts_of(value, ","):
        if text := one_line(part):
            draft.append("tags", head, text)


def _url(draft: Draft, head: Head, value: str) -> None:
    if text := clean(value):
        draft.append("links", head, {"url": text, "label": head.label})


def _messenger_line(draft: Draft, head: Head, value: str) -> None:
    if text := clean(value):
        label = one_line(head.param("X-SERVICE-TYPE")).lower() or head.label
        draft.append("links", head, {"url": text, "label": label})


def _social_profile(draft: Draft, head: Head, value: str) -> None:
    if text := clean(value):
        service = head.param("SERVICE-TYPE") or head.param("X-SERVICE-TYPE") or head.label
        draft.append("links", head, {"url": text, "label": one_line(service).lower()})


def _profile(draft: Draft, head: Head, value: str) -> None:
    prefix, label = _PROFILES[head.name]
    if text := clean(value):
        url = text if "/" in text else prefix + text.removeprefix("@")
        draft.append("links", head, {"url": url, "label": label})


def _messenger(draft: Draft, head: Head, value: str) -> None:
    service = _MESSENGERS[head.name]
    if text := clean(value):
        url = text if text.startswith(f"{service}:") else f"{service}:{text}"
        draft.append("links", head, {"url": url, "label": service})


def _birthday(draft: Draft, head: Head, value: str) -> None:
    draft.scalar("birthday", _date(head, value))


def _date(head: Head, value: str) -> PartialDate | None:
    return read_date(clean(value), head.param("X-APPLE-OMIT-YEAR"))


def _anniversary(draft: Draft, head: Head, value: str) -> None:
    if found := _date(head, value):
        draft.append("dates", head, {"label": "anniversary", "date": found})


def _named_date(draft: Draft, head: Head, value: str) -> None:
    if found := _date(head, value):
        draft.append("dates", head, {"label": head.label, "date": found})


def _met_on(draft: Draft, _: Head, value: str) -> None:
    try:
        draft.scalar("met_on", date.fromisoformat(value.strip()))
    except ValueError:
        return


def _timezone(draft: Draft, _: Head, value: str) -> None:
    """Only what names a zone: there are cards that say `EST` or the name of a city."""
    draft.scalar("timezone", normal_zone(one_line(value)))


def _nickname(draft: Draft, _: Head, value: str) -> None:
    draft.nicknames(parts_of(value, ","))


def _structured_name(draft: Draft, _: Head, value: str) -> None:
    draft.structured_name(parts_of(value, ";"))


def _kind(draft: Draft, _: Head, value: str) -> None:
    draft.kind = value.strip().lower()


def _contact_id(draft: Draft, _: Head, value: str) -> None:
    draft.contact_id = one_line(value)


def _member(draft: Draft, _: Head, value: str) -> None:
    draft.members.append(value.strip().removeprefix("urn:uuid:"))


def _android(draft: Draft, head: Head, value: str) -> None:
    """A row of Android's address book; only nicknames and dates have a meaning here."""
    kind, *columns = parts_of(value, ";")
    columns += [""] * 3
    match kind.removeprefix(_ANDROID):
        case "nickname":
            draft.nicknames(columns[:1])
        case "contact_event" if columns[1] == "3":
            _birthday(draft, head, columns[0])
        case "contact_event" if found := _date(head, columns[0]):
            label = one_line(columns[2]) or ("anniversary" if columns[1] == "1" else "date")
            draft.append("dates", None, {"label": label, "date": found})


_NO_HEAD = read_head("")
_KNOWN: dict[str, tuple[Head, Reader | None]] = {}
"""Heads that were read before and who reads their values: most files repeat a few dozen."""
_READERS: dict[str, Reader] = {
    "FN": _formatted_name,
    "N": _structured_name,
    "NICKNAME": _nickname,
    "UID": _text("uid"),
    "EMAIL": _reachable("emails"),
    "TEL": _reachable("phones"),
    "ORG": Draft.work,
    "TITLE": Draft.work,
    "ROLE": Draft.work,
    "X-KITHKEEPER-PAST": Draft.work,
    "ADR": Draft.address,
    "LABEL": Draft.address_label,
    "X-ABLABEL": Draft.label_group,
    "NOTE": _long_text("notes"),
    "CATEGORIES": _tags,
    "BDAY": _birthday,
    "ANNIVERSARY": _anniversary,
    "X-ANNIVERSARY": _anniversary,
    "X-MS-ANNIVERSARY": _anniversary,
    "X-EVOLUTION-ANNIVERSARY": _anniversary,
    "X-ABDATE": _named_date,
    "URL": _url,
    "IMPP": _messenger_line,
    "X-SOCIALPROFILE": _social_profile,
    "SOCIALPROFILE": _social_profile,
    "X-PHONETIC-FIRST-NAME": _part("phonetic_given"),
    "X-PHONETIC-LAST-NAME": _part("phonetic_family"),
    "X-KITHKEEPER-MET-ON": _met_on,
    "X-ANDROID-CUSTOM": _android,
    "X-KITHKEEPER-ID": _contact_id,
    "TZ": _timezone,
    "KIND": _kind,
    "X-ADDRESSBOOKSERVER-KIND": _kind,
    "MEMBER": _member,
    "X-ADDRESSBOOKSERVER-MEMBER": _member,
    **dict.fromkeys(_PROFILES, _profile),
    **dict.fromkeys(_MESSENGERS, _messenger),
    **{name: _long_text(field) for name, field in OWN_TEXTS.items()},
    **{name: _line_item(field) for name, field in OWN_LISTS.items()},
}
