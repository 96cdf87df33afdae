"""Greeting a whole circle on the holidays that it names: one item a day, with everyone who keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from kithkeeper.model.circle import Circle
from kithkeeper.model.kinds import Channel, Kind, State
from kithkeeper.rules import phrases
from kithkeeper.services.session import Session
from kithkeeper.services.standings import is_paused
from kithkeeper.store import Document, Work

if TYPE_CHECKING:
    from kithkeeper.hooks import OccasionSpec

ORIGIN = "greet"
_AHEAD_DAYS = 7
"""How far `kith today` looks for holidays; a circle that looks further ahead is not cut short."""
_YEAR = 365


class Holiday(NamedTuple):
    """A day on which some of a circle are greeted.

    Attributes:
        countries: ISO codes of those who keep it, in order.
        people: Ids and names of those, by name.
    """

    name: str
    on: date
    circle: str
    countries: tuple[str, ...]
    people: tuple[tuple[str, str], ...]

    @property
    def origin(self) -> str:
        """What marks its item, whatever day that is moved to."""
        return f"{ORIGIN}:{self.circle}:{self.name}:{self.on}"


class HolidayRow(NamedTuple):
    """A holiday that is near, and the command that writes the greetings."""

    name: str
    on: date
    circle: str
    countries: tuple[str, ...]
    people: int
    command: str


def near_holidays(session: Session) -> tuple[HolidayRow, ...]:
    """The holidays of the next days on which a circle is greeted, nearest first."""
    found = []
    for circle in session.circles:
        days = max(_AHEAD_DAYS, circle.ahead.nominal_days if circle.ahead else 0)
        found += holidays_of(session, circle, session.today + timedelta(days=days))
    return tuple(
        HolidayRow(
            each.name, each.on, each.circle, each.countries, len(each.people),
            f"kith script fill greeting --circle {each.circle}",
        )
        for each in sorted(found, key=lambda each: (each.on, each.name))
    )  # fmt: skip


def write_greetings(session: Session, work: Work, end: date) -> None:
    """Each holiday of the horizon gets its item, with everyone who is to be greeted now; one that
    is no longer wanted leaves the calendar. What was ticked, skipped or moved stays as it is.
    """
    if not any(each.greet for each in session.circles) and not _items(session):
        return
    from kithkeeper.identity.ids import derived_id

    wanted = {
        each.origin: each
        for circle in session.circles
        for each in holidays_of(session, circle, end)
    }
    for item in _items(session):
        holiday = wanted.pop(item["origin"], None)
        if not State(item.get("state", State.PLANNED)).is_open:
            continue
        if holiday is not None:
            work.put("touchpoint", item["id"], {**item, **_people(holiday)})
        elif session.today < date.fromisoformat(item["due"]) <= end:
            work.delete("touchpoint", item["id"])
    for holiday in wanted.values():
        work.put("touchpoint", derived_id("greeting", holiday.origin), _document(holiday))


def holidays_of(session: Session, circle: Circle, end: date) -> list[Holiday]:
    """On which days until `end` a circle is greeted, and who keeps them."""
    specs = _specs(session) if circle.greet else []
    names = {each.casefold(): each for each in circle.greet}
    found: dict[tuple[str, date], dict[str, str]] = {}
    for spec in specs:
        places = _places(session, spec, circle)
        for code in sorted(set(places.values())):
            for on, name in _first_days(spec, code, session.today, end):
                if name.casefold() in names:
                    kept = found.setdefault((names[name.casefold()], on), {})
                    kept |= {each: code for each, where in places.items() if where == code}
    if not found:
        return []
    shown = {row[0]: row[1] for row in session.store.columns("contact", ["id", "name"])}
    return [
        Holiday(
            name, on, circle.name, tuple(sorted(set(kept.values()))),
            tuple(sorted(((each, shown[each]) for each in kept), key=lambda pair: pair[1].casefold())),
        )
        for (name, on), kept in found.items()
    ]  # fmt: skip


def unknown_holidays(session: Session) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Circle and name of each holiday that no country of its people keeps within a year, with names
    that are near.
    """
    from difflib import get_close_matches

    until = session.today + timedelta(days=_YEAR)
    for circle in session.circles:
        known: dict[str, str] = {}
        for spec in _specs(session) if circle.greet else []:
            codes = {*_places(session, spec, circle).values(), *_home(session, spec)}
            for code in codes:
                known |= {
                    name.casefold(): name for _, name in spec.days(code, session.today, until)
                }
        for name in circle.greet:
            if name.casefold() not in known:
                near = get_close_matches(name.casefold(), known, n=3, cutoff=0.5)
                yield circle.name, name, [known[each] for each in near]


def has_occasions(session: Session) -> bool:
    """Whether a plugin offers holidays at all."""
    return bool(_specs(session))


def _specs(session: Session) -> list[OccasionSpec]:
    return [spec for _, spec in session.host.occasions(session.moment())]


def _items(session: Session) -> list[Document]:
    rows = session.store.find("touchpoint", {"kind": Kind.FOLLOWUP.value})
    return [row for row in rows if row.get("origin", "").startswith(f"{ORIGIN}:")]


def _first_days(
    spec: OccasionSpec, code: str, first: date, last: date
) -> Iterator[tuple[date, str]]:
    """The first day of each holiday, of those that go on for several."""
    before: dict[str, date] = {}
    for on, name in spec.days(code, first - timedelta(days=1), last):
        goes_on = before.get(name) == on - timedelta(days=1)
        before[name] = on
        if on >= first and not goes_on:
            yield on, name


def _places(session: Session, spec: OccasionSpec, circle: Circle) -> dict[str, str]:
    """Country code by contact of a circle: of the address, else the phone, else the profile."""
    there = session.store.find(
        "contact", {"circle": circle.name, "archived": 0, "removed": 0, "merged_into": None}
    )
    rows = [row for row in there if not is_paused(row, session.today)]
    home = next(iter(_home(session, spec)), None)
    codes = {row["id"]: _country(row, spec, session.config.profile.region) or home for row in rows}
    return {key: code for key, code in codes.items() if code}


def _home(session: Session, spec: OccasionSpec) -> list[str]:
    region = session.config.profile.region
    code = spec.country(region) if region else None
    return [code] if code else []


def _country(row: Document, spec: OccasionSpec, region: str) -> str | None:
    for address in row.get("addresses", ()):
        if address.get("country") and (code := spec.country(address["country"])):
            return code
    for phone in row.get("phones", ()):
        if (code := _phone_country(phone, region)) and (known := spec.country(code)):
            return known
    return None


def _phone_country(phone: Document, region: str) -> str | None:
    from phonenumbers import NumberParseException, parse, region_code_for_number

    number = phone.get("normal") or phone["value"]
    try:
        return region_code_for_number(parse(number, region or None))
    except NumberParseException:
        return None


def _document(holiday: Holiday) -> Document:
    return {
        "kind": Kind.FOLLOWUP.value, "state": State.PLANNED.value, "date": holiday.on.isoformat(),
        "due": holiday.on.isoformat(), "title": f"{holiday.name}: greet the {holiday.circle} circle",
        "channel": Channel.MESSAGE.value, "activity": "greet", "intent": "help",
        "origin": holiday.origin,
        "because": f"{holiday.name} on {phrases.day(holiday.on)} in {phrases.listed(holiday.countries)}",
        **_people(holiday),
    }  # fmt: skip


def _people(holiday: Holiday) -> Document:
    return {
        "contacts": [key for key, _ in holiday.people],
        "what": [name for _, name in holiday.people],
    }
