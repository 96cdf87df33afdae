"""Touches in a calendar file: past meetings with the people who were invited (RFC 5545)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from kithkeeper.errors import Problem
from kithkeeper.model import Card, Email
from kithkeeper.sync.ports import Page, Touch
from kithkeeper_csv.cells import clean
from kithkeeper_csv.lines import Line, physical_lines
from kithkeeper_csv.recurrence import days_of, is_understood
from kithkeeper_csv.sheet import Batch, Options

if TYPE_CHECKING:
    from icalendar import Event

_LONGEST_EVENT = 1 << 20
"""Characters of one event; attachments are left out beforehand."""
_CROWD = 20
"""Invited people above which a meeting touches nobody more than in passing."""
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


class _Text(NamedTuple):
    """One VEVENT as it stands in the file."""

    line: int
    text: str
    damage: str = ""


@dataclass(frozen=True)
class _Meeting:
    """A meeting that counts: who was there, and what it was."""

    uid: str
    people: tuple[Card, ...]
    channel: str
    depth: str | None
    note: str
    outgoing: bool | None


class CalendarImporter:
    """Reads the past meetings of an iCalendar file; future ones and those without guests are left."""

    def __init__(self, options: Options) -> None:
        self._options = options

    def read(self, path: str, data: Iterable[bytes]) -> Iterator[Page]:
        """Yield a touch for each past occurrence of each meeting."""
        yield from Batch().pages(self._items(path, data))

    def _items(self, path: str, data: Iterable[bytes]) -> Iterator[Touch | Problem]:
        from icalendar import Event

        recurring: list[tuple[_Text, Event]] = []
        moved: dict[str, set[date]] = {}
        for text in _events(physical_lines(data, self._options.encoding)):
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

    def _single(self, event: Event, text: _Text) -> Iterator[Touch]:
        start = event["DTSTART"].dt
        meeting = self._meeting(event, text)
        if meeting is None or not self._is_past(start):
            return
        key = meeting.uid
        if "RECURRENCE-ID" in event:
            key = f"{key}/{self._day(event['RECURRENCE-ID'].dt)}"
        yield _touch(key, self._day(start), meeting)

    def _all(
        self, path: str, text: _Text, event: Event, moved: dict[str, set[date]]
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
        for day in days_of(rule, first, self._options.today + timedelta(days=1)):
            shifted = _at_day(start, day)
            on = self._day(shifted)
            if on not in skipped and self._is_past(shifted):
                yield _touch(f"{meeting.uid}/{on}", on, meeting)

    def _excluded(self, event: Event) -> Iterator[date]:
        found = event.get("EXDATE", [])
        for each in found if isinstance(found, list) else [found]:
            yield from (self._day(value.dt) for value in each.dts)

    def _meeting(self, event: Event, text: _Text) -> _Meeting | None:
        """What counts of an event; None where nobody else was there or it did not take place."""
        status = str(event.get("STATUS", "")).upper()
        guests, declined = _guests(event, self._options.me)
        if status == "CANCELLED" or declined or not guests:
            return None
        summary = clean(str(event.get("SUMMARY", "")))[:_LONGEST_NOTE]
        place = clean(str(event.get("LOCATION", "")))[:500]
        organizer = _address(event.get("ORGANIZER"))
        return _Meeting(
            uid=str(event.get("UID", ""))
            or sha256(text.text.encode("utf-8", "replace")).hexdigest(),
            people=tuple(guests),
            channel=_channel(f"{summary} {place}"),
            depth="passing" if len(guests) > _CROWD else None,
            note=summary,
            outgoing=organizer in self._options.me if organizer and self._options.me else None,
        )

    def _is_past(self, start: date) -> bool:
        if not isinstance(start, datetime):
            return start < self._options.today
        now = self._options.now or datetime.combine(
            self._options.today, datetime.max.time(), self._options.timezone
        )
        zoned = start if start.tzinfo else start.replace(tzinfo=self._options.timezone)
        return zoned.astimezone(UTC) <= now.astimezone(UTC)

    def _day(self, value: date) -> date:
        """The day of an instant in the user's zone; a time without a zone is the user's own."""
        if not isinstance(value, datetime):
            return value
        return value.astimezone(self._options.timezone).date() if value.tzinfo else value.date()


_UNREADABLE = (ValueError, KeyError, AttributeError, TypeError, OverflowError, IndexError)
"""What icalendar raises on an event that is none, whatever the property."""


def _unreadable(path: str, text: _Text, error: Exception) -> Problem:
    found = re.search(r"^SUMMARY[^:\r\n]*:([^\r\n]{0,80})", text.text, re.MULTILINE | re.IGNORECASE)
    what = "it has no start" if isinstance(error, KeyError) else " ".join(str(error).split())[:200]
    return Problem(
        path, text.line, clean(found[1]) if found else "", f"the event can't be read: {what}"
    )


def _events(lines: Iterable[Line]) -> Iterator[_Text]:
    """Cut the file into its events, however long it is; alarms and attachments are left out."""
    inside: list[str] | None = None
    begun, size, nested, damage = 0, 0, 0, ""
    for line in _unfolded(lines):
        word = line.text.strip().upper()
        if word == "BEGIN:VEVENT" and not nested:
            if inside is not None:
                yield _Text(begun, "", "the event is not closed before the next one begins")
            inside, begun, size, damage = [line.text], line.number, 0, ""
        elif inside is None:
            continue
        elif nested or word.startswith("BEGIN:"):
            nested += word.startswith("BEGIN:") - word.startswith("END:")
        elif word == "END:VEVENT":
            yield _Text(begun, "\r\n".join([*inside, line.text, ""]), damage)
            inside = None
        elif not re.match(r"ATTACH[;:]", word):
            size += len(line.text)
            damage = damage or line.damage
            if size <= _LONGEST_EVENT:
                inside.append(line.text)
            else:
                damage = f"the event is longer than {_LONGEST_EVENT:,} characters"
    if inside is not None:
        yield _Text(begun, "", "the file ends within this event")


def _unfolded(lines: Iterable[Line]) -> Iterator[Line]:
    """Content lines: a line that begins with a blank goes on with the one before it."""
    number, parts, size, damage = 0, [], 0, ""
    for line in lines:
        text = line.text.rstrip("\r\n")
        if text.startswith((" ", "\t")) and number:
            size += len(text)
            damage = damage or line.damage
            if size <= _LONGEST_EVENT:
                parts.append(text[1:])
            continue
        if number:
            yield Line(number, "".join(parts), damage)
        number, parts, size, damage = line.number, [text], len(text), line.damage
    if number:
        yield Line(number, "".join(parts), damage)


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


def _touch(key: str, on: date, meeting: _Meeting) -> Touch:
    return Touch(
        key=f"meeting:{key}",
        on=on,
        people=meeting.people,
        channel=meeting.channel,
        depth=meeting.depth,
        note=meeting.note,
        outgoing=meeting.outgoing,
    )
