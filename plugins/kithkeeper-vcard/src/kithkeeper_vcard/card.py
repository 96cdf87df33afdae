"""From the content lines of one card to a `Card`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date

from kithkeeper.model import Card, PartialDate
from kithkeeper.model.zone import normal_zone
from kithkeeper_vcard.build import Values, card_of
from kithkeeper_vcard.dates import read_date
from kithkeeper_vcard.draft import Draft
from kithkeeper_vcard.fields import OWN_LISTS, OWN_TEXTS
from kithkeeper_vcard.scan import Head, nesting, read_head, split_line
from kithkeeper_vcard.values import (
    clean,
    clean_text,
    decoded,
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
_KNOWN_HEAD = 160
_MOST_KNOWN = 2_048
_HEADLESS = re.compile(r"[A-Za-z][A-Za-z0-9.-]{0,60};")
_ANDROID = "vnd.android.cursor.item/"


Reader = Callable[[Draft, Head, str], None]
"""Takes the value of a line whose head it is given."""


def take_lines(draft: Draft, lines: Iterable[str]) -> None:
    """Read logical lines; one that can't be read is left out, as are those of an AGENT."""
    for line in lines:
        text, _, value = line.partition(":")
        if (known := _KNOWN.get(text)) is None:
            known, value = _first_seen(draft, line)
        head, reader = known
        if reader is None or not value or (draft.depth and reader is not _nested):
            continue
        if "ALTID" in head.params and draft.is_alternative(head):
            continue
        if head.encoding:
            value = decoded(head, value, draft.charset)
        reader(draft, head, value)


def _first_seen(draft: Draft, line: str) -> tuple[tuple[Head, Reader | None], str]:
    parts = split_line(line)
    if parts is None:
        draft.headless += _HEADLESS.match(line) is not None
        return (_NO_HEAD, None), ""
    head, value = parts
    known = (head, _READERS.get(head.name))
    length = len(line) - len(value) - 1
    if length <= _KNOWN_HEAD:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[line[:length]] = known
    return known, value


def make_card(lines: Iterable[str], charset: str = "") -> Card:
    """Read the logical lines of one card.

    Args:
        lines: Without BEGIN and END.
        charset: The charset that the card names for what is not UTF-8, or ''.
    """
    draft = Draft(charset)
    take_lines(draft, lines)
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


def _nested(draft: Draft, head: Head, value: str) -> None:
    draft.nest(nesting(f"{head.name}:{value}"))


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
    "BEGIN": _nested,
    "END": _nested,
    "AGENT": _nested,
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
