"""Past meetings with the people who were invited, as touches (RFC 5545)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from kithkeeper.errors import Problem
from kithkeeper.model import Card, Email
from kithkeeper.sync.ports import Touch
from kithkeeper_caldav.meeting_lines import EventText, events
from kithkeeper_caldav.recurrence import days_of, is_understood

if TYPE_CHECKING:
    from icalendar import Event

OURS = "X-KITHKEEPER-"
"""What begins the properties of our own reminders, which are no meetings."""
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_CROWD = 20
"""Invited people above which a meeting touches nobody more than in passing."""
_ASSEMBLY = 50
"""Invited people above which it touches nobody: an all-hands is no meeting with any of them."""
_UNTOLD = ("PRIVATE", "CONFIDENTIAL")
"""Classes of events whose title stays in the calendar."""
_LONGEST_NOTE = 200

_CHANNELS = (
    ("lunch", r"lunch|dinner|breakfast|mittagessen|abendessen|fr[uü]hst[uü]ck|d[ée]jeuner|d[îi]ner"
     r"|almuerzo|comida|cena"),
    ("coffee", r"coffee|kaffee|caf[eé]|espresso|tea|tee"),
    ("call", r"call|phone|zoom|teams|meet\.google|webex|skype|telefonat|anruf|appel|llamada|1:1 online"),
    ("visit", r"visit|besuch|visite|visita"),
)  # fmt: skip
_CHANNEL_OF = [
    (name, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)) for name, words in _CHANNELS
]


class Reading(NamedTuple):
    """What the reading of meetings depends on besides their text.

    Attributes:
        today: The clock's date.
        now: The instant (UTC) before which a meeting is past.
        timezone: The zone in which an instant becomes a day.
        me: The user's own addresses, casefolded.
        since: Meetings before this day are left out.
    """

    today: date
    now: datetime
    timezone: tzinfo
    me: frozenset[str] = frozenset()
    since: date = date.min


@dataclass(frozen=True)
class _Meeting:
    """A meeting that counts: who was there, and what it was; `note` is what is kept of the title."""

    uid: str
    people: tuple[Card, ...]
    channel: str
    depth: str | None
    title: str
    note: str
    outgoing: bool | None

    def likeness(self, instant: str) -> str:
        """What a copy of the meeting under another UID shares with it.

        The same people at the same minute are at one meeting; on the same day it must have the
        same title too.
        """
        who = ",".join(sorted(email.value for card in self.people for email in card.emails))
        return f"meeting:{instant}|{who}" + ("" if "T" in instant else f"|{self.title.casefold()}")


class Meetings:
    """Reads past meetings with guests; future ones and the user's own reminders are left."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def read(self, path: str, data: Iterable[bytes]) -> Iterator[Touch | Problem]:
        """A touch for each past occurrence of each meeting of a calendar.

        Args:
            path: The file's name, for problems.
            data: iCalendar text in chunks of any size.
        """
        from icalendar import Event

        recurring: list[tuple[EventText, Event]] = []
        moved: dict[str, set[date]] = {}
        for text in events(data):
            if text.damage:
                yield Problem(path, text.line, "", text.damage)
                continue
            try:
                event = Event.from_ical(text.text)
                if "RECURRENCE-ID" in event:
                    moved.setdefault(str(event.get("UID", "")), set()).add(
                        self._day(event["RECURRENCE-ID"].dt)
                    )
                if "RRULE" in event and "RECURRENCE-ID" not in event:
                    recurring.append((text, event))
                    continue
                yield from self._single(event, text)
            except _UNREADABLE as error:
                yield _unreadable(path, text, error)
        for text, event in recurring:
            try:
                yield from self._all(path, text, event, moved)
            except _UNREADABLE as error:
                yield _unreadable(path, text, error)

    def _single(self, event: Event, text: EventText) -> Iterator[Touch]:
        start = event["DTSTART"].dt
        meeting = self._meeting(event, text)
        if meeting is None or not self._counts(start):
            return
        key = meeting.uid
        if "RECURRENCE-ID" in event:
            key = f"{key}/{self._instant(event['RECURRENCE-ID'].dt)}"
        yield self._touch(key, start, meeting)

    def _all(
        self, path: str, text: EventText, event: Event, moved: dict[str, set[date]]
    ) -> Iterator[Touch | Problem]:
        """The occurrences of a recurring meeting, without those that were moved or cancelled."""
        start = event["DTSTART"].dt
        meeting = self._meeting(event, text)
        if meeting is None:
            return
        rule = event["RRULE"]
        if isinstance(rule, list) or not is_understood(rule):
            reason = "its recurrence is not understood; only the first meeting is taken"
            yield Problem(path, text.line, meeting.note, reason)
            rule = {"FREQ": ["DAILY"], "COUNT": [1]}
        skipped = moved.get(str(event.get("UID", "")), set()) | set(self._excluded(event))
        first = _plain_day(start)
        for day in days_of(rule, first, self._reading.today + timedelta(days=1)):
            shifted = _at_day(start, day)
            on = self._day(shifted)
            if on not in skipped and self._counts(shifted):
                yield self._touch(f"{meeting.uid}/{self._instant(shifted)}", shifted, meeting)

    def _excluded(self, event: Event) -> Iterator[date]:
        found = event.get("EXDATE", [])
        for each in found if isinstance(found, list) else [found]:
            yield from (self._day(value.dt) for value in each.dts)

    def _meeting(self, event: Event, text: EventText) -> _Meeting | None:
        """What counts of an event; None where nobody else was there or it did not take place."""
        if any(name.startswith(OURS) for name in event):
            return None
        status = str(event.get("STATUS", "")).upper()
        guests, declined = _guests(event, self._reading.me)
        if status == "CANCELLED" or declined or not 0 < len(guests) <= _ASSEMBLY:
            return None
        summary = clean(str(event.get("SUMMARY", "")))[:_LONGEST_NOTE]
        untold = str(event.get("CLASS", "")).upper() in _UNTOLD
        place = clean(str(event.get("LOCATION", "")))[:500]
        organizer = _address(event.get("ORGANIZER"))
        return _Meeting(
            uid=str(event.get("UID", ""))
            or sha256(text.text.encode("utf-8", "replace")).hexdigest(),
            people=tuple(guests),
            channel=_channel(f"{summary} {place}"),
            depth="passing" if len(guests) > _CROWD else None,
            title=summary,
            note="" if untold else summary,
            outgoing=organizer in self._reading.me if organizer and self._reading.me else None,
        )

    def _counts(self, start: date) -> bool:
        """Whether it is over, and not too long ago."""
        return self._day(start) >= self._reading.since and self._is_past(start)

    def _is_past(self, start: date) -> bool:
        if not isinstance(start, datetime):
            return start < self._reading.today
        return self._utc(start) <= self._reading.now

    def _utc(self, start: datetime) -> datetime:
        """An instant; a time without a zone is the user's own."""
        zoned = start if start.tzinfo else start.replace(tzinfo=self._reading.timezone)
        return zoned.astimezone(UTC)

    def _instant(self, start: date) -> str:
        """When something begins, the same in every zone: `20260302T090000Z`, or a day."""
        if isinstance(start, datetime):
            return f"{self._utc(start):%Y%m%dT%H%M%SZ}"
        return f"{start:%Y%m%d}"

    def _touch(self, key: str, start: date, meeting: _Meeting) -> Touch:
        return Touch(
            key=f"meeting:{key}",
            on=self._day(start),
            people=meeting.people,
            channel=meeting.channel,
            depth=meeting.depth,
            note=meeting.note,
            outgoing=meeting.outgoing,
            everywhere=True,
            likeness=meeting.likeness(self._instant(start)),
        )

    def _day(self, value: date) -> date:
        """The day of an instant in the user's zone; a time without a zone is the user's own."""
        if not isinstance(value, datetime):
            return value
        return value.astimezone(self._reading.timezone).date() if value.tzinfo else value.date()


