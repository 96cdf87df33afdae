"""Touchpoints: log what happened, plan a meeting, tick off, skip, snooze, reopen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, time
from typing import TYPE_CHECKING, Any, NamedTuple

from kithkeeper.errors import Invalid, NotFound
from kithkeeper.model.kinds import Channel, Direction, Intent, Kind, State
from kithkeeper.services.checking import a_day, day_so_far, day_to_come
from kithkeeper.services.closing import Closing, depth_for
from kithkeeper.services.finding import contact_row, id_of, several
from kithkeeper.services.reading import touchpoints_of
from kithkeeper.services.standings import facts_of, pause_end
from kithkeeper.store import Document, Work

if TYPE_CHECKING:
    from kithkeeper.model import Commitment, Exchange, Touchpoint
    from kithkeeper.services.finding import Who


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


class Touchpoints(Closing):
    """Contacts made and planned. Each call is one transaction."""

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
        theirs: bool = False,
        origin: str = "user",
    ) -> Logged:
        """Log a touch that happened, with one or more people; it counts at once.

        A touch of the circle's depth completes the open cadence touchpoint of everyone in it.

        Args:
            on: The day, today if not given.
            depth: `passing` to `deep`; by the channel if not given.
            gave: "help" or "insight", with `what` it was.
            promised: Something promised, by the day `by`.
            theirs: They began it: they wrote, called or invited.

        Raises:
            Invalid: A value can't be taken, or the day is in the future.
            NotFound: One of the people is not there.
        """
        people = self._people(who)
        day = day_so_far(self._session, on, "plan it with `kith meet`")
        facts = {
            "channel": _channel(channel), "depth": depth_for(depth, channel), "note": note,
            "theirs": theirs,
        }  # fmt: skip
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
        """Log many in one transaction; each mapping holds `who` (one or a list) and arguments of `log`."""
        with self._session.change("logged touches") as work:
            made = [
                self.log(
                    *several(each.get("who", ())),
                    **{name: v for name, v in each.items() if name != "who"},
                )
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
        if a_day("on", on) < self._session.today:
            raise Invalid("on", f"{on} is past; log it with `kith log`")
        names = ", ".join(str(each.get("display") or each["id"]) for each in people)
        document = {
            "kind": Kind.MEETING,
            "contacts": [each["id"] for each in people],
            "date": on.isoformat(),
            "time": at,
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
            Invalid: It is closed already, the contact's was done on that day with none planned
                since (without cadence: any touch of theirs alone), or the day is in the future.
        """
        day = day_so_far(self._session, on)
        with self._change(what, "ticked off") as (work, document):
            self._require_undone(document, day)
            closed = self.close(work, document, day, note=note, channel=_channel(channel))
        return self.get(closed["id"])

    def skip(self, what: Who, *, why: str = "", on: date | None = None) -> Touchpoint:
        """Not this time: the next one is due a cadence after the day of the skip.

        Raises:
            Invalid: It is closed already, the day is in the future, or the contact has no cadence.
        """
        day = day_so_far(self._session, on).isoformat()
        with self._change(what, "skipped") as (work, document):
            self._require_due(document)
            note = "\n".join(part for part in (document.get("note", ""), why) if part)
            skipped = {**document, "state": State.SKIPPED, "date": day, "note": note}
            made = self.write(work, skipped)
        return self.get(made["id"])

    def snooze(self, what: Who, until: date) -> Touchpoint:
        """Not now: the same touchpoint, pinned to a later day.

        Raises:
            Invalid: The day is not after today or within a pause, it is closed already, or the
                contact has no cadence.
        """
        day_to_come(self._session, until)
        with self._change(what, "snoozed") as (work, document):
            self._require_due(document)
            self._require_awake(document, until)
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

    def _require_due(self, document: Document) -> None:
        """What was made for the occasion needs a cadence to be put off.

        Raises:
            Invalid: The contact has none.
        """
        if document["kind"] == Kind.TOUCH:
            raise Invalid("touchpoint", f"nothing is due: no {self._named(document)} is planned")

    def _require_awake(self, document: Document, day: date) -> None:
        """Nothing of the cadence stands in a pause: it would be withdrawn at once.

        Raises:
            Invalid: The contact is paused on that day.
        """
        if document["kind"] != Kind.CADENCE or len(document["contacts"]) > 1:
            return
        contact = contact_row(self._session.store, document["contacts"][0])
        end = pause_end(contact.get("paused", False), contact.get("paused_until"))
        if end is not None and day < end:
            raise Invalid(
                "until",
                f"{contact['display']} is paused until {end}: choose that day or a later one, or "
                "`kith resume` first",
            )

    def _require_undone(self, document: Document, day: date) -> None:
        """What is made for the occasion is not what the same day's tick has closed already.

        Raises:
            Invalid: The contact's touchpoint of that kind was done on that day.
        """
        store = self._session.store
        if store.get("touchpoint", document["id"]):
            return
        (contact,) = document["contacts"]
        closed = {"contact": contact, "kind": str(document["kind"]), "state": State.DONE.value}
        done = store.find("touchpoint", closed)
        if any(each["date"] == day.isoformat() and each["contacts"] == [contact] for each in done):
            raise Invalid(
                "touchpoint",
                f"the {self._named(document)} is done already, on {day}; "
                "`kith log` records another touch",
            )

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
            warnings += self._exchanges.warnings(ids, on=day)
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

    def _open_one(self, what: Who) -> Document:
        """An open touchpoint by id, or the cadence touchpoint of a contact, made if need be; a plain
        touch for one without cadence.
        """
        key = id_of(what)
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
        from kithkeeper.identity.ids import new_id

        made: Document = {"id": new_id(), "contacts": [contact["id"]]}
        standing = self._session.store.get("standing", contact["id"]) or {}
        if not standing.get("next_due"):
            return {**made, "kind": Kind.TOUCH.value}
        return {**made, "kind": Kind.CADENCE.value, **self._proposed(contact, standing)}

    def _proposed(self, contact: Document, standing: Document) -> Document:
        """What the next touch would be planned as, the same as `kith due` shows."""
        from kithkeeper.services.proposing import Proposer

        due = date.fromisoformat(standing["next_due"])
        made = Proposer(self._session).propose(facts_of(contact)._replace(next_due=due))
        return {
            "due": standing["next_due"], "because": standing["because"], "activity": made.activity,
            "intent": made.intent.value, "channel": made.channel.value, "called_for": made.called_for,
        }  # fmt: skip

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
        return Channel(str(channel).casefold()).value
    except ValueError:
        raise Invalid("channel", f"{channel!r} is none of {', '.join(Channel)}") from None
