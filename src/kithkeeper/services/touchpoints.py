"""Touchpoints: log what happened, plan a meeting, tick off, skip, snooze, reopen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, time
from typing import TYPE_CHECKING, Any, NamedTuple

from kithkeeper.errors import Invalid, NotFound
from kithkeeper.hooks.notices import TouchpointLogged
from kithkeeper.model.kinds import DEFAULT_DEPTH, Channel, Depth, Direction, Intent, Kind, State
from kithkeeper.model.period import Period
from kithkeeper.rules.cadence import after, counts
from kithkeeper.services.exchanges import Exchanges
from kithkeeper.services.finding import contact_row
from kithkeeper.services.reading import touchpoints_of
from kithkeeper.services.session import Session
from kithkeeper.services.standings import touch_facts
from kithkeeper.store import Document, Work

if TYPE_CHECKING:
    from kithkeeper.model import Commitment, Exchange, Touchpoint
    from kithkeeper.services.finding import Who

OPEN = (State.PLANNED.value, State.SNOOZED.value)


class Logged(NamedTuple):
    """What logging a touch led to.

    Attributes:
        next_due: The next date by contact id; None for those without cadence.
        warnings: What the ledger's rule has to say about it.
    """

    touchpoint: Touchpoint
    exchanges: tuple[Exchange, ...]
    commitments: tuple[Commitment, ...]
    next_due: dict[str, date | None]
    warnings: tuple[str, ...]


class Touchpoints:
    """Contacts made and planned. Each call is one transaction."""

    def __init__(self, session: Session, exchanges: Exchanges) -> None:
        self._session = session
        self._exchanges = exchanges

    def log(
        self,
        *who: Who,
        on: date | None = None,
        channel: str | None = None,
        depth: str | None = None,
        note: str = "",
        gave: str | None = None,
        what: str = "",
        asked: str = "",
        received: str = "",
        promised: str = "",
        by: date | None = None,
        origin: str = "user",
    ) -> Logged:
        """Log a touch that happened, with one or more people; it counts at once.

        A touch of the circle's depth completes the open cadence touchpoint of everyone in it.

        Args:
            on: The day, today if not given.
            depth: `passing` to `deep`; by the channel if not given.
            gave: "help" or "insight", with `what` it was.
            promised: Something promised, by the day `by`.

        Raises:
            Invalid: A value can't be taken, or the day is in the future.
            NotFound: One of the people is not there.
        """
        people = self._people(who)
        day = on or self._session.today
        if day > self._session.today:
            raise Invalid("on", f"{day} is in the future; plan it with `kith meet`")
        facts = {"channel": _channel(channel), "depth": _depth(depth, channel), "note": note}
        names = ", ".join(str(each.get("display") or each["id"]) for each in people)
        subject = people[0]["id"] if len(people) == 1 else ""
        with self._session.change(f"logged {channel or 'a touch'} with {names}", by=origin_by(origin), subject=subject) as work:  # fmt: skip
            touch = self._record(work, people, day, facts, origin)
            exchanges, warnings = self._values(
                people, day, touch["id"], gave, what, asked, received
            )
            commitments = self._promise(people, promised, by, touch["id"])
        return Logged(
            self.get(touch["id"]), exchanges, commitments, self._next_due(people), warnings
        )

    def log_many(self, touches: Iterable[Mapping[str, Any]]) -> list[Logged]:
        """Log many in one transaction; each mapping holds `who`, a list, and arguments of `log`."""
        with self._session.change("logged touches") as work:
            made = [
                self.log(*each["who"], **{name: v for name, v in each.items() if name != "who"})
                for each in touches
            ]
            work.describe(f"logged {len(made)} touches")
        return made

    def meet(
        self, *who: Who, on: date, at: time | None = None, channel: str | None = "coffee", title: str = ""
    ) -> Touchpoint:  # fmt: skip
        """Plan a meeting with one or more people on a day.

        Raises:
            Invalid: The day is past, or a value can't be taken.
        """
        people = self._people(who)
        if on < self._session.today:
            raise Invalid("on", f"{on} is past; log it with `kith log`")
        names = ", ".join(str(each.get("display") or each["id"]) for each in people)
        document = {
            "kind": Kind.MEETING,
            "contacts": [each["id"] for each in people],
            "date": on.isoformat(),
            "time": at.isoformat() if at else None,
            "channel": _channel(channel),
            "pinned": True,
            "title": title,
        }
        with self._session.change(f"planned a meeting with {names}") as work:
            made = self.write(work, document)
        return self.get(made["id"])

    def get(self, touchpoint: str) -> Touchpoint:
        """The touchpoint with this id.

        Raises:
            NotFound: There is none.
        """
        from kithkeeper.model import Touchpoint

        return Touchpoint.model_validate(self._row(touchpoint))

    def of(self, who: Who) -> list[Touchpoint]:
        """All touchpoints of a contact, the newest day first."""
        from kithkeeper.model import Touchpoint

        return [Touchpoint.model_validate(each) for each in touchpoints_of(self._session, who)]

    def done(
        self, what: Who, *, on: date | None = None, note: str = "", channel: str | None = None
    ) -> Touchpoint:
        """It happened: tick a touchpoint off, or the cadence touchpoint of a contact.

        It always satisfies the cadence that it was planned for.

        Raises:
            Invalid: It is closed already, or the day is in the future.
        """
        day = self._past(on)
        with self._change(what, "ticked off") as (work, document):
            closed = self.close(work, document, day, note=note, channel=_channel(channel))
        return self.get(closed["id"])

    def skip(self, what: Who, *, why: str = "", on: date | None = None) -> Touchpoint:
        """Not this time: the next one is due a cadence after the day of the skip.

        Raises:
            Invalid: It is closed already, the day is in the future, or the contact has no cadence.
        """
        day = self._past(on).isoformat()
        with self._change(what, "skipped") as (work, document):
            self._require_due(document)
            note = "\n".join(part for part in (document.get("note", ""), why) if part)
            skipped = {**document, "state": State.SKIPPED, "date": day, "note": note}
            made = self.write(work, skipped)
        return self.get(made["id"])

    def snooze(self, what: Who, until: date) -> Touchpoint:
        """Not now: the same touchpoint, pinned to a later day.

        Raises:
            Invalid: The day is not after today, it is closed already, or the contact has no cadence.
        """
        if until <= self._session.today:
            raise Invalid("until", f"{until} is not after today ({self._session.today})")
        with self._change(what, "snoozed") as (work, document):
            self._require_due(document)
            later = {"state": State.SNOOZED, "date": until.isoformat(), "pinned": True}
            made = self.write(work, {**document, **later})
        return self.get(made["id"])

    @contextmanager
    def _change(self, what: Who, verb: str) -> Iterator[tuple[Work, Document]]:
        """A transaction on an open touchpoint, which is read in it: another process may just have
        changed it.
        """
        with self._session.change(verb) as work:
            document = self._open_one(what)
            work.describe(f"{verb} {self._named(document)}", self._subject(document))
            yield work, document

    def _past(self, on: date | None) -> date:
        day = on or self._session.today
        if day > self._session.today:
            raise Invalid("on", f"{day} is in the future")
        return day

    def _require_due(self, document: Document) -> None:
        """What was made for the occasion needs a cadence to be put off.

        Raises:
            Invalid: The contact has none.
        """
        if document["kind"] == Kind.TOUCH:
            raise Invalid("touchpoint", f"nothing is due: no {self._named(document)} is planned")

    def close(
        self,
        work: Work,
        document: Document,
        day: date,
        *,
        note: str = "",
        channel: str | None = None,
    ) -> Document:
        """Mark a touchpoint done inside a transaction, with all that follows from it."""
        channel = channel or document.get("channel")
        closed = self.write(
            work,
            {
                **document,
                "state": State.DONE,
                "date": day.isoformat(),
                "channel": channel,
                "depth": document.get("depth") or _depth(None, channel),
                "note": "\n".join(part for part in (document.get("note", ""), note) if part),
            },
        )
        if closed["kind"] == Kind.PROMISE and closed.get("parent"):
            self._keep_promise(work, closed["parent"], day)
        self._complete_cadences(work, closed, day)
        self._tell(work, closed, day)
        self._assume(closed, day)
        return closed

    def reopen(self, work: Work, document: Document) -> Document:
        """Undo a tick inside a transaction: the touch and what was assumed with it go, the cadence
        touchpoints that it completed are open again, and those planned since are withdrawn.
        """
        for exchange in self._session.store.find("exchange", {"touchpoint": document["id"]}):
            if exchange.get("assumed"):
                work.delete("exchange", exchange["id"])
        completed = self._session.store.find(
            "touchpoint",
            {"parent": document["id"], "kind": Kind.CADENCE.value, "state": State.DONE.value},
        )
        for each in (document, *completed):
            if each["kind"] == Kind.CADENCE:
                self._withdraw_successors(work, each)
        for each in completed:
            self.write(work, {**each, "state": State.PLANNED, "parent": None})
        if document["kind"] == Kind.PROMISE and document.get("parent"):
            promise = self._session.store.get("commitment", document["parent"])
            if promise:
                work.put(
                    "commitment", promise["id"], {**promise, "state": "open", "closed_on": None}
                )
        return self.write(work, {**document, "state": State.PLANNED})

    def _withdraw_successors(self, work: Work, document: Document) -> None:
        for contact in document["contacts"]:
            successor = self.open_cadence(contact)
            if successor and successor["id"] != document["id"]:
                work.delete("touchpoint", successor["id"])

    def write(self, work: Work, document: Document) -> Document:
        """Check a touchpoint and write its row.

        Raises:
            Invalid: It is no touchpoint.
        """
        from pydantic import ValidationError

        from kithkeeper.identity.ids import new_id
        from kithkeeper.model import Touchpoint

        try:
            made = Touchpoint.model_validate({**document, "id": document.get("id") or new_id()})
        except ValidationError as error:
            first = error.errors()[0]
            raise Invalid(".".join(map(str, first["loc"])), first["msg"]) from error
        row = made.model_dump(mode="json", exclude_defaults=True)
        row["contacts"] = list(made.contacts)
        work.put("touchpoint", made.id, row)
        return row

    def open_cadence(self, contact: str) -> Document | None:
        """The open cadence touchpoint of a contact, if one is planned."""
        found = self._session.store.find(
            "touchpoint", {"contact": contact, "state": OPEN, "kind": Kind.CADENCE.value}, limit=1
        )
        return found[0] if found else None

    def satisfies(self, contact: str, touch: Document, day: date) -> bool:
        """Whether a touch, done on that day, moves the contact's next date on."""
        document = contact_row(self._session.store, contact)
        standing = self._session.store.get("standing", document["id"]) or {}
        circle = self._session.config.circle(document.get("circle") or "")
        if circle is None or not standing.get("next_due"):
            return False
        period = Period.parse(document["cadence"]) if document.get("cadence") else circle.cadence
        done = {"id": "", **touch, "state": State.DONE, "date": day.isoformat()}
        moved = after(period, day) > date.fromisoformat(standing["next_due"])
        return moved and counts(touch_facts(done), circle)

    def _record(
        self, work: Work, people: Sequence[Document], day: date, facts: Document, origin: str
    ) -> Document:
        """Write a touch; the one person's open cadence touchpoint becomes it."""
        ids = [each["id"] for each in people]
        closed = {"state": State.DONE, "date": day.isoformat(), "origin": origin}
        touch = {"kind": Kind.TOUCH, "contacts": ids, **facts, **closed}
        planned = self.open_cadence(ids[0]) if len(ids) == 1 else None
        if planned and self.satisfies(ids[0], touch, day):
            note = "\n".join(part for part in (planned.get("note", ""), facts["note"]) if part)
            touch = {**planned, **facts, **closed, "note": note}
        made = self.write(work, touch)
        self._tell(work, made, day)
        self._complete_cadences(work, made, day)
        return made

    def _tell(self, work: Work, touch: Document, day: date) -> None:
        """A touch is the user's doing: a contact that has one is kept when its sources let it go."""
        for contact in touch["contacts"]:
            row = self._session.store.get("contact", contact)
            if row and not row.get("touched_by_user"):
                work.put("contact", contact, {**row, "touched_by_user": True})
        self._session.tell(
            TouchpointLogged(touch["id"], tuple(touch["contacts"]), day, touch.get("channel"))
        )

    def _complete_cadences(self, work: Work, touch: Document, day: date) -> None:
        for contact in touch["contacts"]:
            planned = self.open_cadence(contact)
            if planned and planned["id"] != touch["id"] and self.satisfies(contact, touch, day):
                as_done = {
                    "state": State.DONE, "date": day.isoformat(), "parent": touch["id"],
                    "channel": touch.get("channel"), "depth": touch.get("depth"),
                }  # fmt: skip
                self.write(work, {**planned, **as_done})

    def _values(
        self, people: Sequence[Document], day: date, touchpoint: str,
        gave: str | None, what: str, asked: str, received: str,
    ) -> tuple[tuple[Exchange, ...], tuple[str, ...]]:  # fmt: skip
        ids = [each["id"] for each in people]
        made: list[Exchange] = []
        warnings: list[str] = []
        if gave:
            if gave not in (Intent.HELP, Intent.INSIGHT):
                raise Invalid("gave", f"{gave!r} is neither help nor insight")
            made.append(
                self._exchanges.record(ids, Intent(gave), what, on=day, touchpoint=touchpoint)
            )
        if asked:
            warnings += self._exchanges.warnings(ids)
            made.append(
                self._exchanges.record(ids, Intent.ASK, asked, on=day, touchpoint=touchpoint)
            )
        if received:
            made.append(self._exchanges.record(
                ids, Intent.HELP, received, on=day, touchpoint=touchpoint, direction=Direction.RECEIVED
            ))  # fmt: skip
        return tuple(made), tuple(warnings)

    def _promise(
        self, people: Sequence[Document], promised: str, by: date | None, touchpoint: str
    ) -> tuple[Commitment, ...]:
        if not promised:
            return ()
        return tuple(
            self._exchanges.promise(each["id"], promised, by=by, touchpoint=touchpoint)
            for each in people
        )

    def _keep_promise(self, work: Work, commitment: str, day: date) -> None:
        promise = self._session.store.get("commitment", commitment)
        if promise and promise.get("state", "open") == "open":
            work.put(
                "commitment", commitment, {**promise, "state": "kept", "closed_on": day.isoformat()}
            )

    def _assume(self, document: Document, day: date) -> None:
        """A ticked item that meant help or insight is taken to have given it."""
        intent = document.get("intent")
        if intent in (Intent.HELP, Intent.INSIGHT):
            self._exchanges.record(
                document["contacts"], Intent(intent), document.get("activity") or "", on=day,
                touchpoint=document["id"], assumed=True,
            )  # fmt: skip

    def _open_one(self, what: Who) -> Document:
        """An open touchpoint by id, or the cadence touchpoint of a contact, made if need be; a plain
        touch for one without cadence.
        """
        key = what if isinstance(what, str) else what.id
        document = self._session.store.get("touchpoint", key)
        if document is not None:
            if not State(document.get("state", "planned")).is_open:
                raise Invalid(
                    "touchpoint", f"it is {document['state']} already, since {document['date']}"
                )
            return document
        contact = contact_row(self._session.store, key)
        if planned := self.open_cadence(contact["id"]):
            return planned
        standing = self._session.store.get("standing", contact["id"]) or {}
        from kithkeeper.identity.ids import new_id

        due = standing.get("next_due")
        kind = Kind.CADENCE if due else Kind.TOUCH
        return {"id": new_id(), "kind": kind.value, "contacts": [contact["id"]], "due": due}

    def _row(self, touchpoint: str) -> Document:
        document = self._session.store.get("touchpoint", touchpoint)
        if document is None:
            raise NotFound("touchpoint", touchpoint)
        return document

    def _people(self, who: Sequence[Who]) -> list[Document]:
        found = {row["id"]: row for row in (contact_row(self._session.store, each) for each in who)}
        if not found:
            raise Invalid("who", "name at least one person")
        return list(found.values())

    def _next_due(self, people: Sequence[Document]) -> dict[str, date | None]:
        found = {}
        for each in people:
            standing = self._session.store.get("standing", each["id"]) or {}
            text = standing.get("next_due")
            found[each["id"]] = date.fromisoformat(text) if text else None
        return found

    def _named(self, document: Document) -> str:
        names = [
            (self._session.store.get("contact", each) or {}).get("display", each)
            for each in document["contacts"]
        ]
        return (
            f"{document['kind']} with {', '.join(names)}"
            if names
            else str(document.get("title", document["kind"]))
        )

    def _subject(self, document: Document) -> str:
        return str(document["contacts"][0]) if len(document["contacts"]) == 1 else ""


def origin_by(origin: str) -> str:
    """Who the history says it was."""
    return "user" if origin == "user" else origin.replace("calendar:", "sync:")


def _channel(channel: str | None) -> str | None:
    if not channel:
        return None
    try:
        return Channel(channel.casefold()).value
    except ValueError:
        raise Invalid("channel", f"{channel!r} is none of {', '.join(Channel)}") from None


def _depth(depth: str | None, channel: str | None) -> str | None:
    if depth:
        try:
            return Depth(depth.casefold()).value
        except ValueError:
            raise Invalid("depth", f"{depth!r} is none of {', '.join(Depth)}") from None
    return DEFAULT_DEPTH[Channel(channel.casefold())].value if channel else Depth.REGULAR.value
