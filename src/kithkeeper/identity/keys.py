"""The keys by which people and the items of a card are recognised.

A *strong key* is something that belongs to one person or household: an e-mail address, a telephone
number, a LinkedIn profile. A *normal form* is the identity of one item of a list, so that the same
e-mail from two sources is one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kithkeeper.identity.text import line, visible, words

if TYPE_CHECKING:
    from kithkeeper.model.card import (
        Address,
        Card,
        Email,
        Link,
        NamedDate,
        Organization,
        Phone,
    )

    Item = Email | Phone | Organization | Address | Link | NamedDate | str
    """One item of a list of a card."""

_LONGEST_URL = 2_000
_LONGEST_PHONE = 60
_PROFILE = re.compile(
    r"(?:https?://)?(?:[a-z0-9-]{1,63}\.){0,4}linkedin\.com(?::\d{1,5})?"
    r"/(?:mwlite/|comm/|m/)?(?:in|pub)/([^?#]{1,400})",
    re.IGNORECASE,
)
_MAILTO = re.compile("^(?:mailto:)+")
_BARE_SLUG = re.compile(r"[\w-]{3,100}")
_PLAIN_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{7,14}", re.ASCII)
_SEPARATORS = str.maketrans("", "", " \t-./()\u00a0\u2007\u2010\u2011\u2012\u2013\u202f")
_TRUNK_ZERO = (
    "20", "27", "30", "31", "32", "33", "34", "36", "41", "43", "44", "45", "46", "47", "48",
    "49", "61", "64", "81", "82", "90", "91", "351", "353", "358", "380", "420", "421",
)  # fmt: skip
"""Country codes after which a number that starts with 1–9 is already in its E.164 form."""
_ZERO_TRUNK = {"AT": "43", "BE": "32", "DE": "49", "IE": "353", "IN": "91", "NL": "31"}
"""Country codes of regions in which every number after a leading 0 is a national one."""
_NATIONAL = re.compile("^0(?=[1-9])")
_TEN_DIGITS = re.compile(r"\+(?:1[2-9][0-9]{9}|7[3-9][0-9]{9})", re.ASCII)


def normal_email(text: str) -> str:
    """The address in one case, without spaces, `mailto:`, a display name or invisible characters.

    Plus tags and dots are kept: only the provider knows whether they mean anything. A domain in
    Punycode and in its own letters are the same.
    """
    address = "".join(visible(text).split()).casefold()
    address = _MAILTO.sub("", address)
    if address.endswith(">") and "<" in address:
        address = address[address.rindex("<") + 1 : -1]
    local, at, domain = address.rpartition("@")
    if at and "xn--" in domain:
        domain = _from_punycode(domain)
    return f"{local}{at}{domain.rstrip('.')}"


def _from_punycode(domain: str) -> str:
    try:
        return domain.encode("ascii").decode("idna").casefold()
    except UnicodeError:
        return domain


def normal_phone(text: str, region: str = "") -> str:
    """The number in E.164, followed by `;ext=N` where it has an extension; '' when unreadable.

    Args:
        text: The number as written, also as a `tel:` address.
        region: ISO 3166 code of the country whose national numbers are meant ("DE"); with an
            empty one only international numbers can be read.
    """
    if len(text) > _LONGEST_PHONE * 4:
        return ""
    return _normal_phone(text, region.upper())


@lru_cache(maxsize=131_072)
def _normal_phone(text: str, region: str) -> str:
    number = visible(text).strip().removeprefix("tel:")
    if len(number) > _LONGEST_PHONE:
        return ""
    compact = number.translate(_SEPARATORS) if "(0" not in number else number
    if code := _ZERO_TRUNK.get(region):
        compact = _NATIONAL.sub(f"+{code}", compact)
    if _is_normal_already(compact):
        return compact
    read = _read_phone(number, region)
    if not read and compact.startswith("00"):
        read = _read_phone(f"+{compact[2:]}", region)
    return read


def _is_normal_already(compact: str) -> bool:
    """Whether reading the number would give it back (most numbers of most books)."""
    if not compact.startswith("+") or not _PLAIN_INTERNATIONAL.fullmatch(compact):
        return False
    if compact[1] in "17":
        return _TEN_DIGITS.fullmatch(compact) is not None
    for code in (compact[1:3], compact[1:4]):
        if code in _TRUNK_ZERO:
            return compact[1 + len(code)] != "0" and 11 <= len(compact) <= 14
    return False


def _read_phone(number: str, region: str) -> str:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, region or None)
    except phonenumbers.NumberParseException:
        return ""
    possible = phonenumbers.is_possible_number_with_reason(parsed)
    if possible != phonenumbers.ValidationResult.IS_POSSIBLE:
        return ""
    plain = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return f"{plain};ext={parsed.extension}" if parsed.extension else plain


def linkedin_slug(url: str, label: str = "") -> str:
    """The slug of a LinkedIn profile ("ada-l") in lower case; '' where the address is no profile.

    A bare slug is taken where the label says that it is LinkedIn's.
    """
    text = visible(url).strip()[:_LONGEST_URL]
    if found := _PROFILE.match(text):
        path = unquote(found.group(1)).strip("/")
        if "/pub/" in found.group(0).casefold():
            return line(path)
        return line(path.split("/")[0])
    if label.strip().casefold() == "linkedin" and _BARE_SLUG.fullmatch(text):
        return line(text)
    return ""


def strong_keys(card: Card, region: str = "") -> frozenset[str]:
    """What identifies the person across sources.

    Returns:
        Keys such as `email:ada@example.org`, `tel:+493012345678` and `linkedin:ada-l`.
    """
    keys = {f"email:{form}" for e in card.emails if _is_address(form := normal_email(e.value))}
    keys.update(f"tel:{form}" for p in card.phones if (form := _phone_form(p, region)))
    keys.update(
        f"linkedin:{slug}" for each in card.links if (slug := linkedin_slug(each.url, each.label))
    )
    return frozenset(keys)


def _is_address(form: str) -> bool:
    local, _, domain = form.rpartition("@")
    return bool(local and domain)


def _phone_form(phone: Phone, region: str) -> str:
    return normal_phone(phone.value, region) or phone.normal


def normal_form(field: str, item: Item, region: str = "") -> str:
    """The identity of one item of a list of a card; '' for an item that says nothing.

    Args:
        field: One of `model.card.LISTS`, or `names.nicknames`.
        item: A value of that field.
        region: For phones, as in `normal_phone`.

    Raises:
        KeyError: The card has no such list.
    """
    if field == "phones":
        return _phone_identity(item, region)  # type: ignore[arg-type]
    return _FORMS[field](item)  # type: ignore[operator,no-any-return]


def _phone_identity(phone: Phone, region: str) -> str:
    written = visible(phone.value).casefold()
    return _phone_form(phone, region) or written.translate(_SEPARATORS) or written.strip()


def _email_identity(email: Email) -> str:
    return normal_email(email.value)


def _organization_identity(organization: Organization) -> str:
    """The name and what the person is there; `organization_name` is the part before the bar."""
    name = line(organization.name)
    rest = line(organization.title) or line(organization.role) or line(organization.department)
    return f"{name}|{rest}" if name or rest else ""


def organization_name(form: str) -> str:
    """The name in the normal form of an organization, as a normal form without a title."""
    return f"{form.split('|', 1)[0]}|"


def _address_identity(address: Address) -> str:
    parts = (address.po_box, address.extended, address.street, address.city, address.region,
             address.postal_code, address.country)  # fmt: skip
    return " ".join(words(" ".join(parts))) or " ".join(words(address.formatted))


def _link_identity(link: Link) -> str:
    if slug := linkedin_slug(link.url, link.label):
        return f"linkedin:{slug}"
    url = visible(link.url).strip()
    scheme, there, rest = url.partition("://")
    if not there or scheme.casefold() not in {"http", "https"}:
        rest = url
    host, slash, path = rest.partition("/")
    return f"{host.casefold().removeprefix('www.')}{slash}{path}".rstrip("/")


def _date_identity(named: NamedDate) -> str:
    label, day = line(named.label), line(str(named.date))
    return f"{label}|{day}" if label or day else ""


_FORMS = {
    "emails": _email_identity,
    "organizations": _organization_identity,
    "addresses": _address_identity,
    "links": _link_identity,
    "dates": _date_identity,
    "tags": line,
    "personal": line,
    "interests": line,
    "can_help_with": line,
    "could_help_with": line,
    "names.nicknames": line,
}
