"""Touches in LinkedIn's export: messages and invitations, with their days and directions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import NamedTuple

from kithkeeper.errors import Problem
from kithkeeper.model import Card
from kithkeeper.sync.ports import Touch
from kithkeeper_csv.cells import split
from kithkeeper_csv.dates import Order, read_day
from kithkeeper_csv.linkedin import profile_link
from kithkeeper_csv.sheet import Dates, Options, Row, linkedin_slug, plain_name

_SPONSORED = '<p class="spinmail'
_HIDDEN = {"linkedin member", ""}
_LONGEST_NOTE = 2_000
_TO_COME = ", which is still to come"
_MANY = 5
"""Recipients above which a message is a circular, and touches nobody deeply."""

_INSTANT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?\s*(?:UTC|Z|GMT)?", re.ASCII
)


@dataclass
class Self:
    """What is known of whose export it is.

    Attributes:
        known: Slugs, plain names and e-mail addresses of the user.
        others: Slugs that are surely someone else's.
    """

    known: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)

    @classmethod
    def from_options(cls, options: Options) -> Self:
        """What the settings tell."""
        known = set()
        for text in options.me:
            known.add(linkedin_slug(text) or (text if "@" in text else plain_name(text)))
        return cls(known)


class _Person(NamedTuple):
    """A side of a message; the key is the slug where there is one, else the plain name."""

    key: str
    name: str
    url: str

    @classmethod
    def of(cls, name: str, url: str) -> _Person:
        return cls(linkedin_slug(url) or plain_name(name), name, url)

    def card(self) -> Card:
        return Card(name=self.name, links=profile_link(self.url))


class _Sent(NamedTuple):
    """What one person sent others in one conversation on one day."""

    conversation: str
    day: date
    sender: str
    recipients: tuple[str, ...]


def invitations(
    rows: Iterable[Row | Problem], path: str, dates: Dates, who: Self
) -> Iterator[Touch | Problem]:
    """Touches from Invitations.csv; `who` learns the user's profile from the directions."""
    order = dates.orders.get("sent at", Order.UNKNOWN)
    order = Order.MONTH_FIRST if order is Order.UNKNOWN else order
    for row in rows:
        if isinstance(row, Problem):
            yield row
            continue
        direction = row.get("direction").upper()
        day = read_day(row.get("sent at"), dates.today, order)
        if direction not in ("INCOMING", "OUTGOING") or day is None:
            told = "no direction" if day else f"no date in {row.get('sent at')!r}"
            yield Problem(path, row.line, row.label, f"the invitation has {told}")
            continue
        if day > dates.today:
            yield Problem(path, row.line, row.label, f"the invitation is of {day}{_TO_COME}")
            continue
        inviter = _Person.of(row.get("from"), row.get("inviterprofileurl"))
        invitee = _Person.of(row.get("to"), row.get("inviteeprofileurl"))
        outgoing = direction == "OUTGOING"
        me, other = (inviter, invitee) if outgoing else (invitee, inviter)
        if me.key:
            who.known.add(me.key)
        if not other.key:
            continue
        yield Touch(
            key=f"invitation:{other.key}:{day}",
            on=day,
            people=(other.card(),),
            channel="message",
            depth="passing",
            note=row.get("message")[:_LONGEST_NOTE],
            outgoing=outgoing,
        )


