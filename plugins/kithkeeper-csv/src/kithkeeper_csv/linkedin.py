"""People in LinkedIn's export: connections, the uploaded address book, notes about connections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kithkeeper.model import Address, Card, Email, Link, Names, Organization, Phone
from kithkeeper.sync.ports import Change
from kithkeeper_csv.cells import split
from kithkeeper_csv.sheet import Dates, Row, linkedin_slug, person_key, plain_name

_HOW_MET = "LinkedIn"


def profile_link(url: str) -> tuple[Link, ...]:
    """A link to a profile, labelled with its service; none for an empty address."""
    if not url:
        return ()
    return (Link(url=url, label="LinkedIn" if linkedin_slug(url) else ""),)


def connection(row: Row, dates: Dates) -> Change | None:
    """A row of Connections.csv; None for a member who hid the profile (only the date is there)."""
    filled = set(row.cells)
    if filled <= {"connected on"}:
        return None
    url, email = row.get("url"), row.get("email address")
    company, position = row.get("company"), row.get("position")
    names = Names(given=row.get("first name"), family=row.get("last name"))
    card = Card(
        names=names,
        emails=(Email(value=email),) if email else (),
        links=profile_link(url),
        organizations=(Organization(name=company, title=position),) if company or position else (),
        how_met=_HOW_MET,
        met_on=dates.day("connected on", row.get("connected on")),
    )
    key, *before = _keys(url, email, names, company)
    return Change(key, card, raw=row.raw, previous_keys=tuple(before), line=row.line)


def _keys(url: str, email: str, names: Names, company: str) -> Iterator[str]:
    """The profile's slug, else the e-mail address, else name and company; what would do without
    the first of them comes after it, for older exports have no profiles.
    """
    if slug := linkedin_slug(url):
        yield f"/in/{slug}"
    if email:
        yield f"mailto:{email.casefold()}"
    yield person_key(names.reading_order, company)


def address_book_entry(row: Row, dates: Dates) -> Change:
    """A row of Contacts.csv, the address book that the user once uploaded."""
    names = Names(given=row.get("firstname"), family=row.get("lastname"))
    words = re.split(r"[\s,;<>\"]+", row.get("emails"))
    emails = tuple(word for word in words if "@" in word[1:-1])
    phones = split(row.get("phonenumbers"))
    company, title = row.get("companies"), row.get("title")
    places = [row.get(column) for column in ("addresses", "location") if row.get(column)]
    urls = [*split(row.get("sites"), ",; \n"), *split(row.get("profiles"), ",; \n")]
    card = Card(
        name=row.get("fullname"),
        names=names,
        emails=tuple(Email(value=each) for each in emails),
        phones=tuple(Phone(value=each) for each in phones),
        organizations=(Organization(name=company, title=title),) if company or title else (),
        addresses=tuple(Address(formatted=place) for place in dict.fromkeys(places)),
        links=tuple(link for url in urls for link in profile_link(url)),
        birthday=dates.partial("birthday", row.get("birthday")),
    )
    parts = (card.display_name, emails[0] if emails else "".join(phones[:1]) or company)
    return Change(f"contact:{person_key(*parts)}", card, raw=row.raw, line=row.line)


@dataclass
class Supplement:
    """What other files of an export say of the people in Connections.csv.

    It comes as a second card under the connection's key, a further layer of the same person, so
    that Connections.csv by itself, whenever it is imported again, takes nothing of it away.

    Attributes:
        slugs: Profiles of all connections that went by.
    """

    notes: dict[str, list[Row]] = field(default_factory=dict)
    book: list[Change] = field(default_factory=list)
    slugs: set[str] = field(default_factory=set)
    _by_key: dict[str, list[int]] = field(default_factory=dict)
    _used: set[int] = field(default_factory=set)

    def add_note(self, row: Row) -> None:
        """Take a row of Notes.csv."""
        self.notes.setdefault(_note_key(row), []).append(row)

    def add_entry(self, change: Change) -> None:
        """Take a row of Contacts.csv."""
        self.book.append(change)
        for key in _strong_keys(change.card):
            self._by_key.setdefault(key, []).append(len(self.book) - 1)

    def of(self, change: Change) -> Iterator[Change]:
        """What the notes and the address book say of a connection, if they say anything."""
        card = change.card
        assert card is not None
        slug = change.key.removeprefix("/in/") if change.key.startswith("/in/") else ""
        self.slugs.add(slug)
        if not (self.notes or self.book):
            return
        rows = [*self.notes.pop(slug, ()), *self.notes.pop(plain_name(card.display_name), ())]
        entries = list(self._entries(card))
        if rows or entries:
            sources = [*(row.raw for row in rows), *(entry.raw for entry in entries)]
            more = _more(card, rows, [entry.card for entry in entries if entry.card])
            yield Change(change.key, more, raw="\n".join(sources), line=change.line)

    def _entries(self, card: Card) -> Iterator[Change]:
        """Entries of the address book that share a strong key and the name."""
        found = (place for key in _strong_keys(card) for place in self._by_key.get(key, ()))
        for place in dict.fromkeys(found):
            other = self.book[place].card
            same = other and plain_name(other.display_name) == plain_name(card.display_name)
            if same and place not in self._used:
                self._used.add(place)
                yield self.book[place]

    def rest(self) -> list[Change]:
        """Those of whom Connections.csv says nothing."""
        alone = [change for place, change in enumerate(self.book) if place not in self._used]
        return [*alone, *(_noted(key, rows) for key, rows in self.notes.items())]


def _note_key(row: Row) -> str:
    name = f"{row.get('connection first name')} {row.get('connection last name')}"
    return linkedin_slug(row.get("connection profile url")) or plain_name(name)


def _noted(key: str, rows: list[Row]) -> Change:
    first = rows[0]
    names = Names(
        given=first.get("connection first name"), family=first.get("connection last name")
    )
    links = profile_link(first.get("connection profile url"))
    card = Card(names=names, links=links, notes=_notes_text(rows))
    return Change(f"note:{key}", card, raw=first.raw, line=first.line)


def _notes_text(rows: list[Row]) -> str:
    return "\n".join(row.get("note") for row in rows if row.get("note"))


def _strong_keys(card: Card | None) -> list[str]:
    if card is None:
        return []
    slugs = [slug for link in card.links if (slug := linkedin_slug(link.url))]
    return [*slugs, *(email.value.casefold() for email in card.emails)]


def _more(card: Card, notes: list[Row], entries: list[Card]) -> Card:
    """A card of the same name and profile with notes and the lists of other cards."""
    return Card(
        names=card.names,
        links=(*card.links, *(link for entry in entries for link in entry.links)),
        emails=tuple(email for entry in entries for email in entry.emails),
        phones=tuple(phone for entry in entries for phone in entry.phones),
        addresses=tuple(address for entry in entries for address in entry.addresses),
        birthday=next((entry.birthday for entry in entries if entry.birthday), None),
        notes=_notes_text(notes),
    )
