"""Closing touchpoints and opening them again, inside a transaction, with all that follows."""

from __future__ import annotations

from datetime import date

from kithkeeper.errors import Invalid
from kithkeeper.hooks.notices import TouchpointLogged
from kithkeeper.model.kinds import DEFAULT_DEPTH, Channel, Depth, Intent, Kind, State
from kithkeeper.model.practice import IntroductionState
from kithkeeper.rules.activities import activity as activity_of
from kithkeeper.rules.cadence import counts
from kithkeeper.services.checking import checked
from kithkeeper.services.exchanges import Exchanges
from kithkeeper.services.finding import contact_row
from kithkeeper.services.session import Session
from kithkeeper.services.standings import touch_facts
from kithkeeper.store import Document, Work

OPEN = (State.PLANNED.value, State.SNOOZED.value)
"""States of what is still to come."""


class Closing:
    """What happens to touchpoints when one of them happened."""

    def __init__(self, session: Session, exchanges: Exchanges) -> None:
        self._session = session
        self._exchanges = exchanges

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
                "depth": document.get("depth") or depth_for(None, channel),
                "note": "\n".join(part for part in (document.get("note", ""), note) if part),
            },
        )
        if closed["kind"] == Kind.PROMISE and closed.get("parent"):
            self._keep_promise(work, closed["parent"], day)
        if closed["kind"] == Kind.FOLLOWUP and closed.get("parent"):
            self._hear(work, closed["parent"], day, note)
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
        if document["kind"] == Kind.FOLLOWUP and document.get("parent"):
            self._unhear(work, document["parent"])
        return self.write(work, {**document, "state": State.PLANNED})

    def redate(self, work: Work, document: Document, day: date) -> None:
        """Move what happened to the day on which it did, inside a transaction, with the cadence
        touchpoints that it completed and what was assumed with it.
        """
        if document.get("state") != State.DONE:
            return
        on = day.isoformat()
        for each in self._session.store.find("touchpoint", {"parent": document["id"]}):
            if each["kind"] == Kind.CADENCE and each.get("state") == State.DONE:
                self.write(work, {**each, "date": on})
        for each in self._session.store.find("exchange", {"touchpoint": document["id"]}):
            if each.get("assumed"):
                work.put("exchange", each["id"], {**each, "on": on})
        self.write(work, {**document, "date": on})

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
        from kithkeeper.identity.ids import new_id
        from kithkeeper.model import Touchpoint

        made = checked(Touchpoint, {**document, "id": document.get("id") or new_id()})
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
        """Whether a touch, done on that day, moves the contact's next date on: it counts in the
        circle and is later than what the date was counted from.
        """
        document = contact_row(self._session.store, contact)
        standing = self._session.store.get("standing", document["id"]) or {}
        circle = self._session.config.circle(document.get("circle") or "")
        if circle is None or not standing.get("next_due"):
            return False
        done = {"id": "", **touch, "state": State.DONE, "date": day.isoformat()}
        anchor, placed = standing.get("anchor"), document.get("placed_on") or ""
        newer = day.isoformat() > anchor if anchor else day.isoformat() >= placed
        return newer and counts(touch_facts(done), circle)

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

    def _keep_promise(self, work: Work, commitment: str, day: date) -> None:
        promise = self._session.store.get("commitment", commitment)
        if promise and promise.get("state", "open") == "open":
            work.put(
                "commitment", commitment, {**promise, "state": "kept", "closed_on": day.isoformat()}
            )

    def _hear(self, work: Work, introduction: str, day: date, how: str) -> None:
        """The follow-up of an introduction was ticked: one heard how it went."""
        made = self._session.store.get("introduction", introduction)
        if made and made.get("state") == IntroductionState.MADE:
            heard = {
                "state": IntroductionState.HEARD.value, "heard_on": day.isoformat(), "heard": how
            }  # fmt: skip
            work.put("introduction", introduction, {**made, **heard})

    def _unhear(self, work: Work, introduction: str) -> None:
        heard = self._session.store.get("introduction", introduction)
        if heard and heard.get("state") == IntroductionState.HEARD:
            kept = {k: v for k, v in heard.items() if k not in ("heard_on", "heard")}
            work.put("introduction", introduction, {**kept, "state": IntroductionState.MADE.value})

    def _assume(self, document: Document, day: date) -> None:
        """A ticked item that meant help or insight is taken to have given it."""
        intent, name = document.get("intent"), document.get("activity")
        if intent in (Intent.HELP, Intent.INSIGHT):
            what = activity_of(name) if name else None
            self._exchanges.record(
                document["contacts"], Intent(intent), what.wording if what else "", on=day,
                sort=what.sort if what and intent == Intent.HELP else None,
                touchpoint=document["id"], assumed=True,
            )  # fmt: skip


def depth_for(depth: str | None, channel: str | None) -> str:
    """The depth that was said, else what the channel is worth.

    Raises:
        Invalid: There is no such depth.
    """
    if depth:
        try:
            return Depth(str(depth).casefold()).value
        except ValueError:
            raise Invalid("depth", f"{depth!r} is none of {', '.join(Depth)}") from None
    return DEFAULT_DEPTH[Channel(channel.casefold())].value if channel else Depth.REGULAR.value
