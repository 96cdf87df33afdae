"""Touchpoints as calendar items, and what the user does to an item carried out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, time, timedelta
from functools import cached_property

from kithkeeper.config import shared
from kithkeeper.identity.ids import new_id
from kithkeeper.model.kinds import Channel, Intent, Kind, State
from kithkeeper.services.closing import OPEN
from kithkeeper.services.exchanges import Exchanges
from kithkeeper.services.named import NameIndex, spelled
from kithkeeper.services.noting import Noting
from kithkeeper.services.session import Session
from kithkeeper.services.touchpoints import Touchpoints
from kithkeeper.services.wording import words
from kithkeeper.store import Document, Group, Not, Work
from kithkeeper.sync.keeper import Wanted
from kithkeeper.sync.observe import Observation
from kithkeeper.sync.ports import CalendarItem, ItemStatus

_PAST_DAYS = 3
"""An item that the user made longer ago than this is left alone."""

_AT_ONCE = 500
"""So many contacts are read by one query."""

_MADE_IN = "calendar:"
"""How the origin of a touchpoint begins whose item the user made in a calendar."""

NETWORK = "network"
"""Name of the setting that holds the network's identity."""


def network_identity(session: Session) -> str:
    """The identity of this network, made on first use; a copy or a backup has the same one."""
    known = session.store.setting(NETWORK)
    if known is None:
        known = new_id()
        session.store.set_setting(NETWORK, known)
    return known