class Messages:
    """Gathers messages.csv row by row; who the user is shows only when all went by.

    Kept is a line for each conversation, day, sender and set of recipients, never the messages.
    """

    def __init__(self, path: str, options: Options, who: Self) -> None:
        self._path = path
        self._options = options
        self._who = who
        self._people: dict[str, _Person] = {}
        self._slug_of: dict[str, set[str]] = {}
        self._sent: dict[_Sent, str] = {}

    def add(self, row: Row) -> Problem | None:
        """Take one message in; drafts, spam and advertisements are left out."""
        if _is_left_out(row):
            return None
        day = self._day(row.get("date"))
        if day is None:
            reason = f"the message has no date that can be read: {row.get('date')!r}"
            return Problem(self._path, row.line, row.label, reason)
        if day > self._options.today:
            return Problem(self._path, row.line, row.label, f"the message is of {day}{_TO_COME}")
        sender = self._meet(_Person.of(row.get("from"), row.get("sender profile url")))
        urls = split(row.get("recipient profile urls"), ",")
        recipients = [
            self._meet(person)
            for person in _recipients(row.get("to"), urls, self._slug_of)
            if person.key
        ]
        key = _Sent(row.get("conversation id"), day, sender, tuple(recipients))
        self._sent.setdefault(key, row.get("subject")[:200])
        return None

    def touches(self) -> Iterator[Touch]:
        """One touch for each person, day and conversation, in the order of the file."""
        me = self._me()
        merged: dict[tuple[str, str, date], tuple[bool | None, str, bool]] = {}
        for sent, subject in self._sent.items():
            sender = self._same(sent.sender)
            recipients = [self._same(each) for each in sent.recipients]
            for person, outgoing in _sides(sender, recipients, me):
                key = (sent.conversation, person, sent.day)
                before, note, many = merged.get(key, (outgoing, subject, True))
                circular = bool(outgoing) and len(recipients) > _MANY
                merged[key] = (_either(before, outgoing), note or subject, many and circular)
        for (conversation, person, day), (outgoing, note, circular) in merged.items():
            yield Touch(
                key=f"message:{conversation}:{person}:{day}",
                on=day,
                people=(self._people[person].card(),),
                channel="message",
                depth="passing" if circular else None,
                note=note,
                outgoing=outgoing,
            )

    def _day(self, text: str) -> date | None:
        """The day in the user's zone; the file gives UTC."""
        if found := _INSTANT.fullmatch(text):
            try:
                at = datetime(*(int(part or 0) for part in found.groups()), tzinfo=UTC)  # type: ignore[arg-type, misc]
                return at.astimezone(self._options.timezone).date()
            except (ValueError, OverflowError):
                return None
        return read_day(text, self._options.today, Order.MONTH_FIRST)

    def _meet(self, person: _Person) -> str:
        known = self._people.get(person.key)
        if known is None or (not known.name and person.name):
            self._people[person.key] = person
        if person.url and person.name:
            self._slug_of.setdefault(plain_name(person.name), set()).add(person.key)
        return person.key

    def _same(self, key: str) -> str:
        """The profile of a person whom some rows give by name only, where it is the only one."""
        slugs = self._slug_of.get(key, set())
        return next(iter(slugs)) if len(slugs) == 1 else key

    def _me(self) -> set[str]:
        """Keys of the user: told, or the one person who is in every conversation."""
        keys = {self._same(key) for key in self._people}
        told = {key for key in keys if key in self._who.known}
        told |= {key for key in keys if plain_name(self._people[key].name) in self._who.known}
        if told:
            return told
        present: dict[str, set[str]] = {}
        for sent in self._sent:
            for key in (sent.sender, *sent.recipients):
                present.setdefault(self._same(key), set()).add(sent.conversation)
        counts = Counter({k: len(v) for k, v in present.items() if k not in self._who.others})
        best = counts.most_common(2)
        total = len({sent.conversation for sent in self._sent})
        clear = len(best) == 1 or (len(best) > 1 and best[0][1] > best[1][1])
        return {best[0][0]} if best and clear and best[0][1] * 10 >= total * 9 else set()


def _is_left_out(row: Row) -> bool:
    drafts = (row.get("is message draft"), row.get("is conversation draft"))
    if any(flag.casefold() in ("yes", "true", "1") for flag in drafts):
        return True
    if row.get("folder").upper() == "SPAM" or row.get("content").startswith(_SPONSORED):
        return True
    return not row.get("sender profile url") and row.get("from").casefold() in _HIDDEN


def _recipients(
    names: str, urls: tuple[str, ...], known: Mapping[str, set[str]]
) -> Iterator[_Person]:
    """Names are joined by `, `, which a name may hold itself; addresses are joined by a comma."""
    parts = [part for part in names.split(", ") if part]
    if len(urls) == 1:
        yield _Person.of(names, urls[0])
    elif urls:
        matched = parts if len(parts) == len(urls) else [""] * len(urls)
        yield from (_Person.of(name, url) for name, url in zip(matched, urls, strict=True))
    elif plain_name(names) in known:
        yield _Person.of(names, "")
    else:
        yield from (_Person.of(part, "") for part in parts)


def _sides(sender: str, recipients: list[str], me: set[str]) -> Iterator[tuple[str, bool | None]]:
    """The other people of a message, and whether the user acted; None where that is unknown."""
    if sender in me:
        yield from ((person, True) for person in recipients if person and person not in me)
    elif me:
        yield sender, False
    else:
        yield from ((person, None) for person in dict.fromkeys((sender, *recipients)) if person)


def _either(first: bool | None, second: bool | None) -> bool | None:
    if first is None:
        return second
    return first or bool(second)
