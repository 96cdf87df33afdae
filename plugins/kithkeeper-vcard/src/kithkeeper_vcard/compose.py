"""From the fields of a `Card` to content lines, one function a field."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from kithkeeper_vcard.dates import OMITTED_YEAR
from kithkeeper_vcard.fields import ADDRESS_PARTS, MESSENGERS, NAME_PARTS, OWN_LISTS, OWN_TEXTS
from kithkeeper_vcard.values import many_lines, one_line

if TYPE_CHECKING:
    from kithkeeper.model import (
        Address,
        Card,
        Email,
        Link,
        NamedDate,
        Organization,
        PartialDate,
        Phone,
    )

_TYPE_OF_WORD = {
    "home": "HOME", "work": "WORK", "mobile": "CELL", "fax": "FAX", "pager": "PAGER",
    "main": "MAIN", "other": "OTHER", "car": "CAR", "video": "VIDEO", "iphone": "IPHONE",
}  # fmt: skip
_APPLE_LABELS = {"anniversary": "_$!<Anniversary>!$_", "homepage": "_$!<HomePage>!$_"}
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PROPERTY_OF_TEXT = {field: name for name, field in OWN_TEXTS.items()}
_PROPERTY_OF_LIST = {
    field: name for name, field in OWN_LISTS.items() if name != "HOBBY"
}  # fmt: skip

Params = tuple[tuple[str, str], ...]


class Line(NamedTuple):
    """A content line to be written; its value is escaped already."""

    name: str
    value: str
    params: Params = ()
    group: str = ""


class Groups:
    """Gives out group names (`item1`) that are not taken yet."""

    def __init__(self, taken: frozenset[str] = frozenset()) -> None:
        free = (f"item{number}" for number in itertools.count(1))
        self._free = (name for name in free if name not in taken)

    def next(self) -> str:
        """A fresh name."""
        return next(self._free)


def escape(text: str) -> str:
    """Escape a text value (RFC 6350 section 3.4)."""
    text = text.replace("\\", "\\\\").replace("\n", "\\n")
    return text.replace(",", "\\,").replace(";", "\\;")


def plain(text: str) -> str:
    """A text on one line as value."""
    return escape(one_line(text))


def _text(text: str) -> str:
    return escape(many_lines(text))


def _address_of(url: str) -> str:
    """An address as value: only what would end or change the line is escaped."""
    return one_line(url).replace("\\", "\\\\")


def all_lines(card: Card, version: str) -> list[Line]:
    """Every line of a card but VERSION, for vCard 3.0 or 4.0."""
    groups = Groups()
    lines = list(name_lines(card))
    for field in SCALAR_LINES:
        lines += scalar_lines(field, card, version)
    lines += organization_lines(card.organizations, groups)
    for field in ("emails", "phones", "addresses", "links", "dates"):
        for item in getattr(card, field):
            lines += item_lines(field, item, version, groups)
    if card.tags:
        lines.append(tags_line(card.tags))
    for field in _PROPERTY_OF_LIST:
        for item in getattr(card, field):
            lines += item_lines(field, item, version, groups)
    return lines


def name_lines(card: Card) -> Iterator[Line]:
    """FN and N, which must be there, NICKNAME and the phonetic names.

    Where there is no full name, FN holds what is shown in its place and says so, so that reading
    it back does not make a name of an address.
    """
    yield formatted_name(card)
    yield structured_name(card)
    if card.names.nicknames:
        yield nickname_line(card)
    for part, name in (("given", "FIRST"), ("family", "LAST")):
        if text := getattr(card.names, f"phonetic_{part}"):
            yield Line(f"X-PHONETIC-{name}-NAME", plain(text))


def formatted_name(card: Card) -> Line:
    """FN."""
    if card.name:
        return Line("FN", plain(card.name))
    return Line("FN", plain(card.display_name), (("X-KITHKEEPER-DERIVED", "1"),))


def structured_name(card: Card) -> Line:
    """N."""
    return Line("N", ";".join(plain(getattr(card.names, part)) for part in NAME_PARTS))


def nickname_line(card: Card) -> Line:
    """NICKNAME."""
    return Line("NICKNAME", ",".join(map(plain, card.names.nicknames)))


def scalar_lines(field: str, card: Card, version: str) -> list[Line]:
    """The line of a field with one value; none where it is empty."""
    value = getattr(card, field)
    return [SCALAR_LINES[field](value, version)] if value else []


def _uid(value: str, version: str) -> Line:
    """UID, which is a URI in 4.0 unless said otherwise (RFC 6350 section 6.7.6)."""
    is_text = version == "4.0" and not _URI.match(value)
    return Line("UID", plain(value), (("VALUE", "text"),) if is_text else ())


def _birthday(value: PartialDate, version: str) -> Line:
    text, params = date_value(value, version)
    return Line("BDAY", text, params)


def date_value(value: PartialDate, version: str) -> tuple[str, Params]:
    """A date as value and parameters.

    vCard 3.0 has no dates without a year: Apple's omitted year is what most programs understand.
    """
    if value.text or value.month is None or value.day is None:
        return plain(str(value)), (("VALUE", "text"),) if value.text else ()
    if version == "4.0":
        return str(value).replace(
            "-", ""
        ) if value.year else f"--{str(value)[2:].replace('-', '')}", ()
    if value.year is None:
        text = f"{OMITTED_YEAR}-{value.month:02}-{value.day:02}"
        return text, (("X-APPLE-OMIT-YEAR", str(OMITTED_YEAR)),)
    return str(value), ()


def _timezone(value: str, version: str) -> Line:
    """TZ: an offset in 3.0 and a text in 4.0 unless said otherwise (RFC 2426 3.4.1, RFC 6350 6.5.1)."""
    is_offset = value[0] in "+-"
    if version == "4.0":
        offset = value.replace(":", "")
        return (
            Line("TZ", offset, (("VALUE", "utc-offset"),))
            if is_offset
            else Line("TZ", plain(value))
        )
    return Line("TZ", value) if is_offset else Line("TZ", plain(value), (("VALUE", "text"),))


def _own_text(name: str) -> Callable[[str, str], Line]:
    return lambda value, _: Line(name, _text(value))


SCALAR_LINES: dict[str, Callable[[Any, str], Line]] = {
    "uid": _uid,
    "birthday": _birthday,
    "notes": lambda value, _: Line("NOTE", _text(value)),
    "timezone": _timezone,
    "met_on": lambda value, _: Line("X-KITHKEEPER-MET-ON", value.isoformat()),
    **{field: _own_text(name) for field, name in _PROPERTY_OF_TEXT.items()},
}
"""How a field with one value is written; FN and N apart."""


def tags_line(tags: tuple[str, ...]) -> Line:
    """CATEGORIES."""
    return Line("CATEGORIES", ",".join(map(plain, tags)))


def item_lines(field: str, item: Any, version: str, groups: Groups) -> list[Line]:
    """The lines of one item of a list, with the line that labels it."""
    return _ITEM_LINES[field](item, version, groups)


def _labelled(line: Line, label: str, preferred: bool, version: str, groups: Groups) -> list[Line]:
    """Say the label by TYPE where vCard has the words, else by Apple's X-ABLabel."""
    words = label.split(" ") if label else []
    types: list[str] = []
    group = ""
    if all(word in _TYPE_OF_WORD for word in words) and len(set(words)) == len(words):
        types = [_TYPE_OF_WORD[word] for word in words]
    else:
        group = groups.next()
    params = [("TYPE", each) for each in types]
    if preferred:
        params.append(("PREF", "1") if version == "4.0" else ("TYPE", "PREF"))
    lines = [line._replace(params=(*line.params, *params), group=group or line.group)]
    if group:
        lines.append(Line("X-ABLABEL", _APPLE_LABELS.get(label) or plain(label), (), group))
    return lines