class Reminders:
    """The `Keeper` of the sync engine."""

    def __init__(
        self, session: Session, group: Group, calendars: Sequence[str], connection: str
    ) -> None:
        self._session = session
        self._group = group
        self._network = network_identity(session)
        self._touchpoints = Touchpoints(session, Exchanges(session))
        self._noting = Noting(session)
        tables = session.config.connections
        self._shared = {name: shared(name, tables[name]) for name in tables if name in calendars}
        self.connection = connection
        self._at_hand: dict[str, Document] = {}

    @property
    def network(self) -> str:
        """Identity of the network."""
        return self._network

    @contextmanager
    def begin(self, what: str) -> Iterator[Work]:
        """A transaction for one item, a part of the sync's history entry."""
        with self._session.change(what, by=f"sync:{self.connection}", parent=self._group) as work:
            yield work

    def knows(self, touchpoint: str) -> bool:
        """Whether there is such a touchpoint."""
        return self._session.store.get("touchpoint", touchpoint) is not None

    def name(self, touchpoint: str) -> str:
        """Who it is with."""
        row = self._session.store.get("touchpoint", touchpoint)
        if row is None:
            return "a reminder"
        names = [each.get("display", "") for each in self._people(row)]
        return ", ".join(name for name in names if name) or row.get("title", "a reminder")

    def observed(self, work: Work, touchpoint: str, seen: Observation) -> Sequence[str]:
        """Carry out what the user did: notes first, so that who else was there counts."""
        row = self._session.store.get("touchpoint", touchpoint)
        if row is None:
            return ()
        unknown: Sequence[str] = ()
        if seen.notes is not None:
            row, unknown = self._noting.take(work, row, seen.notes_before, seen.notes)
            row = self._touchpoints.write(work, row)
            self._unassume(work, touchpoint)
        is_open = State(row.get("state", "planned")).is_open
        if seen.reopened and not is_open:
            day = seen.day or date.fromisoformat(row["date"])
            work.describe(f"reopened {self.name(touchpoint)} in {self.connection}")
            row = self._touchpoints.reopen(work, {**row, "date": day.isoformat()})
            is_open = True
        if seen.moved_to is not None and is_open:
            work.describe(f"moved {self.name(touchpoint)} in {self.connection}")
            row = self._touchpoints.write(work, {
                **row, "date": seen.moved_to.isoformat(), "pinned": True,
                "time": seen.time.isoformat() if seen.time else None,
            })  # fmt: skip
        if seen.done_on is not None and is_open:
            work.describe(f"ticked off {self.name(touchpoint)} in {self.connection}")
            self._touchpoints.close(work, row, min(seen.done_on, self._session.today))
            self._unassume(work, touchpoint)
        elif seen.done_on is not None:
            self._touchpoints.redate(work, row, min(seen.done_on, self._session.today))
        elif seen.gone and is_open:
            work.describe(f"deleted {self.name(touchpoint)} in {self.connection}: skipped")
            today = self._session.today.isoformat()
            self._touchpoints.write(work, {**row, "state": State.SKIPPED, "date": today})
        return unknown

    def adopt(self, work: Work, item: CalendarItem) -> str | None:
        """The touchpoint for an item whose title names a known contact; None to leave it alone.

        One that the user made long ago is left alone, as is one whose title names nobody, or
        several. One of a network's own, forgotten here, gets its touchpoint back.
        """
        is_open = item.status is ItemStatus.OPEN
        oldest = self._session.today - timedelta(days=_PAST_DAYS)
        if item.day is None or (item.day < oldest and (is_open or not item.touchpoint)):
            return None
        contact = self._names.find(item.summary) or self._wanted_like(item)
        if contact is None:
            return None
        kind = Kind(item.kind) if item.touchpoint and item.kind in tuple(Kind) else Kind.MEETING
        planned = self._touchpoints.open_cadence(contact)
        if kind is Kind.CADENCE and is_open and planned:
            return str(planned["id"])
        row = self._touchpoints.write(work, {
            "id": item.touchpoint or new_id(), "kind": kind, "contacts": [contact],
            "pinned": not item.touchpoint, "date": item.day.isoformat(),
            "time": item.time.isoformat() if item.time else None,
            "channel": self._channel_in(item.summary), "origin": f"{_MADE_IN}{self.connection}",
        })  # fmt: skip
        return str(row["id"])

    def _wanted_like(self, item: CalendarItem) -> str | None:
        """The one contact whose own reminder has the title of this one, where names are hidden."""
        if not item.touchpoint or self._shared[self.connection].privacy != "initials":
            return None
        who = item.summary.partition(" – ")[0]
        found = {
            str(row["contacts"][0])
            for row in self._session.store.find("touchpoint", {"state": OPEN})
            if len(row["contacts"]) == 1
            and words(row, self._people(row), "initials").summary.partition(" – ")[0] == who
        }
        return found.pop() if len(found) == 1 else None

    def wanted(self, connection: str) -> Sequence[Wanted]:
        """The open touchpoints with a day that this calendar takes."""
        store = self._session.store
        rows = store.find("touchpoint", {"state": OPEN, "date": Not(None)})
        ids = sorted({each for row in rows for each in row.get("contacts", ())})
        for at in range(0, len(ids), _AT_ONCE):
            found = store.find("contact", {"id": ids[at : at + _AT_ONCE]})
            self._at_hand.update((each["id"], each) for each in found)
        try:
            made = (self._wanted(connection, row) for row in rows)
            return [each for each in made if each is not None]
        finally:
            self._at_hand.clear()

    def wanted_one(self, connection: str, touchpoint: str) -> Wanted | None:
        """The same for one touchpoint; one that is done is wanted as finished."""
        row = self._session.store.get("touchpoint", touchpoint)
        return self._wanted(connection, row) if row else None

    def home(self, touchpoint: str) -> str | None:
        """Name of the calendar in which a touchpoint should stand open; None if in none."""
        row = self._session.store.get("touchpoint", touchpoint)
        name = self._calendar_of(row) if row else None
        wanted = self._wanted(name, row) if name and row else None
        return None if wanted is None or wanted.finished else name

    def _wanted(self, connection: str, row: Document) -> Wanted | None:
        state = State(row.get("state", "planned"))
        if state is State.SKIPPED or not row.get("date") or self._calendar_of(row) != connection:
            return None
        people = self._people(row)
        if state.is_open and people and all(each.get("archived") for each in people):
            return None
        privacy = self._shared[connection].privacy
        text = words(row, people, privacy)
        done = state is State.DONE
        planned = date.fromisoformat(row["date"])
        at = time.fromisoformat(row["time"]) if row.get("time") else None
        remind = self._session.config.profile.remind_at
        item = CalendarItem(
            uid="",
            summary=text.summary,
            description=text.description,
            day=planned,
            time=at,
            network=self._network,
            touchpoint=row["id"],
            kind=row["kind"],
            status=ItemStatus.DONE if done else ItemStatus.OPEN,
            completed_on=planned if done else None,
            alarm=self._session.clock.instant(planned, min(at, remind) if at else remind),
        )
        return Wanted(row["id"], item, finished=done)

    def _calendar_of(self, row: Document) -> str | None:
        """The first calendar, in the order of the config, that takes this kind; what the user
        made in one stays there.
        """
        kind, made_in = row["kind"], str(row.get("origin", "")).removeprefix(_MADE_IN)
        if kind == Kind.MEETING and made_in in self._shared:
            return made_in
        for name, settings in self._shared.items():
            if Kind(kind) in settings.takes or (
                kind == Kind.TOUCH and Kind.CADENCE in settings.takes
            ):
                return name
        return None

    def _people(self, row: Document) -> list[Document]:
        found = (
            self._at_hand.get(each) or self._session.store.get("contact", each)
            for each in row.get("contacts", ())
        )  # fmt: skip
        return [each for each in found if each is not None]

    def _unassume(self, work: Work, touchpoint: str) -> None:
        """What was assumed to have been given yields to what the user says was given."""
        acts = self._session.store.find(
            "exchange", {"touchpoint": touchpoint, "direction": "given"}
        )
        if any(not each.get("assumed") and each["kind"] != Intent.ASK for each in acts):
            for each in acts:
                if each.get("assumed"):
                    work.delete("exchange", each["id"])

    @cached_property
    def _names(self) -> NameIndex:
        rows = self._session.store.columns(
            "contact", ["id", "name"], {"archived": 0, "merged_into": None}
        )
        return NameIndex(rows)

    def _channel_in(self, title: str) -> str | None:
        spoken = spelled(title)
        return next((each.value for each in Channel if each.value in spoken), None)
