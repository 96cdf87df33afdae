"""What one source says of one person."""

from __future__ import annotations

import re
from datetime import date

from kithkeeper.model.base import PartialDateField, Value

_FAMILY_FIRST = re.compile(
    "[\u3005\u3040-\u309f\u30f6\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff]+"
)
"""Han characters, Hiragana and Hangul: names in them are read family first, without a blank."""


class Names(Value):
    """The parts of a name (vCard N, NICKNAME and the phonetic extensions)."""

    given: str = ""
    family: str = ""
    additional: str = ""
    prefix: str = ""
    suffix: str = ""
    nicknames: tuple[str, ...] = ()
    phonetic_given: str = ""
    phonetic_family: str = ""

    @property
    def reading_order(self) -> str:
        """Prefix, given, additional, family and suffix in one line, empty parts left out.

        Chinese, Japanese and Korean names in their own script begin with the family.
        """
        parts: tuple[str, ...]
        own_script = f"{self.family}{self.given}"
        if self.family and self.given and _FAMILY_FIRST.fullmatch(own_script):
            parts = (self.prefix, own_script, self.additional, self.suffix)
        else:
            parts = (self.prefix, self.given, self.additional, self.family, self.suffix)
        return " ".join(part for part in parts if part)


class Email(Value):
    """An e-mail address as it was written."""

    value: str
    label: str = ""
    preferred: bool = False


class Phone(Value):
    """A telephone number as it was written, and its E.164 form where one could be read."""

    value: str
    label: str = ""
    preferred: bool = False
    normal: str = ""


class Organization(Value):
    """A place of work and what the person is there (vCard ORG, TITLE, ROLE)."""

    name: str = ""
    department: str = ""
    title: str = ""
    role: str = ""
    current: bool = True


class Address(Value):
    """A postal address in the seven parts of vCard ADR."""

    po_box: str = ""
    extended: str = ""
    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    label: str = ""
    formatted: str = ""


class Link(Value):
    """A page or profile of the person; the label names the service where it is known."""

    url: str
    label: str = ""


class NamedDate(Value):
    """A date of a life other than the birthday: an anniversary, a first day at work."""

    label: str
    date: PartialDateField


class Card(Value):
    """What one source says of one person: the descriptive half of a `Contact`.

    A source plugin yields cards; the user's own edits form one more. How several become one
    contact is the business of `kithkeeper.identity`.

    Attributes:
        name: The full name as written (vCard FN); empty where the source has none.
        uid: The identity that the source gave it (vCard UID); not a Kithkeeper id.
        tags: Categories, labels and groups.
        timezone: Where the person is: an IANA name or an offset like `+05:30` (vCard TZ).
    """

    name: str = ""
    names: Names = Names()
    uid: str = ""
    organizations: tuple[Organization, ...] = ()
    emails: tuple[Email, ...] = ()
    phones: tuple[Phone, ...] = ()
    addresses: tuple[Address, ...] = ()
    links: tuple[Link, ...] = ()
    birthday: PartialDateField | None = None
    dates: tuple[NamedDate, ...] = ()
    notes: str = ""
    timezone: str = ""
    tags: tuple[str, ...] = ()
    how_met: str = ""
    met_on: date | None = None
    met_where: str = ""
    met_through: str = ""
    met_event: str = ""
    personal: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    can_help_with: tuple[str, ...] = ()
    could_help_with: tuple[str, ...] = ()

    @property
    def display_name(self) -> str:
        """FN, else N in reading order, else nickname, organization, first e-mail, first phone."""
        organization = self.organizations[0].name if self.organizations else ""
        return (
            self.name
            or self.names.reading_order
            or next(iter(self.names.nicknames), "")
            or organization
            or (self.emails[0].value if self.emails else "")
            or (self.phones[0].value if self.phones else "")
        )


SCALARS = (
    "name", "uid", "birthday", "notes", "how_met", "met_on", "met_where", "met_through",
    "met_event", "timezone",
)  # fmt: skip
"""Fields of a card with one value: the user's, else the highest source's."""

NAME_PARTS = (
    "given", "family", "additional", "prefix", "suffix", "phonetic_given", "phonetic_family",
)  # fmt: skip
"""Fields of `Names` with one value each, addressed as `names.given` and so on."""

LISTS = (
    "organizations", "emails", "phones", "addresses", "links", "dates", "tags", "personal",
    "interests", "can_help_with", "could_help_with",
)  # fmt: skip
"""Fields of a card with many values: the union of what everyone says, by normal form."""
