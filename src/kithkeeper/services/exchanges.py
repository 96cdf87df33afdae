"""The ledger and the promises: what was given, asked and received, and what is owed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from kithkeeper.errors import Invalid, Refused
from kithkeeper.hooks.notices import ExchangeRecorded
from kithkeeper.model.kinds import Direction, HelpKind, Intent, Kind, State
from kithkeeper.model.practice import ME
from kithkeeper.rules import ledger
from kithkeeper.services.checking import a_day, checked, day_so_far, said
from kithkeeper.services.finding import contact_row, several
from kithkeeper.services.oneself import is_oneself, own_contact
from kithkeeper.services.session import Session
from kithkeeper.store import Condition, Document

if TYPE_CHECKING:
    from kithkeeper.model import Commitment, Exchange
    from kithkeeper.services.finding import Who


class Exchanges:
    """Acts of value, given and received, and commitments. Each call is one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def give(
        self, who: Who | Sequence[Who], what: str, *, kind: str = "help", sort: str | None = None,
        on: date | None = None, community: str | None = None,
    ) -> Exchange:  # fmt: skip
        """Record help or insight that you gave.

        Args:
            who: Whom it was for; an empty list for nobody in particular.
            sort: The kind of help: opportunity, introduction, expertise, feedback…

        Raises:
            Invalid: It is neither help nor insight, or is no kind of help; or you are meant.
        """
        if kind not in (Intent.HELP, Intent.INSIGHT):
            raise Invalid("kind", f"{kind!r} is neither help nor insight")
        ids = self._ids(who)
        return self.record(ids, Intent(kind), what, on=on, sort=sort, community=community)

    def give_all(
        self, what: str, *, circles: Sequence[str] = (), kind: str = "help", sort: str | None = None,
        on: date | None = None,
    ) -> Exchange:  # fmt: skip
        """Record one act for everyone in some circles: once in the network, once for each of them.

        Args:
            circles: Names of circles; all of them if none is named.

        Raises:
            NotFound: There is no such circle.
            Invalid: Nobody is in them, or it is neither help nor insight.
        """
        names = [self._session.circle(each).name for each in circles] or [
            each.name for each in self._session.circles
        ]
        rows = self._session.store.columns(
            "contact", ["id"], {"circle": names, "archived": 0, "removed": 0, "merged_into": None}
        )
        mine = own_contact(self._session)
        others = [row[0] for row in rows if row[0] != mine]
        if not others:
            raise Invalid("to-all", f"nobody is in {', '.join(names)}")
        return self.give(others, what, kind=kind, sort=sort, on=on)

    def ask(self, who: Who, what: str, *, anyway: bool = False, on: date | None = None) -> Exchange:
        """Record that you ask someone for something.

        Raises:
            Refused: The 70-20-10 rule speaks against it; with alternatives. `anyway` overrides.
        """
        (contact_id,) = self._ids(who)
        contact = contact_row(self._session.store, contact_id)
        if not anyway:
            verdict = self.verdict(contact["id"], on=on)
            if not verdict.allowed:
                raise Refused(verdict.reason, self._alternatives(contact, verdict))
        return self.record([contact["id"]], Intent.ASK, what, on=on)

    def receive(
        self, who: Who, what: str, *, kind: str = "help", on: date | None = None
    ) -> Exchange:
        """Record what someone gave you, or asked of you."""
        if kind not in tuple(Intent):
            raise Invalid("kind", f"{kind!r} is none of {', '.join(Intent)}")
        ids = self._ids(who)
        return self.record(ids, Intent(kind), what, on=on, direction=Direction.RECEIVED)

    def record(
        self, contacts: Sequence[str], kind: Intent, what: str, *, on: date | None = None,
        direction: Direction = Direction.GIVEN, sort: str | None = None, touchpoint: str | None = None,
        community: str | None = None, assumed: bool = False,
    ) -> Exchange:  # fmt: skip
        """Write one act down, whatever the rule says of it."""
        from kithkeeper.identity.ids import new_id
        from kithkeeper.model import Exchange

        day = day_so_far(self._session, on)
        if touchpoint is None:
            said("what", what, "say what it was")
        if sort is not None and sort not in tuple(HelpKind):
            raise Invalid("as", f"{sort!r} is none of {', '.join(HelpKind)}")
        if sort is not None and kind is not Intent.HELP:
            raise Invalid("as", f"{sort} is a kind of help, and this is {kind}")
        made = checked(Exchange, {
            "id": new_id(), "contacts": list(dict.fromkeys(contacts)), "direction": direction,
            "kind": kind, "sort": sort, "what": what, "on": day, "touchpoint": touchpoint,
            "community": community, "assumed": assumed,
        })  # fmt: skip
        row = made.model_dump(mode="json", exclude_defaults=True)
        verb = {"help": "gave help", "insight": "shared insight", "ask": "asked"}[kind]
        what_done = verb if direction is Direction.GIVEN else f"received {kind}"
        with self._session.change(
            what_done, subject=contacts[0] if len(contacts) == 1 else ""
        ) as work:
            work.put("exchange", made.id, row)
            self._session.tell(
                ExchangeRecorded(made.id, made.contacts, kind.value, direction.value)
            )
        return made

    def all(self, who: Who | None = None, *, assumed: bool | None = None) -> list[Exchange]:
        """Acts of the ledger, the newest first: all, or those of one contact.

        Args:
            assumed: Only those that are assumed (True) or certain (False).
        """
        from kithkeeper.model import Exchange

        where: dict[str, Condition] = {} if assumed is None else {"assumed": int(assumed)}
        if who is not None:
            where["contact"] = contact_row(self._session.store, who)["id"]
        rows = self._session.store.find("exchange", where, order=("-date", "-id"))
        return [Exchange.model_validate(each) for each in rows]

    def find(self, text: str) -> Exchange:
        """The act with this id, or with a unique beginning of one.

        Raises:
            NotFound, Ambiguous: It fits none, or several.
        """
        from kithkeeper.model import Exchange
        from kithkeeper.services.finding import by_beginning

        return Exchange.model_validate(by_beginning(self._session.store, "exchange", text))

    def drop(self, exchange: str) -> None:
        """Take an act out of the ledger, such as one that was only assumed.

        Raises:
            NotFound: There is none with this id.
        """
        from kithkeeper.services.contacts import require

        require(self._session.store.get("exchange", exchange), "exchange", exchange)
        with self._session.change("dropped an exchange") as work:
            work.delete("exchange", exchange)

    def confirm(self, exchange: str) -> Exchange:
        """Say that an act that was only assumed did happen."""
        from kithkeeper.model import Exchange
        from kithkeeper.services.contacts import require

        row = require(self._session.store.get("exchange", exchange), "exchange", exchange)
        with self._session.change("confirmed an exchange") as work:
            kept = {name: value for name, value in row.items() if name != "assumed"}
            work.put("exchange", exchange, kept)
        return Exchange.model_validate(kept)

    def balance(self, who: Who | None = None, *, days: int = 90) -> ledger.Balance:
        """The ledger of the network or of one contact, read by the 70-20-10 rule."""
        contact = contact_row(self._session.store, who)["id"] if who is not None else None
        return ledger.balance(self.acts(), self._session.today, contact=contact, window_days=days)

    def verdict(self, contact: str, *, on: date | None = None) -> ledger.Verdict:
        """Whether asking this contact keeps to the rule, today or on an earlier day."""
        return ledger.ask_verdict(self.acts(), contact, on or self._session.today)

    def warnings(self, contacts: Sequence[str], *, on: date | None = None) -> list[str]:
        """What the rule says against asking these people, each reason once.

        Args:
            on: The day of asking, today if not given.
        """
        verdicts = [self.verdict(each, on=on) for each in contacts]
        return list(dict.fromkeys(each.reason for each in verdicts if not each.allowed))

    def acts(self) -> list[ledger.ActFacts]:
        """All acts of the ledger, as facts."""
        people: dict[str, list[str]] = {}
        for contact, ids in self._session.store.participants("exchange").items():
            for key in ids:
                people.setdefault(key, []).append(contact)
        sorts = self._sorts()
        rows = self._session.store.columns(
            "exchange", ["id", "date", "direction", "kind", "assumed"]
        )
        return [
            ledger.ActFacts(
                key, date.fromisoformat(day), Direction(direction), Intent(kind),
                tuple(people.get(key, ())), bool(assumed), sorts.get(key),
            )
            for key, day, direction, kind, assumed in rows
        ]  # fmt: skip

    def _sorts(self) -> dict[str, HelpKind]:
        """The kind of help of each act that has one, from the documents that name it."""
        rows = self._session.store.columns("exchange", ["id", "doc"], {"kind": Intent.HELP.value})
        named = ((key, json.loads(doc).get("sort")) for key, doc in rows if '"sort"' in doc)
        return {key: HelpKind(sort) for key, sort in named if sort}

    def promise(
        self, who: Who, what: str, *, by: date | None = None, theirs: bool = False,
        event: str | None = None, touchpoint: str | None = None, key: str = "",
    ) -> Commitment:  # fmt: skip
        """Record a promise, yours or theirs; yours with a date reaches the calendar.

        Args:
            key: Its id, where that is known; one that is there already stays as it is.
        """
        from kithkeeper.identity.ids import new_id
        from kithkeeper.model import Commitment

        contact = contact_row(self._session.store, who)
        said("what", what, "say what was promised")
        if by is not None:
            a_day("by", by)
        if key and (known := self._session.store.get("commitment", key)):
            return Commitment.model_validate(known)
        made = checked(Commitment, {
            "id": key or new_id(), "contact": contact["id"], "what": what, "by": by,
            "theirs": theirs, "made_on": self._session.today, "event": event,
            "touchpoint": touchpoint,
        })  # fmt: skip
        with self._session.change(
            f"noted a promise to {contact.get('display', '')}", subject=contact["id"]
        ) as work:
            work.put("commitment", made.id, made.model_dump(mode="json", exclude_defaults=True))
            if by is not None and not theirs:
                work.put("touchpoint", f"{made.id}p", {
                    "kind": Kind.PROMISE.value, "state": State.PLANNED.value, "contacts": [contact["id"]],
                    "date": by.isoformat(), "due": by.isoformat(), "what": [what], "parent": made.id,
                    "because": f"You promised it on {made.made_on:%-d %b %Y}",
                })  # fmt: skip
        return made

    def settle(self, commitment: str, state: str) -> Commitment:
        """Mark a promise `kept` or `dropped`, or `open` again."""
        from kithkeeper.model import Commitment
        from kithkeeper.services.contacts import require

        row = require(self._session.store.get("commitment", commitment), "commitment", commitment)
        closed = self._session.today.isoformat() if state != "open" else None
        with self._session.change(f"promise {state}", subject=row["contact"]) as work:
            row = require(
                self._session.store.get("commitment", commitment), "commitment", commitment
            )
            work.put("commitment", commitment, {**row, "state": state, "closed_on": closed})
            item = self._session.store.get("touchpoint", f"{commitment}p")
            if item and item.get("state", "planned") in ("planned", "snoozed") and closed:
                to = State.DONE if state == "kept" else State.SKIPPED
                work.put("touchpoint", item["id"], {**item, "state": to.value, "date": closed})
        return Commitment.model_validate({**row, "state": state, "closed_on": closed})

    def find_promise(self, text: str) -> Commitment:
        """The promise with this id, or with a unique beginning of one.

        Raises:
            NotFound, Ambiguous: It fits none, or several.
        """
        from kithkeeper.model import Commitment
        from kithkeeper.services.finding import by_beginning

        return Commitment.model_validate(by_beginning(self._session.store, "commitment", text))

    def commitments(
        self, who: Who | None = None, *, state: str | None = "open"
    ) -> list[Commitment]:
        """Promises both ways, the earliest date first."""
        from kithkeeper.model import Commitment

        where: dict[str, str] = {} if state is None else {"state": state}
        if who is not None:
            where["contact"] = contact_row(self._session.store, who)["id"]
        rows = self._session.store.find("commitment", where, order=("date", "id"))
        return [Commitment.model_validate(each) for each in rows]

    def _alternatives(self, contact: Document, verdict: ledger.Verdict) -> tuple[str, ...]:
        there = {row[0]: row[1] for row in self._session.store.columns(
            "contact", ["id", "name"], {"archived": 0, "removed": 0, "merged_into": None}
        )}  # fmt: skip
        others = ledger.whom_else(
            self.acts(), self._session.today, among=there.keys() - {contact["id"]}
        )
        return ledger.alternatives(
            verdict,
            name=contact.get("display", ""),
            others=[there[each] for each in others],
            can_help_with=contact.get("can_help_with", ()),
            interests=contact.get("interests", ()),
        )

    def _ids(self, who: Who | Sequence[Who]) -> list[str]:
        if ME in several(who):
            raise Invalid("contact", "that is you; an exchange needs someone else")
        rows = [contact_row(self._session.store, each) for each in several(who)]
        for row in rows:
            if is_oneself(self._session, row["id"], row.get("display", "")):
                raise Invalid(
                    "contact",
                    f"{row['display']} is you, by the profile's name; an exchange needs someone "
                    "else. Give a namesake another name with `kith edit`",
                )
        return [row["id"] for row in rows]