def _email(item: Email, version: str, groups: Groups) -> list[Line]:
    params = () if version == "4.0" else (("TYPE", "INTERNET"),)
    line = Line("EMAIL", plain(item.value), params)
    return _labelled(line, item.label, item.preferred, version, groups)


def _phone(item: Phone, version: str, groups: Groups) -> list[Line]:
    return _labelled(Line("TEL", plain(item.value)), item.label, item.preferred, version, groups)


def _link(item: Link, version: str, groups: Groups) -> list[Line]:
    """URL, or IMPP (RFC 4770, RFC 6350 section 6.4.3) for an address at a messenger."""
    is_messenger = item.url.partition(":")[0].lower() in MESSENGERS
    line = Line("IMPP" if is_messenger else "URL", _address_of(item.url))
    return _labelled(line, item.label, False, version, groups)


def _address(item: Address, version: str, groups: Groups) -> list[Line]:
    value = ";".join(_text(getattr(item, part)) for part in ADDRESS_PARTS)
    if not item.formatted:
        return _labelled(Line("ADR", value), item.label, False, version, groups)
    if version == "4.0":
        quoted = _text(item.formatted).replace("^", "^^").replace('"', "^'")
        line = Line("ADR", value, (("LABEL", quoted),))
        return _labelled(line, item.label, False, version, groups)
    lines = _labelled(Line("ADR", value), item.label, False, version, groups)
    group = lines[0].group or groups.next()
    label = Line("LABEL", _text(item.formatted), lines[0].params, group)
    return [lines[0]._replace(group=group), *lines[1:], label]


def _date(item: NamedDate, version: str, groups: Groups) -> list[Line]:
    text, params = date_value(item.date, version)
    group = groups.next()
    label = _APPLE_LABELS.get(item.label) or plain(item.label)
    return [Line("X-ABDATE", text, params, group), Line("X-ABLABEL", label, (), group)]


def _own(field: str) -> Callable[[str, str, Groups], list[Line]]:
    return lambda item, _, __: [Line(_PROPERTY_OF_LIST[field], _text(item))]


_ITEM_LINES: dict[str, Callable[[Any, str, Groups], list[Line]]] = {
    "emails": _email,
    "phones": _phone,
    "links": _link,
    "addresses": _address,
    "dates": _date,
    "tags": lambda item, _, __: [tags_line((item,))],
    **{field: _own(field) for field in _PROPERTY_OF_LIST},
}


def organization_lines(places: tuple[Organization, ...], groups: Groups) -> list[Line]:
    """ORG, TITLE and ROLE of every place of work; groups tell them apart where there are several."""
    lines: list[Line] = []
    for place in places:
        group = groups.next() if len(places) > 1 or not place.current else ""
        if place.name or place.department or group:
            units = [
                place.name,
                *([place.department] if place.department or not place.name else []),
            ]
            lines.append(Line("ORG", ";".join(map(plain, units)), (), group))
        jobs = (("TITLE", place.title), ("ROLE", place.role))
        lines += [Line(name, plain(text), (), group) for name, text in jobs if text]
        if not place.current:
            lines.append(Line("X-KITHKEEPER-PAST", "true", (), group))
    return lines