_UNREADABLE = (ValueError, KeyError, AttributeError, TypeError, OverflowError, IndexError)
"""What icalendar raises on an event that is none, whatever the property."""


def _unreadable(path: str, text: EventText, error: Exception) -> Problem:
    found = re.search(r"^SUMMARY[^:\r\n]*:([^\r\n]{0,80})", text.text, re.MULTILINE | re.IGNORECASE)
    what = "it has no start" if isinstance(error, KeyError) else " ".join(str(error).split())[:200]
    return Problem(
        path, text.line, clean(found[1]) if found else "", f"the event can't be read: {what}"
    )


def _guests(event: Event, me: frozenset[str]) -> tuple[list[Card], bool]:
    """The other people of a meeting, and whether the user declined it."""
    attendees = event.get("ATTENDEE", [])
    invited: list[Any] = attendees if isinstance(attendees, list) else [attendees]
    cards: dict[str, Card] = {}
    for each in invited:
        address = _address(each)
        declined = str(each.params.get("PARTSTAT", "")).upper() == "DECLINED"
        if address in me:
            if declined:
                return [], True
            continue
        kind = str(each.params.get("CUTYPE", "INDIVIDUAL")).upper()
        if "@" in address and not declined and kind in ("INDIVIDUAL", "UNKNOWN"):
            cards.setdefault(address, _card(each, address))
    organizer = event.get("ORGANIZER")
    address = _address(organizer)
    if invited and "@" in address and address not in me:
        cards.setdefault(address, _card(organizer, address))
    return list(cards.values()), False


def clean(text: str) -> str:
    """Text on one line, without control characters and lone surrogates."""
    return _CONTROLS.sub("", text).strip()


def _address(value: object) -> str:
    return re.sub(r"^mailto:", "", str(value or "").strip(), flags=re.IGNORECASE).casefold()


def _card(value: Any, address: str) -> Card:
    name = clean(str(value.params.get("CN", "")))
    return Card(name="" if "@" in name else name, emails=(Email(value=address),))


def _channel(text: str) -> str:
    return next((name for name, words in _CHANNEL_OF if words.search(text)), "event")


def _plain_day(start: date) -> date:
    return start.date() if isinstance(start, datetime) else start


def _at_day(start: date, day: date) -> date:
    """The same time of day, in its own zone, on another day."""
    return datetime.combine(day, start.timetz()) if isinstance(start, datetime) else day
